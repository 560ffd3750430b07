// Whom they met, as chips: the people of the deal first. Who was met for the first time is added here.
import { Button, Group, TextInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { memo, useState } from "react";
import { useTranslation } from "~/ui/words/useTranslation";
import { useLive } from "~/live/context";
import { newRef } from "~/live/outbox";
import { askAnew } from "~/state/askAnew";
import { useContacts } from "~/state/stock";
import { composing } from "~/ui/keys";
import { problemText } from "~/ui/problemText";
import * as calls from "~/wire/calls";
import { ChipPicker } from "./ChipPicker";
import css from "./filing.module.css";

const CHIPS = 8;

interface Props {
  customer: number;
  likely: readonly number[];
  value: readonly number[];
  onChange: (met: number[]) => void;
}

export const MetPicker = memo(function MetPicker({ customer, likely, value, onChange }: Props) {
  const { t } = useTranslation();
  const [adding, setAdding] = useState(false);
  const contacts = useContacts().filter((one) => one.customer === customer && !one.retired);
  return (
    <div>
      {contacts.length > 0 && (
        <ChipPicker
          label={t("filing.met")}
          items={contacts.map((one) => ({ id: one.id, label: one.name, hint: one.title, names: [one.name, one.kana, one.title] }))}
          likely={likely}
          chips={CHIPS}
          value={value}
          onChange={onChange}
        />
      )}
      {adding ? (
        <ContactFields
          customer={customer}
          onCancel={() => setAdding(false)}
          onAdded={(id) => {
            setAdding(false);
            onChange([...value, id]);
          }}
        />
      ) : (
        <button type="button" className={css.more} onClick={() => setAdding(true)}>
          <IconPlus size={16} aria-hidden />
          {t("filing.newContact")}
        </button>
      )}
    </div>
  );
});

function ContactFields({ customer, onCancel, onAdded }: { customer: number; onCancel: () => void; onAdded: (id: number) => void }) {
  const { t } = useTranslation();
  const { me } = useLive();
  const client = useQueryClient();
  const [name, setName] = useState("");
  const [title, setTitle] = useState("");
  const [ref] = useState(newRef);
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<string | null>(null);
  const add = async () => {
    if (name.trim() === "") return setWrong(t("filing.newContactMissing"));
    setBusy(true);
    try {
      const contact = await calls.addContact({ customer, name: name.trim(), title: title.trim(), known_by: [me.id] }, ref);
      await askAnew(client, { queryKey: ["stock", "contacts"] });
      onAdded(contact.id);
    } catch (error) {
      setWrong(problemText(error));
      setBusy(false);
    }
  };
  return (
    <fieldset
      className={css.block}
      onKeyDown={(event) => {
        if (event.key !== "Enter" || composing(event)) return;
        event.preventDefault();
        void add();
      }}
    >
      <legend className="unseen">{t("filing.newContact")}</legend>
      <TextInput label={t("filing.contactName")} autoFocus value={name} onChange={(event) => setName(event.currentTarget.value)} />
      <TextInput label={t("filing.contactTitle")} value={title} onChange={(event) => setTitle(event.currentTarget.value)} />
      {wrong && (
        <p className={css.wrong} role="alert">
          {wrong}
        </p>
      )}
      <Group justify="flex-end" gap="sm">
        <Button variant="default" onClick={onCancel}>
          {t("app.cancel")}
        </Button>
        <Button loading={busy} onClick={() => void add()}>
          {t("filing.register")}
        </Button>
      </Group>
    </fieldset>
  );
}
