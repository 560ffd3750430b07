// One report with its whole conversation and history. A push leads here.
import { getRouteApi } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "~/ui/words/useTranslation";
import { useLive } from "~/live/context";
import { mark } from "~/state/book";
import { setReadReport } from "~/state/focus";
import { useReport } from "~/state/report";
import { bookStore, useCard } from "~/state/store";
import { LedgerList, useLedger } from "~/ui/card/Ledger";
import { NextMoveBlock } from "~/ui/card/NextMoveBlock";
import { ReportCard } from "~/ui/card/ReportCard";
import { useShortcuts } from "~/ui/keys";
import { PageHead } from "~/ui/Page";
import { problemText } from "~/ui/problemText";
import { CardSkeletons, Empty, Failed } from "~/ui/States";
import * as calls from "~/wire/calls";
import { Problem } from "~/wire/problem";
import { Before } from "./Before";
import { CorrectReport } from "./CorrectReport";
import { Earlier } from "./Earlier";
import block from "~/ui/block.module.css";

const route = getRouteApi("/reports/$id");

export function ReportPage() {
  const { t } = useTranslation();
  const { id } = route.useParams();
  const { reply } = route.useSearch();
  const { me } = useLive();
  const detail = useReport(id);
  const card = useCard(id);
  const [replying, setReplying] = useState(reply ?? false);
  useEffect(() => setReplying(reply ?? false), [reply, id]);
  useEffect(() => setReadReport(id), [id]);
  useRead(id, card?.seq);
  useShortcuts({ r: () => setReplying(true) });

  if (!card) {
    const gone = detail.error instanceof Problem && detail.error.status === 404;
    return (
      <>
        <PageHead title={t("card.open")} back />
        {detail.isPending && <CardSkeletons count={1} />}
        {gone && <Empty title={t("problem.not_found")} />}
        {detail.error && !gone && <Failed text={problemText(detail.error)} onAgain={() => void detail.refetch()} />}
      </>
    );
  }
  const mine = card.author.id === me.id;
  const earlierMoves = (detail.data?.next_moves ?? []).filter((move) => move.id !== card.next_move?.id);
  return (
    <>
      <PageHead title={card.stock.general ? card.stock.customer.name : card.stock.deal_name} back />
      <ReportCard card={card} open allReplies={detail.data?.replies ?? []} replying={replying} onReplying={setReplying}>
        {earlierMoves.map((move) => (
          <NextMoveBlock key={move.id} move={move} />
        ))}
      </ReportCard>
      <div style={{ height: 12 }} />
      {mine && <CorrectReport id={id} until={detail.data?.correctable_until} />}
      {detail.data && detail.data.earlier.length > 0 && <Earlier card={card} earlier={detail.data.earlier} />}
      {mine && <Reached id={id} />}
      <Before card={card} />
    </>
  );
}

/** Whom it reached, openly, for who wrote it. */
function Reached({ id }: { id: number }) {
  const { t } = useTranslation();
  const ledger = useLedger(id, true);
  return (
    <section className={block.sheet}>
      <h2>{t("ledger.title")}</h2>
      <LedgerList ledger={ledger} />
    </section>
  );
}

/** Opening it reads it, up to the event that is shown. */
function useRead(id: number, seq: number | undefined) {
  const { connection } = useLive();
  useEffect(() => {
    if (seq === undefined || !bookStore.get().cards.get(id)?.you.unread) return;
    const read = () => {
      if (document.visibilityState !== "visible") return;
      document.removeEventListener("visibilitychange", read);
      bookStore.update((book) => mark(book, [id], seq, false));
      if (!connection.send({ type: "read", report: id, upto: seq })) void calls.read(id, seq).catch(() => undefined);
    };
    document.addEventListener("visibilitychange", read);
    read();
    return () => document.removeEventListener("visibilitychange", read);
  }, [connection, id, seq]);
}
