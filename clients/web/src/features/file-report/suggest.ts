// Which deals stand first in the picker, and what a person usually files. Pure.
import { holds } from "~/state/fold";
import type { Contact, Customer, Deal, NextMove, Stage, Template } from "~/wire";

/** What this member filed last on this device: the likeliest to be filed again. */
export interface Habits {
  /** The newest first. */
  deals: number[];
  template: number | null;
}

export const NO_HABITS: Habits = { deals: [], template: null };
const DEALS_KEPT = 12;

export const filed = (habits: Habits, deal: number, template: number): Habits => ({
  deals: [deal, ...habits.deals.filter((id) => id !== deal)].slice(0, DEALS_KEPT),
  template,
});

/** The form that was used last, else the one for visits, else the first. */
export function usualTemplate(templates: readonly Template[], habits: Habits): number | null {
  const last = templates.find((one) => one.id === habits.template);
  return (last ?? templates.find((one) => one.activity === "visit") ?? templates[0])?.id ?? null;
}

export interface Planned {
  deal: Deal;
  move: NextMove;
}

export interface Suggested {
  /** With a move of mine that is due: what one comes from is most likely one of these. */
  planned: Planned[];
  recent: Deal[];
}

interface Ground {
  deals: readonly Deal[];
  stages: readonly Stage[];
  habits: Habits;
  me: number;
  /** Days as the wire writes them. */
  tomorrow: string;
}

const PLANNED_MAX = 3;

export function suggestDeals({ deals, stages, habits, me, tomorrow }: Ground, shown: number): Suggested {
  const planned = deals
    .flatMap((deal) => {
      const move = firstDue(deal, me, tomorrow);
      return move ? [{ deal, move }] : [];
    })
    // What is due now stands before what has been late for weeks.
    .sort((a, b) => (b.move.due ?? "").localeCompare(a.move.due ?? ""))
    .slice(0, PLANNED_MAX);
  const there = new Set(planned.map(({ deal }) => deal.id));
  const mine = (deal: Deal) => deal.owner === me || deal.team.some((one) => one.member === me);
  const open = (deal: Deal) => (stages[deal.stage]?.outcome ?? "open") === "open";
  const used = (deal: Deal) => {
    const place = habits.deals.indexOf(deal.id);
    return place < 0 ? Number.POSITIVE_INFINITY : place;
  };
  const recent = deals
    .filter((deal) => !there.has(deal.id) && (!deal.general || used(deal) < DEALS_KEPT))
    .sort(
      (a, b) =>
        byPlace(used(a), used(b)) ||
        Number(mine(b)) - Number(mine(a)) ||
        Number(open(b)) - Number(open(a)) ||
        (b.last_activity_at ?? 0) - (a.last_activity_at ?? 0),
    )
    .slice(0, Math.max(0, shown - planned.length));
  return { planned, recent };
}

const byPlace = (a: number, b: number): number => (a === b ? 0 : a - b);

function firstDue(deal: Deal, me: number, tomorrow: string): NextMove | undefined {
  return deal.next_moves
    .filter((move) => move.state === "open" && isMine(move, me) && move.due !== null && move.due <= tomorrow)
    .sort((a, b) => (b.due ?? "").localeCompare(a.due ?? ""))[0];
}

const isMine = (move: NextMove, me: number): boolean => move.owner === me || move.accompany?.who === me;

/** By the deal, its customer (kana, aliases, former names), or the people there. Real deals before general ones. */
export function findDeals(
  deals: readonly Deal[],
  customers: ReadonlyMap<number, Customer>,
  contacts: readonly Contact[],
  query: string,
  shown: number,
): Deal[] {
  const people = new Set(contacts.filter((one) => !one.retired && holds(query, [one.name, one.kana])).map((one) => one.customer));
  const found = deals.filter((deal) => {
    const customer = customers.get(deal.customer);
    if (customer?.retired) return false;
    const names = customer ? [customer.name, customer.kana, ...customer.aliases, ...customer.former_names] : [];
    return holds(query, [deal.name, ...names]) || people.has(deal.customer);
  });
  return found.sort((a, b) => Number(a.general) - Number(b.general)).slice(0, shown);
}
