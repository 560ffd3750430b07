// The draft of this form: read once, written at every change. Two windows never write the same one.
import { notifications } from "@mantine/notifications";
import { useCallback, useEffect, useRef, useState } from "react";
import { useTranslation } from "~/ui/words/useTranslation";
import { useLive } from "~/live/context";
import { newRef } from "~/live/outbox";
import { UndoMessage } from "~/ui/UndoMessage";
import { emptyForm, type Form, isBlank } from "./form";

export interface Draft {
  key: string;
  form: Form;
  change: (change: (form: Form) => Form) => void;
  /** Something is in it that is worth keeping. */
  begun: boolean;
  savedAt: number | null;
  /** Another window writes under the key that was asked for; this one has a draft of its own. */
  elsewhere: boolean;
  /** It was begun before, and goes on here. */
  resumed: boolean;
  discard: () => Promise<void>;
  /** It goes to the outbox: nothing more is written under this key. */
  settle: (settled: boolean) => void;
}

export function useDraft(asked: string, deal: number | null): Draft {
  const { t } = useTranslation();
  const { chest } = useLive();
  const { key, elsewhere } = useOwnKey(asked, chest.member);
  const [form, setForm] = useState<Form>(() => emptyForm(newRef(), deal));
  const [savedAt, setSavedAt] = useState<number | null>(null);
  const [resumed, setResumed] = useState(false);
  const touched = useRef(false);
  const settled = useRef(false);

  useEffect(() => {
    if (key === null || elsewhere) return;
    let here = true;
    void chest.draft<Form>(key).then((held) => {
      if (!here || !held || touched.current) return;
      setResumed(true);
      setForm({ ...emptyForm(newRef()), ...held });
    });
    return () => {
      here = false;
    };
  }, [chest, key, elsewhere]);

  const change = useCallback((part: (form: Form) => Form) => {
    touched.current = true;
    setForm(part);
  }, []);

  const begun = !isBlank(form) || (form.deal !== null && form.deal !== deal);
  useEffect(() => {
    if (!touched.current || settled.current || key === null) return;
    if (!begun) {
      void chest.dropDraft(key);
      return;
    }
    const now = Date.now();
    void chest.saveDraft(key, form, now).then(
      () => setSavedAt(now),
      // The form says nothing of being saved, and the person goes on; filing will say it.
      () => setSavedAt(null),
    );
  }, [chest, key, form, begun]);

  const discard = useCallback(async () => {
    const before = form;
    touched.current = false;
    if (key !== null) await chest.dropDraft(key);
    setSavedAt(null);
    setForm(emptyForm(newRef(), deal));
    if (isBlank(before)) return;
    notifications.show({
      id: "draft-discarded",
      autoClose: 12_000,
      message: (
        <UndoMessage
          text={t("filing.discarded")}
          onUndo={() => {
            notifications.hide("draft-discarded");
            change(() => before);
          }}
        />
      ),
    });
  }, [chest, key, form, deal, change, t]);
  const settle = useCallback((now: boolean) => {
    settled.current = now;
  }, []);
  return { key: key ?? asked, form, change, begun, savedAt, elsewhere, resumed, discard, settle };
}

/** The key, once it is known that no other window of this browser writes under it. */
function useOwnKey(asked: string, member: number): { key: string | null; elsewhere: boolean } {
  const [own, setOwn] = useState<{ key: string | null; elsewhere: boolean }>({ key: null, elsewhere: false });
  useEffect(() => {
    const locks = typeof navigator === "undefined" ? undefined : navigator.locks;
    if (!locks) return setOwn({ key: asked, elsewhere: false });
    let release = () => {};
    let here = true;
    void locks.request(`uchite-draft-${member}-${asked}`, { ifAvailable: true }, (lock) => {
      if (!here) return;
      setOwn(lock ? { key: asked, elsewhere: false } : { key: `${asked}~${newRef().slice(0, 8)}`, elsewhere: true });
      return new Promise<void>((done) => {
        release = done;
      });
    });
    return () => {
      here = false;
      release();
    };
  }, [asked, member]);
  return own;
}
