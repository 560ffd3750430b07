// The form of a reply, fetched after the first screen stands. Once it is there it opens within the tap that asks for it:
// a phone's keyboard comes up for nothing that opens later. Until then a plain field takes what is written.
import { type ComponentType, type RefObject, useEffect, useRef, useState } from "react";
import { untilThere } from "~/ui/untilThere";
import { useTranslation } from "~/ui/words/useTranslation";
import type { Card } from "~/wire";
import own from "./laterReplyForm.module.css";

interface Props {
  card: Card;
  onClose: () => void;
  /** What was written before the form was there. */
  early?: string;
}

let Form: ComponentType<Props> | null = null;

export async function fetchReplyForm(): Promise<void> {
  Form ??= (await import("./ReplyForm")).ReplyForm;
}

export function ReplyForm(props: Props) {
  const [there, setThere] = useState(Form !== null);
  const field = useRef<HTMLTextAreaElement>(null);
  const [early, setEarly] = useState("");
  useEffect(() => {
    if (there) return;
    void untilThere(fetchReplyForm)
      .then(() => composed(field))
      .then(() => {
        setEarly(field.current?.value ?? "");
        setThere(true);
      });
  }, [there]);
  return there && Form ? <Form {...props} early={early} /> : <EarlyField field={field} onClose={props.onClose} />;
}

function EarlyField({ field, onClose }: { field: RefObject<HTMLTextAreaElement | null>; onClose: () => void }) {
  const { t } = useTranslation();
  useEffect(() => field.current?.focus({ preventScroll: true }), [field]);
  return (
    <textarea
      ref={field}
      className={own.early}
      aria-label={t("reply.text")}
      onCompositionStart={({ currentTarget }) => (currentTarget.dataset.composes = "")}
      onCompositionEnd={({ currentTarget }) => delete currentTarget.dataset.composes}
      // What was written is kept by the form alone.
      onKeyDown={({ key, currentTarget }) => key === "Escape" && currentTarget.value === "" && onClose()}
    />
  );
}

/** Once nothing is being composed in the field: to take it away would lose what the IME holds. */
function composed({ current }: RefObject<HTMLTextAreaElement | null>): Promise<void> {
  if (current?.dataset.composes === undefined) return Promise.resolve();
  // After React has heard of it.
  return new Promise((done) => current.addEventListener("compositionend", () => setTimeout(done), { once: true }));
}
