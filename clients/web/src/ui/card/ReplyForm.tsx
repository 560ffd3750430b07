// The form of a reply: its kind first, then the words, and the next move in the same step where one is set.
import { Button } from "@mantine/core";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "~/ui/words/useTranslation";
import type { Card, NewNextMove, NewReply, ReplyKind } from "~/wire";
import { Choices } from "../Choices";
import { FilePicker } from "../FilePicker";
import { sendKey } from "../format";
import { isSend } from "../keys";
import { MentionText } from "../MentionText";
import { MoveFields } from "../MoveFields";
import { type ReplyDraft, useCardActions } from "./actions";
import { whyUnanswered } from "./answers";
import { begun, type Early, isEmpty, joined, NOTHING_EARLY } from "./early";
import form from "./replyForm.module.css";

const KINDS: readonly ReplyKind[] = ["advice", "instruction", "question", "information"];

/** Between the form and the edge of the screen, where no bar asks for more. */
const EDGE_PX = 8;

interface Props {
  card: Card;
  onClose: () => void;
  /** What was done before this form was there: its text goes behind what was kept of an earlier one, unless it has that. */
  early?: Early;
}

export function ReplyForm({ card, onClose, early = NOTHING_EARLY }: Props) {
  const { t } = useTranslation();
  const actions = useCardActions();
  const [draft, setDraft] = useState<ReplyDraft>(() => begun(card, actions.me?.id, early));
  const { reply, files } = draft;
  const [sending, setSending] = useState(false);
  const box = useRef<HTMLTextAreaElement>(null);
  const held = useRef(draft);
  held.current = draft;
  const { id } = card;

  const send = async (whole: ReplyDraft) => {
    if (!isReady(whole) || sending) return;
    setSending(true);
    try {
      await actions.reply(card, whole);
      onClose();
    } finally {
      setSending(false);
    }
  };
  const doing = useRef({ actions, send });
  doing.current = { actions, send };

  // Before the next letter comes: it belongs where the caret stood.
  useLayoutEffect(() => {
    box.current?.focus({ preventScroll: true });
    box.current?.setSelectionRange(...early.caret);
  }, [early]);
  useEffect(() => {
    // With its button: who came from a push sends without looking for it. Once the form was painted: the tap is
    // answered by then, and cards that come into sight are no part of that.
    let timer: ReturnType<typeof setTimeout> | undefined;
    const frame = requestAnimationFrame(() => {
      timer = setTimeout(() => {
        box.current?.form?.scrollIntoView({ block: "nearest" });
        // The keyboard may have come up for the plain field already.
        keepInSight(box.current);
      });
    });
    let here = true;
    const unseen = early.kept ? Promise.resolve(null) : doing.current.actions.draft(id);
    void unseen.then((kept) => {
      if (!here) return;
      const now = held.current;
      const whole = kept ? joined(kept, now) : now;
      if (kept) setDraft(whole);
      if (now.reply.text !== "") doing.current.actions.saveDraft(id, whole);
      // What was kept goes out only once it was seen.
      if (early.sent && !kept) void doing.current.send(whole);
    });
    return () => {
      here = false;
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
    // Once: what else changes meanwhile must not take the focus from where it went.
  }, [id, early]);
  useEffect(() => {
    // A soft keyboard comes up after the field has the focus and makes the page smaller: the button stays in sight.
    const onResize = () => keepInSight(box.current);
    addEventListener("resize", onResize);
    return () => removeEventListener("resize", onResize);
  }, []);

  const changeDraft = (part: Partial<ReplyDraft>) => {
    const next = { ...draft, ...part };
    setDraft(next);
    actions.saveDraft(id, isEmpty(next) ? null : next);
  };
  const change = (part: Partial<NewReply>) => changeDraft({ reply: { ...reply, ...part } });
  const unanswered = whyUnanswered(card, reply.kind, actions.me?.id);
  const move = reply.next_move ?? null;
  const ready = isReady(draft);

  return (
    <form
      className={form.form}
      onSubmit={(event) => {
        event.preventDefault();
        void send(draft);
      }}
      onKeyDown={(event) => {
        if (isSend(event)) {
          event.preventDefault();
          void send(draft);
        } else if (event.key === "Escape") onClose();
      }}
    >
      <Choices
        label={t("reply.kind")}
        options={KINDS.map((kind) => ({ value: kind, label: t(`reply.${kind}`) }))}
        value={reply.kind}
        onChange={(kind) => change({ kind })}
      />
      {unanswered && (
        <p className={form.note} role="status">
          {t(`reply.unanswered.${unanswered}`, { name: card.consult?.claimed?.name ?? "" })}
        </p>
      )}
      <MentionText
        ref={box}
        label={t("reply.text")}
        placeholder={t(`reply.placeholder.${reply.kind}`)}
        value={reply.text}
        mentions={reply.mentions ?? []}
        onChange={(text, mentions) => change({ text, mentions })}
      />
      <FilePicker files={files} onChange={(chosen) => changeDraft({ files: chosen })} />
      {move && <MoveFields value={move} onChange={(next_move: NewNextMove) => change({ next_move })} />}
      <div className={form.row}>
        <Button
          type="button"
          variant="subtle"
          size="sm"
          color={move ? "gray" : "wakatake"}
          onClick={() => change({ next_move: move ? null : { kind: "visit", what: "" } })}
        >
          {t(move ? "reply.withoutMove" : "reply.withMove")}
        </Button>
        <span className={form.gap} />
        <span className={form.hint}>{t("reply.hint", { key: sendKey() })}</span>
        <Button type="submit" size="sm" disabled={!ready} loading={sending}>
          {t("reply.send")}
        </Button>
      </div>
    </form>
  );
}

function isReady({ reply: { text, next_move: move } }: ReplyDraft): boolean {
  return text.trim() !== "" && (!move || move.what.trim() !== "");
}

/** Scrolls the button of the form that is written in into sight, between the bars above and below. */
function keepInSight(field: HTMLTextAreaElement | null): void {
  if (!field?.form?.contains(document.activeElement)) return;
  const { scrollPaddingTop, scrollPaddingBottom } = getComputedStyle(document.documentElement);
  const below = field.form.getBoundingClientRect().bottom + pixels(scrollPaddingBottom) - innerHeight;
  // Where not both fit, the field goes before.
  const room = field.getBoundingClientRect().top - pixels(scrollPaddingTop);
  if (below > 0) scrollBy({ top: Math.min(below, Math.max(0, room)), behavior: "instant" });
}

const pixels = (length: string): number => Number.parseFloat(length) || EDGE_PX;
