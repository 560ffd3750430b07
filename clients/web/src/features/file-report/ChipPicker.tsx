// Some of a long list: the likely ones as chips, any other found by any part of its names.
import { Select } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "~/ui/words/useTranslation";
import { holds } from "~/state/fold";
import { ManyChoices } from "~/ui/Choices";
import css from "./filing.module.css";

export interface Pickable {
  id: number;
  label: string;
  hint?: string;
  /** By what it is found. */
  names: readonly string[];
}

interface Props {
  label: string;
  items: readonly Pickable[];
  /** Those that stand first. */
  likely: readonly number[];
  value: readonly number[];
  onChange: (value: number[]) => void;
  /** Chips at most, besides what is chosen. */
  chips?: number;
}

const CHIPS = 6;

export function ChipPicker({ label, items, likely, value, onChange, chips = CHIPS }: Props) {
  const { t } = useTranslation();
  // What was found by searching stays a chip, so that it can be taken back by a tap.
  const [found, setFound] = useState<readonly number[]>([]);
  const sorted = [...items].sort((a, b) => Number(likely.includes(b.id)) - Number(likely.includes(a.id)));
  const first = sorted.slice(0, chips);
  const shown = sorted.filter((one) => first.includes(one) || value.includes(one.id) || found.includes(one.id));
  const names = new Map(items.map((one) => [String(one.id), one.names]));
  return (
    <div className={css.picker}>
      <ManyChoices
        label={label}
        options={shown.map(({ id, label: text, hint }) => ({ value: id, label: text, ...(hint && { hint }) }))}
        value={value}
        onChange={onChange}
      />
      {shown.length < items.length && (
        <Select
          className={css.other}
          size="sm"
          aria-label={`${label} ${t("filing.others")}`}
          placeholder={t("filing.others")}
          searchable
          limit={30}
          data={items.filter((one) => !shown.includes(one)).map((one) => ({ value: String(one.id), label: one.label }))}
          filter={({ options, search, limit }) =>
            options.filter((one) => "value" in one && holds(search, names.get(one.value) ?? [])).slice(0, limit)
          }
          nothingFoundMessage={t("filing.noneFound")}
          value={null}
          onChange={(id) => {
            if (id === null) return;
            setFound((held) => [...held, Number(id)]);
            onChange([...new Set([...value, Number(id)])]);
          }}
        />
      )}
    </div>
  );
}
