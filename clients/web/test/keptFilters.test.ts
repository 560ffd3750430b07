import { beforeEach, describe, expect, it } from "vitest";
import { KEPT_MAX, keptFilters, sameFilter, storeFilters, withFilter, withoutFilter } from "~/state/keptFilters";

beforeEach(() => localStorage.clear());

describe("filters that are kept on this device", () => {
  it("come back for their member alone", () => {
    storeFilters(12, withFilter([], "大型の商談", { stage: 3, amount_min: 20_000_000 }));
    expect(keptFilters(12)).toEqual([{ name: "大型の商談", filter: { stage: 3, amount_min: 20_000_000 } }]);
    expect(keptFilters(13)).toEqual([]);
  });

  it("stand once under a name, the newest first, and go when they are taken away", () => {
    let kept = withFilter([], "A", { stage: 1 });
    kept = withFilter(kept, "B", { stage: 2 });
    kept = withFilter(kept, " A ", { stage: 3 });
    expect(kept).toEqual([{ name: "A", filter: { stage: 3 } }, { name: "B", filter: { stage: 2 } }]);
    expect(withoutFilter(kept, "A")).toEqual([{ name: "B", filter: { stage: 2 } }]);
    expect(withFilter(kept, "  ", { stage: 4 })).toEqual(kept);
  });

  it("are bounded, and the oldest goes", () => {
    let kept = withFilter([], "first", { stage: 0 });
    for (let n = 0; n < KEPT_MAX; n += 1) kept = withFilter(kept, `n${n}`, { stage: 1 });
    expect(kept).toHaveLength(KEPT_MAX);
    expect(kept.some((one) => one.name === "first")).toBe(false);
  });

  it.each([
    ["not json"], ["7"], ["null"], [JSON.stringify([null, 7, { name: "x" }, { name: 7, filter: {} }, { name: " ", filter: {} }])],
  ])("are none where what is on the device cannot be read: %s", (held) => {
    localStorage.setItem("uchite.filters.12", held);
    expect(keptFilters(12)).toEqual([]);
  });

  it("ask nothing that a filter cannot ask", () => {
    localStorage.setItem("uchite.filters.12", JSON.stringify([{ name: "x", filter: { stage: -1, colour: "red", unread: true } }]));
    expect(keptFilters(12)).toEqual([{ name: "x", filter: { unread: true } }]);
  });

  it("are the same in whatever order their parts stand", () => {
    expect(sameFilter({ stage: 1, unread: true }, { unread: true, stage: 1, owner: undefined })).toBe(true);
    expect(sameFilter({ stage: 1 }, { stage: 2 })).toBe(false);
  });
});
