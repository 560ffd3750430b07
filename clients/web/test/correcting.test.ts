import { describe, expect, it } from "vitest";
import { correction, ofCard } from "~/features/file-report/correcting";
import { differences } from "~/features/read-report/versions";
import { card } from "./samples";

describe("a correction", () => {
  const filed = card(7);
  it("is nothing where nothing is different, whatever was touched", () => {
    expect(correction(ofCard(filed), filed)).toBeNull();
    expect(correction({ ...ofCard(filed), fields: { reaction: "前向き", note: "", topics: [] }, text: `${filed.text} ` }, filed)).toBeNull();
  });

  it("says only what is different, and the fields as a whole", () => {
    const form = ofCard(filed);
    expect(correction({ ...form, text: "直した" }, filed)).toEqual({ text: "直した" });
    expect(correction({ ...form, met: [] }, filed)).toEqual({ met: [] });
    expect(correction({ ...form, occurredAt: 5 }, filed)).toEqual({ occurred_at: 5 });
    expect(correction({ ...form, fields: { reaction: "慎重", note: "" } }, filed)).toEqual({ fields: { reaction: "慎重" } });
  });
});

describe("the history of a report", () => {
  const before = { occurred_at: 1, met: [51], fields: { reaction: "前向き", trial: true }, text: "一" };
  it("shows of each version what the next one changed", () => {
    expect(differences(before, { ...before, text: "二" })).toEqual({ occurred: false, met: false, fields: [], text: true });
    expect(differences(before, { ...before, occurred_at: 2, met: [], fields: { reaction: "前向き", topics: ["価格"] } })).toEqual({
      occurred: true, met: true, fields: ["trial", "topics"], text: false,
    });
  });
});
