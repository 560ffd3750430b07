// Why somebody sees a card, in words.
import type { TFunction } from "i18next";
import type { Reason } from "~/wire";

export function reasonText(reason: Reason, t: TFunction): string {
  if (reason.why === "purpose") return t("why.purpose", { name: reason.name, via: t(`why.${reason.via}`) });
  return t(`why.${reason.why}`);
}

export const reasonsText = (reasons: readonly Reason[], t: TFunction): string =>
  reasons.map((reason) => reasonText(reason, t)).join("・");
