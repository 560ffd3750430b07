// What a member's device keeps: drafts, the outbox, and the last answers that a start without network needs.
// One database per member, so that a shared phone mixes nobody's reports.
import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { FileReport, NewReply } from "~/wire";

/** What waits to be sent. */
export type Parcel = (
  | { kind: "report"; body: FileReport }
  | { kind: "reply"; report: number; body: NewReply }
) & { files?: LocalFile[] };

/** A file that is still on this device. It is uploaded with the parcel that names it. */
export interface LocalFile {
  name: string;
  bytes: Blob;
}

export type ParcelState =
  | "waiting" // 送信待ち
  | "refused" // 直して送る
  | "sent"; // 送信済

export interface OutboxItem {
  /** Made here, remembered by the server for good: sending it twice files it once. */
  ref: string;
  parcel: Parcel;
  /** What a list shows for it. */
  title: string;
  state: ParcelState;
  /** The code of the refusal. */
  code: string | null;
  detail: string | null;
  createdAt: number;
  sentAt: number | null;
  /** The report that it became, or that it replied to. */
  report: number | null;
  tries: number;
}

export interface Draft<T = unknown> {
  key: string;
  value: T;
  savedAt: number;
}

interface Kept {
  key: string;
  value: unknown;
  savedAt: number;
}

interface Shape extends DBSchema {
  drafts: { key: string; value: Draft };
  outbox: { key: string; value: OutboxItem; indexes: { createdAt: number } };
  kept: { key: string; value: Kept };
}

export class Chest {
  private constructor(
    readonly member: number,
    private readonly db: IDBPDatabase<Shape>,
  ) {}

  /** `onLost` hears it when the browser takes the store away while it is open. */
  static async open(member: number, onLost: () => void = () => undefined): Promise<Chest> {
    const db = await openDB<Shape>(`uchite-${member}`, 1, {
      terminated: onLost,
      upgrade(fresh) {
        fresh.createObjectStore("drafts", { keyPath: "key" });
        fresh.createObjectStore("outbox", { keyPath: "ref" }).createIndex("createdAt", "createdAt");
        fresh.createObjectStore("kept", { keyPath: "key" });
      },
    });
    return new Chest(member, db);
  }

  close(): void {
    this.db.close();
  }

  async draft<T>(key: string): Promise<T | undefined> {
    return (await this.db.get("drafts", key))?.value as T | undefined;
  }

  drafts(): Promise<Draft[]> {
    return this.db.getAll("drafts");
  }

  async saveDraft(key: string, value: unknown, now: number): Promise<void> {
    await this.db.put("drafts", { key, value, savedAt: now });
  }

  async dropDraft(key: string): Promise<void> {
    await this.db.delete("drafts", key);
  }

  /** The oldest first. */
  items(): Promise<OutboxItem[]> {
    return this.db.getAllFromIndex("outbox", "createdAt");
  }

  /** Puts a parcel into the outbox and takes its draft away, both or neither. */
  async put(item: OutboxItem, draftKey: string | null): Promise<void> {
    const both = this.db.transaction(["outbox", "drafts"], "readwrite", { durability: "strict" });
    await Promise.all([
      both.objectStore("outbox").put(item),
      draftKey === null ? undefined : both.objectStore("drafts").delete(draftKey),
      both.done,
    ]);
  }

  async change(ref: string, change: (item: OutboxItem) => OutboxItem): Promise<void> {
    const once = this.db.transaction("outbox", "readwrite");
    const item = await once.store.get(ref);
    if (item) await once.store.put(change(item));
    await once.done;
  }

  async remove(ref: string): Promise<void> {
    await this.db.delete("outbox", ref);
  }

  /** Turns a refused parcel back into a draft, both or neither. */
  async reopen(ref: string, draftKey: string, value: unknown, now: number): Promise<void> {
    const both = this.db.transaction(["outbox", "drafts"], "readwrite");
    await Promise.all([
      both.objectStore("drafts").put({ key: draftKey, value, savedAt: now }),
      both.objectStore("outbox").delete(ref),
      both.done,
    ]);
  }

  async keep(key: string, value: unknown, now: number): Promise<void> {
    await this.db.put("kept", { key, value, savedAt: now });
  }

  async kept<T>(key: string): Promise<T | undefined> {
    return (await this.db.get("kept", key))?.value as T | undefined;
  }

  /** Answers of the server are forgotten; what was written here stays. */
  async forgetKept(): Promise<void> {
    await this.db.clear("kept");
  }
}
