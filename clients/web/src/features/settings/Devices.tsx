// The devices that are notified, each with what became of the last push to it.
import { ActionIcon, Button, Loader } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconDeviceDesktop, IconDeviceMobile, IconTrash } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { useEffect } from "react";
import { useTranslation } from "~/ui/words/useTranslation";
import { ownDevice, switchOff } from "~/live/push";
import { isSilent, onShown } from "~/live/shownPush";
import block from "~/ui/block.module.css";
import { moment } from "~/ui/format";
import { problemText } from "~/ui/problemText";
import type { Device, Outcome } from "~/wire";
import * as calls from "~/wire/calls";
import css from "./settings.module.css";

export function Devices() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const query = useQuery({ queryKey: ["devices"], queryFn: calls.devices });
  const own = ownDevice();
  useEffect(
    () =>
      onShown((kind) => {
        if (kind === "test") notifications.show({ color: "wakatake", message: t("settings.testShown") });
        // The worker tells the server in the same moment.
        setTimeout(() => void client.invalidateQueries({ queryKey: ["devices"] }), 800);
      }),
    [client, t],
  );
  const failed = (error: unknown) =>
    notifications.show({ color: "enji", title: t("problem.title"), message: problemText(error) });
  const again = () => void client.invalidateQueries({ queryKey: ["devices"] });
  const test = async (device: Device) => {
    try {
      const outcome = await calls.testDevice(device.id);
      if (outcome.code === "accepted") notifications.show({ message: t("settings.tested") });
      else notifications.show({ color: "enji", title: t("settings.notTested"), message: outcomeText(outcome, t) });
    } catch (error) {
      failed(error);
    }
    again();
  };
  const remove = async (device: Device) => {
    try {
      await (device.id === own ? switchOff() : calls.removeDevice(device.id));
      notifications.show({ message: t("settings.removed") });
    } catch (error) {
      failed(error);
    }
    again();
  };
  if (query.isPending) return <Loader size="sm" aria-label={t("app.loading")} />;
  const devices = query.data?.items ?? [];
  if (devices.length === 0) return <p className={css.note}>{t("settings.devicesEmpty")}</p>;
  return (
    <ul className={block.list}>
      {devices.map((device) => (
        <li key={device.id} className={css.device}>
          {/iPhone|iPad|Android/.test(device.name) ? (
            <IconDeviceMobile size={22} aria-hidden />
          ) : (
            <IconDeviceDesktop size={22} aria-hidden />
          )}
          <div className={block.rowMain}>
            <div className={block.rowTitle}>
              {device.name} {device.id === own && <small className={css.own}>{t("settings.thisDevice")}</small>}
            </div>
            <div className={block.rowMeta}>
              <span className="num">{t("settings.registered", { when: moment(device.registered_at) })}</span>
              <LastOutcome device={device} />
            </div>
          </div>
          <Button size="sm" variant="default" onClick={() => void test(device)}>
            {t("settings.test")}
          </Button>
          <ActionIcon color="gray" aria-label={`${t("settings.remove")} ${device.name}`} onClick={() => void remove(device)}>
            <IconTrash size={18} />
          </ActionIcon>
        </li>
      ))}
    </ul>
  );
}

const SAID = ["gone", "throttled", "unavailable", "refused", "redirected", "too_large", "unreachable"] as const;

function outcomeText(outcome: Outcome, t: TFunction): string {
  const said = SAID.find((one) => one === outcome.code) ?? "unknown";
  return t(`settings.outcome.${said}`) + (outcome.status ? ` (${outcome.status})` : "");
}

function LastOutcome({ device }: { device: Device }) {
  const { t } = useTranslation();
  const { last, shown_at: shown } = device;
  if (!last) return <span>{t("settings.lastNone")}</span>;
  const when = moment(last.at);
  if (last.code !== "accepted") {
    return <span className={css.bad}>{t("settings.lastFailed", { when, what: outcomeText(last, t) })}</span>;
  }
  return (
    <>
      <span className="num">{t("settings.lastOk", { when })}</span>
      {shown !== null && shown !== undefined && <span className="num">{t("settings.lastShown", { when: moment(shown) })}</span>}
      {isSilent(device, Date.now()) && <span className={css.bad}>{t("settings.silent")}</span>}
    </>
  );
}
