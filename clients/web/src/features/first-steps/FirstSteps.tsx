// A new organisation: nothing is there yet, so this says what to do first, and goes once it is done.
import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconCheck } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "~/ui/words/useTranslation";
import block from "~/ui/block.module.css";
import type { Me } from "~/wire";
import { AddMember } from "./AddMember";
import css from "./firstSteps.module.css";
import type { Step } from "./steps";

interface Props {
  me: Me;
  done: Record<Step, boolean>;
}

export function FirstSteps({ me, done }: Props) {
  const { t } = useTranslation();
  const [adding, { open, close }] = useDisclosure(false);
  const admin = me.member.role === "admin";
  return (
    <section className={`${block.sheet} ${css.sheet}`} aria-labelledby="first-steps">
      <h2 id="first-steps">{t("firstSteps.title", { organisation: me.organisation })}</h2>
      <p className={block.lead}>{t(admin ? "firstSteps.lead" : "firstSteps.leadMember")}</p>
      <ol className={css.steps}>
        {admin && (
          <Row done={done.people} title={t("firstSteps.people")} hint={t("firstSteps.peopleHint")}>
            <Button size="sm" variant={done.people ? "default" : "filled"} onClick={open}>
              {t("firstSteps.addMember")}
            </Button>
          </Row>
        )}
        <Row done={done.deal} title={t("firstSteps.deal")} hint={t("firstSteps.dealHint")}>
          <Button size="sm" variant={done.deal ? "default" : "filled"} renderRoot={(props) => <Link to="/new" {...props} />}>
            {t("firstSteps.addDeal")}
          </Button>
        </Row>
        <Row done={done.report} title={t("firstSteps.report")} hint={t("firstSteps.reportHint")}>
          <Button size="sm" variant="default" renderRoot={(props) => <Link to="/new" {...props} />}>
            {t("nav.report")}
          </Button>
        </Row>
        <Row done={false} title={t("firstSteps.push")} hint={t("firstSteps.pushHint")}>
          <Button size="sm" variant="default" renderRoot={(props) => <Link to="/settings" {...props} />}>
            {t("nav.settings")}
          </Button>
        </Row>
      </ol>
      {admin && <AddMember opened={adding} onClose={close} />}
    </section>
  );
}

function Row({ done, title, hint, children }: { done: boolean; title: string; hint: string; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <li className={css.step} data-done={done}>
      <span className={css.mark}>
        {done && <IconCheck size={16} role="img" aria-label={t("firstSteps.done")} />}
      </span>
      <div className={css.words}>
        <b>{title}</b>
        <p>{hint}</p>
      </div>
      {children}
    </li>
  );
}
