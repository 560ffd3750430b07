// How much of each card a feed shows. On a phone cards are folded to a few lines; at a desk the reader chooses,
// and this device keeps it.
import { useSyncExternalStore } from "react";

export type Density = "whole" | "folded";

const KEPT = "uchite.density";
const listeners = new Set<() => void>();

const chosen = (): Density => (localStorage.getItem(KEPT) === "folded" ? "folded" : "whole");

export function setDensity(density: Density): void {
  localStorage.setItem(KEPT, density);
  for (const listener of listeners) listener();
}

const hearDensity = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useDensity = (): Density => useSyncExternalStore(hearDensity, chosen);

/** Phones: the same border as in the style sheets. */
const NARROW = "(max-width: 47.99em)";
let asked: MediaQueryList | undefined;
/** Asked once: a feed looks at it for every frame that is scrolled. */
const narrow = (): MediaQueryList => (asked ??= matchMedia(NARROW));
const isNarrow = (): boolean => narrow().matches;
const hearWidth = (listener: () => void): (() => void) => {
  narrow().addEventListener("change", listener);
  return () => narrow().removeEventListener("change", listener);
};

/** Whether this is a phone's width. */
export const useNarrow = (): boolean => useSyncExternalStore(hearWidth, isNarrow);

/** Whether cards of a feed are folded until they are asked for. */
export function useFoldable(): boolean {
  const small = useNarrow();
  const density = useDensity();
  return small || density === "folded";
}
