// The outbox: what a person sent goes to disk before any request, and leaves only once the server has it.
// One tab at a time sends (Web Locks); all tabs see the same list (BroadcastChannel).
import type { Attachment } from "~/wire";
import * as calls from "~/wire/calls";
import { NoAnswer, Problem } from "~/wire/problem";
import type { Chest, OutboxItem, Parcel } from "./chest";

/** While something waits, look again this often: `online` events are not to be trusted. */
const LOOK_AGAIN_MS = 3_000;
/** What was sent stays visible for a day. */
const SENT_KEPT_MS = 24 * 60 * 60 * 1000;

/** What became of one attempt. */
export type Sent =
  | { kind: "sent"; report: number | null }
  | { kind: "refused"; code: string; detail: string }
  | { kind: "later"; afterMs: number | null }
  | { kind: "signedOut" };

/** Which consequence an answer has. A machine's error keeps the parcel waiting, a "no" gives it back. */
export function consequence(error: unknown): Sent {
  if (error instanceof NoAnswer) return { kind: "later", afterMs: null };
  if (!(error instanceof Problem)) return { kind: "later", afterMs: null };
  if (error.status === 401) return { kind: "signedOut" };
  if (error.retryable) return { kind: "later", afterMs: error.retryAfterMs };
  return { kind: "refused", code: error.code, detail: error.detail };
}

export interface Courier {
  send(parcel: Parcel, ref: string): Promise<Sent>;
}

/** Sends over HTTP with the reference as idempotency key. */
export const httpCourier: Courier = {
  async send(parcel, ref) {
    try {
      // Named by their content, so uploading them again after a lost answer changes nothing.
      const files: Attachment[] = [];
      for (const file of parcel.files ?? []) files.push(await calls.upload(file.name, file.bytes));
      if (parcel.kind === "report") {
        const { seq } = await calls.fileReport({ ...parcel.body, ...(files.length > 0 && { files }) }, ref);
        return { kind: "sent", report: seq };
      }
      await calls.reply(parcel.report, { ...parcel.body, ...(files.length > 0 && { files }) }, ref);
      return { kind: "sent", report: parcel.report };
    } catch (error) {
      return consequence(error);
    }
  },
};

export interface OutboxEvents {
  onChange(items: OutboxItem[]): void;
  onSignedOut(): void;
}

export class Outbox {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private notBefore = 0;
  private running = false;
  private again = false;
  private signedOut = false;
  private closed = false;
  private readonly tabs: BroadcastChannel | null;
  private readonly lock: string;

  constructor(
    private readonly chest: Chest,
    private readonly events: OutboxEvents,
    private readonly courier: Courier = httpCourier,
    private readonly now: () => number = Date.now,
  ) {
    this.lock = `uchite-outbox-${chest.member}`;
    this.tabs = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel(`uchite-outbox-${chest.member}`);
    this.tabs?.addEventListener("message", () => void this.show());
  }

  start(): void {
    addEventListener("online", this.nudge);
    document.addEventListener("visibilitychange", this.whenVisible);
    void this.show();
    this.nudge();
  }

  close(): void {
    this.closed = true;
    removeEventListener("online", this.nudge);
    document.removeEventListener("visibilitychange", this.whenVisible);
    clearTimeout(this.timer);
    this.tabs?.close();
  }

  /** Puts a parcel on disk, then tries to send it. Resolves once it is on disk. */
  async put(parcel: Parcel, title: string, draftKey: string | null, ref = newRef()): Promise<string> {
    const item: OutboxItem = {
      ref, parcel, title,
      state: "waiting", code: null, detail: null,
      createdAt: this.now(), sentAt: null, report: null, tries: 0,
    };
    await this.chest.put(item, draftKey);
    // A browser short of room must not clear away what waits here.
    void globalThis.navigator?.storage?.persist?.().catch(() => undefined);
    await this.changed();
    this.nudge();
    return ref;
  }

  /** The event of a parcel came by: it is filed, whatever the request says. */
  async confirm(ref: string, report: number | null): Promise<void> {
    await this.chest.change(ref, (item) => this.asSent(item, report));
    await this.changed();
  }

  async retry(ref: string): Promise<void> {
    await this.chest.change(ref, (item) => ({ ...item, state: "waiting", code: null, detail: null }));
    await this.changed();
    this.nudge();
  }

