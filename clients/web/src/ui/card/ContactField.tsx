// Who the people at the customer are: chosen from those who are known, or made known on the spot.
import { Button, TextInput } from "@mantine/core";
import { IconUserPlus } from "@tabler/icons-react";
import { useTranslation } from "~/ui/words/useTranslation";
import type { ContactFields, DecisionRole } from "~/wire";
import { Choices } from "../Choices";
import { useCardActions } from "./actions";
import { FewOrMany } from "./FewOrMany";

const ROLES: readonly Exclude<DecisionRole, "unknown">[] = ["decider", "influencer", "gatekeeper", "user"];

interface Props {
  customer: number;
  chosen: readonly number[];
  onChoose: (contacts: number[]) => void;
  newcomer: ContactFields | null;
  onNewcomer: (newcomer: ContactFields | null) => void;
}

export function ContactField({ customer, chosen, onChoose, newcomer, onNewcomer }: Props) {
  const { t } = useTranslation();
  const known = useCardActions().useContacts(customer);
  return (
    <>
      {known.length > 0 && (
        <FewOrMany
          label={t("card.contact")}
          items={known.map(({ id, name, title }) => ({ id, name: [name, title].filter(Boolean).join(" ") }))}
          chosen={chosen}
          onChoose={onChoose}
        />
      )}
      {newcomer === null && known.length > 0 ? (
        <Button
          mt="xs"
          size="compact-sm"
          variant="subtle"
          leftSection={<IconUserPlus size={16} aria-hidden />}
          onClick={() => onNewcomer({ customer, name: "" })}
        >
          {t("fill.newContact")}
        </Button>
      ) : (
        <Newcomer value={newcomer ?? { customer, name: "" }} onChange={onNewcomer} />
      )}
    </>
  );
}

function Newcomer({ value, onChange }: { value: ContactFields; onChange: (value: ContactFields) => void }) {
  const { t } = useTranslation();
  return (
    <>
      <TextInput
        mt="xs"
        label={t("fill.contactName")}
        maxLength={120}
        value={value.name}
        onChange={(event) => onChange({ ...value, name: event.currentTarget.value })}
      />
      <TextInput
        mt="xs"
        mb="xs"
        label={t("fill.contactTitle")}
        maxLength={120}
        value={value.title ?? ""}
        onChange={(event) => onChange({ ...value, title: event.currentTarget.value })}
      />
      <Choices
        label={t("fill.contactRole")}
        options={ROLES.map((role) => ({ value: role, label: t(`decision.${role}`) }))}
        value={value.decision === undefined || value.decision === "unknown" ? null : value.decision}
        onChange={(decision) => onChange({ ...value, decision })}
        onClear={() => onChange({ ...value, decision: "unknown" })}
      />
    </>
  );
}
