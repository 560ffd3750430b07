// The filter of a timeline: what the address holds, what the server is asked, and whether a card that came
// in live belongs to it.
import type { ActivityKind, Card } from "~/wire";
import type { TimelineQuery } from "~/wire/calls";

export interface Filter {
  owner?: number;
  department?: number;
  customer?: number;
  deal?: number;
  competitor?: number;
  purpose?: number;
  stage?: number;
  kind?: ActivityKind;
  amount_min?: number;
  amount_max?: number;
  consult?: "waits";
  unread?: true;
  addressed?: true;
  bookmarked?: true;
  sort?: "posted" | "activity";
}

const NUMBERS = [
  "owner", "department", "customer", "deal", "competitor", "purpose", "stage", "amount_min", "amount_max",
] as const;
const LISTS: ReadonlySet<string> = new Set([
  "owner", "department", "customer", "deal", "competitor", "purpose", "stage", "kind",
]);
const KINDS: readonly ActivityKind[] = [
  "visit", "call", "mail", "web_meeting", "demonstration", "complaint", "internal", "other",
];

/** Reads a filter from the address; what makes no sense is left out. */
export function parseFilter(raw: Record<string, unknown>): Filter {
  const filter: Filter = {};
  for (const key of NUMBERS) {
    const value = Number(raw[key]);
    if (raw[key] !== undefined && raw[key] !== "" && Number.isSafeInteger(value) && value >= 0) filter[key] = value;
  }
  if (KINDS.includes(raw.kind as ActivityKind)) filter.kind = raw.kind as ActivityKind;
  if (raw.consult === "waits") filter.consult = "waits";
  for (const key of ["unread", "addressed", "bookmarked"] as const) {
    if (raw[key] === true || raw[key] === "true") filter[key] = true;
  }
  if (raw.sort === "activity") filter.sort = "activity";
  return filter;
}

/** As the server is asked: its lists take several, this client asks for one. */
export function filterQuery(filter: Filter): TimelineQuery {
  const query: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(filter)) {
    if (value !== undefined) query[key] = LISTS.has(key) ? [value] : value;
  }
  return query;
}

/** Under what the pages of this timeline are held: the screen, and what is kept on the device, know it by this. */
export const timelineKey = (filter: Filter) => ["feed", "timeline", filter] as const;

export const isEmpty = (filter: Filter): boolean =>
  Object.keys(filter).every((key) => key === "sort" || filter[key as keyof Filter] === undefined);

/** Whether a card that came in live is one of this timeline. */
export function matches(filter: Filter, card: Card): boolean {
  const { now, customer, deal } = card.stock;
  const amount = now.amount_yen;
  return (
    // Cards of a watched deal come by too; they are of no timeline but the deal's.
    (card.you.reasons.length > 0 || (filter.bookmarked === true && card.you.bookmarked)) &&
    same(filter.owner, now.owner.id) &&
    same(filter.customer, customer.id) &&
    same(filter.deal, deal) &&
    same(filter.stage, now.stage.id) &&
    same(filter.kind, card.activity.kind) &&
    (filter.competitor === undefined || now.competitors.some((c) => c.id === filter.competitor)) &&
    (filter.purpose === undefined ||
      card.you.reasons.some((r) => r.why === "purpose" && r.purpose === filter.purpose)) &&
    (filter.amount_min === undefined || (amount !== null && amount !== undefined && amount >= filter.amount_min)) &&
    (filter.amount_max === undefined || (amount !== null && amount !== undefined && amount <= filter.amount_max)) &&
    (!filter.consult || waits(card)) &&
    (!filter.unread || card.you.unread) &&
    (!filter.addressed || card.you.addressed) &&
    (!filter.bookmarked || card.you.bookmarked)
  );
}

export function waits(card: Card): boolean {
  const state = card.consult?.state;
  return state === "open" || state === "claimed" || state === "reopened";
}

function same<T>(wanted: T | undefined, there: T): boolean {
  return wanted === undefined || wanted === there;
}
