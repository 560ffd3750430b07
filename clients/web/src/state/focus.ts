// Which report is being read, for whatever stands beside the feed.
import { useSyncExternalStore } from "react";

let read: number | null = null;
const listeners = new Set<() => void>();

export function setReadReport(report: number | null): void {
  if (report === read) return;
  read = report;
  for (const listener of listeners) listener();
}

export const useReadReport = (): number | null =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => read,
  );
