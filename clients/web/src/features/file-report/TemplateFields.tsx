// The fields of the chosen form, and only these; choices are tapped.
import { NumberInput } from "@mantine/core";
import { memo } from "react";
import { useTranslation } from "~/ui/words/useTranslation";
import { Choices, ManyChoices } from "~/ui/Choices";
import { DayChoice } from "~/ui/DayChoice";
import { inLanguage } from "~/ui/format";
import { GrowingText } from "~/ui/GrowingText";
import type { Field, FieldValue, FieldValues } from "~/wire";
import css from "./filing.module.css";

interface Props {
  fields: readonly Field[];
  values: FieldValues;
  onChange: (values: FieldValues) => void;
}

export const TemplateFields = memo(function TemplateFields({ fields, values, onChange }: Props) {
  const { t } = useTranslation();
  const set = (key: string, value: FieldValue | undefined) => {
    const { [key]: _before, ...rest } = values;
    onChange(value === undefined ? rest : { ...rest, [key]: value });
  };
  return (
    <div className={css.fields}>
      {fields.map((field) => (
        <div key={field.key} className={css.field}>
          <div className={css.fieldLabel}>
            {inLanguage(field.label, field.label_en)}
            {field.required && <small>{t("filing.required")}</small>}
          </div>
          {field.why && <p>{field.why}</p>}
          <Input field={field} value={values[field.key]} onChange={(value) => set(field.key, value)} />
        </div>
      ))}
    </div>
  );
});

interface InputProps {
  field: Field;
  value: FieldValue | undefined;
  onChange: (value: FieldValue | undefined) => void;
}

function Input({ field, value, onChange }: InputProps) {
  const { t } = useTranslation();
  const label = inLanguage(field.label, field.label_en);
  const { type } = field;
  switch (type.kind) {
    case "choice":
      return (
        <Choices
          label={label}
          options={type.options.map((one) => ({ value: one, label: one }))}
          value={typeof value === "string" ? value : null}
          onChange={onChange}
          onClear={() => onChange(undefined)}
        />
      );
    case "choices":
      return (
        <ManyChoices
          label={label}
          options={type.options.map((one) => ({ value: one, label: one }))}
          value={Array.isArray(value) ? value : []}
          onChange={onChange}
        />
      );
    case "flag":
      return (
        <Choices
          label={label}
          options={[
            { value: "yes", label: t("filing.yes") },
            { value: "no", label: t("filing.no") },
          ]}
          value={typeof value === "boolean" ? (value ? "yes" : "no") : null}
          onChange={(one) => onChange(one === "yes")}
          onClear={() => onChange(undefined)}
        />
      );
    case "day":
      return (
        <DayChoice
          label={label}
          value={typeof value === "string" ? value : null}
          onChange={(one) => onChange(one ?? undefined)}
        />
      );
    case "number":
      return (
        <NumberInput
          aria-label={label}
          inputMode="decimal"
          thousandSeparator=","
          hideControls
          value={typeof value === "number" ? value : ""}
          onChange={(one) => onChange(typeof one === "number" ? one : undefined)}
        />
      );
    case "text":
      return (
        <GrowingText
          aria-label={label}
          minRows={1}
          maxRows={6}
          value={typeof value === "string" ? value : ""}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
  }
}
