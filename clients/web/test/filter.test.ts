import { describe, expect, it } from "vitest";
import { fold, holds } from "~/state/fold";
import { isEmpty, matches, parseFilter } from "~/state/filter";
import { card } from "./samples";

describe("a filter in the address", () => {
  it("is read back as it was written, and nonsense is left out", () => {
    expect(parseFilter({ owner: "12", stage: 0, kind: "visit", addressed: true, consult: "waits", sort: "activity" })).toEqual({
      owner: 12, stage: 0, kind: "visit", addressed: true, consult: "waits", sort: "activity",
    });
    expect(parseFilter({ owner: "x", stage: -1, kind: "dance", amount_min: "1e99", unread: "maybe" })).toEqual({});
  });

  it("takes the order of sorting for no filter", () => {
    expect(isEmpty({ sort: "activity" })).toBe(true);
    expect(isEmpty({ stage: 0 })).toBe(false);
  });
});

describe("a list of bookmarks", () => {
  it("holds a card that was only looked up, which no other timeline does", () => {
    const plain = card(1);
    const one = { ...plain, you: { ...plain.you, reasons: [], bookmarked: true } };
    expect(matches({ bookmarked: true }, one)).toBe(true);
    expect(matches({}, one)).toBe(false);
    expect(parseFilter({ bookmarked: "true" })).toEqual({ bookmarked: true });
  });
});

describe("a card that comes in live", () => {
  it.each([
    [{}, true],
    [{ owner: 12 }, true],
    [{ owner: 13 }, false],
    [{ stage: 3, customer: 41, kind: "visit" as const }, true],
    [{ amount_min: 60_000_000, amount_max: 70_000_000 }, true],
    [{ amount_max: 60_000_000 }, false],
    [{ competitor: 71 }, true],
    [{ competitor: 72 }, false],
    [{ bookmarked: true as const }, false],
    [{ purpose: 3 }, true],
    [{ addressed: true as const }, false],
    [{ unread: true as const }, true],
    [{ consult: "waits" as const }, false],
  ])("belongs to %o: %s", (filter, belongs) => {
    expect(matches(filter, card(1))).toBe(belongs);
  });

  it("is of no timeline when it came by for a watched deal alone", () => {
    const watched = card(1);
    expect(matches({}, { ...watched, you: { ...watched.you, reasons: [] } })).toBe(false);
  });
});

describe("finding on the device", () => {
  it.each([
    ["とうわ", "トウワ"],
    ["ﾄｳﾜ", "とうわ"],
    ["（株）東和", "東和株式会社"],
    ["高橋", "髙橋"],
    ["斎藤", "齋藤"],
    ["ＥＤＩ", "edi"],
    ["サーバー", "サ−バ―"],
  ])("%s finds %s", (query, text) => {
    expect(holds(query, [text])).toBe(true);
  });

  it("needs every word, in whatever order", () => {
    expect(holds("刷新 東和", ["生産管理システム刷新", "東和精密工業"])).toBe(true);
    expect(holds("刷新 別会社", ["生産管理システム刷新", "東和精密工業"])).toBe(false);
  });

  it("keeps apart what is different", () => {
    expect(fold("ビール")).not.toBe(fold("ビル"));
  });
});
