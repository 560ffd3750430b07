// What a person has filled in so far, and what of it is filed. Pure, and what a draft holds.
import type { LocalFile } from "~/live/chest";
import type {
  Deal, DealChanges, Field, FieldValue, FieldValues, FileReport, NewConsult, NewNextMove, Template,
} from "~/wire";

export interface Form {
  /** Made with the draft, so that filing the same draft twice files it once. */
  ref: string;
  deal: number | null;
  /** Null: the usual one of this member. */
  template: number | null;
  /** Null: just now. */
  occurredAt: number | null;
  met: number[];
  fields: FieldValues;
  text: string;
  mentions: number[];
  products: number[];
  competitors: number[];
  consult: NewConsult | null;
  move: NewNextMove | null;
  changes: DealChanges | null;
  also: number[];
  not: number[];
  /** On this device until the report is sent. */
  files: LocalFile[];
}

export const emptyForm = (ref: string, deal: number | null = null): Form => ({
  ref, deal,
  template: null, occurredAt: null, met: [], fields: {}, text: "", mentions: [], products: [], competitors: [],
  consult: null, move: null, changes: null, also: [], not: [], files: [],
});

/** Nothing worth keeping was entered. */
export const isBlank = (form: Form): boolean =>
  form.text.trim() === "" &&
  form.met.length === 0 &&
  Object.keys(form.fields).length === 0 &&
  form.consult === null &&
  form.move === null &&
  form.changes === null &&
  form.files.length === 0;

export type Missing =
  | { what: "deal" }
  | { what: "type" }
  | { what: "field"; field: Field }
  | { what: "question" }
  | { what: "move" };

/** The first thing that must be filled before it can be filed; null: nothing. */
export function missing(form: Form, template: Template | undefined): Missing | null {
  if (form.deal === null) return { what: "deal" };
  if (!template) return { what: "type" };
  const field = template.fields.find((one) => one.required && isEmptyValue(form.fields[one.key]));
  if (field) return { what: "field", field };
  if (form.consult && form.consult.question.trim() === "") return { what: "question" };
  if (form.move && form.move.what.trim() === "") return { what: "move" };
  return null;
}

function isEmptyValue(value: FieldValue | undefined): boolean {
  if (value === undefined) return true;
  if (typeof value === "string") return value.trim() === "";
  return Array.isArray(value) && value.length === 0;
}

/** What is filed: only the fields of the chosen form, nothing that is empty, nothing that did not change. */
export function toReport(form: Form, template: Template, deal: Deal | undefined, filedAt: number): FileReport {
  const known = new Set(template.fields.map((field) => field.key));
  const fields = Object.fromEntries(
    Object.entries(form.fields).filter(([key, value]) => known.has(key) && !isEmptyValue(value)),
  );
  return {
    deal: form.deal ?? 0,
    template: template.id,
    // Said explicitly: a report that waits in the outbox must not be dated by its sending.
    occurred_at: form.occurredAt ?? filedAt,
    met: form.met,
    fields,
    text: form.text.trim(),
    products: form.products,
    competitors: form.competitors,
    mentions: form.mentions,
    also: form.also,
    not: form.not,
    ...(form.consult && form.consult.question.trim() !== "" && { consult: form.consult }),
    ...(form.move && form.move.what.trim() !== "" && { next_move: form.move }),
    ...(form.changes && { deal_changes: realChanges(form.changes, deal) }),
  };
}

/** What is the same as before is no change. */
export function realChanges(changes: DealChanges, deal: Deal | undefined): DealChanges {
  if (!deal) return changes;
  const real: DealChanges = {};
  if (changes.stage !== undefined && changes.stage !== deal.stage) real.stage = changes.stage;
  if (changes.amount_yen !== undefined && changes.amount_yen !== deal.amount_yen) real.amount_yen = changes.amount_yen;
  if (changes.expected_close !== undefined && changes.expected_close !== deal.expected_close) {
    real.expected_close = changes.expected_close;
  }
  const competitors = (changes.competitors_added ?? []).filter((id) => !deal.competitors.includes(id));
  if (competitors.length > 0) real.competitors_added = competitors;
  return real;
}

/** Another deal: who was met there, and what changed there, no longer fit. */
export const withDeal = (form: Form, deal: number | null): Form => ({ ...form, deal, met: [], changes: null });
