// Shown for the moment in which it is not known yet who is there: what index.html began with.
import { useTranslation } from "react-i18next";

export function Splash() {
  const { t } = useTranslation();
  return (
    <div className="splash" role="status" aria-label={t("app.loading")}>
      <span aria-hidden />
      {t("app.name")}
    </div>
  );
}
