// 未入力 that can be filled where it stands. What opens there comes with the first opening: most of what is unknown
// stays so.
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "~/ui/words/useTranslation";
import css from "./card.module.css";
import { untilThere } from "~/ui/untilThere";

const FillInForm = lazy(() => untilThere(() => import("./FillInForm").then((module) => ({ default: module.FillInForm }))));

export type What = "amount_yen" | "expected_close" | "competitors" | "contacts";
export const LABELS = {
  amount_yen: "filing.amount",
  expected_close: "filing.expected",
  competitors: "card.competitor",
  contacts: "card.contact",
} as const;

export interface FillInProps {
  deal: number;
  what: What;
  /** Whose people can be named. */
  customer?: number;
}

export function FillIn(props: FillInProps) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  const [armed, setArmed] = useState(false);
  const target = (
    <button
      type="button"
      className={css.fill}
      aria-label={`${t("app.unknown")} — ${t("fill.label", { what: t(LABELS[props.what]) })}`}
      aria-expanded={opened}
      onClick={() => {
        setArmed(true);
        setOpened(!opened);
      }}
    >
      {t("app.unknown")}
    </button>
  );
  if (!armed) return target;
  return (
    <Suspense fallback={target}>
      <FillInForm {...props} target={target} opened={opened} onOpened={setOpened} />
    </Suspense>
  );
}
