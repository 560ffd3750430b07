// Uchite on the home screen or as an app of its own. iOS gives pushes only to what stands on the home screen.
import { Button } from "@mantine/core";
import { IconDots, IconShare2, IconSquarePlus } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "~/ui/words/useTranslation";
import { browserOf, isInstalled } from "~/live/browser";
import { useInstallOffer } from "~/live/installOffer";
import block from "~/ui/block.module.css";
import css from "./settings.module.css";

export function Install() {
  const { t } = useTranslation();
  const offer = useInstallOffer();
  return (
    <section className={block.sheet} id="install">
      <h2>{t("install.title")}</h2>
      {isInstalled() ? (
        <p className={css.plain}>{t("install.done")}</p>
      ) : (
        <>
          <p className={css.plain}>{t("install.why")}</p>
          {offer ? (
            <Button mt="sm" onClick={offer}>
              {t("install.now")}
            </Button>
          ) : (
            <InstallSteps />
          )}
        </>
      )}
    </section>
  );
}

/** By hand, as this browser has it. */
export function InstallSteps() {
  const { t } = useTranslation();
  switch (browserOf()) {
    case "ios":
      return (
        <Steps>
          <li>
            <IconShare2 size={20} aria-hidden />
            {t("install.iosShare")}
          </li>
          <li>
            <IconSquarePlus size={20} aria-hidden />
            {t("install.iosAdd")}
          </li>
          <li>
            <img src="/icon-180.png" alt="" width={24} height={24} />
            {t("install.iosOpen")}
          </li>
        </Steps>
      );
    case "android":
      return (
        <Steps>
          <li>
            <IconDots size={20} aria-hidden />
            {t("install.androidMenu")}
          </li>
          <li>
            <IconSquarePlus size={20} aria-hidden />
            {t("install.androidAdd")}
          </li>
        </Steps>
      );
    case "safari":
      return <p className={css.steps}>{t("install.safari")}</p>;
    case "firefox":
      return <p className={css.steps}>{t("install.firefox")}</p>;
    default:
      return <p className={css.steps}>{t("install.chrome")}</p>;
  }
}

const Steps = ({ children }: { children: ReactNode }) => <ol className={css.stepList}>{children}</ol>;
