import { afterEach, describe, expect, it } from "vitest";
import { applyFrame, takeCards } from "~/state/book";
import { freshOf } from "~/state/feed";
import { bookStore } from "~/state/store";
import { card, event } from "./samples";

const everything = () => true;
const arrive = (id: number) =>
  bookStore.update((book) => applyFrame(book, event(id, { kind: "report_filed", card: card(id) })));
const fresh = (shown: number[], upTo: number) => freshOf(bookStore.get().arrived, shown, upTo, everything);
afterEach(() => bookStore.reset());

describe("what came in since a feed was fetched", () => {
  it("is what was filed while its page was under way", () => {
    arrive(41);
    expect(fresh([39, 38], 40)).toEqual([41]);
  });

  it("is also what another screen was told of first", () => {
    bookStore.update((book) => takeCards(book, [card(41)], 41));
    arrive(41);
    expect(fresh([39, 38], 40)).toEqual([41]);
  });

  it("is not what the page could know of: that stands further down", () => {
    arrive(41);
    expect(fresh([50, 49], 50)).toEqual([]);
  });
});
