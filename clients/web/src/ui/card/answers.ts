// Which replies answer a question, as the server decides it.
import type { Card, ReplyKind } from "~/wire";

/** Why the question of this card goes on waiting after such a reply by `me`; null where it does not, or none waits. */
export function whyUnanswered(card: Card, kind: ReplyKind, me: number | undefined): "kind" | "claimed" | null {
  const { consult } = card;
  if (!consult || consult.state === "answered" || consult.state === "accepted" || me === card.author.id) return null;
  if (kind !== "advice" && kind !== "information") return "kind";
  return consult.claimed_by === null || consult.claimed_by === undefined || consult.claimed_by === me ? null : "claimed";
}
