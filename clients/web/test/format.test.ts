import i18next from "i18next";
import { afterEach, describe, expect, it } from "vitest";
import { count, day, initial, isPast, moment, yen } from "~/ui/format";

const noon = new Date(2026, 10, 24, 12, 0).getTime();
const MINUTE = 60_000;
afterEach(() => i18next.changeLanguage("ja"));

describe("amounts", () => {
  it.each([
    [65_250_000, "6,525万円"],
    [120_000_000, "1.2億円"],
    [5_000, "5,000円"],
    [15_000, "1.5万円"],
    [0, "0円"],
  ])("%i yen are %s", (amount, text) => {
    expect(yen(amount)).toBe(text);
  });

  it("are compact in English", async () => {
    await i18next.changeLanguage("en");
    expect(yen(65_250_000)).toBe("¥65.25M");
  });
});

describe("moments", () => {
  it.each([
    [noon - 10_000, "たった今"],
    [noon - 5 * MINUTE, "5分前"],
    [noon - 3 * 60 * MINUTE, "今日 9:00"],
    [noon - 24 * 60 * MINUTE, "昨日 12:00"],
    [noon - 3 * 24 * 60 * MINUTE, "11/21(土) 12:00"],
  ])("%i is %s", (when, text) => {
    expect(moment(when, noon)).toBe(text);
  });

  it("take a day of the wire for a day here", () => {
    expect(day("2026-12-20", noon)).toBe("12/20(日)");
    expect(day("2027-01-05", noon)).toContain("2027");
    expect(isPast("2026-11-23", noon)).toBe(true);
    expect(isPast("2026-11-24", noon)).toBe(false);
  });
});

describe("small things", () => {
  it("say 999+ beyond three digits", () => {
    expect([count(999), count(1000)]).toEqual(["999", "999+"]);
  });
  it("take the first sign of a name, also outside the basic plane", () => {
    expect([initial("高橋 大輔"), initial("𠮷田")]).toEqual(["高", "𠮷"]);
  });
});
