// The connection in words, once it has been away long enough to matter: what that means for what is read
// and for what was written.
import { Button } from "@mantine/core";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "~/ui/words/useTranslation";
import { useLive } from "~/live/context";
import type { Phase } from "~/live/machine";
import { moment } from "~/ui/format";
import css from "./shell.module.css";

/** A short hiccup is no news. */
const WORTH_SAYING_MS = 2_500;
/** What is younger than that is not old. */
const OLD_MS = 60_000;

/** Where the device itself says that it has no network, nobody need be told of attempts. */
export const shownPhase = (phase: Phase): Phase => (phase === "waiting" && !navigator.onLine ? "offline" : phase);

export function LinkState() {
  const { t } = useTranslation();
  const { phase, connection, heardAt, items } = useLive();
  // Between two attempts it is still away.
  const away = phase !== "live" && phase !== "idle";
  const [said, setSaid] = useState(false);
  useEffect(() => {
    if (!away) return setSaid(false);
    const timer = setTimeout(() => setSaid(true), WORTH_SAYING_MS);
    return () => clearTimeout(timer);
  }, [away]);
  const shown = said && away;
  const box = useRoomAbove(shown);
  if (!shown) return null;
  const waiting = items.filter((item) => item.state === "waiting").length;
  return (
    <div ref={box} className={css.away} role="status">
      <div>
        <b>{t(`link.${shownPhase(phase)}`)}</b>
        {phase === "refused" ? (
          <p>{t("link.refusedHint")}</p>
        ) : (
          <p>
            {heardAt !== null && Date.now() - heardAt > OLD_MS && <span>{t("link.asOf", { when: moment(heardAt) })} </span>}
            {waiting > 0 ? t("link.waits", { count: waiting }) : t("link.offlineHint")}
          </p>
        )}
      </div>
      {phase === "refused" ? (
        <Button size="xs" variant="default" onClick={() => location.reload()}>
          {t("app.reloadPage")}
        </Button>
      ) : (
        <Button size="xs" variant="default" loading={phase === "connecting"} onClick={() => connection.retryNow()}>
          {t("link.retry")}
        </Button>
      )}
    </div>
  );
}

/** Tells how much room this takes at the top: notices stand below it. */
function useRoomAbove(shown: boolean) {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const { current } = box;
    if (!shown || !current) return;
    const { style } = document.documentElement;
    const watch = new ResizeObserver(() => style.setProperty("--away", `${current.offsetTop + current.offsetHeight}px`));
    watch.observe(current);
    return () => {
      watch.disconnect();
      style.removeProperty("--away");
    };
  }, [shown]);
  return box;
}
