// What this client knows of cards, and how frames and fetched pages change it. Pure: the same frames and
// pages, in whatever order they overlap, give the same book as a fetch after the last of them.
import type { Badge, Card, EventFrame, ServerFrame, Stock } from "~/wire";

/** A read state that came apart from its card, with the number of the event that set it. */
interface Mark {
  seq: number;
  unread: boolean;
}

/** How a deal stands now, and up to which event that is known. */
interface StandingNow {
  asOf: number;
  /** The same as text, to see cheaply whether anything is different. */
  text: string;
  stock: Pick<Stock, "now" | "progress" | "stage_since" | "deal_name" | "contacts">;
}

export interface Book {
  readonly cards: ReadonlyMap<number, Card>;
  readonly marks: ReadonlyMap<number, Mark>;
  /** Bookmarks that came apart from their card. */
  readonly bookmarks: ReadonlyMap<number, { seq: number; on: boolean }>;
  /** By deal: what every card of it says of today. */
  readonly standings: ReadonlyMap<number, StandingNow>;
  /** Reports that came in live, the oldest first; a list shows them once its reader asks. */
  readonly arrived: readonly number[];
  /** Deals that were changed without a report, by the event that did it: what was fetched before it is outdated. */
  readonly dealsChanged: ReadonlyMap<number, number>;
  /** Cards that may no longer be seen, by the event that said so. */
  readonly lost: ReadonlyMap<number, number>;
  readonly badge: Badge;
  /** Events come from here on: pages older than that have a hole behind them. */
  readonly joinedAt: number;
  /** The oldest of the answers that were fetched, cards or masters, null before the first. */
  readonly fetchedAt: number | null;
}

export const EMPTY: Book = {
  cards: new Map(),
  marks: new Map(),
  bookmarks: new Map(),
  standings: new Map(),
  arrived: [],
  dealsChanged: new Map(),
  lost: new Map(),
  badge: { addressed: 0, unread: 0 },
  joinedAt: 0,
  fetchedAt: null,
};

/** Newest arrivals kept; beyond that a list is fetched again anyway. */
const ARRIVED_MAX = 500;

export function applyFrame(book: Book, frame: ServerFrame): Book {
  switch (frame.type) {
    case "hello":
      return { ...book, badge: frame.badge };
    case "badge":
      return { ...book, badge: { addressed: frame.addressed, unread: frame.unread } };
    case "event":
      return applyEvent(book, frame);
    default:
      return book;
  }
}

export function applyEvent(book: Book, frame: EventFrame): Book {
  let next: Book = frame.badge ? { ...book, badge: frame.badge } : book;
  switch (frame.kind) {
    case "read":
      return mark(next, frame.reports ?? [], frame.seq, frame.unread ?? false);
    case "bookmarked":
      return bookmark(next, frame.reports ?? [], frame.seq, frame.bookmarked ?? false);
    case "access_lost":
      return lose(next, frame.reports ?? [], frame.seq);
    case "deal_changed":
      if (frame.deal) next = { ...next, dealsChanged: new Map(next.dealsChanged).set(frame.deal, frame.seq) };
  }
  if (!frame.card) return next;
  const { id } = frame.card;
  next = takeCards(next, [frame.card], frame.seq);
  // Known or not: another question may have been answered with this card before its event came.
  const isNew = frame.kind === "report_filed" && !next.arrived.includes(id);
  return isNew ? { ...next, arrived: [...next.arrived, id].slice(-ARRIVED_MAX) } : next;
}

/** Takes over an answer of the server that was built at `cursor`. */
export function takeAnswer(book: Book, cards: readonly Card[], cursor: number): Book {
  const { fetchedAt } = book;
  const next = takeCards(book, cards, cursor);
  return fetchedAt !== null && fetchedAt <= cursor ? next : { ...next, fetchedAt: cursor };
}

/** Takes over cards of a page that was built at `cursor`. */
export function takeCards(book: Book, cards: readonly Card[], cursor: number): Book {
  const next = copyOf(book);
  let changed = false;
  for (const card of cards) changed = putCard(next, card, cursor) || changed;
  return changed ? next : book;
}

/** A person marked these on this screen; the frame of the server confirms it later. */
export function mark(book: Book, reports: readonly number[], seq: number, unread: boolean): Book {
  const cards = new Map(book.cards);
  const marks = new Map(book.marks);
  for (const id of reports) {
    const before = marks.get(id);
    if (before && before.seq > seq) continue;
    marks.set(id, { seq, unread });
    const card = cards.get(id);
    // What happened after the reading is not read by it.
    if (card && (unread || card.seq <= seq)) cards.set(id, withUnread(card, unread));
  }
  return { ...book, cards, marks };
}

