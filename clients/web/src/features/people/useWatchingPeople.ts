// A person's reports are seen also where they are not shared with who looks: their deals are watched meanwhile.
import { useMemo } from "react";
import { useWatching } from "~/live/watching";
import { useDeals } from "~/state/stock";
import { useBook } from "~/state/store";

/** The reports that say what these people work on now. */
const NEWEST = 20;

/** Watches the deals of the newest of these reports, and the deals that these people have, the busiest first. */
export function useWatchingPeople(people: ReadonlySet<number>, reports: readonly number[]): void {
  const deals = useDeals();
  const reported = useBook(({ cards }) => {
    const own = new Set(reports.slice(0, NEWEST).flatMap((id) => cards.get(id)?.stock.deal ?? []));
    // The same text for the same deals, however they are ordered by now.
    return [...own].sort((a, b) => a - b).join(",");
  });
  const all = useMemo(() => {
    const had = deals.filter((deal) => people.has(deal.owner) || deal.team.some(({ member }) => people.has(member)));
    had.sort((a, b) => (b.last_activity_at ?? 0) - (a.last_activity_at ?? 0));
    return [...new Set([...reported.split(",").filter(Boolean).map(Number), ...had.map((deal) => deal.id)])];
  }, [deals, people, reported]);
  useWatching(all);
}
