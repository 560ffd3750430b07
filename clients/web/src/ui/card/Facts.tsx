// The filled fields of the form, apart from what was written freely.
import { useTranslation } from "~/ui/words/useTranslation";
import type { Fact } from "~/wire";
import { day, inLanguage } from "../format";
import css from "./card.module.css";

interface Props {
  facts: readonly Fact[];
  products: readonly { name: string }[];
  competitors: readonly { name: string }[];
}

export function Facts({ facts, products, competitors }: Props) {
  const { t } = useTranslation();
  const shown = facts.filter((fact) => fact.value !== "" && !(Array.isArray(fact.value) && fact.value.length === 0));
  if (shown.length + products.length + competitors.length === 0) return null;
  return (
    <dl className={css.facts}>
      {shown.map((fact) => (
        <div key={fact.key} className={css.fact}>
          <dt>{inLanguage(fact.label, fact.label_en)}</dt>
          <dd>{factText(fact.value, t("filing.yes"), t("filing.no"))}</dd>
        </div>
      ))}
      {products.length > 0 && (
        <div className={css.fact}>
          <dt>{t("card.products")}</dt>
          <dd>{products.map((product) => product.name).join("、")}</dd>
        </div>
      )}
      {competitors.length > 0 && (
        <div className={css.fact}>
          <dt>{t("card.talkedCompetitors")}</dt>
          <dd>{competitors.map((competitor) => competitor.name).join("、")}</dd>
        </div>
      )}
    </dl>
  );
}

/** A fact as people say it. */
export function factText(value: Fact["value"], yes: string, no: string): string {
  if (typeof value === "boolean") return value ? yes : no;
  if (typeof value === "number") return value.toLocaleString();
  if (Array.isArray(value)) return value.join("、");
  return /^\d{4}-\d{2}-\d{2}$/.test(value) ? day(value) : value;
}