/** Bookmarks were set or taken away, here or on another device. */
export function bookmark(book: Book, reports: readonly number[], seq: number, on: boolean): Book {
  const cards = new Map(book.cards);
  const bookmarks = new Map(book.bookmarks);
  for (const id of reports) {
    if ((bookmarks.get(id)?.seq ?? 0) > seq) continue;
    bookmarks.set(id, { seq, on });
    const card = cards.get(id);
    if (card) cards.set(id, withBookmark(card, on));
  }
  return { ...book, cards, bookmarks };
}

/** Changes a card ahead of the server's answer; the event that follows replaces it. */
export function changeCard(book: Book, id: number, change: (card: Card) => Card): Book {
  const card = book.cards.get(id);
  if (!card) return book;
  const cards = new Map(book.cards);
  cards.set(id, change(card));
  return { ...book, cards };
}

/** A session joined at this cursor. What arrived live before may have a hole in it. */
export const joinAt = (book: Book, joinedAt: number): Book => ({ ...book, joinedAt });

/** Whether an answer with these cards, built at `cursor`, lacks what no event will tell any more. */
export function isStale(book: Book, cards: readonly Card[], cursor: number): boolean {
  return cursor < book.joinedAt || cards.some(({ stock }) => (book.dealsChanged.get(stock.deal) ?? 0) > cursor);
}

/** A book of its own to write several cards into: one copy for a whole page, however many cards are known. */
type Copy = { -readonly [Part in keyof Book]: Book[Part] } & {
  cards: Map<number, Card>;
  standings: Map<number, StandingNow>;
};

const copyOf = (book: Book): Copy => ({ ...book, cards: new Map(book.cards), standings: new Map(book.standings) });

/** Answers whether the card was news. */
function putCard(book: Copy, card: Card, asOf: number): boolean {
  const held = book.cards.get(card.id);
  if (held && held.seq > card.seq) return false;
  // An answer from before it was taken away does not bring it back.
  if ((book.lost.get(card.id) ?? 0) > asOf) return false;
  const marked = book.marks.get(card.id);
  const read = marked && marked.seq > asOf && card.seq <= marked.seq ? withUnread(card, marked.unread) : card;
  const bookmarked = book.bookmarks.get(card.id);
  const settled = bookmarked && bookmarked.seq > asOf ? withBookmark(read, bookmarked.on) : read;
  book.cards.set(card.id, settled);
  if (book.lost.has(card.id)) book.lost = without(book.lost, card.id);
  standToday(book, settled, asOf);
  return true;
}

/**
 * A report may move its deal, and then every other card of the deal stands on another ground. The newest word
 * on a deal is put on all its cards; an older one does not undo it.
 */
function standToday(book: Copy, card: Card, asOf: number): void {
  const { now, progress, stage_since, deal_name, contacts, deal } = card.stock;
  const stock = { now, progress, stage_since, deal_name, contacts };
  const text = JSON.stringify(stock);
  const held = book.standings.get(deal);
  if (held && held.text === text && held.asOf >= asOf) return;
  const newest: StandingNow = held && held.asOf > asOf ? held : { asOf, text, stock };
  book.standings.set(deal, newest);
  // A deal's first card has none beside it.
  if (!held || held.text === text) return;
  for (const [id, one] of book.cards) {
    if (one.stock.deal === deal) book.cards.set(id, { ...one, stock: { ...one.stock, ...newest.stock } });
  }
}

/** These may not be seen any more, since the event of this number. */
export function lose(book: Book, reports: readonly number[], seq: number): Book {
  if (reports.every((id) => book.lost.has(id) && !book.cards.has(id))) return book;
  const cards = new Map(book.cards);
  for (const id of reports) cards.delete(id);
  return {
    ...book,
    cards,
    arrived: book.arrived.filter((id) => !reports.includes(id)),
    lost: new Map([...book.lost, ...reports.map((id) => [id, seq] as const)]),
  };
}

function withUnread(card: Card, unread: boolean): Card {
  return card.you.unread === unread ? card : { ...card, you: { ...card.you, unread } };
}

function withBookmark(card: Card, bookmarked: boolean): Card {
  return card.you.bookmarked === bookmarked ? card : { ...card, you: { ...card.you, bookmarked } };
}

function without(lost: ReadonlyMap<number, number>, id: number): ReadonlyMap<number, number> {
  const rest = new Map(lost);
  rest.delete(id);
  return rest;
}
