// A new member, with a password that is shown once and handed over.
import { Alert, Button, Group, Modal, Select, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "~/ui/words/useTranslation";
import { newRef } from "~/live/outbox";
import { askAnew } from "~/state/askAnew";
import { useDepartments, useMe } from "~/state/stock";
import { PersonPick } from "~/ui/PeoplePick";
import { problemText } from "~/ui/problemText";
import * as calls from "~/wire/calls";
import { newPassword } from "./password";

interface Props {
  opened: boolean;
  onClose: () => void;
}

interface Made {
  name: string;
  login: string;
  password: string;
}

export function AddMember({ opened, onClose }: Props) {
  const { t } = useTranslation();
  const [made, setMade] = useState<Made | null>(null);
  return (
    <Modal
      opened={opened}
      onClose={() => {
        setMade(null);
        onClose();
      }}
      title={t("firstSteps.addMember")}
      closeButtonProps={{ "aria-label": t("app.close") }}
    >
      {made ? <HandOver made={made} onNext={() => setMade(null)} /> : <Fields onMade={setMade} />}
    </Modal>
  );
}

function Fields({ onMade }: { onMade: (made: Made) => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const departments = useDepartments();
  const me = useMe()?.member;
  const [form, setForm] = useState({ name: "", kana: "", login: "" });
  const [department, setDepartment] = useState<string | null>(null);
  const [fresh, setFresh] = useState("");
  const [superior, setSuperior] = useState<number | null>();
  // Tried again after a lost answer, everything is made once.
  const [refs] = useState(() => ({ department: newRef(), member: newRef() }));
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<string | null>(null);

  const home = departments.find((one) => one.id === Number(department ?? departments[0]?.id));
  // Until somebody is chosen: whoever leads the department. A new organisation has nobody but who founded it.
  const above = superior === undefined ? (home?.head ?? me?.id ?? null) : superior;

  const add = async (event: FormEvent) => {
    event.preventDefault();
    if (form.name.trim() === "" || form.login.trim() === "") return setWrong(t("firstSteps.memberMissing"));
    setBusy(true);
    setWrong(null);
    try {
      const where = fresh.trim()
        ? (await calls.addDepartment({ name: fresh.trim(), parent: departments[0]?.id ?? null }, refs.department)).id
        : Number(department ?? departments[0]?.id);
      const member = await calls.addMember(
        { name: form.name.trim(), kana: form.kana.trim(), login: form.login.trim(), department: where, superior: above },
        refs.member,
      );
      const password = newPassword();
      await calls.setPassword(member.id, password);
      await Promise.all(["members", "departments"].map((key) => askAnew(client, { queryKey: ["stock", key] })));
      onMade({ name: member.name, login: member.login, password });
    } catch (error) {
      setWrong(problemText(error));
      setBusy(false);
    }
  };
  const field = (key: keyof typeof form) => ({
    value: form[key],
    onChange: (event: { currentTarget: HTMLInputElement }) => {
      const { value } = event.currentTarget;
      setForm((held) => ({ ...held, [key]: value }));
    },
  });
  return (
    <form onSubmit={(event) => void add(event)}>
      <TextInput label={t("firstSteps.name")} data-autofocus {...field("name")} />
      <TextInput mt="sm" label={t("firstSteps.kana")} {...field("kana")} />
      <TextInput
        mt="sm"
        label={t("signIn.login")}
        description={t("firstSteps.loginHint")}
        autoCapitalize="none"
        spellCheck={false}
        {...field("login")}
      />
      <Group grow mt="sm" align="flex-start">
        <Select
          label={t("firstSteps.department")}
          data={departments.map((one) => ({ value: String(one.id), label: one.name }))}
          value={department ?? String(departments[0]?.id ?? "")}
          disabled={fresh.trim() !== ""}
          onChange={setDepartment}
          allowDeselect={false}
        />
        <TextInput label={t("firstSteps.newDepartment")} value={fresh} onChange={(event) => setFresh(event.currentTarget.value)} />
      </Group>
      <div style={{ marginTop: 12 }}>
        <PersonPick label={t("firstSteps.superior")} placeholder={t("app.none")} value={above} onChange={setSuperior} />
      </div>
      {wrong && (
        <Alert color="enji" mt="md" role="alert">
          {wrong}
        </Alert>
      )}
      <Button type="submit" fullWidth mt="lg" loading={busy}>
        {t("firstSteps.addMember")}
      </Button>
    </form>
  );
}

function HandOver({ made, onNext }: { made: Made; onNext: () => void }) {
  const { t } = useTranslation();
  const text = t("firstSteps.letter", { ...made, address: location.origin });
  return (
    <>
      <p>{t("firstSteps.handOver", { name: made.name })}</p>
      <Alert color="ai" style={{ whiteSpace: "pre-wrap", userSelect: "all" }}>
        {text}
      </Alert>
      <Group mt="lg" justify="flex-end">
        <Button variant="default" onClick={() => void navigator.clipboard?.writeText(text)}>
          {t("firstSteps.copy")}
        </Button>
        <Button onClick={onNext}>{t("firstSteps.another")}</Button>
      </Group>
    </>
  );
}
