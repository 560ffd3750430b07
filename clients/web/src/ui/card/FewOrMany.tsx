// Some of a list: chips to tap where the list is short, a field to search in where it is long.
import { MultiSelect } from "@mantine/core";
import { useTranslation } from "~/ui/words/useTranslation";
import { ManyChoices } from "../Choices";
import css from "./fill.module.css";

/** So many chips can be looked over at a glance. */
const FEW = 12;

interface Props {
  label: string;
  items: readonly { id: number; name: string }[];
  chosen: readonly number[];
  onChoose: (ids: number[]) => void;
}

export function FewOrMany({ label, items, chosen, onChoose }: Props) {
  const { t } = useTranslation();
  if (items.length <= FEW) {
    return (
      <>
        <p className={css.label}>
          {label} <small>{t("fill.hint")}</small>
        </p>
        <ManyChoices
          label={label}
          options={items.map((one) => ({ value: one.id, label: one.name }))}
          value={chosen}
          onChange={onChoose}
        />
      </>
    );
  }
  return (
    <MultiSelect
      label={label}
      description={t("fill.hint")}
      searchable
      comboboxProps={{ withinPortal: false }}
      data={items.map((one) => ({ value: String(one.id), label: one.name }))}
      value={chosen.map(String)}
      onChange={(ids) => onChoose(ids.map(Number))}
    />
  );
}
