import { describe, expect, it } from "vitest";
import { applyFrame, type Book, EMPTY, joinAt, isStale, mark, takeAnswer, takeCards } from "~/state/book";
import type { Card, ServerFrame } from "~/wire";
import { card, event, reply } from "./samples";

/** A small server: it holds cards, and each act gives the frame that the protocol says. */
class Server {
  readonly cards = new Map<number, Card>();
  seq = 100;

  file(amount: number): ServerFrame {
    this.seq += 1;
    // Two deals; a report moves its own, and with it what every card of it says of today.
    const deal = 88 + (this.seq % 2);
    const plain = card(this.seq);
    const now = { ...plain.stock.now, amount_yen: amount };
    const filed = { ...plain, stock: { ...plain.stock, deal, now, then: now } };
    for (const [id, one] of this.cards) {
      if (one.stock.deal === deal) this.cards.set(id, { ...one, stock: { ...one.stock, now } });
    }
    this.cards.set(filed.id, filed);
    return event(this.seq, { kind: "report_filed", card: filed });
  }
  reply(id: number): ServerFrame {
    this.seq += 1;
    const before = this.cards.get(id) as Card;
    const after = {
      ...before,
      seq: this.seq,
      replies: [...before.replies, reply(this.seq)].slice(-3),
      reply_count: before.reply_count + 1,
      you: { ...before.you, unread: true },
    };
    this.cards.set(id, after);
    return event(this.seq, { kind: "reply_added", card: after });
  }
  read(id: number): ServerFrame {
    this.seq += 1;
    const before = this.cards.get(id) as Card;
    this.cards.set(id, { ...before, you: { ...before.you, unread: false } });
    return event(this.seq, { kind: "read", reports: [id], unread: false });
  }
  bookmark(id: number): ServerFrame {
    this.seq += 1;
    const before = this.cards.get(id) as Card;
    const bookmarked = !before.you.bookmarked;
    this.cards.set(id, { ...before, you: { ...before.you, bookmarked } });
    return event(this.seq, { kind: "bookmarked", reports: [id], bookmarked });
  }
  fetch(book: Book): Book {
    return takeCards(book, [...this.cards.values()], this.seq);
  }
}

/** The same numbers for the same seed, so that a failure can be seen again. */
function dice(seed: number): (sides: number) => number {
  let state = seed * 2_654_435_761;
  return (sides) => {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 3_266_489_917) >>> 0;
    return state % sides;
  };
}

const plain = (book: Book) => [...book.cards.values()].sort((a, b) => a.id - b.id);

