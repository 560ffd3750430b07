// The deal of the card that is being read, at the side of wide screens.
import { useMediaQuery } from "@mantine/hooks";
import { lazy, Suspense } from "react";
import { useTranslation } from "~/ui/words/useTranslation";
import { useReadReport } from "~/state/focus";
import { useCard } from "~/state/store";
import css from "./deals.module.css";
import { untilThere } from "~/ui/untilThere";

// Phones have no place for it, and a desk reads the timeline first.
const DealStock = lazy(() => untilThere(() => import("./DealStock").then((module) => ({ default: module.DealStock }))));

/** Where the shell has a place for it. */
const WIDE = "(min-width: 1200px)";

export function DealDesk() {
  const { t } = useTranslation();
  const card = useCard(useReadReport() ?? 0);
  const wide = useMediaQuery(WIDE, undefined, { getInitialValueInEffect: false });
  if (!wide) return null;
  if (!card) return <p className={css.pick}>{t("deals.pick")}</p>;
  return (
    <Suspense>
      <DealStock key={card.stock.deal} id={card.stock.deal} />
    </Suspense>
  );
}
