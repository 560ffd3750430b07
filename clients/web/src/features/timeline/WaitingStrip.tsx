// Reports that are on this device and not yet filed, above the timeline in which they will stand.
import { IconSend } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "~/ui/words/useTranslation";
import { useLive } from "~/live/context";
import css from "./waiting.module.css";

/** What is sent at once need not be announced as waiting. */
const WORTH_SAYING_MS = 1_500;

export function WaitingStrip() {
  const { t } = useTranslation();
  const { items, phase } = useLive();
  const refused = items.filter((item) => item.state === "refused");
  const waiting = items.filter(
    (item) => item.state === "waiting" && (phase !== "live" || item.tries > 0 || Date.now() - item.createdAt > WORTH_SAYING_MS),
  );
  if (refused.length + waiting.length === 0) return null;
  const titles = [...new Set([...refused, ...waiting].map((item) => item.title))].join("、");
  return (
    <Link to="/outbox" className={css.strip} data-refused={refused.length > 0} role="status">
      <IconSend size={18} aria-hidden />
      <b className="num">
        {refused.length > 0
          ? t("outbox.refusedCount", { count: refused.length })
          : t("outbox.waitingCount", { count: waiting.length })}
      </b>
      <span>{titles}</span>
    </Link>
  );
}
