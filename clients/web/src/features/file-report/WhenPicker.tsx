// When it happened, by one tap; any other moment from the calendar.
import { Skeleton } from "@mantine/core";
import { lazy, memo, Suspense, useMemo, useState } from "react";
import { useTranslation } from "~/ui/words/useTranslation";
import { Choices } from "~/ui/Choices";
import { untilThere } from "~/ui/untilThere";

const MomentField = lazy(() => untilThere(() => import("~/ui/Calendar").then(({ MomentField: Field }) => ({ default: Field }))));
const HOUR_MS = 60 * 60 * 1000;

interface Props {
  /** Null: just now. */
  value: number | null;
  onChange: (at: number | null) => void;
}

export const WhenPicker = memo(function WhenPicker({ value, onChange }: Props) {
  const { t } = useTranslation();
  // Chips must not change their meaning while the form is open.
  const [opened] = useState(Date.now);
  const near = useMemo(() => nearMoments(opened), [opened]);
  const [other, setOther] = useState(false);
  const at = value === null ? 0 : (near.find((one) => one.at === value)?.at ?? -1);
  return (
    <div>
      <Choices
        label={t("filing.occurred")}
        options={[
          { value: 0, label: t("filing.now") },
          ...near.map((one) => ({ value: one.at, label: t(one.name) })),
          { value: -1, label: t("filing.otherTime") },
        ]}
        value={other ? -1 : at}
        onChange={(chosen) => {
          setOther(chosen === -1);
          if (chosen !== -1) onChange(chosen === 0 ? null : chosen);
        }}
      />
      {(other || at === -1) && (
        <Suspense fallback={<Skeleton mt="sm" h={42} />}>
          <MomentField
            label={t("filing.otherTime")}
            latest={opened}
            value={value}
            onChange={(moment) => onChange(Math.min(moment, Date.now()))}
          />
        </Suspense>
      )}
    </div>
  );
});

export function nearMoments(now: number): { name: "filing.hourAgo" | "filing.thisMorning" | "filing.yesterday"; at: number }[] {
  const morning = new Date(now);
  morning.setHours(10, 0, 0, 0);
  const yesterday = new Date(morning);
  yesterday.setDate(yesterday.getDate() - 1);
  yesterday.setHours(15, 0, 0, 0);
  return [
    { name: "filing.hourAgo" as const, at: now - HOUR_MS },
    // In the morning itself, "this morning" has not come yet.
    ...(morning.getTime() < now - HOUR_MS ? [{ name: "filing.thisMorning" as const, at: morning.getTime() }] : []),
    { name: "filing.yesterday" as const, at: yesterday.getTime() },
  ];
}
