// In what one version of a report differs from the next. Pure.
import type { EarlierVersion } from "~/wire";

export type Version = Pick<EarlierVersion, "occurred_at" | "met" | "fields" | "text">;

export interface Differences {
  occurred: boolean;
  met: boolean;
  /** The keys of the fields. */
  fields: string[];
  text: boolean;
}

export function differences(before: Version, after: Version): Differences {
  const keys = [...new Set([...Object.keys(before.fields), ...Object.keys(after.fields)])];
  const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
  return {
    occurred: before.occurred_at !== after.occurred_at,
    met: !same(before.met, after.met),
    fields: keys.filter((key) => !same(before.fields[key], after.fields[key])),
    text: before.text !== after.text,
  };
}
