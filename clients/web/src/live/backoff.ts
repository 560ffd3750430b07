// How long to wait before coming back: exponential with full jitter, so that a thousand clients that
// were cut off together do not return together.

export const FIRST_MS = 250;
export const LONGEST_MS = 30_000;

/** Milliseconds to wait before attempt number `attempt` (0 is the first). `random` gives 0 up to 1. */
export function backoff(attempt: number, random: () => number): number {
  const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 16));
  return Math.round(random() * ceiling);
}

/** What a server asked for, spread over as long again: it said this to everybody at once. */
export function spread(askedMs: number, random: () => number): number {
  return Math.round(askedMs * (1 + random()));
}