describe("the book", () => {
  it("is the same for fetch, act, apply events as for act, fetch", () => {
    for (let seed = 1; seed <= 200; seed += 1) {
      const roll = dice(seed);
      const server = new Server();
      server.file(1);
      server.file(2);
      let live = server.fetch(EMPTY);
      const frames: ServerFrame[] = [];
      for (let act = 0; act < 12; act += 1) {
        const ids = [...server.cards.keys()];
        const id = ids[roll(ids.length)] as number;
        const acts = [
          () => server.file(roll(3)), () => server.reply(id), () => server.read(id), () => server.bookmark(id),
        ];
        frames.push(acts[roll(acts.length)]?.() as ServerFrame);
      }
      for (const frame of frames) {
        live = applyFrame(live, frame);
        // A resume may bring any of them again.
        if (roll(3) === 0) live = applyFrame(live, frames[roll(frames.indexOf(frame) + 1)] as ServerFrame);
      }
      expect(plain(live), `seed ${seed}`).toEqual(plain(server.fetch(EMPTY)));
    }
  });

  it("keeps the newer card when an older one comes by later", () => {
    const newer = card(1, { seq: 20, reply_count: 2 });
    let book = applyFrame(EMPTY, event(20, { kind: "reply_added", card: newer }));
    book = applyFrame(book, event(15, { kind: "reply_added", card: card(1, { seq: 15, reply_count: 1 }) }));
    expect(book.cards.get(1)).toBe(newer);
  });

  it("does not let a page from before a reading make the card unread again", () => {
    let book = takeCards(EMPTY, [card(1)], 10);
    book = applyFrame(book, event(12, { kind: "read", reports: [1], unread: false }));
    book = takeCards(book, [card(1)], 11);
    expect(book.cards.get(1)?.you.unread).toBe(false);
  });

  it("does not let a page or a card from before a bookmark take it away", () => {
    let book = takeCards(EMPTY, [card(1)], 10);
    book = applyFrame(book, event(12, { kind: "bookmarked", reports: [1, 2], bookmarked: true }));
    book = takeCards(book, [card(1), card(2)], 11);
    book = applyFrame(book, event(11, { kind: "reply_added", card: card(1, { seq: 11 }) }));
    expect([1, 2].map((id) => book.cards.get(id)?.you.bookmarked)).toEqual([true, true]);
    book = takeCards(book, [card(1, { seq: 13 })], 13);
    expect(book.cards.get(1)?.you.bookmarked).toBe(false);
  });

  it("leaves unread what happened after the event up to which it was read", () => {
    const book = mark(takeCards(EMPTY, [card(1, { seq: 30 })], 30), [1], 29, false);
    expect(book.cards.get(1)?.you.unread).toBe(true);
  });

  it("says the same of today on every card of a deal, whichever card said it last", () => {
    const at = (id: number, amount: number) => {
      const one = card(id);
      return { ...one, stock: { ...one.stock, now: { ...one.stock.now, amount_yen: amount } } };
    };
    let book = takeCards(EMPTY, [at(1, 500), at(2, 500)], 10);
    book = applyFrame(book, event(11, { card: at(11, 350) }));
    expect([1, 2, 11].map((id) => book.cards.get(id)?.stock.now.amount_yen)).toEqual([350, 350, 350]);
    book = takeCards(book, [at(3, 500)], 9);
    expect(book.cards.get(3)?.stock.now.amount_yen).toBe(350);
    expect(book.cards.get(1)?.stock.then.amount_yen).toBe(65_250_000);
  });

  it("drops cards whose access is lost, also from what has arrived", () => {
    let book = applyFrame(EMPTY, event(5, { card: card(5) }));
    expect(book.arrived).toEqual([5]);
    book = applyFrame(book, event(6, { kind: "access_lost", reports: [5] }));
    expect(book.cards.has(5)).toBe(false);
    expect(book.arrived).toEqual([]);
    expect(book.lost.has(5)).toBe(true);
  });

  it("takes its counts from the server alone", () => {
    let book = applyFrame(EMPTY, event(5, { card: card(5), badge: { addressed: 3, unread: 9 } }));
    book = mark(book, [5], 5, false);
    expect(book.badge).toEqual({ addressed: 3, unread: 9 });
    book = applyFrame(book, { type: "badge", addressed: 2, unread: 8 });
    expect(book.badge).toEqual({ addressed: 2, unread: 8 });
  });

  it("lists a report as arrived once, however often it comes by", () => {
    const filed = event(5, { card: card(5) });
    const book = [filed, filed, filed].reduce(applyFrame, EMPTY);
    expect(book.arrived).toEqual([5]);
  });

  it("lists a report as arrived also where another answer brought its card first", () => {
    const book = applyFrame(takeCards(EMPTY, [card(5)], 5), event(5, { card: card(5) }));
    expect(book.arrived).toEqual([5]);
  });

  it("does not let a page from before an access was lost bring the card back", () => {
    let book = applyFrame(takeCards(EMPTY, [card(5)], 5), event(8, { kind: "access_lost", reports: [5] }));
    book = takeCards(book, [card(5)], 7);
    expect(book.cards.has(5)).toBe(false);
    book = takeCards(book, [card(5)], 9);
    expect([book.cards.has(5), book.lost.has(5)]).toEqual([true, false]);
  });

  it("knows a page from before its deal was changed without a report", () => {
    const book = applyFrame(EMPTY, event(30, { kind: "deal_changed", deal: 88 }));
    expect([isStale(book, [card(1)], 29), isStale(book, [card(1)], 30), isStale(book, [], 29)]).toEqual([true, false, false]);
  });

  it("remembers how old the oldest answer is that it holds", () => {
    const book = [12, 10, 14].reduce((held, cursor) => takeAnswer(held, [card(1)], cursor), EMPTY);
    expect(book.fetchedAt).toBe(10);
  });

  it("knows a page that was built before the session joined", () => {
    const book = joinAt(EMPTY, 40);
    expect(isStale(book, [], 39)).toBe(true);
    expect(isStale(book, [], 40)).toBe(false);
  });
});
