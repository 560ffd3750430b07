// The form of a reply, fetched after the first screen stands. Once it is there it opens within the tap that asks for it:
// a phone's keyboard comes up for nothing that opens later. Until then a plain field takes what is written.
import { type ComponentType, type RefObject, useEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { isSend } from "~/ui/keys";
import { untilThere } from "~/ui/untilThere";
import { useTranslation } from "~/ui/words/useTranslation";
import type { Card } from "~/wire";
import { type Early, NOTHING_EARLY } from "./early";
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
  const [early, setEarly] = useState<Early>(NOTHING_EARLY);
  useEffect(() => {
    if (there) return;
    void untilThere(fetchReplyForm)
      .then(() => composed(field))
      .then(() => {
        const { value: text = "", selectionStart: from = 0, selectionEnd: to = 0 } = field.current ?? {};
        // Within this turn: between the two fields a letter would go nowhere.
        flushSync(() => {
          setEarly({ text, caret: [from, to], sent: sent.current });
          setThere(true);
        });
      });
  }, [there]);
  if (there && Form) return <Form {...props} early={early} />;
  return <EarlyField field={field} onClose={props.onClose} onSend={() => (sent.current = true)} />;
}

interface FieldProps {
  field: RefObject<HTMLTextAreaElement | null>;
  onClose: () => void;
  onSend: () => void;
}

function EarlyField({ field, onClose, onSend }: FieldProps) {
  const { t } = useTranslation();
  useEffect(() => field.current?.focus({ preventScroll: true }), [field]);
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
          // What was written is kept by the form alone.
        } else if (event.key === "Escape" && event.currentTarget.value === "") onClose();
      }}
    />
  );
}

/** Once nothing is being composed in the field: to take it away would lose what the IME holds. */
function composed({ current }: RefObject<HTMLTextAreaElement | null>): Promise<void> {
  if (current?.dataset.composes === undefined) return Promise.resolve();
  // After React has heard of it.
  return new Promise((done) => current.addEventListener("compositionend", () => setTimeout(done), { once: true }));
}
