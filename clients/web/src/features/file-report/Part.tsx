// One question of the form, with what is wrong with its answer.
import type { ReactNode } from "react";
import { useTranslation } from "~/ui/words/useTranslation";
import css from "./filing.module.css";

interface Props {
  id?: string;
  title: string;
  hint?: string;
  optional?: boolean;
  wrong?: string | null;
  children: ReactNode;
}

export function Part({ id, title, hint, optional = false, wrong = null, children }: Props) {
  const { t } = useTranslation();
  return (
    <section className={css.part} id={id} data-wrong={wrong !== null}>
      <h2>
        {title} {optional && <small>{t("filing.optional")}</small>}
      </h2>
      {hint && <p>{hint}</p>}
      {children}
      {wrong && (
        <p className={css.wrong} role="alert">
          {wrong}
        </p>
      )}
    </section>
  );
}
