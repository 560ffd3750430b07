import { describe, expect, it } from "vitest";
import { Reading, SEEN_AFTER_MS, type Timers } from "~/live/reading";

/** A clock that goes on only when it is told. */
class Clock implements Timers {
  private now = 0;
  private next = 1;
  private readonly due = new Map<number, { at: number; run: () => void }>();
  set(run: () => void, ms: number): number {
    this.due.set(this.next, { at: this.now + ms, run });
    return this.next++;
  }
  clear(timer: number): void {
    this.due.delete(timer);
  }
  pass(ms: number): void {
    const until = this.now + ms;
    for (;;) {
      const [first] = [...this.due].sort((a, b) => a[1].at - b[1].at);
      if (!first || first[1].at > until) break;
      this.due.delete(first[0]);
      this.now = first[1].at;
      first[1].run();
    }
    this.now = until;
  }
}

function start(focused = true) {
  const clock = new Clock();
  const seen: number[][] = [];
  return { clock, seen, reading: new Reading((reports) => seen.push(reports), focused, clock) };
}

describe("reading", () => {
  it("reports a card that stood on screen for a second", () => {
    const { clock, seen, reading } = start();
    reading.enter(1);
    clock.pass(SEEN_AFTER_MS + 1_000);
    expect(seen).toEqual([[1]]);
  });

  it("does not report a card that was scrolled past", () => {
    const { clock, seen, reading } = start();
    reading.enter(1);
    clock.pass(SEEN_AFTER_MS - 1);
    reading.leave(1);
    clock.pass(10_000);
    expect(seen).toEqual([]);
  });

  it("does not count seconds in a window that nobody looks at", () => {
    const { clock, seen, reading } = start(false);
    reading.enter(1);
    clock.pass(60_000);
    expect(seen).toEqual([]);
    reading.focus(true);
    clock.pass(SEEN_AFTER_MS - 1);
    reading.focus(false);
    clock.pass(60_000);
    expect(seen).toEqual([]);
    reading.focus(true);
    clock.pass(SEEN_AFTER_MS + 1_000);
    expect(seen).toEqual([[1]]);
  });

  it("gathers what is seen together into one report", () => {
    const { clock, seen, reading } = start();
    for (const card of [1, 2, 3]) reading.enter(card);
    clock.pass(5_000);
    expect(seen).toEqual([[1, 2, 3]]);
  });

  it("reports a card again when something new stands on it", () => {
    const { clock, seen, reading } = start();
    reading.enter(1);
    clock.pass(5_000);
    reading.renew(1);
    clock.pass(5_000);
    expect(seen).toEqual([[1], [1]]);
  });

  it("begins the second of what is on screen again once somebody can be told", () => {
    const { clock, seen, reading } = start();
    reading.enter(1);
    clock.pass(SEEN_AFTER_MS + 1_000);
    reading.renewAll();
    clock.pass(SEEN_AFTER_MS + 1_000);
    expect(seen).toEqual([[1], [1]]);
  });
});
