// The draft of this form: read once, written at every change.
import { notifications } from "@mantine/notifications";
import { useCallback, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLive } from "~/live/context";
import { newRef } from "~/live/outbox";
import { emptyForm, type Form, isBlank, withDeal } from "./form";

export interface Draft {
  key: string;
  form: Form;
  change: (change: (form: Form) => Form) => void;
  savedAt: number | null;
  discard: () => Promise<void>;
  /** It goes to the outbox: nothing more is written under this key. */
  settle: () => void;
}

export function useDraft(key: string, deal: number | null): Draft {
  const { t } = useTranslation();
  const { chest } = useLive();
  const [form, setForm] = useState<Form>(() => emptyForm(newRef(), deal));
  const [savedAt, setSavedAt] = useState<number | null>(null);
  const touched = useRef(false);
  const settled = useRef(false);

  useEffect(() => {
    let here = true;
    void chest.draft<Form>(key).then((held) => {
      if (!here || !held || touched.current) return;
      // Coming from a deal's page, the draft goes on there if it belongs there.
      const whole = { ...emptyForm(newRef()), ...held };
      setForm(deal !== null && held.deal !== deal ? withDeal(whole, deal) : whole);
    });
    return () => {
      here = false;
    };
  }, [chest, key, deal]);

  const change = useCallback((part: (form: Form) => Form) => {
    touched.current = true;
    setForm(part);
  }, []);

  useEffect(() => {
    if (!touched.current || settled.current) return;
    if (isBlank(form) && form.deal === null) {
      void chest.dropDraft(key);
      return;
    }
    const now = Date.now();
    void chest.saveDraft(key, form, now).then(() => setSavedAt(now));
  }, [chest, key, form]);

  const discard = useCallback(async () => {
    const before = form;
    touched.current = false;
    await chest.dropDraft(key);
    setSavedAt(null);
    setForm(emptyForm(newRef()));
    if (!isBlank(before)) notifications.show({ message: t("filing.discarded") });
  }, [chest, key, form, t]);
  const settle = useCallback(() => {
    settled.current = true;
  }, []);
  return { key, form, change, savedAt, discard, settle };
}
