// A deal in a list: where it stands, who has it, and what is done next.
import { Link } from "@tanstack/react-router";
import { useTranslation } from "~/ui/words/useTranslation";
import type { Deal, Stage } from "~/wire";
import { Stone } from "../card/parts";
import { Steps } from "../card/StockPanel";
import { day, isPast, moment, yen } from "../format";
import css from "./dealRow.module.css";

interface Props {
  deal: Deal;
  stages: readonly Stage[];
  owner: string | undefined;
  /** Absent where the whole list is one customer's. */
  customer?: string | undefined;
}

export function DealRow({ deal, stages, owner, customer }: Props) {
  const { t } = useTranslation();
  const stage = stages[deal.stage];
  const of = stages.filter((one) => one.outcome !== "lost").length;
  const outcome = stage?.outcome ?? "open";
  const move = deal.next_moves[0];
  const late = move?.due && isPast(move.due);
  const unknown = deal.amount_yen === null || deal.amount_yen === undefined;
  return (
    <Link to="/deals/$id" params={{ id: deal.id }} className={css.deal}>
      <span className={css.top}>
        <b>{deal.name}</b>
        <span className="num" data-blank={unknown || undefined}>
          {unknown ? t("app.unknown") : yen(deal.amount_yen ?? 0)}
        </span>
      </span>
      <span className={css.way}>
        <span className={css.stage} data-outcome={outcome}>
          {stage?.name}
        </span>
        <Steps step={outcome === "lost" ? 0 : Math.min(deal.stage + 1, of)} of={of} outcome={outcome} name={stage?.name ?? ""} />
      </span>
      <span className={css.meta}>
        {customer !== undefined && <span>{customer}</span>}
        <span>{owner}</span>
        {deal.last_activity_at && <span className="num">{moment(deal.last_activity_at)}</span>}
      </span>
      {(move || outcome === "open") && (
        <span className={css.move} data-missing={!move} data-late={late || undefined}>
          {move ? (
            <>
              <Stone size={10} />
              <span>{move.what}</span>
              {move.due && <span className="num">{day(move.due)}</span>}
            </>
          ) : (
            t("deals.noNextMove")
          )}
        </span>
      )}
    </Link>
  );
}
