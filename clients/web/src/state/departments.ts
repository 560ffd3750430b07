// The names of a department and of those below it: cards name departments, filters number them.
import type { Department } from "~/wire";

export function namesBelow(all: readonly Department[], top: number | undefined): Set<string> | null {
  if (top === undefined) return null;
  const within = new Set([top]);
  // Rings cannot keep this from ending: each round adds at least one, and there are only so many.
  for (let grown = true; grown; ) {
    grown = false;
    for (const one of all) {
      if (one.parent !== null && one.parent !== undefined && within.has(one.parent) && !within.has(one.id)) {
        within.add(one.id);
        grown = true;
      }
    }
  }
  return new Set(all.filter((one) => within.has(one.id)).map((one) => one.name));
}
