// What a person did in the plain field that stands where the form of a reply is still to come, and what was kept of an
// earlier one.
import type { Card } from "~/wire";
import type { ReplyDraft } from "./actions";

export interface Early {
  text: string;
  /** From where to where it was chosen: the caret, where both are the same. */
  caret: readonly [number, number];
  /** The keys that send were pressed. */
  sent: boolean;
  /** What was kept of an earlier form, where its text stands in this one already. */
  kept: ReplyDraft | null;
}

export const NOTHING_EARLY: Early = { text: "", caret: [0, 0], sent: false, kept: null };

/** A reply by `me` with these words, as it is begun: who is asked gives advice. */
export function begun(card: Card, me: number | undefined, { text, kept }: Pick<Early, "text" | "kept">): ReplyDraft {
  if (kept) return { ...kept, reply: { ...kept.reply, text } };
  const asked = card.consult && me !== card.author.id;
  return { reply: { kind: asked ? "advice" : "information", text }, files: [] };
}

/** What was kept of an earlier form, and behind it what was written since. */
export function joined(kept: ReplyDraft, now: ReplyDraft): ReplyDraft {
  const mentions = [...new Set([...(kept.reply.mentions ?? []), ...(now.reply.mentions ?? [])])];
  return {
    reply: { ...kept.reply, text: kept.reply.text + now.reply.text, mentions },
    files: [...kept.files, ...now.files],
  };
}

/** Nothing in it is worth keeping. */
export const isEmpty = ({ reply, files }: ReplyDraft): boolean =>
  reply.text.trim() === "" && !reply.next_move && files.length === 0;
