// Shown for the moment in which it is not known yet who is there.
import { useTranslation } from "react-i18next";
import { Stone } from "~/ui/card/parts";
import css from "./shell.module.css";

export function Splash() {
  const { t } = useTranslation();
  return (
    <div className={css.splash} role="status" aria-label={t("app.loading")}>
      <Stone size={44} />
    </div>
  );
}
