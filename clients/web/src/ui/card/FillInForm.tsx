// The form behind 未入力: the deal keeps what it says, and every card of the deal shows it.
import { Button, NumberInput, Popover } from "@mantine/core";
import { type ReactElement, useState } from "react";
import { useTranslation } from "~/ui/words/useTranslation";
import type { ContactFields, DealPatch } from "~/wire";
import { DayChoice } from "../DayChoice";
import { isSend } from "../keys";
import { useCardActions } from "./actions";
import { ContactField } from "./ContactField";
import { FewOrMany } from "./FewOrMany";
import { type FillInProps, LABELS, type What } from "./FillIn";

const MAN = 10_000;

interface Props extends FillInProps {
  /** What opens it. */
  target: ReactElement;
  opened: boolean;
  onOpened: (opened: boolean) => void;
}

export function FillInForm({ deal, what, customer = 0, target, opened, onOpened }: Props) {
  const { t } = useTranslation();
  const actions = useCardActions();
  const [patch, setPatch] = useState<DealPatch>({});
  const [busy, setBusy] = useState(false);
  const label = t(LABELS[what]);
  const [newcomer, setNewcomer] = useState<ContactFields | null>(null);
  const named = newcomer !== null && newcomer.name.trim() !== "";
  const ready = named || (patch[what] !== undefined && patch[what] !== null && String(patch[what]) !== "");
  const save = async () => {
    if (!ready || busy) return;
    setBusy(true);
    if (await carryOut()) onOpened(false);
    setBusy(false);
  };
  const carryOut = async (): Promise<boolean> => {
    if (!named) return actions.fill(deal, patch);
    const added = await actions.addContact({ ...newcomer, name: newcomer.name.trim() });
    return added !== null && actions.fill(deal, { contacts: [...(patch.contacts ?? []), added] });
  };
  return (
    <Popover opened={opened} onChange={onOpened} width={320} position="bottom-end" shadow="md" withinPortal trapFocus>
      <Popover.Target>{target}</Popover.Target>
      <Popover.Dropdown
        onKeyDown={(event) => {
          if (isSend(event)) void save();
        }}
      >
        {what === "contacts" ? (
          <ContactField
            customer={customer}
            chosen={patch.contacts ?? []}
            onChoose={(contacts) => setPatch({ contacts })}
            newcomer={newcomer}
            onNewcomer={setNewcomer}
          />
        ) : (
          <Field what={what} label={label} onChange={setPatch} patch={patch} />
        )}
        <Button mt="sm" size="sm" fullWidth disabled={!ready} loading={busy} onClick={() => void save()}>
          {t("app.save")}
        </Button>
      </Popover.Dropdown>
    </Popover>
  );
}

interface FieldProps {
  what: Exclude<What, "contacts">;
  label: string;
  patch: DealPatch;
  onChange: (patch: DealPatch) => void;
}

function Field({ what, label, patch, onChange }: FieldProps) {
  const { t } = useTranslation();
  const competitors = useCardActions().useCompetitors();
  switch (what) {
    case "amount_yen":
      return (
        <NumberInput
          label={label}
          description={t("fill.hint")}
          inputMode="decimal"
          thousandSeparator=","
          hideControls
          min={0}
          onChange={(man) => onChange(typeof man === "number" ? { amount_yen: Math.round(man * MAN) } : {})}
        />
      );
    case "expected_close":
      return (
        <DayChoice label={label} value={patch.expected_close ?? null} onChange={(day) => onChange({ expected_close: day })} />
      );
    case "competitors":
      return (
        <FewOrMany
          label={label}
          items={competitors}
          chosen={patch.competitors ?? []}
          onChoose={(ids) => onChange({ competitors: ids })}
        />
      );
  }
}
