// The form of a reply, fetched after the first screen stands. Once it is there it opens within the tap that asks for it:
// a phone's keyboard comes up for nothing that opens later. Until then a plain field takes what is written.
import { type ComponentType, type RefObject, useEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { composing, isSend } from "~/ui/keys";
import { untilThere } from "~/ui/untilThere";
import { useTranslation } from "~/ui/words/useTranslation";
import type { Card } from "~/wire";
import { type ReplyDraft, useCardActions } from "./actions";
import { begun, type Early, isEmpty, joined, NOTHING_EARLY } from "./early";
import own from "./laterReplyForm.module.css";

interface Props {
  card: Card;
  onClose: () => void;
  /** What was done before the form was there. */
  early?: Early;
}

let Form: ComponentType<Props> | null = null;

export async function fetchReplyForm(): Promise<void> {
  Form ??= (await import("./ReplyForm")).ReplyForm;
}

export function ReplyForm(props: Props) {
  const [there, setThere] = useState(Form !== null);
  const field = useRef<HTMLTextAreaElement>(null);
  const sent = useRef(false);
  const kept = useRef<ReplyDraft | null>(null);
  const handedOver = useRef(false);
  const [early, setEarly] = useState<Early>(NOTHING_EARLY);
  useEffect(() => {
    if (there) return;
    let here = true;
    void untilThere(fetchReplyForm)
      .then(() => composed(field))
      .then(() => {
        if (!here) return;
        const { value: text = "", selectionStart: from = 0, selectionEnd: to = 0 } = field.current ?? {};
        handedOver.current = true;
        // Within this turn: between the two fields a letter would go nowhere.
        flushSync(() => {
          setEarly({ text, caret: [from, to], sent: sent.current, kept: kept.current });
          setThere(true);
        });
      });
    return () => {
      here = false;
    };
  }, [there]);
  if (there && Form) return <Form {...props} early={early} />;
  return <EarlyField {...props} field={field} kept={kept} handedOver={handedOver} onSend={() => (sent.current = true)} />;
}

interface FieldProps extends Props {
  field: RefObject<HTMLTextAreaElement | null>;
  /** What was kept of an earlier form, once it stands in the field. */
  kept: RefObject<ReplyDraft | null>;
  /** The form goes on with what is written. */
  handedOver: RefObject<boolean>;
  onSend: () => void;
}

function EarlyField({ card, field, kept, handedOver, onClose, onSend }: FieldProps) {
  const { t } = useTranslation();
  useEffect(() => {
    field.current?.focus({ preventScroll: true });
    // Once it was painted, as the form does it.
    let timer: ReturnType<typeof setTimeout> | undefined;
    const frame = requestAnimationFrame(() => {
      timer = setTimeout(() => field.current?.scrollIntoView({ block: "nearest" }));
    });
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
  }, [field]);
  useKeeping({ card, field, kept, handedOver });
  return (
    <textarea
      ref={field}
      className={own.early}
      aria-label={t("reply.text")}
      onCompositionStart={({ currentTarget }) => (currentTarget.dataset.composes = "")}
      onCompositionEnd={({ currentTarget }) => delete currentTarget.dataset.composes}
      onKeyDown={(event) => {
        if (isSend(event)) {
          event.preventDefault();
          onSend();
        } else if (event.key === "Escape" && !composing(event)) onClose();
      }}
    />
  );
}

/** Shows what was kept, and keeps what is written when the field is closed before the form has come. */
function useKeeping({ card, field, kept, handedOver }: Pick<FieldProps, "card" | "field" | "kept" | "handedOver">): void {
  const held = useRef({ card, actions: useCardActions() });
  const { id } = card;
  useEffect(() => {
    const element = field.current;
    if (!element) return;
    const { card: begunOn, actions } = held.current;
    let here = true;
    void actions.draft(id).then((found) => {
      // Whoever was quicker, or is composing, has it put before their words by the form.
      if (!here || !found || element.value !== "" || element.dataset.composes !== undefined) return;
      kept.current = found;
      element.value = found.reply.text;
    });
    return () => {
      here = false;
      if (handedOver.current) return;
      const { value: text } = element;
      if (kept.current ? text === kept.current.reply.text : text === "") return;
      const written = begun(begunOn, actions.me?.id, { text, kept: kept.current });
      if (kept.current) actions.saveDraft(id, isEmpty(written) ? null : written);
      else void actions.draft(id).then((found) => actions.saveDraft(id, found ? joined(found, written) : written));
    };
  }, [id, field, kept, handedOver]);
}

/** Once nothing is being composed in the field: to take it away would lose what the IME holds. */
function composed({ current }: RefObject<HTMLTextAreaElement | null>): Promise<void> {
  if (current?.dataset.composes === undefined) return Promise.resolve();
  // After React has heard of it.
  return new Promise((done) => current.addEventListener("compositionend", () => setTimeout(done), { once: true }));
}
