// Who is here, and what the server's word makes of it. Pure.
import type { Me } from "~/wire";

export type Who =
  | { kind: "asking" }
  | { kind: "nobody" }
  /** `away`: the server does not know them any more. Their screen waits as it is. */
  | { kind: "somebody"; me: Me; away: boolean };

export type WhoAnswer =
  | { kind: "me"; me: Me }
  | { kind: "nobody" }
  /** No network, or a server that cannot answer now. */
  | { kind: "silence" };

/** Where nobody answers, who was here last goes on reading and writing: `held`, where that is known. */
export function whoNow(before: Who, answer: WhoAnswer, held: Me | null): Who {
  switch (answer.kind) {
    case "me":
      return { kind: "somebody", me: answer.me, away: false };
    case "nobody":
      return before.kind === "somebody" ? { ...before, away: true } : { kind: "nobody" };
    case "silence":
      if (before.kind !== "asking") return before;
      return held ? { kind: "somebody", me: held, away: false } : { kind: "nobody" };
  }
}
