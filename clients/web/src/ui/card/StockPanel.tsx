// The stock panel: what the report belongs to, in the same place on every card. What is not known says so.
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Card, Standing, Stock } from "~/wire";
import { day, daysBetween, shortCompany, yen } from "../format";
import css from "./card.module.css";
import { FillIn } from "./FillIn";

export function StockPanel({ card }: { card: Card }) {
  const { t } = useTranslation();
  const { stock } = card;
  const { then, now } = stock;
  const name = stock.general ? t("card.general") : stock.deal_name;
  return (
    <section className={css.stock} aria-label={t("deals.stock")}>
      <div className={css.stockTop}>
        <Link to="/deals/$id" params={{ id: stock.deal }} className={css.dealName}>
          {name}
        </Link>
        {!stock.general && <Amount stock={stock} />}
      </div>
      {!stock.general && <Way stock={stock} />}
      <dl className={css.cells}>
        <Cell label={t("card.customer")} value={shortCompany(stock.customer.name)} whole={stock.customer.name} />
        <Cell label={t("card.contact")} short={t("card.contactShort")} value={people(card, (role) => t(`decision.${role}`))} />
        <Cell
          kind="competitor"
          label={t("card.competitor")}
          value={names(then.competitors)}
          fill={now.competitors.length === 0 && !stock.general ? <FillIn deal={stock.deal} what="competitors" /> : null}
        />
        <Cell
          label={t("card.close")}
          value={then.expected_close ? day(then.expected_close) : null}
          fill={!now.expected_close && !stock.general ? <FillIn deal={stock.deal} what="expected_close" /> : null}
        />
      </dl>
      <Differences stock={stock} />
    </section>
  );
}

function Amount({ stock }: { stock: Stock }) {
  const { t } = useTranslation();
  const value = stock.then.amount_yen;
  const unknownNow = stock.now.amount_yen === null || stock.now.amount_yen === undefined;
  return (
    <span className={`${css.amount} num`}>
      {value === null || value === undefined ? (
        <small>
          {t("card.amount")} {unknownNow ? <FillIn deal={stock.deal} what="amount_yen" /> : t("app.unknown")}
        </small>
      ) : (
        yen(value)
      )}
    </span>
  );
}

export function Way({ stock }: { stock: Pick<Stock, "then" | "stage_before" | "progress" | "stage_since" | "now"> }) {
  const { t } = useTranslation();
  const { then, stage_before: before, progress } = stock;
  const outcome = then.stage.outcome;
  const step = outcome === "lost" ? 0 : Math.min(then.stage.id + 1, progress.of);
  return (
    <div className={css.way}>
      <span className={css.stage} data-outcome={outcome}>
        {before && <span className={css.moved}>{before.name} → </span>}
        {then.stage.name}
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
}

function Cell({ label, short = label, value, whole, kind, fill }: CellProps) {
  const { t } = useTranslation();
  return (
    <div className={css.cell} data-kind={kind}>
      <dt>
        <span className={css.long}>{label}</span>
        <span className={css.short}>{short}</span>
      </dt>
      <dd title={whole ?? value ?? undefined} data-blank={value ? undefined : true}>
        {value ?? fill ?? t("app.unknown")}
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

function people(card: Card, role: (decision: Card["met"][number]["decision"]) => string): string | null {
  if (card.met.length === 0) return null;
  return card.met
    .map(({ name, title, decision }) => {
      const part = role(decision);
      // The name and the part in the decision first: where it is narrow, the title is what is cut.
      return `${name}${part ? `（${part}）` : ""}${title ? ` ${title}` : ""}`;
    })
    .join("、");
}
