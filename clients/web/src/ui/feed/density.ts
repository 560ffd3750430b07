// How much of each card a feed shows. On a phone cards are folded to a few lines; at a desk the reader chooses,
// and this device keeps it.
import { useMediaQuery } from "@mantine/hooks";
import { useSyncExternalStore } from "react";

export type Density = "whole" | "folded";

const KEPT = "uchite.density";
const listeners = new Set<() => void>();

const chosen = (): Density => (localStorage.getItem(KEPT) === "folded" ? "folded" : "whole");

export function setDensity(density: Density): void {
  localStorage.setItem(KEPT, density);
  for (const listener of listeners) listener();
}

export const useDensity = (): Density =>
  useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, chosen);

/** Phones: the same border as in the style sheets. */
const NARROW = "(max-width: 47.99em)";

/** Whether cards of a feed are folded until they are asked for. */
export function useFoldable(): boolean {
  const narrow = useMediaQuery(NARROW, undefined, { getInitialValueInEffect: false });
  const density = useDensity();
  return narrow || density === "folded";
}
