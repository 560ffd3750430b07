// Watching deals while a screen shows them: what happens there is sent also where it is not shared with us.
import { useEffect } from "react";
import { useLive } from "./context";

/** So many deals may be watched on one line; a screen leaves some to others. */
export const WATCHED_MAX = 40;

/** Watches these deals, the first ones if there are too many, as long as the screen stands. */
export function useWatching(deals: readonly number[]): void {
  const { connection, phase } = useLive();
  const wanted = deals.slice(0, WATCHED_MAX).join(",");
  useEffect(() => {
    if (phase !== "live" || wanted === "") return;
    const all = wanted.split(",").map(Number);
    for (const deal of all) connection.send({ type: "watch", deal });
    return () => {
      for (const deal of all) connection.send({ type: "unwatch", deal });
    };
  }, [connection, phase, wanted]);
}