  /** Takes a parcel out, and answers it, so that it can be put back. None while it is on its way. */
  async forget(ref: string): Promise<OutboxItem | undefined> {
    const taken = await this.alone(async () => {
      const held = (await this.chest.items()).find((item) => item.ref === ref);
      await this.chest.remove(ref);
      return held;
    });
    await this.changed();
    return taken;
  }

  /** Puts back what was taken out, under its own reference. */
  async putBack(item: OutboxItem): Promise<void> {
    await this.chest.put(item, null);
    await this.changed();
    this.nudge();
  }

  /**
   * Turns a parcel back into a draft, unless it was sent meanwhile: that one is corrected, not filed again.
   * No parcel is taken back while it is on its way.
   */
  async reopen(ref: string, draftKey: string, value: unknown): Promise<boolean> {
    const reopened = await this.alone(async () => {
      const held = (await this.chest.items()).find((item) => item.ref === ref);
      if (!held || held.state === "sent") return false;
      await this.chest.reopen(ref, draftKey, value, this.now());
      return true;
    });
    await this.changed();
    return reopened;
  }

  /** Somebody signed in again, the socket is up, the network is back: look now. */
  readonly nudge = (): void => {
    this.signedOut = false;
    this.notBefore = 0;
    void this.flush();
  };

  private readonly whenVisible = () => {
    if (document.visibilityState === "visible") this.nudge();
  };

  async flush(): Promise<void> {
    if (this.running) {
      this.again = true;
      return;
    }
    this.running = true;
    try {
      do {
        this.again = false;
        await this.locked(() => this.sendWaiting());
      } while (this.again && !this.closed);
    } finally {
      this.running = false;
    }
    await this.lookAgain();
  }

  private async sendWaiting(): Promise<void> {
    for (const item of await this.chest.items()) {
      if (this.closed || this.signedOut || this.now() < this.notBefore) return;
      if (item.state === "sent" && this.now() - (item.sentAt ?? 0) > SENT_KEPT_MS) await this.chest.remove(item.ref);
      if (item.state !== "waiting") continue;
      const sent = await this.courier.send(item.parcel, item.ref);
      await this.settle(item, sent);
      // What comes after it may build on it, so order is kept: nothing overtakes a parcel that must wait.
      if (sent.kind === "later" || sent.kind === "signedOut") return;
    }
  }

  private async settle(item: OutboxItem, sent: Sent): Promise<void> {
    if (sent.kind === "later" && sent.afterMs !== null) this.notBefore = this.now() + sent.afterMs;
    if (sent.kind === "signedOut") {
      this.signedOut = true;
      this.events.onSignedOut();
    }
    await this.chest.change(item.ref, (held) => {
      const tried = { ...held, tries: held.tries + 1 };
      if (sent.kind === "sent") return this.asSent(tried, sent.report);
      if (sent.kind === "refused" && held.state === "waiting") {
        return { ...tried, state: "refused", code: sent.code, detail: sent.detail };
      }
      return tried;
    });
    await this.changed();
  }

  private asSent(item: OutboxItem, report: number | null): OutboxItem {
    return {
      ...item, state: "sent", code: null, detail: null,
      sentAt: item.sentAt ?? this.now(), report: report ?? item.report,
    };
  }

  private async lookAgain(): Promise<void> {
    clearTimeout(this.timer);
    if (this.closed || this.signedOut) return;
    const waits = (await this.chest.items()).some((item) => item.state === "waiting");
    if (!waits || this.closed) return;
    const ms = Math.max(LOOK_AGAIN_MS, this.notBefore - this.now());
    this.timer = setTimeout(() => void this.flush(), ms);
  }

  /** Waits until nobody sends. */
  private alone<T>(work: () => Promise<T>): Promise<T> {
    const locks = typeof navigator === "undefined" ? undefined : navigator.locks;
    return locks ? locks.request(this.lock, work) : work();
  }

  private async locked(work: () => Promise<void>): Promise<void> {
    const locks = typeof navigator === "undefined" ? undefined : navigator.locks;
    if (!locks) return work();
    // Another tab that holds the lock sends everything there is, so this one need not wait in line.
    await locks.request(this.lock, { ifAvailable: true }, async (lock) => {
      if (lock) await work();
    });
  }

  private async changed(): Promise<void> {
    // An answer may come after the sign-out.
    if (this.closed) return;
    this.tabs?.postMessage("changed");
    await this.show();
  }

  private async show(): Promise<void> {
    if (!this.closed) this.events.onChange(await this.chest.items());
  }
}

/** A reference that no other device makes: 128 random bits. */
export function newRef(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
