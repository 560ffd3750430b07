// The switch for notifications on this device. Whatever goes wrong is said, never left hanging.
import { Alert, Switch } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "~/ui/words/useTranslation";
import { browserOf } from "~/live/browser";
import { deviceName, PushError, type PushFailure, type PushState, pushState, switchOff, switchOn } from "~/live/push";
import { InstallSteps } from "./Install";
import css from "./settings.module.css";

/** Where in this browser a refusal is taken back. */
function Allow() {
  const { t } = useTranslation();
  return <p className={css.steps}>{t(`settings.allow_${browserOf()}`)}</p>;
}

export function PushSwitch() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [state, setState] = useState<PushState | null>(null);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<PushFailure | null>(null);
  useEffect(() => void pushState().then(setState), []);

  const turn = async (on: boolean) => {
    setBusy(true);
    setFailure(null);
    try {
      await (on ? switchOn(deviceName()) : switchOff());
    } catch (error) {
      setFailure(error instanceof PushError ? error.failure : "no_answer");
    }
    setState(await pushState());
    setBusy(false);
    void client.invalidateQueries({ queryKey: ["devices"] });
  };
  const able = state === "on" || state === "off";
  return (
    <div className={css.push}>
      <Switch
        size="lg"
        label={t("settings.pushOn")}
        description={busy ? t("settings.pushWorking") : t("settings.pushLead")}
        checked={state === "on"}
        disabled={!able || busy}
        onChange={(event) => void turn(event.currentTarget.checked)}
        data-testid="push-switch"
      />
      {state !== null && !able && (
        <Alert color="yamabuki">
          {t(`settings.push_${state as Exclude<PushState, "on" | "off">}`)}
          {state === "denied" && <Allow />}
          {state === "needs_install" && <InstallSteps />}
        </Alert>
      )}
      {failure && state !== "denied" && (
        <Alert color="enji" role="alert">
          {t(`settings.fail_${failure}`)}
        </Alert>
      )}
    </div>
  );
}
