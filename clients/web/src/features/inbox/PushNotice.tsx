// Whether what is addressed to this member reaches them while nothing is open: said where it is missed.
import { Button, CloseButton } from "@mantine/core";
import { IconBell, IconBellX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "~/ui/words/useTranslation";
import { ownDevice, type PushState, pushState } from "~/live/push";
import { isSilent } from "~/live/shownPush";
import * as calls from "~/wire/calls";
import css from "./inbox.module.css";

const DISMISSED = "uchite.push-notice";

export function PushNotice() {
  const { t } = useTranslation();
  const [state, setState] = useState<PushState | null>(null);
  const [dismissed, setDismissed] = useState(() => localStorage.getItem(DISMISSED) !== null);
  useEffect(() => void pushState().then(setState, () => undefined), []);
  const devices = useQuery({ queryKey: ["devices"], queryFn: calls.devices, enabled: state === "on", staleTime: 60_000 });
  const own = devices.data?.items.find((one) => one.id === ownDevice());
  const silent = own !== undefined && isSilent(own, Date.now());
  const invited = (state === "off" || state === "needs_install") && !dismissed;
  if (!silent && !invited) return null;
  return (
    <div className={css.notice} data-silent={silent}>
      {silent ? <IconBellX size={20} aria-hidden /> : <IconBell size={20} aria-hidden />}
      <p>{t(silent ? "inbox.pushSilent" : "inbox.pushInvite")}</p>
      <Button size="xs" variant="default" renderRoot={(props) => <Link to="/settings" {...props} />}>
        {t("inbox.pushSettings")}
      </Button>
      {!silent && (
        <CloseButton
          size="lg"
          aria-label={t("app.close")}
          onClick={() => {
            localStorage.setItem(DISMISSED, "closed");
            setDismissed(true);
          }}
        />
      )}
    </div>
  );
}
