// What was reported on the deal before: who is asked for help need not look for it.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "~/ui/words/useTranslation";
import { askForCards } from "~/state/answer";
import block from "~/ui/block.module.css";
import { ActivityIcon } from "~/ui/card/parts";
import { day } from "~/ui/format";
import type { Card } from "~/wire";
import * as calls from "~/wire/calls";
import css from "./before.module.css";

/** Reports that are shown; the rest is on the deal's page. */
const SHOWN = 3;

export function Before({ card }: { card: Card }) {
  const { t } = useTranslation();
  const { deal, general, customer } = card.stock;
  const { data } = useQuery({
    queryKey: ["deal", deal, "before"],
    queryFn: async ({ signal }) => {
      const page = await askForCards(() => calls.dealTimeline(deal, { limit: 20 }, signal), ({ cards }) => cards);
      return page.cards;
    },
    staleTime: 60_000,
  });
  const before = (data ?? []).filter((one) => one.id < card.id).slice(0, SHOWN);
  return (
    <section className={block.sheet}>
      <h2>{t("card.before")}</h2>
      {before.length === 0 && <p className={block.lead}>{t("card.beforeNone")}</p>}
      <ul className={block.list}>
        {before.map((one) => (
          <li key={one.id}>
            <Link to="/reports/$id" params={{ id: one.id }} className={css.row}>
              <span className={css.when}>
                <ActivityIcon kind={one.activity.kind} />
                <span className="num">{day(one.occurred_at)}</span>
                {one.author.name}
              </span>
              <span className={css.what}>{one.consult?.question ?? (one.text || one.next_move?.what)}</span>
            </Link>
          </li>
        ))}
      </ul>
      <nav className={css.links}>
        {!general && (
          <Link to="/deals/$id" params={{ id: deal }}>
            {t("card.toDeal")}
          </Link>
        )}
        <Link to="/customers/$id" params={{ id: customer.id }}>
          {t("card.toCustomer")}
        </Link>
      </nav>
    </section>
  );
}
