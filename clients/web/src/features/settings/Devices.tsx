// The devices that are notified, each with what became of the last push to it.
import { ActionIcon, Button, Loader } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconDeviceDesktop, IconTrash } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ownDevice, switchOff } from "~/live/push";
import block from "~/ui/block.module.css";
import { moment } from "~/ui/format";
import { problemText } from "~/ui/problemText";
import type { Device } from "~/wire";
import * as calls from "~/wire/calls";
import css from "./settings.module.css";

export function Devices() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const query = useQuery({ queryKey: ["devices"], queryFn: calls.devices });
  const own = ownDevice();
  const failed = (error: unknown) =>
    notifications.show({ color: "enji", title: t("problem.title"), message: problemText(error) });
  const again = () => void client.invalidateQueries({ queryKey: ["devices"] });
  const test = async (device: Device) => {
    try {
      await calls.testDevice(device.id);
      notifications.show({ message: t("settings.tested") });
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
          <IconDeviceDesktop size={22} aria-hidden />
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

function LastOutcome({ device }: { device: Device }) {
  const { t } = useTranslation();
  const { last } = device;
  if (!last) return <span>{t("settings.lastNone")}</span>;
  const when = moment(last.at);
  if (last.code === "accepted") return <span className="num">{t("settings.lastOk", { when })}</span>;
  const said = SAID.find((one) => one === last.code) ?? "unknown";
  const status = last.status ? ` (${last.status})` : "";
  return (
    <span className={css.bad}>
      {t("settings.lastFailed", { when, what: t(`settings.outcome.${said}`) + status })}
    </span>
  );
}
