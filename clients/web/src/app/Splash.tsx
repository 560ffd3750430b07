// Shown for the moment in which it is not known yet who is there: what index.html began with.
import { useTranslation } from "~/ui/words/useTranslation";

export function Splash() {
  const { t } = useTranslation();
  return (
    <div className="splash" role="status" aria-label={t("app.loading")}>
      <span aria-hidden />
      {t("app.name")}
    </div>
  );
}
