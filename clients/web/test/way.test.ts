import { describe, expect, it } from "vitest";
import { stretches, wayOf } from "~/state/way";
import type { DealStep, Standing } from "~/wire";
import { card, takahashi, tanaka } from "./samples";

const DAY = 86_400_000;
const stage = (id: number, name: string): Standing["stage"] => ({ id, name, outcome: "open" });
const [hearing, proposal] = [stage(1, "ヒアリング"), stage(2, "提案")];

function step(seq: number, part: Partial<Standing>, report: number | null = null): DealStep {
  return { seq, at: seq * DAY, by: takahashi, report, standing: { ...card(1).stock.now, stage: hearing, ...part } };
}

describe("the way of a deal", () => {
  it("is a stretch for each stage, up to the next one or to now", () => {
    const steps = [step(1, {}), step(3, { amount_yen: 1 }), step(8, { stage: proposal }), step(9, { stage: hearing })];
    expect(stretches(steps, 12 * DAY)).toEqual([
      { stage: hearing, from: DAY, to: 8 * DAY },
      { stage: proposal, from: 8 * DAY, to: 9 * DAY },
      { stage: hearing, from: 9 * DAY, to: 12 * DAY },
    ]);
    expect(stretches([], DAY)).toEqual([]);
  });

  it("does not end before it begins where the clocks differ", () => {
    expect(stretches([step(5, {})], 2 * DAY)).toEqual([{ stage: hearing, from: 5 * DAY, to: 5 * DAY }]);
  });

  it("says of each step what it changed, the newest first", () => {
    const rival = { id: 72, name: "北斗" };
    const way = wayOf([
      step(1, { amount_yen: null, competitors: [] }),
      step(2, { amount_yen: 500, competitors: [rival] }, 77),
      step(3, { amount_yen: 500, stage: proposal, expected_close: null, owner: tanaka, competitors: [] }),
    ]);
    expect(way.map((one) => one.seq)).toEqual([3, 2, 1]);
    expect(way[0]).toMatchObject({
      opened: false,
      stage: { from: hearing, to: proposal },
      close: { from: "2026-12-20", to: null },
      owner: { from: takahashi.name, to: tanaka.name },
      came: [],
      gone: ["北斗"],
    });
    expect(way[0]).not.toHaveProperty("amount");
    expect(way[1]).toMatchObject({ report: 77, amount: { from: null, to: 500 }, came: ["北斗"], gone: [] });
    expect(way[2]).toMatchObject({ opened: true, stage: { from: null, to: hearing } });
  });

  it("leaves out a step that changed nothing that is shown", () => {
    expect(wayOf([step(1, {}), step(2, { probability: 90 })]).map((one) => one.seq)).toEqual([1]);
  });
});
