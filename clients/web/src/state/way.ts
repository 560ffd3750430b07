// The way of a deal as a line of time: how long it stood in which stage, and what each step changed. Pure.
import type { DealStep, Standing } from "~/wire";

/** A stretch of time in one stage. */
export interface Stretch {
  stage: Standing["stage"];
  from: number;
  /** The moment of the next step, or now. */
  to: number;
}

/** What of a deal a step changed; `from` is null where it was not known before. */
export interface Change<T> {
  from: T | null;
  to: T | null;
}

export interface WayStep {
  seq: number;
  at: number;
  by: DealStep["by"];
  report: number | null;
  /** The first step: everything is as the deal was opened. */
  opened: boolean;
  stage?: Change<Standing["stage"]>;
  amount?: Change<number>;
  close?: Change<string>;
  owner?: Change<string>;
  came: string[];
  gone: string[];
}

/** Stages in the order in which the deal came through them, each with its time. */
export function stretches(steps: readonly DealStep[], now: number): Stretch[] {
  const found: Stretch[] = [];
  for (const { at, standing } of steps) {
    const last = found[found.length - 1];
    if (last?.stage.id === standing.stage.id) continue;
    if (last) last.to = at;
    found.push({ stage: standing.stage, from: at, to: Math.max(at, now) });
  }
  return found;
}

/** Each step with what it changed, the newest first. Steps that changed nothing that is shown are left out. */
export function wayOf(steps: readonly DealStep[]): WayStep[] {
  const all = steps.map((step, place) => between(steps[place - 1]?.standing ?? null, step));
  return all.filter((step) => step.opened || says(step)).reverse();
}

function between(before: Standing | null, step: DealStep): WayStep {
  const { seq, at, by, standing } = step;
  const report = step.report ?? null;
  if (before === null) return { seq, at, by, report, opened: true, stage: { from: null, to: standing.stage }, came: [], gone: [] };
  const names = (list: Standing["competitors"], others: Standing["competitors"]) =>
    list.filter((one) => !others.some((other) => other.id === one.id)).map((one) => one.name);
  return {
    seq, at, by, report,
    opened: false,
    came: names(standing.competitors, before.competitors),
    gone: names(before.competitors, standing.competitors),
    ...(before.stage.id !== standing.stage.id && { stage: { from: before.stage, to: standing.stage } }),
    ...(before.amount_yen !== standing.amount_yen && {
      amount: { from: before.amount_yen ?? null, to: standing.amount_yen ?? null },
    }),
    ...(before.expected_close !== standing.expected_close && {
      close: { from: before.expected_close ?? null, to: standing.expected_close ?? null },
    }),
    ...(before.owner.id !== standing.owner.id && { owner: { from: before.owner.name, to: standing.owner.name } }),
  };
}

const says = ({ stage, amount, close, owner, came, gone }: WayStep): boolean =>
  (stage ?? amount ?? close ?? owner) !== undefined || came.length + gone.length > 0;
