// What is addressed to this member and unread, and what was. Being listed here marks nothing read.
import { Button, SegmentedControl } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "~/ui/words/useTranslation";
import { askAnew } from "~/state/askAnew";
import { mark } from "~/state/book";
import { fetchPage } from "~/state/feed";
import { setReadReport } from "~/state/focus";
import { bookStore, useBadge } from "~/state/store";
import block from "~/ui/block.module.css";
import { useCardActions } from "~/ui/card/actions";
import { count } from "~/ui/format";
import { useShortcuts } from "~/ui/keys";
import { PageHead } from "~/ui/Page";
import { problemText } from "~/ui/problemText";
import { CardSkeletons, Empty, Failed } from "~/ui/States";
import { UndoMessage } from "~/ui/UndoMessage";
import type { Card } from "~/wire";
import * as calls from "~/wire/calls";
import css from "./inbox.module.css";
import { InboxRow } from "./InboxRow";
import { PushNotice } from "./PushNotice";

const route = getRouteApi("/inbox");

/** What waits for me, everything unread, or what was ever addressed to me. */
export type Show = "addressed" | "all" | "past";

const ask: Record<Show, (after: string | null, signal: AbortSignal) => ReturnType<typeof calls.inbox>> = {
  addressed: (after, signal) => calls.inbox({ ...paged(after), addressed: true }, signal),
  all: (after, signal) => calls.inbox(paged(after), signal),
  past: (after, signal) => calls.timeline({ ...paged(after), addressed: true }, signal),
};
const paged = (after: string | null) => ({ sort: "activity" as const, ...(after && { after }) });

export function InboxPage() {
  const { t } = useTranslation();
  const { show = "addressed" } = route.useSearch();
  const navigate = useNavigate();
  const badge = useBadge();
  const query = useInfiniteQuery({
    queryKey: ["inbox", show],
    queryFn: ({ pageParam, signal }) => fetchPage((after) => ask[show](after, signal), pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
  const ids = (query.data?.pages ?? []).flatMap((page) => page.ids);
  const [first] = ids;
  useEffect(() => {
    if (first !== undefined) setReadReport(first);
  }, [first]);
  const { markRead, markUnread } = useMarking();
  const { acknowledge } = useCardActions();
  useRowKeys({ e: acknowledge, u: (card) => void (card.you.unread ? markRead(card) : markUnread(card)) });
  return (
    <>
      <PageHead
        title={t("inbox.title")}
        side={show !== "past" && ids.length > 0 && <ReadAll addressed={show === "addressed"} />}
      >
        <SegmentedControl
          value={show}
          onChange={(value) =>
            void navigate({ to: "/inbox", search: value === "all" || value === "past" ? { show: value } : {}, replace: true })
          }
          data={[
            { value: "addressed", label: `${t("inbox.addressed")} ${count(badge.addressed)}` },
            { value: "all", label: `${t("inbox.all")} ${count(badge.unread)}` },
            { value: "past", label: t("inbox.past") },
          ]}
          aria-label={t("timeline.filters")}
        />
      </PageHead>
      <PushNotice />
      {query.isPending && <CardSkeletons count={2} />}
      {query.error && !query.data && <Failed text={problemText(query.error)} onAgain={() => void query.refetch()} />}
      {query.data && ids.length === 0 && (
        <Empty title={t(show === "past" ? "inbox.pastEmpty" : "inbox.empty")} hint={t("inbox.emptyHint")} />
      )}
      {ids.length > 0 && (
        <>
          <p className={block.lead}>{t(show === "past" ? "inbox.pastLead" : "inbox.lead")}</p>
          <ul className={`${block.list} ${block.sheet} ${css.rows}`}>
            {ids.map((id, place) => (
              <InboxRow
                key={id}
                id={id}
                before={ids[place - 1]}
                onLook={setReadReport}
                onRead={markRead}
                onUnread={markUnread}
              />
            ))}
          </ul>
        </>
      )}
      {query.hasNextPage && (
        <Button variant="default" fullWidth loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t("app.more")}
        </Button>
      )}
    </>
  );
}

/** Reading and unreading a card without opening it, each with its way back. */
function useMarking() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const set = async (card: Card, unread: boolean) => {
    bookStore.update((book) => mark(book, [card.id], card.seq, unread));
    try {
      await (unread ? calls.unread(card.id) : calls.read(card.id, card.seq));
      return true;
    } catch (error) {
      bookStore.update((book) => mark(book, [card.id], card.seq, !unread));
      failed(error, t("problem.title"));
      return false;
    } finally {
      void askAnew(client, { queryKey: ["inbox"] });
    }
  };
  const markRead = async (card: Card) => {
    if (!(await set(card, false))) return;
    const id = `read-${card.id}`;
    const undo = () => {
      notifications.hide(id);
      void set(card, true);
    };
    notifications.show({ id, autoClose: 8_000, message: <UndoMessage text={t("inbox.readDone")} onUndo={undo} /> });
  };
  return { markRead, markUnread: (card: Card) => void set(card, true) };
}

/** `j` and `k` go from row to row; the others act on the row that has the focus. */
function useRowKeys(act: { e: (card: Card) => void; u: (card: Card) => void }) {
  const rows = () => [...document.querySelectorAll<HTMLElement>("[data-inbox-row]")];
  const at = () => rows().indexOf(document.activeElement as HTMLElement);
  const go = (place: number) => rows()[Math.max(0, Math.min(place, rows().length - 1))]?.focus();
  const on = (what: (card: Card) => void) => () => {
    const card = bookStore.get().cards.get(Number((document.activeElement as HTMLElement | null)?.dataset.inboxRow));
    if (card) what(card);
  };
  useShortcuts({
    j: () => go(at() + 1),
    k: () => go(at() - 1),
    e: on(act.e),
    u: on(act.u),
  });
}

const failed = (error: unknown, title: string) =>
  notifications.show({ color: "enji", title, message: problemText(error) });

function ReadAll({ addressed }: { addressed: boolean }) {
  const { t } = useTranslation();
  const badge = useBadge();
  const undo = async (seq: number) => {
    try {
      await calls.undoReadAll(seq);
      notifications.show({ id: "read-all", message: t("inbox.undone") });
    } catch (error) {
      failed(error, t("problem.title"));
    }
  };
  const readAll = async () => {
    const marked = addressed ? badge.addressed : badge.unread;
    try {
      const answer = await calls.readAll(addressed);
      const seq = answer.undo;
      notifications.show({
        id: "read-all",
        autoClose: 12_000,
        message:
          seq === null || seq === undefined ? (
            t("inbox.readAllDone", { count: marked })
          ) : (
            <UndoMessage
              text={t("inbox.readAllDone", { count: marked })}
              onUndo={() => {
                notifications.hide("read-all");
                void undo(seq);
              }}
            />
          ),
      });
    } catch (error) {
      failed(error, t("problem.title"));
    }
  };
  return (
    <Button variant="subtle" size="sm" onClick={() => void readAll()}>
      {t("inbox.readAll")}
    </Button>
  );
}
