// The form of a reply: its kind first, then the words, and the next move in the same step where one is set.
import { Button } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
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
import form from "./replyForm.module.css";

const KINDS: readonly ReplyKind[] = ["advice", "instruction", "question", "information"];

interface Props {
  card: Card;
  onClose: () => void;
  /** What was written before this form was there: it goes behind what was kept of an earlier one. */
  early?: string;
}

export function ReplyForm({ card, onClose, early = "" }: Props) {
  const { t } = useTranslation();
  const actions = useCardActions();
  const asksMe = card.consult && actions.me?.id !== card.author.id;
  const [draft, setDraft] = useState<ReplyDraft>(() => ({
    reply: { kind: asksMe ? "advice" : "information", text: early },
    files: [],
  }));
  const first = useRef(draft);
  const { reply, files } = draft;
  const [sending, setSending] = useState(false);
  const box = useRef<HTMLTextAreaElement>(null);
  const touched = useRef(false);
  const doing = useRef(actions);
  doing.current = actions;
  const { id } = card;

  useEffect(() => {
    box.current?.focus({ preventScroll: true });
    // With its button: who came from a push sends without looking for it. Once the form was painted: the tap is
    // answered by then, and cards that come into sight are no part of that.
    let timer: ReturnType<typeof setTimeout> | undefined;
    const frame = requestAnimationFrame(() => {
      timer = setTimeout(() => box.current?.form?.scrollIntoView({ block: "nearest" }));
    });
    void doing.current.draft(id).then((held) => {
      if (touched.current) return;
      const whole = held ? { ...held, reply: { ...held.reply, text: held.reply.text + early } } : first.current;
      setDraft(whole);
      if (early !== "") doing.current.saveDraft(id, whole);
    });
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
    // Once: what else changes meanwhile must not take the focus from where it went.
  }, [id, early]);

  const changeDraft = (part: Partial<ReplyDraft>) => {
    touched.current = true;
    const next = { ...draft, ...part };
    const empty = next.reply.text.trim() === "" && !next.reply.next_move && next.files.length === 0;
    setDraft(next);
    actions.saveDraft(id, empty ? null : next);
  };
  const change = (part: Partial<NewReply>) => changeDraft({ reply: { ...reply, ...part } });
  const unanswered = whyUnanswered(card, reply.kind, actions.me?.id);
  const move = reply.next_move ?? null;
  const ready = reply.text.trim() !== "" && (move === null || move.what.trim() !== "");
  const send = async () => {
    if (!ready || sending) return;
    setSending(true);
    try {
      await actions.reply(card, draft);
      onClose();
    } finally {
      setSending(false);
    }
  };

  return (
    <form
      className={form.form}
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
      onKeyDown={(event) => {
        if (isSend(event)) {
          event.preventDefault();
          void send();
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
