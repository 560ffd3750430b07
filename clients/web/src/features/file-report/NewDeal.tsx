// A deal that is not there yet, with its customer where that is new too: in the middle of a report, since
// the first visit is where one hears of it.
import { Button, Group, Select, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "~/ui/words/useTranslation";
import { useLive } from "~/live/context";
import { newRef } from "~/live/outbox";
import { askAnew } from "~/state/askAnew";
import { holds } from "~/state/fold";
import { useCustomers } from "~/state/stock";
import { composing } from "~/ui/keys";
import { problemText } from "~/ui/problemText";
import * as calls from "~/wire/calls";
import css from "./dealPicker.module.css";

const NEW = "new";

interface Props {
  /** What was searched for. */
  name: string;
  onCancel: () => void;
  onAdded: (deal: number) => void;
}

export function NewDeal({ name, onCancel, onAdded }: Props) {
  const { t } = useTranslation();
  const { me } = useLive();
  const client = useQueryClient();
  const customers = useCustomers().filter((one) => !one.retired);
  const known = customers.find((one) => holds(name, [one.name, one.kana, ...one.aliases]) && name !== "");
  const [customer, setCustomer] = useState<string>(known ? String(known.id) : NEW);
  const [company, setCompany] = useState(known ? "" : name);
  const [title, setTitle] = useState("");
  // Tried again after a lost answer, it is added once.
  const [refs] = useState(() => ({ customer: newRef(), deal: newRef() }));
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<string | null>(null);

  const add = async () => {
    if (title.trim() === "" || (customer === NEW && company.trim() === "")) {
      return setWrong(t("filing.newDealMissing"));
    }
    setBusy(true);
    setWrong(null);
    try {
      const where = customer === NEW ? (await calls.addCustomer({ name: company.trim(), owner: me.id }, refs.customer)).id : Number(customer);
      const deal = await calls.openDeal({ name: title.trim(), customer: where, owner: me.id }, refs.deal);
      await Promise.all(
        ["customers", "deals"].map((key) => askAnew(client, { queryKey: ["stock", key] })),
      );
      onAdded(deal.id);
    } catch (error) {
      setWrong(problemText(error));
      setBusy(false);
    }
  };
  const byName = new Map(customers.map((one) => [String(one.id), [one.name, one.kana, ...one.aliases]]));
  return (
    <fieldset
      className={css.fresh}
      onKeyDown={(event) => {
        if (event.key !== "Enter" || composing(event)) return;
        event.preventDefault();
        void add();
      }}
    >
      <legend className="unseen">{t("filing.newDeal")}</legend>
      <Select
        label={t("card.customer")}
        searchable
        allowDeselect={false}
        limit={40}
        data={[{ value: NEW, label: t("filing.newCustomer") }, ...customers.map((one) => ({ value: String(one.id), label: one.name }))]}
        filter={({ options, search }) =>
          options.filter((one) => "value" in one && (one.value === NEW || holds(search, byName.get(one.value) ?? [])))
        }
        value={customer}
        onChange={(id) => setCustomer(id ?? NEW)}
      />
      {customer === NEW && (
        <TextInput label={t("filing.companyName")} value={company} onChange={(event) => setCompany(event.currentTarget.value)} />
      )}
      <TextInput
        label={t("filing.dealName")}
        placeholder={t("filing.dealNamePlaceholder")}
        value={title}
        data-autofocus
        onChange={(event) => setTitle(event.currentTarget.value)}
      />
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
