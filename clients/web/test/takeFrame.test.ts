import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { takeFrame } from "~/app/takeFrame";
import type { Outbox } from "~/live/outbox";
import { bookStore } from "~/state/store";
import type { ServerFrame } from "~/wire";
import { card, event, reply, takahashi } from "./samples";

const outbox = { confirm: vi.fn(async () => {}) } as unknown as Outbox;

describe("a frame", () => {
  let client: QueryClient;
  let asked: string[];
  let stops: (() => void)[];
  /** On screen, with its answer there. */
  const show = async (...queryKey: unknown[]) => {
    const queryFn = async () => asked.push(queryKey.join(" "));
    stops.push(new QueryObserver(client, { queryKey, queryFn, staleTime: Infinity }).subscribe(() => {}));
    await client.getQueryCache().find({ queryKey })?.promise;
  };
  const take = async (frame: ServerFrame) => {
    asked = [];
    takeFrame(frame, { client, outbox, me: takahashi.id });
    await vi.waitUntil(() => client.isFetching() === 0);
    return asked.sort();
  };
  beforeEach(async () => {
    client = new QueryClient();
    asked = [];
    stops = [];
    await show("report", 5);
    await show("ledger", 5);
    await show("ledger", 6);
    await show("deal", 88);
    await show("deal", 88, "history");
    await show("deal", 89);
    await show("inbox", "addressed");
  });
  afterEach(() => {
    for (const stop of stops) stop();
    client.clear();
    bookStore.reset();
  });

  it("of a reply has the report, who has read it, and its deal asked again", async () => {
    const answered = card(5, { seq: 9, replies: [reply(9)], reply_count: 1 });
    expect(await take(event(9, { kind: "reply_added", card: answered }))).toEqual([
      "deal 88", "deal 88 history", "ledger 5", "report 5",
    ]);
  });

  it("of a receipt has only that ledger asked again", async () => {
    expect(await take(event(9, { kind: "receipt", reports: [6] }))).toEqual(["ledger 6"]);
  });

  it("of the counts after a resume has the inbox asked again, whose events came without them", async () => {
    expect(await take({ type: "badge", addressed: 2, unread: 8 })).toEqual(["inbox addressed"]);
  });
});
