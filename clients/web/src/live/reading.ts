// Tells the server what was really seen: a card that stood on screen for a second in a focused window. What
// is merely listed is not reported.

/** So long a card must be on screen. */
export const SEEN_AFTER_MS = 1_000;
/** Seen cards are gathered for so long, so that scrolling makes few frames. */
const GATHER_MS = 400;

export interface Timers {
  set(run: () => void, ms: number): number;
  clear(timer: number): void;
}

const realTimers: Timers = {
  set: (run, ms) => window.setTimeout(run, ms),
  clear: (timer) => window.clearTimeout(timer),
};

/** Keeps count of which cards are on screen and for how long the window was looked at. */
export class Reading {
  private readonly onScreen = new Map<number, number | null>();
  private gathered = new Set<number>();
  private gathering: number | null = null;
  private focused: boolean;

  constructor(
    private readonly report: (reports: number[]) => void,
    focused: boolean,
    private readonly timers: Timers = realTimers,
  ) {
    this.focused = focused;
  }

  /** A card came on screen. */
  enter(card: number): void {
    if (this.onScreen.has(card)) return;
    this.onScreen.set(card, this.focused ? this.arm(card) : null);
  }

  /** A card left the screen; a second that was not full does not count. */
  leave(card: number): void {
    const timer = this.onScreen.get(card);
    if (timer !== undefined && timer !== null) this.timers.clear(timer);
    this.onScreen.delete(card);
  }

  /** The window was focused, or left: seconds begin again, none runs on unseen. */
  focus(focused: boolean): void {
    if (focused === this.focused) return;
    this.focused = focused;
    for (const [card, timer] of this.onScreen) {
      if (timer !== null) this.timers.clear(timer);
      this.onScreen.set(card, focused ? this.arm(card) : null);
    }
  }

  /** Something new stands on a card that is on screen: its second begins again. */
  renew(card: number): void {
    if (!this.onScreen.has(card)) return;
    this.leave(card);
    this.enter(card);
  }

  /** What was seen while nobody could be told counts for nothing: its second begins again. */
  renewAll(): void {
    for (const card of [...this.onScreen.keys()]) this.renew(card);
  }

  stop(): void {
    for (const card of [...this.onScreen.keys()]) this.leave(card);
    if (this.gathering !== null) this.timers.clear(this.gathering);
  }

  private arm(card: number): number {
    return this.timers.set(() => {
      if (this.onScreen.has(card)) this.onScreen.set(card, null);
      this.gathered.add(card);
      this.gathering ??= this.timers.set(() => this.flush(), GATHER_MS);
    }, SEEN_AFTER_MS);
  }

  private flush(): void {
    this.gathering = null;
    const reports = [...this.gathered];
    this.gathered = new Set();
    if (reports.length > 0) this.report(reports);
  }
}
