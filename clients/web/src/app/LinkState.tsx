// The connection in words, once it has been away long enough to matter.
import { Button } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLive } from "~/live/context";
import css from "./shell.module.css";

/** A short hiccup is no news. */
const WORTH_SAYING_MS = 2_500;

export function LinkState() {
  const { t } = useTranslation();
  const { phase, connection } = useLive();
  const away = phase === "waiting" || phase === "offline" || phase === "refused";
  const [said, setSaid] = useState(false);
  useEffect(() => {
    if (phase === "live") return setSaid(false);
    const timer = setTimeout(() => setSaid(true), WORTH_SAYING_MS);
    return () => clearTimeout(timer);
  }, [phase]);
  if (!said || !away) return null;
  return (
    <div className={css.away} role="status">
      <div>
        <b>{t(`link.${phase}`)}</b>
        <p>{t(phase === "refused" ? "link.refusedHint" : "link.offlineHint")}</p>
      </div>
      {phase === "refused" ? (
        <Button size="xs" variant="default" onClick={() => location.reload()}>
          {t("app.reload")}
        </Button>
      ) : (
        <Button size="xs" variant="default" onClick={() => connection.retryNow()}>
          {t("link.retry")}
        </Button>
      )}
    </div>
  );
}
