import { describe, expect, it } from "vitest";
import { formOf } from "~/features/outbox/reopen";
import { emptyForm, type Form, missing, realChanges, toReport, withDeal } from "~/features/file-report/form";
import { filed, findDeals, NO_HABITS, suggestDeals, usualTemplate } from "~/features/file-report/suggest";
import type { Contact, Customer, Deal, NextMove, Template } from "~/wire";

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

const stages = [0, 1, 2, 3].map(() => ({ name: "商談", probability: 50, outcome: "open" as const }));
stages.push({ name: "失注", probability: 0, outcome: "lost" as "open" });

describe("the deals to choose from", () => {
  const move = (due: string | null, part: Partial<NextMove> = {}): NextMove => ({
    id: 1, deal: 1, kind: "visit", what: "訪問", owner: 12, due, accompany: null, report: null, set_at: 0, set_by: 12, state: "open", ...part,
  });
  const ask = (deals: Deal[], habits = NO_HABITS, shown = 6) => {
    const { planned, recent } = suggestDeals({ deals, stages, habits, me: 12, tomorrow: "2026-11-28" }, shown);
    return { planned: planned.map((one) => one.deal.id), recent: recent.map((one) => one.id) };
  };

  it("are one's own first, those on their way before those that ended, without the general ones", () => {
    const all = [deal(9, { stage: 4 }), deal(1, { owner: 99 }), deal(2), deal(3, { owner: 99, general: true }), deal(4), deal(5, { owner: 99 })];
    expect(ask(all, NO_HABITS, 3)).toEqual({ planned: [], recent: [4, 2, 9] });
  });

  it("begin with those that were filed on here last, a general one too", () => {
    const all = [deal(1), deal(2), deal(3, { general: true }), deal(4)];
    const habits = filed(filed(filed(NO_HABITS, 1, 5), 3, 5), 1, 5);
    expect(habits.deals).toEqual([1, 3]);
    expect(ask(all, habits).recent).toEqual([1, 3, 4, 2]);
  });

  it("put before everything what I planned for now, the nearest first, and nobody else's plans", () => {
    const all = [
      deal(1, { next_moves: [move("2026-11-20")] }),
      deal(2, { next_moves: [move("2026-11-27"), move("2026-11-01")] }),
      deal(3, { next_moves: [move("2026-12-20")] }),
      deal(4, { next_moves: [move("2026-11-27", { owner: 99 })] }),
      deal(5, { owner: 99, next_moves: [move("2026-11-28", { owner: 99, accompany: { who: 12 } as NextMove["accompany"] })] }),
      deal(6, { next_moves: [move("2026-11-27", { state: "done" }), move(null)] }),
    ];
    expect(ask(all)).toEqual({ planned: [5, 2, 1], recent: [6, 4, 3] });
  });

  it("are found by kana, alias and former name of the customer, and by who works there", () => {
    const towa: Customer = {
      id: 41, name: "東和精密工業株式会社", kana: "とうわせいみつこうぎょう", aliases: ["TSK"], former_names: ["東和製作所"],
      industry: "", internal: false, owner: null, retired: false,
    };
    const yamamoto: Contact = {
      id: 51, customer: 41, name: "山本 一郎", kana: "やまもと いちろう", title: "", decision: "unknown", known_by: [], retired: false,
    };
    const find = (query: string) => findDeals([deal(2, { general: true }), deal(1)], new Map([[41, towa]]), [yamamoto], query, 9).map((one) => one.id);
    for (const query of ["トウワ", "とうわ", "ＴＳＫ", "東和製作所", "やまもと", "案件1"]) expect(find(query), query).toContain(1);
    expect(find("東和")).toEqual([1, 2]);
    expect(find("青葉")).toEqual([]);
  });
});

describe("the form that is chosen before anybody chose", () => {
  const other: Template = { ...template, id: 6, activity: "call" };
  it("is the one used last, else the one for visits", () => {
    expect(usualTemplate([other, template], NO_HABITS)).toBe(5);
    expect(usualTemplate([other, template], { deals: [], template: 6 })).toBe(6);
    expect(usualTemplate([other], { deals: [], template: 99 })).toBe(6);
    expect(usualTemplate([], NO_HABITS)).toBeNull();
  });
});
