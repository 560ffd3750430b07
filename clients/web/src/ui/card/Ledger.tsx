// Whom a report reached, from the delivery ledger: who has read it, who has not, and since when.
import { Loader } from "@mantine/core";
import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { useTranslation } from "~/ui/words/useTranslation";
import type { Ledger, LedgerEntry } from "~/wire";
import { moment } from "../format";
import { useCardActions } from "./actions";
import css from "./ledger.module.css";
import { Avatar } from "./parts";
import { reasonsText } from "./reasons";

export function useLedger(report: number, wanted: boolean): UseQueryResult<Ledger> {
  const actions = useCardActions();
  return useQuery({
    queryKey: ["ledger", report],
    queryFn: () => actions.ledger(report),
    enabled: wanted,
    staleTime: 30_000,
    retry: false,
  });
}

type Stage = "answered" | "acknowledged" | "read" | "displayed" | "delivered" | "routed" | "lost";

/** How far it has come with somebody, and since when. */
export function furthest(entry: LedgerEntry): { stage: Stage; at: number | null } {
  if (entry.access_lost) return { stage: "lost", at: null };
  const steps: [Stage, number | null | undefined][] = [
    ["answered", entry.answered_at],
    ["acknowledged", entry.acknowledged_at],
    ["read", entry.read_at],
    ["displayed", entry.displayed_at],
    ["delivered", entry.delivered_at],
  ];
  for (const [stage, at] of steps) if (at !== null && at !== undefined) return { stage, at };
  return { stage: "routed", at: null };
}

interface Props {
  ledger: UseQueryResult<Ledger>;
}

export function LedgerList({ ledger }: Props) {
  const { t } = useTranslation();
  if (ledger.isPending) return <Loader size="sm" aria-label={t("app.loading")} />;
  if (!ledger.data) {
    return (
      <div className={css.note}>
        {t("ledger.failed")}
      </div>
    );
  }
  const { entries, read } = ledger.data;
  if (entries.length === 0) return <div className={css.note}>{t("ledger.none")}</div>;
  const unread = entries.filter((entry) => !entry.read_at);
  const done = entries.filter((entry) => entry.read_at);
  return (
    <section aria-label={t("ledger.title")}>
      <div className={css.sum}>
        <b className="num">{t("ledger.summary", { all: entries.length, read })}</b>
        <span className={css.bar} role="presentation">
          <span style={{ width: `${(100 * read) / entries.length}%` }} />
        </span>
      </div>
      <Group title={t("ledger.unread")} entries={unread} />
      <Group title={t("ledger.read")} entries={done} />
    </section>
  );
}

function Group({ title, entries }: { title: string; entries: LedgerEntry[] }) {
  const { t } = useTranslation();
  if (entries.length === 0) return null;
  return (
    <>
      <h4 className={css.group}>
        {title} <span className="num">{entries.length}</span>
      </h4>
      <ul className={css.list}>
        {entries.map((entry) => {
          const { stage, at } = furthest(entry);
          return (
            <li key={entry.member.id} className={css.row} title={reasonsText(entry.reasons, t)}>
              <Avatar name={entry.member.name} size={26} />
              <span className={css.who}>
                {entry.member.name} <small>{entry.member.department}</small>
              </span>
              <span className={css.state} data-stage={stage}>
                {t(`ledger.${stage}`)} {at !== null && <span className="num">{moment(at)}</span>}
              </span>
            </li>
          );
        })}
      </ul>
    </>
  );
}
