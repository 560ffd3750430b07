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
  now?: number;
}

export function DayChoice({ label, value, onChange, now = Date.now() }: Props) {
  const { t } = useTranslation();
  const near = [1, 3, 7].map((days) => {
    const moment = new Date(now);
    moment.setDate(moment.getDate() + days);
    const text = wireDay(moment);
    const name = days === 1 ? t("filing.tomorrow") : days === 7 ? t("filing.nextWeek") : t("filing.days", { count: days });
    return { value: text, label: `${name} ${day(text, now)}` };
  });
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
