// Filters that a member keeps under a name. They stay on this device: a filter is handed to others by its
// address.
import { type Filter, parseFilter } from "./filter";

export interface KeptFilter {
  name: string;
  filter: Filter;
}

/** More would be a list to search in. */
export const KEPT_MAX = 20;
const NAME_MAX = 40;

const storageKey = (member: number) => `uchite.filters.${member}`;

/** What is kept on this device; what cannot be read is left out. */
export function keptFilters(member: number, storage: Storage = localStorage): KeptFilter[] {
  try {
    const held: unknown = JSON.parse(storage.getItem(storageKey(member)) ?? "[]");
    return Array.isArray(held) ? held.flatMap(readOne).slice(0, KEPT_MAX) : [];
  } catch {
    return [];
  }
}

function readOne(raw: unknown): KeptFilter[] {
  if (typeof raw !== "object" || raw === null) return [];
  const { name, filter } = raw as Record<string, unknown>;
  if (typeof name !== "string" || name.trim() === "" || typeof filter !== "object" || filter === null) return [];
  return [{ name: name.slice(0, NAME_MAX), filter: parseFilter(filter as Record<string, unknown>) }];
}

/** Keeps a filter, in the place of one of the same name. The newest comes first; the oldest goes when there are too many. */
export function withFilter(kept: readonly KeptFilter[], name: string, filter: Filter): KeptFilter[] {
  const short = name.trim().slice(0, NAME_MAX);
  if (short === "") return [...kept];
  return [{ name: short, filter }, ...kept.filter((one) => one.name !== short)].slice(0, KEPT_MAX);
}

export const withoutFilter = (kept: readonly KeptFilter[], name: string): KeptFilter[] =>
  kept.filter((one) => one.name !== name);

export function storeFilters(member: number, kept: readonly KeptFilter[], storage: Storage = localStorage): void {
  storage.setItem(storageKey(member), JSON.stringify(kept));
}

/** Whether two filters ask for the same, in whatever order their parts stand. */
export function sameFilter(a: Filter, b: Filter): boolean {
  const text = (filter: Filter) =>
    JSON.stringify(Object.entries(filter).filter(([, value]) => value !== undefined).sort(([x], [y]) => (x < y ? -1 : 1)));
  return text(a) === text(b);
}
