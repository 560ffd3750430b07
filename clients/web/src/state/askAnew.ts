// Asking again what an event made out of date. An answer that is under way may have been made before the event, so it
// settles nothing: it is waited for, and then asked once more. Nothing under way is given up, however many events come.
import type { InvalidateQueryFilters, Query, QueryClient } from "@tanstack/react-query";

interface Waiting {
  /** Nobody asked for more than a mark: it is asked again by whoever looks at it next. */
  markOnly: boolean;
  done: Promise<void>;
}

const waiting = new WeakMap<Query, Waiting>();

/** These do not hold any more. Resolves once whoever shows them has the new answers. */
export async function askAnew(client: QueryClient, filters: InvalidateQueryFilters): Promise<void> {
  const underWay = client.getQueryCache().findAll({ ...filters, fetchStatus: "fetching" });
  const later = underWay.map((query) => afterAnswer(client, query, filters.refetchType === "none"));
  const now = client.invalidateQueries({
    ...filters,
    predicate: (query) => !underWay.includes(query) && (filters.predicate?.(query) ?? true),
  });
  await Promise.all([now, ...later]);
}

function afterAnswer(client: QueryClient, query: Query, markOnly: boolean): Promise<void> {
  const held = waiting.get(query);
  if (held) {
    held.markOnly &&= markOnly;
    return held.done;
  }
  const one: Waiting = { markOnly, done: Promise.resolve() };
  waiting.set(query, one);
  one.done = (async () => {
    await query.promise?.catch(() => undefined);
    waiting.delete(query);
    await askAnew(client, { queryKey: query.queryKey, exact: true, refetchType: one.markOnly ? "none" : "active" });
  })();
  return one.done;
}
