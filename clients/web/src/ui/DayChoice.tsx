// A day by one tap: the near ones as chips, any other from the calendar.
import { DatePickerInput } from "@mantine/dates";
import { useTranslation } from "react-i18next";
import { Choices } from "./Choices";
import { day, wireDay } from "./format";
import css from "./choices.module.css";

interface Props {
  label: string;
  value: string | null;
  onChange: (value: string | null) => void;
  /** Which chips: the coming days, or the ends of the coming months. */
  near?: "days" | "months";
  now?: number;
}

export function DayChoice({ label, value, onChange, near: kind = "days", now = Date.now() }: Props) {
  const { t } = useTranslation();
  const name = (place: number) =>
    kind === "months"
      ? [t("filing.thisMonth"), t("filing.nextMonth"), t("filing.monthAfter")][place]
      : [t("filing.tomorrow"), t("filing.days", { count: 3 }), t("filing.nextWeek")][place];
  const near = nearDays(kind, now).map((text, place) => ({ value: text, label: `${name(place)} ${day(text, now)}` }));
  return (
    <div className={css.group}>
      <Choices
        label={label}
        options={near}
        value={near.some((one) => one.value === value) ? value : null}
        onChange={onChange}
        onClear={() => onChange(null)}
      />
      <DatePickerInput
        aria-label={`${label} ${t("filing.pickDay")}`}
        placeholder={t("filing.pickDay")}
        size="sm"
        clearable
        highlightToday
        monthLabelFormat="YYYY年M月"
        valueFormat="YYYY/M/D"
        value={value}
        onChange={onChange}
        w={160}
        popoverProps={{ withinPortal: true }}
      />
    </div>
  );
}

export function nearDays(kind: "days" | "months", now: number): string[] {
  const today = new Date(now);
  const [year, month, date] = [today.getFullYear(), today.getMonth(), today.getDate()];
  return kind === "months"
    ? [1, 2, 3].map((months) => wireDay(new Date(year, month + months, 0)))
    : [1, 3, 7].map((days) => wireDay(new Date(year, month, date + days)));
}
