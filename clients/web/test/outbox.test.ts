import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Chest, type OutboxItem, type Parcel } from "~/live/chest";
import { consequence, type Courier, newRef, Outbox, type Sent } from "~/live/outbox";
import { NoAnswer, Problem } from "~/wire/problem";

const parcel: Parcel = { kind: "report", body: { deal: 88, template: 5, text: "本日訪問。" } };
let member = 1000;
let chest: Chest;
const opened: Outbox[] = [];

/** Answers as told, the last answer for ever; notes what it was asked to send. */
class FakeCourier implements Courier {
  readonly sent: string[] = [];
  constructor(readonly answers: Sent[]) {}
  send(_parcel: Parcel, ref: string): Promise<Sent> {
    this.sent.push(ref);
    const answer = this.answers.length > 1 ? this.answers.shift() : this.answers[0];
    return Promise.resolve(answer as Sent);
  }
}

function open(courier: Courier, now = () => 1_000) {
  const seen = { items: [] as OutboxItem[], signedOut: 0 };
  const outbox = new Outbox(
    chest,
    { onChange: (items) => void (seen.items = items), onSignedOut: () => void (seen.signedOut += 1) },
    courier,
    now,
  );
  opened.push(outbox);
  return { outbox, seen };
}

beforeEach(async () => {
  member += 1;
  chest = await Chest.open(member);
});
afterEach(() => {
  for (const outbox of opened.splice(0)) outbox.close();
  chest.close();
});

const stateOf = async () => (await chest.items()).map((item) => item.state);

describe("the outbox", () => {
  it("has a report on disk before any request is made", async () => {
    const asked = vi.fn(async () => {
      expect(await stateOf()).toEqual(["waiting"]);
      return { kind: "sent", report: 7 } as const;
    });
    const { outbox } = open({ send: asked });
    await outbox.put(parcel, "案件", null);
    await vi.waitFor(async () => expect(await stateOf()).toEqual(["sent"]));
    expect(asked).toHaveBeenCalledTimes(1);
  });

  it("takes the draft away in the same step that puts the report in", async () => {
    await chest.saveDraft("report:new", { text: "本日訪問。" }, 1);
    const { outbox } = open(new FakeCourier([{ kind: "later", afterMs: null }]));
    await outbox.put(parcel, "案件", "report:new");
    expect(await chest.draft("report:new")).toBeUndefined();
    expect(await stateOf()).toEqual(["waiting"]);
  });

  it("keeps what nobody answered and sends it under the same reference later", async () => {
    const courier = new FakeCourier([{ kind: "later", afterMs: null }, { kind: "sent", report: 9 }]);
    const { outbox } = open(courier);
    const ref = await outbox.put(parcel, "案件", null);
    await vi.waitFor(() => expect(courier.sent).toHaveLength(1));
    await vi.waitFor(async () => expect((await chest.items())[0]?.tries).toBe(1));
    outbox.nudge();
    await vi.waitFor(async () => expect(await stateOf()).toEqual(["sent"]));
    expect(courier.sent).toEqual([ref, ref]);
    expect((await chest.items())[0]?.report).toBe(9);
  });

  it("gives a refused report back with its reason, and loses nothing of it", async () => {
    const { outbox } = open(new FakeCourier([{ kind: "refused", code: "text_too_long", detail: "…" }]));
    await outbox.put(parcel, "案件", null);
    await vi.waitFor(async () => expect(await stateOf()).toEqual(["refused"]));
    expect((await chest.items())[0]).toMatchObject({ code: "text_too_long", parcel });
    await outbox.reopen((await chest.items())[0]?.ref as string, "report:x", { text: "直した" });
    expect(await chest.items()).toEqual([]);
    expect(await chest.draft("report:x")).toEqual({ text: "直した" });
  });

  it("gives back what was taken out, under its own reference", async () => {
    const { outbox } = open(new FakeCourier([{ kind: "later", afterMs: 60_000 }]));
    const ref = await outbox.put(parcel, "案件", null);
    const taken = await outbox.forget(ref);
    expect(await chest.items()).toEqual([]);
    await outbox.putBack(taken as OutboxItem);
    expect((await chest.items())[0]).toMatchObject({ ref, parcel, state: "waiting" });
  });

  it("does not take back what was sent meanwhile", async () => {
    const { outbox } = open(new FakeCourier([{ kind: "sent", report: 9 }]));
    const ref = await outbox.put(parcel, "案件", null);
    await vi.waitFor(async () => expect(await stateOf()).toEqual(["sent"]));
    expect(await outbox.reopen(ref, "report:x", { text: "直した" })).toBe(false);
    expect(await stateOf()).toEqual(["sent"]);
    expect(await chest.draft("report:x")).toBeUndefined();
  });

  it("keeps everything when the sign-in is over, and asks for another", async () => {
    const courier = new FakeCourier([{ kind: "signedOut" }]);
    const { outbox, seen } = open(courier);
    await outbox.put(parcel, "案件", null);
    await vi.waitFor(() => expect(seen.signedOut).toBe(1));
    expect(await stateOf()).toEqual(["waiting"]);
  });

  it("sends in the order of writing and lets nothing overtake what must wait", async () => {
    const courier = new FakeCourier([{ kind: "later", afterMs: null }]);
    let now = 1;
    const { outbox } = open(courier, () => (now += 1));
    const first = await outbox.put(parcel, "一", null);
    await outbox.put(parcel, "二", null);
    await vi.waitFor(async () => expect((await chest.items())[0]?.tries).toBeGreaterThan(0));
    expect(new Set(courier.sent)).toEqual(new Set([first]));
  });

  it("takes the event of a report as its acknowledgement", async () => {
    const { outbox } = open(new FakeCourier([{ kind: "later", afterMs: 60_000 }]));
    const ref = await outbox.put(parcel, "案件", null);
    await outbox.confirm(ref, 4711);
    expect((await chest.items())[0]).toMatchObject({ state: "sent", report: 4711 });
  });

  it("is another one for every member of a shared phone", async () => {
    const { outbox } = open(new FakeCourier([{ kind: "later", afterMs: null }]));
    await outbox.put(parcel, "案件", null);
    const other = await Chest.open(member + 500_000);
    expect(await other.items()).toEqual([]);
    other.close();
  });
});

describe("an answer", () => {
  it.each([
    [new NoAnswer(null), "later"],
    [new Problem(503, "busy", ""), "later"],
    [new Problem(429, "rate_limited", "", 3_000), "later"],
    [new Problem(507, "storage_full", ""), "later"],
    [new Problem(500, "internal", ""), "later"],
    [new Problem(401, "unauthenticated", ""), "signedOut"],
    [new Problem(422, "field_required", ""), "refused"],
    [new Problem(409, "retired", ""), "refused"],
    [new Problem(404, "not_found", ""), "refused"],
  ] as const)("%s leads to %s", (error, kind) => {
    expect(consequence(error).kind).toBe(kind);
  });
});

describe("a reference", () => {
  it("is 128 random bits that fit the protocol", () => {
    expect(newRef()).toMatch(/^[0-9a-f]{32}$/);
    expect(newRef()).not.toBe(newRef());
  });
});
