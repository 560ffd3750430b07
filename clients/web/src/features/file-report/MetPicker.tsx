// Whom they met, as chips: the people of the deal first.
import { useTranslation } from "react-i18next";
import { useContacts } from "~/state/stock";
import { ManyChoices } from "~/ui/Choices";
import css from "./filing.module.css";

interface Props {
  customer: number;
  likely: readonly number[];
  value: readonly number[];
  onChange: (met: number[]) => void;
}

export function MetPicker({ customer, likely, value, onChange }: Props) {
  const { t } = useTranslation();
  const contacts = useContacts()
    .filter((one) => one.customer === customer && !one.retired)
    .sort((a, b) => Number(likely.includes(b.id)) - Number(likely.includes(a.id)));
  if (contacts.length === 0) return <p className={css.none}>{t("filing.noContacts")}</p>;
  return (
    <ManyChoices
      label={t("filing.met")}
      options={contacts.map((one) => ({ value: one.id, label: one.name, hint: one.title }))}
      value={value}
      onChange={onChange}
    />
  );
}
