// Looks, language, notifications and their devices, keys, signing out.
import { Button, SegmentedControl, useMantineColorScheme } from "@mantine/core";
import { useTranslation } from "~/ui/words/useTranslation";
import { useLive } from "~/live/context";
import { useMe } from "~/state/stock";
import block from "~/ui/block.module.css";
import { Avatar } from "~/ui/card/parts";
import { PageHead } from "~/ui/Page";
import { type Language, speak } from "~/ui/words";
import { Devices } from "./Devices";
import { Install } from "./Install";
import { PushSwitch } from "./PushSwitch";
import css from "./settings.module.css";
import { ChangePassword, SignIns } from "./SignIns";

export function SettingsPage() {
  const { t, i18n } = useTranslation();
  const { me, items, signOut, server } = useLive();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const member = useMe()?.member;
  const waits = items.some((item) => item.state !== "sent");
  return (
    <>
      <PageHead title={t("settings.title")} />
      <section className={block.sheet}>
        <h2>{t("settings.push")}</h2>
        <PushSwitch />
      </section>
      <section className={block.sheet}>
        <h2>{t("settings.devices")}</h2>
        <Devices />
      </section>
      <Install />
      <section className={block.sheet}>
        <h2>{t("settings.look")}</h2>
        <div className={css.pairs}>
          <span>{t("settings.scheme")}</span>
          <SegmentedControl
            aria-label={t("settings.scheme")}
            value={colorScheme}
            onChange={(value) => setColorScheme(value as typeof colorScheme)}
            data={(["auto", "light", "dark"] as const).map((value) => ({ value, label: t(`settings.${value}`) }))}
          />
          <span>{t("settings.language")}</span>
          <SegmentedControl
            aria-label={t("settings.language")}
            value={i18n.language}
            onChange={(value) => void speak(value as Language)}
            data={[
              { value: "ja", label: "日本語" },
              { value: "en", label: "English" },
            ]}
          />
        </div>
      </section>
      <section className={block.sheet}>
        <h2>{t("settings.account")}</h2>
        <div className={css.account}>
          <Avatar name={me.name} size={44} />
          <b>{me.name}</b>
          <span className={css.grow} />
          <ChangePassword login={member?.login ?? ""} />
          <Button variant="default" onClick={() => void signOut()}>
            {t("settings.signOut")}
          </Button>
        </div>
        <h3 className={css.sub}>{t("settings.signIns")}</h3>
        <SignIns />
        {waits && <p className={css.note}>{t("settings.signOutWaiting")}</p>}
        {server && <p className={css.note}>{t("settings.server", { version: server })}</p>}
      </section>
    </>
  );
}
