import { QueryClient } from "@tanstack/react-query";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { keepFeeds, keptFeed, openFeeds } from "~/app/keptFeeds";
import { Chest } from "~/live/chest";
import { applyFrame, lose, takeCards } from "~/state/book";
import { timelineKey } from "~/state/filter";
import { bookStore } from "~/state/store";
import { card, event } from "./samples";

const KEY = timelineKey({});
let member = 7000;
let chest: Chest;
beforeEach(async () => {
  member += 1;
  chest = await Chest.open(member);
});
afterEach(() => {
  chest.close();
  bookStore.reset();
});

describe("a kept feed", () => {
  it("is there at the next start without any network, and is asked again", async () => {
    const before = new QueryClient();
    bookStore.update((book) => takeCards(book, [card(2), card(1)], 10));
    const stop = keepFeeds(chest, before);
    before.setQueryData(KEY, { pages: [{ ids: [2, 1], next: "more", cursor: 10 }], pageParams: [null] });
    // The app goes to the back.
    Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
    stop();
    bookStore.reset();

    const after = new QueryClient();
    expect(await openFeeds(chest, after)).toBeTypeOf("number");
    expect(after.getQueryData(KEY)).toEqual({ pages: [{ ids: [2, 1], next: "more", cursor: 10 }], pageParams: [null] });
    expect(after.getQueryState(KEY)?.isInvalidated).toBe(true);
    expect(bookStore.get().cards.get(2)?.text).toBe(card(2).text);
  });

  it("holds on top what came in live and belongs to it", () => {
    bookStore.update((book) => takeCards(book, [card(1)], 10));
    bookStore.update((book) => applyFrame(book, event(11, { kind: "report_filed", card: card(11) })));
    const watched = { ...card(12), you: { ...card(12).you, reasons: [] } };
    bookStore.update((book) => applyFrame(book, event(12, { kind: "report_filed", card: watched })));
    expect(keptFeed(KEY, { ids: [1], next: null, cursor: 10 }).page.ids).toEqual([11, 1]);
  });

  it("holds nothing that may not be seen any more", () => {
    bookStore.update((book) => lose(takeCards(book, [card(1), card(2)], 10), [2], 11));
    expect(keptFeed(KEY, { ids: [2, 1], next: "more", cursor: 10 })).toMatchObject({ page: { ids: [1], next: null } });
  });

  it("is forgotten with the sign-in, and drafts are not", async () => {
    await chest.keep("feeds", { feeds: [], savedAt: 1 }, 1);
    await chest.saveDraft("report:new", { text: "途中" }, 1);
    await chest.forgetKept();
    expect(await chest.kept("feeds")).toBeUndefined();
    expect(await chest.draft("report:new")).toEqual({ text: "途中" });
  });
});
