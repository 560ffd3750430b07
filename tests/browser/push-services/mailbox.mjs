// What waits for a browser that is away: kept for its TTL, the newest of a topic in place of the older ones.

import { randomUUID } from 'node:crypto';

export class Mailbox {
  #waiting = new Map();

  /** Keeps a push under a new id, which it returns. A TTL of 0 means now or never: pass it on, but do not keep it. */
  put({ subscription, topic, ttl_s, message }) {
    const id = randomUUID();
    if (topic !== undefined) {
      for (const [other, kept] of this.#waiting) {
        if (kept.subscription === subscription && kept.topic === topic) this.#waiting.delete(other);
      }
    }
    if (ttl_s > 0) {
      this.#waiting.set(id, { subscription, topic, expires: Date.now() + ttl_s * 1000, message });
    }
    return id;
  }

  /** The browser has it. */
  remove(id) {
    this.#waiting.delete(id);
  }

  /** A subscription ended; what waits for it goes with it. */
  forget(subscription) {
    for (const [id, kept] of this.#waiting) if (kept.subscription === subscription) this.#waiting.delete(id);
  }

  /** `[id, message]` of what is still worth delivering, oldest first. */
  due() {
    const now = Date.now();
    for (const [id, kept] of this.#waiting) if (kept.expires <= now) this.#waiting.delete(id);
    return [...this.#waiting].map(([id, kept]) => [id, kept.message]);
  }
}
