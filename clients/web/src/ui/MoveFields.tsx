// A next move, by chips: what kind, what exactly, until when, who does it, who comes along.
import { TextInput } from "@mantine/core";
import { useTranslation } from "~/ui/words/useTranslation";
import type { MoveKind, NewNextMove } from "~/wire";
import { Choices } from "./Choices";
import { DayChoice } from "./DayChoice";
import css from "./moveFields.module.css";
import { PersonPick } from "./PeoplePick";

const KINDS: readonly MoveKind[] = ["visit", "call", "mail", "proposal", "demonstration", "internal", "other"];

interface Props {
  value: NewNextMove;
  onChange: (value: NewNextMove) => void;
}

export function MoveFields({ value, onChange }: Props) {
  const { t } = useTranslation();
  const change = (part: Partial<NewNextMove>) => onChange({ ...value, ...part });
  return (
    <fieldset className={css.box}>
      <legend className="unseen">{t("card.nextMove")}</legend>
      <div className={css.title} aria-hidden>
        {t("card.nextMove")}
      </div>
      <Choices
        label={t("card.nextMove")}
        options={KINDS.map((kind) => ({ value: kind, label: t(`move.${kind}`) }))}
        value={value.kind}
        onChange={(kind) => change({ kind })}
      />
      <TextInput
        aria-label={t("reply.moveWhat")}
        placeholder={t("reply.moveWhatPlaceholder")}
        value={value.what}
        onChange={(event) => change({ what: event.currentTarget.value })}
      />
      <div className={css.label}>{t("reply.moveDue")}</div>
      <DayChoice label={t("reply.moveDue")} value={value.due ?? null} onChange={(due) => change({ due })} />
      <div className={css.pair}>
        <PersonPick
          label={t("reply.moveOwner")}
          placeholder={t("card.owner")}
          value={value.owner ?? null}
          onChange={(owner) => change({ owner })}
        />
        <PersonPick
          label={t("reply.accompany")}
          placeholder={t("app.none")}
          value={value.accompany?.who ?? null}
          onChange={(who) => change({ accompany: who === null ? null : { who } })}
        />
      </div>
    </fieldset>
  );
}
