import { describe, expect, it } from "vitest";
import { formOf } from "~/features/outbox/reopen";
import { emptyForm, type Form, missing, realChanges, recentDeals, toReport, withDeal } from "~/features/file-report/form";
import type { Deal, Template } from "~/wire";

const template: Template = {
  id: 5, name: "訪問", name_en: "Visit", activity: "visit", retired: false,
  fields: [
    { key: "reaction", label: "お客様の反応", label_en: "", why: "", type: { kind: "choice", options: ["前向き"] }, required: true },
    { key: "note", label: "メモ", label_en: "", why: "", type: { kind: "text" }, required: false },
  ],
};
const deal = (id: number, part: Partial<Deal> = {}): Deal => ({
  id, name: `案件${id}`, customer: 41, owner: 12, team: [], stage: 3, amount_yen: 5_000_000, probability: null,
  expected_close: null, competitors: [71], contacts: [], products: [], visibility: "company", general: false,
  stage_since: 0, last_activity_at: id, reports: 0, next_moves: [], ...part,
});
const form = (part: Partial<Form> = {}): Form => ({ ...emptyForm("ref"), deal: 88, template: 5, fields: { reaction: "前向き" }, ...part });

describe("a report that is being written", () => {
  it("names the first thing that is missing", () => {
    expect(missing(emptyForm("r"), undefined)).toEqual({ what: "deal" });
    expect(missing(form({ template: null }), undefined)).toEqual({ what: "type" });
    expect(missing(form({ fields: {} }), template)).toMatchObject({ what: "field", field: { key: "reaction" } });
    expect(missing(form({ consult: { question: " " } }), template)).toEqual({ what: "question" });
    expect(missing(form({ move: { kind: "visit", what: "" } }), template)).toEqual({ what: "move" });
    expect(missing(form(), template)).toBeNull();
  });

  it("files only the fields of the chosen form, and no empty ones", () => {
    const report = toReport(form({ fields: { reaction: "前向き", note: "  ", old: "x" } }), template, undefined, 1);
    expect(report.fields).toEqual({ reaction: "前向き" });
  });

  it("is dated by when it was written, not by when the outbox sends it", () => {
    expect(toReport(form(), template, undefined, 777).occurred_at).toBe(777);
    expect(toReport(form({ occurredAt: 5 }), template, undefined, 777).occurred_at).toBe(5);
  });

  it("says of the deal only what really changed", () => {
    expect(realChanges({ stage: 3, amount_yen: 5_000_000, competitors_added: [71] }, deal(88))).toEqual({});
    expect(realChanges({ stage: 4, competitors_added: [71, 72] }, deal(88))).toEqual({ stage: 4, competitors_added: [72] });
  });

  it("forgets who was met when another deal is chosen", () => {
    expect(withDeal(form({ met: [1], changes: { stage: 4 } }), 89)).toMatchObject({ deal: 89, met: [], changes: null });
  });

  it("comes back from the outbox as it was", () => {
    const written = form({ text: "本日訪問", met: [51], consult: { question: "何時間?" } });
    const back = formOf(toReport(written, template, undefined, 9), [], "new");
    expect(back).toEqual({ ...written, ref: "new", occurredAt: 9 });
  });
});

describe("the deals to choose from", () => {
  it("are one's own first, those on their way before those that ended, without the general ones", () => {
    const stages = [0, 1, 2, 3].map(() => ({ name: "商談", probability: 50, outcome: "open" as const }));
    stages.push({ name: "失注", probability: 0, outcome: "lost" as "open" });
    const all = [deal(9, { stage: 4 }), deal(1, { owner: 99 }), deal(2), deal(3, { owner: 99, general: true }), deal(4), deal(5, { owner: 99 })];
    expect(recentDeals(all, stages, 12, 3).map((one) => one.id)).toEqual([4, 2, 9]);
  });
});
