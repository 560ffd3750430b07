// The deal of the card that is being read, at the side of wide screens.
import { useTranslation } from "react-i18next";
import { useReadReport } from "~/state/focus";
import { useCard } from "~/state/store";
import { DealStock } from "./DealStock";
import css from "./deals.module.css";

export function DealDesk() {
  const { t } = useTranslation();
  const card = useCard(useReadReport() ?? 0);
  if (!card) return <p className={css.pick}>{t("deals.pick")}</p>;
  return <DealStock key={card.stock.deal} id={card.stock.deal} />;
}
