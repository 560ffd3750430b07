// The question of a report in amber: what is asked, until when, who is on it.
import { Button } from "@mantine/core";
import { useTranslation } from "~/ui/words/useTranslation";
import type { Card, ConsultView } from "~/wire";
import { day } from "../format";
import { useCardActions } from "./actions";
import asks from "./asks.module.css";
import css from "./card.module.css";

export function ConsultBlock({ card, consult }: { card: Card; consult: ConsultView }) {
  const { t } = useTranslation();
  const state = useConsultState();
  const actions = useCardActions();
  const mine = actions.me?.id === card.author.id;
  const onIt = consult.claimed_by === actions.me?.id;
  const waits = consult.state === "open" || consult.state === "reopened" || consult.state === "claimed";
  const mayClaim = waits && !mine && !onIt && card.you.reasons.length > 0;
  const mayReopen = mine && (consult.state === "answered" || consult.state === "accepted");
  return (
    <section className={asks.consult} data-state={consult.state} aria-label={t("card.consult")}>
      <div className={asks.consultHead}>
        <b>{t("card.consult")}</b>
        <span>{state(consult)}</span>
        {consult.promised && waits && <span className="num">{t("card.promised", { day: day(consult.promised) })}</span>}
        {consult.topics.length > 0 && <span>{consult.topics.join("・")}</span>}
      </div>
      <p className={asks.question}>{consult.question}</p>
      {(mayClaim || mayReopen) && (
        <div className={css.actions}>
          {mayClaim && (
            <Button size="xs" variant="default" onClick={() => actions.claim(card)}>
              {t(consult.state === "claimed" ? "card.claimAgain" : "card.claim")}
            </Button>
          )}
          {mayReopen && (
            <Button size="xs" variant="default" onClick={() => actions.reopen(card)}>
              {t("card.reopen")}
            </Button>
          )}
        </div>
      )}
    </section>
  );
}

/** How a question stands, in words. */
export function useConsultState(): (consult: ConsultView) => string {
  const { t } = useTranslation();
  return (consult) => {
    switch (consult.state) {
      case "open":
        return t("card.consultOpen");
      case "claimed":
        return t("card.consultClaimed", { name: consult.claimed?.name ?? "" });
      case "answered":
        return t("card.consultAnswered");
      case "accepted":
        return t("card.consultAccepted");
      case "reopened":
        return t("card.consultReopened");
    }
  };
}
