// What of a report is being corrected, and what of it really changed. Pure.
import type { Card, Correction, FieldValues } from "~/wire";

export interface Correcting {
  occurredAt: number;
  met: number[];
  fields: FieldValues;
  text: string;
}

export const ofCard = (card: Card): Correcting => ({
  occurredAt: card.occurred_at,
  met: card.met.map((one) => one.id),
  fields: Object.fromEntries(card.facts.map((fact) => [fact.key, fact.value])),
  text: card.text,
});

/** Null: nothing is different. */
export function correction(form: Correcting, card: Card): Correction | null {
  const before = ofCard(card);
  const fields = filled(form.fields);
  const body: Correction = {
    ...(form.occurredAt !== before.occurredAt && { occurred_at: form.occurredAt }),
    ...(!same(form.met, before.met) && { met: form.met }),
    ...(!same(sorted(fields), sorted(filled(before.fields))) && { fields }),
    ...(form.text.trim() !== before.text && { text: form.text.trim() }),
  };
  return Object.keys(body).length > 0 ? body : null;
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
const sorted = (fields: FieldValues) => Object.entries(fields).sort(([a], [b]) => a.localeCompare(b));

function filled(fields: FieldValues): FieldValues {
  const isFilled = (value: FieldValues[string]) => (typeof value === "string" || Array.isArray(value) ? value.length > 0 : true);
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => isFilled(value)));
}
