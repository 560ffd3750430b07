// Signing in, for the first time or again. What was written on this device before stays where it is.
import { Alert, Button, PasswordInput, SegmentedControl, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "~/ui/words/useTranslation";
import { Stone } from "~/ui/card/parts";
import { problemText } from "~/ui/problemText";
import { type Language, speak } from "~/ui/words";
import * as calls from "~/wire/calls";
import { Problem } from "~/wire/problem";
import css from "./signIn.module.css";

interface Props {
  /** Who signed in here last; null: nobody is known. */
  login: string | null;
  /** The sign-in ended in the middle of something. */
  again?: boolean;
  onSignedIn: () => Promise<void>;
}

export function SignInPage({ login: last, again = false, onSignedIn }: Props) {
  const { t, i18n } = useTranslation();
  const [login, setLogin] = useState(last ?? "");
  const [password, setPassword] = useState("");
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      await calls.signIn(login.trim(), password);
      await onSignedIn();
    } catch (failure) {
      const wrong = failure instanceof Problem && failure.status === 401;
      setError(wrong ? t("signIn.wrong") : problemText(failure));
    } finally {
      setBusy(false);
    }
  };
  return (
    <main className={css.page}>
      <form className={css.sheet} onSubmit={(event) => void submit(event)}>
        <div className={css.board} aria-hidden>
          <Stone size={56} />
        </div>
        <h1 className={css.name}>{t("app.name")}</h1>
        <p className={css.tagline}>{t("app.tagline")}</p>
        {again && (
          <Alert color="yamabuki" mb="md">
            {t("signIn.again")}
          </Alert>
        )}
        <TextInput
          label={t("signIn.login")}
          name="username"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          autoFocus={last === null}
          required
          withAsterisk={false}
          value={login}
          onChange={(event) => setLogin(event.currentTarget.value)}
        />
        <PasswordInput
          label={t("signIn.password")}
          name="password"
          autoComplete="current-password"
          autoFocus={last !== null}
          required
          withAsterisk={false}
          mt="md"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          visibilityToggleButtonProps={{ "aria-label": t("signIn.show") }}
        />
        {error && (
          <Alert color="enji" mt="md" role="alert">
            {error}
          </Alert>
        )}
        <Button type="submit" fullWidth size="lg" mt="lg" loading={busy}>
          {t("signIn.submit")}
        </Button>
        <p className={css.help}>{t("signIn.help")}</p>
        <SegmentedControl
          size="xs"
          value={i18n.language}
          data={[
            { value: "ja", label: "日本語" },
            { value: "en", label: "English" },
          ]}
          onChange={(value) => void speak(value as Language)}
          aria-label={t("settings.language")}
        />
      </form>
    </main>
  );
}
