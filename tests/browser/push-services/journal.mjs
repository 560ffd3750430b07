// What a stand-in saw, in order, for tests to ask.

import { setTimeout as pause } from 'node:timers/promises';

const PAUSE_MS = 50;

export class Journal {
  #entries = [];

  /** Writes down that `what` happened. `facts` is a flat object. */
  note(what, facts = {}) {
    const entry = { at: Date.now(), what, ...facts };
    this.#entries.push(entry);
    if (process.env.VERBOSE) console.error(JSON.stringify(entry));
  }

  /** Everything of one kind so far, oldest first; everything at all without an argument. */
  all(what) {
    return this.#entries.filter((entry) => what === undefined || entry.what === what);
  }

  /** A mark to hand to `next`, so that what came before it does not count. */
  mark() {
    return this.#entries.length;
  }

  /**
   * The first entry of a kind after `since` that `accept` takes; waits for it at most `within_ms`.
   * What was seen instead is in the error.
   */
  async next(what, { since = 0, accept = () => true, within_ms = 20_000 } = {}) {
    const deadline = Date.now() + within_ms;
    for (;;) {
      const found = this.#entries.slice(since).find((entry) => entry.what === what && accept(entry));
      if (found) return found;
      if (Date.now() > deadline) {
        const seen = this.#entries.slice(since).map((entry) => JSON.stringify(entry)).join('\n  ');
        throw new Error(`no "${what}" within ${within_ms} ms; seen since the mark:\n  ${seen || 'nothing'}`);
      }
      await pause(PAUSE_MS);
    }
  }

  toString() {
    return this.#entries.map((entry) => JSON.stringify(entry)).join('\n');
  }
}
