// The live connection as a state machine that knows no socket, no clock and no chance: an input gives
// the next state and what is to be done. `connection.ts` does it.
import type { ClientFrame, ServerFrame } from "~/wire";

/** What a person is told about the connection. */
export type Phase =
  | "idle" // nobody is signed in
  | "connecting"
  | "live"
  | "waiting" // cut off, another attempt is set
  | "offline" // the device says that it has no network
  | "refused"; // the server said "do not come back"

export interface LinkState {
  phase: Phase;
  /** Attempts since it was last live. */
  attempt: number;
  /** Everything up to this Seq was taken; null before the first hello or fetch. */
  cursor: number | null;
  /** What the server asked us to wait when it said goodbye, in ms. */
  askedMs: number | null;
  /** A resume is out: what comes by meanwhile says nothing of what is still missing. */
  resuming: boolean;
  /** The cursor of this session's hello. */
  joined: number;
  /** A ping is out and unanswered. */
  pinged: boolean;
  /** The close code of a refusal. */
  code: number | null;
}

export type Input =
  | { kind: "start"; cursor: number | null }
  | { kind: "fetched"; cursor: number } // the oldest answer that was taken before the first hello
  | { kind: "stop" }
  | { kind: "frame"; frame: ServerFrame }
  | { kind: "closed"; code: number }
  | { kind: "retry" }
  | { kind: "online" }
  | { kind: "offline" }
  | { kind: "beat" }; // it is time to say something

export type Effect =
  | { kind: "open" }
  | { kind: "close" }
  | { kind: "send"; frame: ClientFrame }
  | { kind: "deliver"; frame: ServerFrame }
  /** This session has everything from here on; what was fetched before it has a hole behind it. */
  | { kind: "joined"; cursor: number }
  /** What is held is too old: fetch again. */
  | { kind: "refetch" }
  | { kind: "signedOut" }
  /** Try again after a wait; `askedMs` is what the server asked for. */
  | { kind: "wait"; attempt: number; askedMs: number | null };

export type Step = [LinkState, Effect[]];

export const IDLE: LinkState = {
  phase: "idle",
  attempt: 0,
  cursor: null,
  askedMs: null,
  resuming: false,
  joined: 0,
  pinged: false,
  code: null,
};

/** The client speaks wrongly: coming back would only repeat it. */
const OUR_FAULT: ReadonlySet<number> = new Set([1002, 1009]);

/** 4500 to 4999: do not come back. Everything else that is not our own goodbye: come back. */
export function mayReturn(code: number): boolean {
  return (code < 4500 || code > 4999) && !OUR_FAULT.has(code);
}

/** The sign-in is over. */
export const CODE_SIGNED_OUT = 4500;

export function step(state: LinkState, input: Input): Step {
  switch (input.kind) {
    case "start":
      return [{ ...IDLE, phase: "connecting", cursor: input.cursor }, [{ kind: "open" }]];
    case "fetched":
      // What happened between that answer and the hello is asked for like after a cut.
      if (state.cursor !== null || state.phase === "idle") return [state, []];
      return [{ ...state, cursor: input.cursor }, [{ kind: "joined", cursor: input.cursor }]];
    case "stop":
      return [{ ...IDLE }, [{ kind: "close" }]];
    case "frame":
      return state.phase === "idle" ? [state, []] : takeFrame(state, input.frame);
    case "closed":
      return closed(state, input.code);
    case "retry":
    case "online":
      if (state.phase !== "waiting" && state.phase !== "offline") return [state, []];
      return [{ ...state, phase: "connecting", pinged: false }, [{ kind: "open" }]];
    case "offline":
      if (state.phase === "idle" || state.phase === "refused") return [state, []];
      return [{ ...state, phase: "offline", pinged: false }, [{ kind: "close" }]];
    case "beat":
      return beat(state);
  }
}

function takeFrame(state: LinkState, frame: ServerFrame): Step {
  const heard = { ...state, pinged: false };
  switch (frame.type) {
    case "hello":
      return hello(heard, frame.cursor, { kind: "deliver", frame });
    case "event":
      return [moved(heard, frame.cursor), [{ kind: "deliver", frame }]];
    case "pong":
      return [moved(heard, frame.cursor), []];
    case "resumed":
      return [moved({ ...heard, resuming: false }, frame.cursor), []];
    case "resync":
      return startOver(heard);
    case "rejected":
      // A cursor from the future belongs to another server, or to a backup that was restored.
      return frame.code === "bad_cursor" ? startOver(heard) : [heard, [{ kind: "deliver", frame }]];
    case "bye":
      return [{ ...heard, askedMs: frame.retry_after_ms }, []];
    default:
      return [heard, [{ kind: "deliver", frame }]];
  }
}

function hello(state: LinkState, joined: number, deliver: Effect): Step {
  const live: LinkState = { ...state, phase: "live", attempt: 0, askedMs: null, joined };
  const { cursor } = state;
  // Without a cursor there is nothing to catch up with: everything up to here is in what is fetched now.
  if (cursor === null) return [{ ...live, cursor: joined }, [deliver, { kind: "joined", cursor: joined }]];
  return [{ ...live, resuming: true }, [deliver, { kind: "send", frame: { type: "resume", cursor } }]];
}

/** While a resume is out, only its end says up to where everything has come. */
function moved(state: LinkState, cursor: number): LinkState {
  return state.resuming ? state : { ...state, cursor: Math.max(state.cursor ?? 0, cursor) };
}

// What is fetched after this hello holds everything up to it, and the rest is sent.
function startOver(state: LinkState): Step {
  const cursor = state.joined;
  return [{ ...state, resuming: false, cursor }, [{ kind: "joined", cursor }, { kind: "refetch" }]];
}

function closed(state: LinkState, code: number): Step {
  if (state.phase === "idle" || state.phase === "offline" || state.phase === "refused") return [state, []];
  if (!mayReturn(code)) {
    const effects: Effect[] = code === CODE_SIGNED_OUT ? [{ kind: "signedOut" }] : [];
    return [{ ...state, phase: "refused", code, pinged: false }, effects];
  }
  const wait: Effect = { kind: "wait", attempt: state.attempt, askedMs: state.askedMs };
  return [
    { ...state, phase: "waiting", attempt: state.attempt + 1, askedMs: null, pinged: false, resuming: false },
    [wait],
  ];
}

// A live session says something at every beat. Nothing heard from one to the next, with a ping out, means
// that the socket is half open; one that has not opened by then never will.
function beat(state: LinkState): Step {
  if (state.phase !== "live" && state.phase !== "connecting") return [state, []];
  if (state.phase === "live" && !state.pinged) {
    return [{ ...state, pinged: true }, [{ kind: "send", frame: { type: "ping" } }]];
  }
  const wait: Effect = { kind: "wait", attempt: state.attempt, askedMs: null };
  return [
    { ...state, phase: "waiting", attempt: state.attempt + 1, pinged: false, resuming: false },
    [{ kind: "close" }, wait],
  ];
}
