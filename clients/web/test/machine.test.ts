import { describe, expect, it } from "vitest";
import { type Effect, IDLE, type Input, type LinkState, mayReturn, step } from "~/live/machine";
import type { ServerFrame } from "~/wire";
import { card, event, takahashi } from "./samples";

const hello = (cursor: number): Input => ({
  kind: "frame",
  frame: {
    type: "hello", session: 1, member: takahashi, cursor, badge: { addressed: 0, unread: 0 },
    heartbeat_ms: 30_000, frame_max_bytes: 131_072, server: "0", at: 0,
  },
});
const frame = (one: ServerFrame): Input => ({ kind: "frame", frame: one });

function run(inputs: Input[], from: LinkState = IDLE): { state: LinkState; effects: Effect[] } {
  let state = from;
  const effects: Effect[] = [];
  for (const input of inputs) {
    const [next, done] = step(state, input);
    state = next;
    effects.push(...done);
  }
  return { state, effects };
}

describe("the connection", () => {
  it("takes the cursor of its first hello and resumes nothing", () => {
    const { state, effects } = run([{ kind: "start", cursor: null }, hello(40)]);
    expect(state).toMatchObject({ phase: "live", cursor: 40, resuming: false });
    expect(effects.map((one) => one.kind)).toEqual(["open", "deliver", "joined"]);
  });

  it("asks for what happened between the oldest answer that was taken and its first hello", () => {
    const { state, effects } = run([
      { kind: "start", cursor: null }, { kind: "closed", code: 1006 }, { kind: "retry" },
      { kind: "fetched", cursor: 37 }, hello(40),
    ]);
    expect(state).toMatchObject({ cursor: 37, resuming: true });
    expect(effects.slice(-3)).toMatchObject([
      { kind: "joined", cursor: 37 }, { kind: "deliver" }, { kind: "send", frame: { type: "resume", cursor: 37 } },
    ]);
    const { state: later } = run([frame({ type: "resumed", cursor: 40 }), { kind: "fetched", cursor: 12 }], state);
    expect(later.cursor).toBe(40);
  });

  it("hands back its cursor once after every hello that follows", () => {
    const { state, effects } = run([
      { kind: "start", cursor: null }, hello(40),
      frame(event(41, { card: card(41), cursor: 41 })),
      { kind: "closed", code: 1006 }, { kind: "retry" }, hello(50),
    ]);
    expect(effects.filter((one) => one.kind === "send")).toEqual([
      { kind: "send", frame: { type: "resume", cursor: 41 } },
    ]);
    expect(state).toMatchObject({ cursor: 41, resuming: true });
  });

  it("does not move its cursor by what comes before the resume is through", () => {
    const before = run([{ kind: "start", cursor: 41 }, hello(50), frame(event(51, { cursor: 51 }))]);
    expect(before.state.cursor).toBe(41);
    expect(run([frame({ type: "resumed", cursor: 51 })], before.state).state).toMatchObject({ cursor: 51, resuming: false });
  });

  it("fetches again and starts from its hello when its cursor is too old, or from the future", () => {
    const answers: ServerFrame[] = [
      { type: "resync", cursor: 50 },
      { type: "rejected", client_ref: null, code: "bad_cursor", detail: "", retryable: false },
    ];
    for (const answer of answers) {
      const { state, effects } = run([{ kind: "start", cursor: 3 }, hello(50), frame(answer)]);
      expect(state).toMatchObject({ cursor: 50, resuming: false });
      expect(effects.slice(-2)).toEqual([{ kind: "joined", cursor: 50 }, { kind: "refetch" }]);
    }
  });

  it.each([1006, 1001, 4000, 4001, 4003, 4499])("comes back after close code %i", (code) => {
    const { state, effects } = run([{ kind: "start", cursor: null }, hello(1), { kind: "closed", code }]);
    expect(state.phase).toBe("waiting");
    expect(effects.at(-1)).toEqual({ kind: "wait", attempt: 0, askedMs: null });
    expect(mayReturn(code)).toBe(true);
  });

  it.each([4500, 4501, 4502, 4999, 1002, 1009])("does not come back after close code %i", (code) => {
    const { state, effects } = run([{ kind: "start", cursor: null }, hello(1), { kind: "closed", code }]);
    expect(state).toMatchObject({ phase: "refused", code });
    expect(effects.some((one) => one.kind === "wait")).toBe(false);
    expect(effects.some((one) => one.kind === "signedOut")).toBe(code === 4500);
    expect(run([{ kind: "retry" }, { kind: "online" }], state).effects).toEqual([]);
  });

  it("waits as long as the server asked when it said goodbye", () => {
    const { effects } = run([
      { kind: "start", cursor: null }, hello(1),
      frame({ type: "bye", retry_after_ms: 4_000 }), { kind: "closed", code: 4000 },
    ]);
    expect(effects.at(-1)).toEqual({ kind: "wait", attempt: 0, askedMs: 4_000 });
  });

  it("waits longer from attempt to attempt and begins anew once it was live", () => {
    let { state } = run([{ kind: "start", cursor: null }]);
    const waits: number[] = [];
    for (let tries = 0; tries < 3; tries += 1) {
      const { state: next, effects } = run([{ kind: "closed", code: 1006 }, { kind: "retry" }], state);
      state = next;
      waits.push(...effects.flatMap((one) => (one.kind === "wait" ? [one.attempt] : [])));
    }
    expect(waits).toEqual([0, 1, 2]);
    expect(run([hello(1)], state).state.attempt).toBe(0);
  });

  it("says something at every beat and gives up a socket that answers none", () => {
    const live = run([{ kind: "start", cursor: null }, hello(1)]).state;
    const asked = run([{ kind: "beat" }], live);
    expect(asked.effects).toEqual([{ kind: "send", frame: { type: "ping" } }]);
    const heard = run([frame({ type: "pong", cursor: 9 }), { kind: "beat" }], asked.state);
    expect(heard.effects).toEqual([{ kind: "send", frame: { type: "ping" } }]);
    expect(heard.state.cursor).toBe(9);
    const dead = run([{ kind: "beat" }], asked.state);
    expect(dead.state.phase).toBe("waiting");
    expect(dead.effects.map((one) => one.kind)).toEqual(["close", "wait"]);
  });

  it("gives up a socket that never opens", () => {
    const { state, effects } = run([{ kind: "start", cursor: null }, { kind: "beat" }]);
    expect(state.phase).toBe("waiting");
    expect(effects.at(-1)?.kind).toBe("wait");
  });

  it("rests without a network and comes back with it", () => {
    const off = run([{ kind: "start", cursor: null }, hello(7), { kind: "offline" }]);
    expect(off.state).toMatchObject({ phase: "offline", cursor: 7 });
    expect(run([{ kind: "closed", code: 1006 }], off.state).effects).toEqual([]);
    expect(run([{ kind: "online" }], off.state).effects).toEqual([{ kind: "open" }]);
  });
});
