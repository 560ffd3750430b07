// A day by one tap: the near ones as chips, any other from the calendar.
import { Skeleton } from "@mantine/core";
import { lazy, Suspense } from "react";
import { useTranslation } from "~/ui/words/useTranslation";
import { Choices } from "./Choices";
import { day, wireDay } from "./format";
import css from "./choices.module.css";
import { untilThere } from "~/ui/untilThere";

// A calendar is large and seldom opened: it comes when the chips beside it stand already.
const DayField = lazy(() => untilThere(() => import("./Calendar").then(({ DayField: Field }) => ({ default: Field }))));
const WIDTH = 160;

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
      <Suspense fallback={<Skeleton w={WIDTH} h={36} />}>
        <DayField label={`${label} ${t("filing.pickDay")}`} width={WIDTH} value={value} onChange={onChange} />
      </Suspense>
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
