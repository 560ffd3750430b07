// Days and moments from a calendar. Drawn only by those who load it lazily: it is as large as half of the rest.
import "@mantine/dates/styles.layer.css";
import "dayjs/locale/ja";
import { DatePickerInput, DatesProvider, DateTimePicker } from "@mantine/dates";
import type { ReactNode } from "react";
import { useTranslation } from "~/ui/words/useTranslation";

function InWords({ children }: { children: ReactNode }) {
  const { i18n } = useTranslation();
  return <DatesProvider settings={{ locale: i18n.language, firstDayOfWeek: 1 }}>{children}</DatesProvider>;
}

interface DayProps {
  label: string;
  width: number;
  value: string | null;
  onChange: (value: string | null) => void;
}

export function DayField({ label, width, value, onChange }: DayProps) {
  const { t } = useTranslation();
  return (
    <InWords>
      <DatePickerInput
        aria-label={value === null ? label : `${label} ${value.split("-").map(Number).join("/")}`}
        placeholder={t("filing.pickDay")}
        size="sm"
        clearable
        clearButtonProps={{ "aria-label": t("filing.clear") }}
        highlightToday
        monthLabelFormat="YYYY年M月"
        valueFormat="YYYY/M/D"
        value={value}
        onChange={onChange}
        w={width}
        popoverProps={{ withinPortal: true }}
      />
    </InWords>
  );
}

/** As the field writes it: what is seen must be part of its name. */
function written(moment: number): string {
  const at = new Date(moment);
  const minutes = String(at.getMinutes()).padStart(2, "0");
  return `${at.getFullYear()}/${at.getMonth() + 1}/${at.getDate()} ${at.getHours()}:${minutes}`;
}

interface MomentProps {
  label: string;
  /** No later moment can be chosen. */
  latest: number;
  value: number | null;
  onChange: (moment: number) => void;
}

export function MomentField({ label, latest, value, onChange }: MomentProps) {
  return (
    <InWords>
      <DateTimePicker
        mt="sm"
        aria-label={value === null ? label : `${label} ${written(value)}`}
        placeholder={label}
        monthLabelFormat="YYYY年M月"
        valueFormat="YYYY/M/D H:mm"
        maxDate={new Date(latest)}
        value={value === null ? null : new Date(value)}
        onChange={(text) => text !== null && onChange(new Date(text).getTime())}
      />
    </InWords>
  );
}
