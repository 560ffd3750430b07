// How a deal came to where it is: a line of time through its stages, and below it who changed what, when and by
// which report.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "~/ui/words/useTranslation";
import { type Change, stretches, type WayStep, wayOf } from "~/state/way";
import { day, daysBetween, fullMoment, yen } from "~/ui/format";
import * as calls from "~/wire/calls";
import css from "./way.module.css";

export function DealWay({ id }: { id: number }) {
  const { t } = useTranslation();
  const [whole, setWhole] = useState(false);
  const { data } = useQuery({
    // Below the deal's own key: what changes the deal makes this stale too.
    queryKey: ["deal", id, "history"],
    queryFn: ({ signal }) => calls.dealHistory(id, signal),
    staleTime: 60_000,
  });
  if (!data || data.steps.length === 0) return null;
  const steps = wayOf(data.steps);
  return (
    <section className={css.way} aria-label={t("deals.way")}>
      <header className={css.head}>
        <h2>{t("deals.way")}</h2>
        <button type="button" className={css.all} aria-expanded={whole} onClick={() => setWhole(!whole)}>
          {whole ? t("card.less") : t("deals.wayAll", { count: steps.length })}
        </button>
      </header>
      <Line steps={data.steps} />
      {whole && (
        <ol className={css.steps}>
          {steps.map((step) => (
            <Step key={step.seq} step={step} />
          ))}
        </ol>
      )}
    </section>
  );
}

function Line({ steps }: { steps: Parameters<typeof stretches>[0] }) {
  const { t } = useTranslation();
  const [now] = useState(Date.now);
  const line = stretches(steps, now);
  return (
    <ul className={css.line}>
      {line.map(({ stage, from, to }, place) => {
        const days = daysBetween(from, to) + (place === line.length - 1 ? 1 : 0);
        return (
          <li
            key={from}
            style={{ flexGrow: Math.max(1, days) }}
            data-outcome={stage.outcome}
            data-last={place === line.length - 1}
            title={`${stage.name} ${day(from)} – ${t("deals.wayDays", { count: days })}`}
          >
            <span className={css.bar} aria-hidden />
            <span className={css.stage}>{stage.name}</span>
            <span className={`${css.days} num`}>
              <span className={css.since}>{day(from)} </span>
              {t("deals.wayDays", { count: days })}
            </span>
          </li>
        );
      })}
    </ul>
  );
}

function Step({ step }: { step: WayStep }) {
  const { t } = useTranslation();
  return (
    <li data-kind={step.opened ? "opened" : step.stage ? "stage" : "other"} data-outcome={step.stage?.to?.outcome}>
      <div className={css.what}>
        {step.opened && <b>{t("deals.wayOpened", { stage: step.stage?.to?.name })}</b>}
        {!step.opened && step.stage && (
          <b>
            {step.stage.from?.name} → {step.stage.to?.name}
          </b>
        )}
        {step.amount && <Moved label={t("card.amount")} change={step.amount} say={yen} />}
        {step.close && <Moved label={t("card.close")} change={step.close} say={day} />}
        {step.owner && <Moved label={t("card.owner")} change={step.owner} say={(name) => name} />}
        {step.came.length > 0 && (
          <span className={css.rival}>{t("card.addedCompetitor", { name: step.came.join("、") })}</span>
        )}
        {step.gone.length > 0 && <span>{t("deals.wayGone", { name: step.gone.join("、") })}</span>}
      </div>
      <div className={css.meta}>
        <time className="num" title={fullMoment(step.at)}>
          {day(step.at)}
        </time>
        {step.by && (
          <Link to="/members/$id" params={{ id: step.by.id }}>
            {step.by.name}
          </Link>
        )}
        {step.report !== null && (
          <Link to="/reports/$id" params={{ id: step.report }} className={css.report}>
            {t("deals.wayReport")}
          </Link>
        )}
      </div>
    </li>
  );
}

function Moved<T>({ label, change, say }: { label: string; change: Change<T>; say: (value: T) => string }) {
  const { t } = useTranslation();
  const one = (value: T | null) => (value === null ? t("app.unknown") : say(value));
  return (
    <span>
      <small>{label}</small>{" "}
      <span className="num">
        {one(change.from)} → {one(change.to)}
      </span>
    </span>
  );
}
