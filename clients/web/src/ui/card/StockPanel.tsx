// The stock panel: what the report belongs to, in the same place on every card. What is not known says so.
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "~/ui/words/useTranslation";
import type { Card, Standing, Stock } from "~/wire";
import { day, daysBetween, shortCompany, yen } from "../format";
import css from "./card.module.css";
import { FillIn } from "./FillIn";

/** Folded, its lines stand too near to one another to be pressed one by one: nothing leads away from them. */
export function StockPanel({ card, folded = false }: { card: Card; folded?: boolean }) {
  const { t } = useTranslation();
  const { stock } = card;
  const { then, now } = stock;
  const { id: customer } = stock.customer;
  const toCustomer = (text: string) => (
    <Link to="/customers/$id" params={{ id: customer }}>
      {text}
    </Link>
  );
  const name = stock.general ? t("card.general") : stock.deal_name;
  return (
    <section className={css.stock} aria-label={t("deals.stock")}>
      <div className={css.stockTop}>
        <Link to="/deals/$id" params={{ id: stock.deal }} className={css.dealName}>
          {name}
        </Link>
        {!stock.general && <Amount stock={stock} fillable={!folded} />}
      </div>
      {!stock.general && <Way stock={stock} />}
      <dl className={css.cells}>
        <Cell label={t("card.customer")} value={shortCompany(stock.customer.name)} whole={stock.customer.name}>
          {folded ? undefined : toCustomer}
        </Cell>
        <Cell
          label={t("card.contact")}
          short={t("card.contactShort")}
          value={people(card, (role) => t(`decision.${role}`))}
          fill={!folded && <FillIn deal={stock.deal} customer={customer} what="contacts" />}
        >
          {folded ? undefined : toCustomer}
        </Cell>
        {!stock.general && (
          <>
            <Cell
              kind="competitor"
              label={t("card.competitor")}
              value={names(then.competitors)}
              fill={!folded && now.competitors.length === 0 && <FillIn deal={stock.deal} what="competitors" />}
            >
              {folded ? undefined : () => <Rivals rivals={then.competitors} />}
            </Cell>
            <Cell
              label={t("card.close")}
              value={then.expected_close ? day(then.expected_close) : null}
              fill={!folded && !now.expected_close && <FillIn deal={stock.deal} what="expected_close" />}
            />
          </>
        )}
      </dl>
      {!folded && <Differences stock={stock} />}
    </section>
  );
}

/** Each leads to the reports in which they stand. */
function Rivals({ rivals }: { rivals: Standing["competitors"] }) {
  return rivals.map((one, place) => (
    <span key={one.id}>
      {place > 0 && "、"}
      <Link to="/" search={{ competitor: one.id }}>
        {one.name}
      </Link>
    </span>
  ));
}

function Amount({ stock, fillable }: { stock: Stock; fillable: boolean }) {
  const { t } = useTranslation();
  const value = stock.then.amount_yen;
  const unknownNow = stock.now.amount_yen === null || stock.now.amount_yen === undefined;
  return (
    <span className={`${css.amount} num`}>
      {value === null || value === undefined ? (
        <small>
          {t("card.amount")} {unknownNow && fillable ? <FillIn deal={stock.deal} what="amount_yen" /> : t("app.unknown")}
        </small>
      ) : (
        yen(value)
      )}
    </span>
  );
}

export function Way({ stock }: { stock: Pick<Stock, "then" | "stage_before" | "progress" | "stage_since" | "now"> }) {
  const { t } = useTranslation();
  const { then, now, stage_before: before, stage_since: since, progress } = stock;
  const outcome = then.stage.outcome;
  const step = outcome === "lost" ? 0 : Math.min(then.stage.id + 1, progress.of);
  return (
    <div className={css.way}>
      <span className={css.stage} data-outcome={outcome}>
        {before && <span className={css.moved}>{before.name} → </span>}
        {then.stage.name}
        {then.stage.id === now.stage.id && (
          <span className={`${css.days} num`} title={t("card.daysInStage")}>
            {t("card.days", { count: daysBetween(since, Date.now()) + 1 })}
          </span>
        )}
      </span>
      <Steps step={step} of={progress.of} outcome={outcome} name={then.stage.name} />
      <span className={`${css.percent} num`}>{t("card.probability", { percent: then.probability })}</span>
    </div>
  );
}

interface StepsProps {
  step: number;
  of: number;
  outcome: Standing["stage"]["outcome"];
  name: string;
}

export function Steps({ step, of, outcome, name }: StepsProps) {
  const { t } = useTranslation();
  return (
    <span
      className={css.steps}
      data-outcome={outcome}
      role="img"
      aria-label={t("card.stageStep", { name, step, of })}
    >
      {Array.from({ length: of }, (_, place) => (
        <span key={place} className={css.step} data-done={place < step} />
      ))}
    </span>
  );
}

interface CellProps {
  label: string;
  /** Where the label stands beside its value. */
  short?: string;
  value: string | null;
  whole?: string;
  kind?: "competitor";
  /** Stands where the value is missing: it can be filled in there. */
  fill?: ReactNode;
  /** Where the value leads. */
  children?: (value: string) => ReactNode;
}

function Cell({ label, short = label, value, whole, kind, fill, children }: CellProps) {
  const { t } = useTranslation();
  return (
    <div className={css.cell} data-kind={kind}>
      <dt>
        <span className={css.long}>{label}</span>
        <span className={css.short}>{short}</span>
      </dt>
      <dd title={whole ?? value ?? undefined} data-blank={value ? undefined : true}>
        {value === null ? fill || t("app.unknown") : (children?.(value) ?? value)}
      </dd>
    </div>
  );
}

/** What is different today from what the report was filed on. */
function Differences({ stock }: { stock: Stock }) {
  const { t } = useTranslation();
  const { then, now } = stock;
  const found: string[] = [];
  if (then.stage.id !== now.stage.id) {
    const days = daysBetween(stock.stage_since, Date.now()) + 1;
    found.push(`${now.stage.name} ${t("card.days", { count: days })}`);
  }
  if (then.amount_yen !== now.amount_yen && now.amount_yen !== null && now.amount_yen !== undefined) {
    found.push(yen(now.amount_yen));
  }
  if (then.expected_close !== now.expected_close && now.expected_close) {
    found.push(`${t("card.close")} ${day(now.expected_close)}`);
  }
  const there = new Set(then.competitors.map((c) => c.id));
  for (const { id, name } of now.competitors) {
    if (!there.has(id)) found.push(t("card.addedCompetitor", { name }));
  }
  if (then.owner.id !== now.owner.id) found.push(`${t("card.owner")} ${now.owner.name}`);
  if (found.length === 0) return null;
  return <div className={css.since}>{t("card.nowDiffers", { what: found.join(" · ") })}</div>;
}

const names = (list: { name: string }[]): string | null =>
  list.length === 0 ? null : list.map((one) => one.name).join("、");

/** Whom they met; where nobody is named, who is known on the deal. */
function people(card: Card, role: (decision: Card["met"][number]["decision"]) => string): string | null {
  const all = card.met.length > 0 ? card.met : card.stock.contacts;
  if (all.length === 0) return null;
  return all
    .map(({ name, title, decision }) => {
      const part = role(decision);
      // The name and the part in the decision first: where it is narrow, the title is what is cut.
      return `${name}${part ? `（${part}）` : ""}${title ? ` ${title}` : ""}`;
    })
    .join("、");
}
