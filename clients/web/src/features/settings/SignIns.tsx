// Where this member is signed in, and the password.
import { Button, Modal, PasswordInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "~/ui/words/useTranslation";
import block from "~/ui/block.module.css";
import { moment } from "~/ui/format";
import { problemText } from "~/ui/problemText";
import * as calls from "~/wire/calls";
import { Problem } from "~/wire/problem";
import css from "./settings.module.css";

/** The server's rule; it has the last word. */
const SHORTEST = 10;
/** Sign-ins that are listed before more are asked for. */
const SHOWN = 4;

export function SignIns() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const query = useQuery({ queryKey: ["tokens"], queryFn: calls.tokens });
  const now = Date.now();
  const signIns = (query.data?.items ?? [])
    .filter((one) => one.kind === "browser" && one.expires_at > now)
    .sort((a, b) => Number(b.current) - Number(a.current) || b.issued_at - a.issued_at);
  const [all, setAll] = useState(false);
  const shown = all ? signIns : signIns.slice(0, SHOWN);
  const end = async (token: number) => {
    try {
      await calls.revokeToken(token);
      notifications.show({ message: t("settings.signInEnded") });
    } catch (error) {
      notifications.show({ color: "enji", title: t("problem.title"), message: problemText(error) });
    }
    void client.invalidateQueries({ queryKey: ["tokens"] });
  };
  return (
    <>
      <ul className={block.list}>
        {shown.map((one) => (
          <li key={one.id} className={css.device}>
            <div className={block.rowMain}>
              <div className={block.rowTitle}>
                {one.name} {one.current && <small className={css.own}>{t("settings.thisDevice")}</small>}
              </div>
              <div className={block.rowMeta}>
                <span className="num">{t("settings.signedInAt", { when: moment(one.issued_at) })}</span>
                {one.last_used_at !== null && one.last_used_at !== undefined && (
                  <span className="num">{t("settings.usedAt", { when: moment(one.last_used_at) })}</span>
                )}
              </div>
            </div>
            {!one.current && (
              <Button size="sm" variant="default" onClick={() => void end(one.id)}>
                {t("settings.endSignIn")}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {shown.length < signIns.length && (
        <Button variant="subtle" size="sm" onClick={() => setAll(true)}>
          {t("settings.otherSignIns", { count: signIns.length - shown.length })}
        </Button>
      )}
    </>
  );
}

export function ChangePassword({ login }: { login: string }) {
  const { t } = useTranslation();
  const [opened, { open, close }] = useDisclosure(false);
  return (
    <>
      <Button variant="default" onClick={open}>
        {t("settings.changePassword")}
      </Button>
      <Modal
        opened={opened}
        onClose={close}
        title={t("settings.changePassword")}
        closeButtonProps={{ "aria-label": t("app.close") }}
      >
        <PasswordForm login={login} onDone={close} />
      </Modal>
    </>
  );
}

function PasswordForm({ login, onDone }: { login: string; onDone: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [current, setCurrent] = useState("");
  const [fresh, setFresh] = useState("");
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<string | null>(null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (Array.from(fresh).length < SHORTEST) return setWrong(t("settings.passwordShort", { count: SHORTEST }));
    setBusy(true);
    setWrong(null);
    try {
      await calls.changePassword(current, fresh);
      notifications.show({ color: "wakatake", message: t("settings.passwordChanged") });
      void client.invalidateQueries({ queryKey: ["tokens"] });
      onDone();
    } catch (error) {
      const mistyped = error instanceof Problem && error.code === "wrong_credentials";
      setWrong(mistyped ? t("settings.passwordWrong") : problemText(error));
      setBusy(false);
    }
  };
  const show = { "aria-label": t("signIn.show") };
  return (
    <form onSubmit={(event) => void submit(event)}>
      {/* For the browser's keeper of passwords. */}
      <input type="text" name="username" autoComplete="username" value={login} readOnly hidden />
      <PasswordInput
        label={t("settings.passwordNow")}
        autoComplete="current-password"
        value={current}
        onChange={(event) => setCurrent(event.currentTarget.value)}
        visibilityToggleButtonProps={show}
        data-autofocus
      />
      <PasswordInput
        mt="md"
        label={t("settings.passwordNew")}
        description={t("settings.passwordHint", { count: SHORTEST })}
        autoComplete="new-password"
        value={fresh}
        onChange={(event) => setFresh(event.currentTarget.value)}
        visibilityToggleButtonProps={show}
        error={wrong}
      />
      <Button type="submit" fullWidth mt="lg" loading={busy}>
        {t("settings.changePassword")}
      </Button>
    </form>
  );
}
