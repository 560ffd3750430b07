// What stands where a screen should be: no such address, one that broke, a device that keeps nothing. Each
// says what to do.
import { Button, Group } from "@mantine/core";
import { type ErrorComponentProps, Link } from "@tanstack/react-router";
import { useTranslation } from "~/ui/words/useTranslation";
import { Empty } from "~/ui/States";
import css from "./shell.module.css";

export function NotFoundPage() {
  const { t } = useTranslation();
  return (
    <Empty title={t("app.notFound")} hint={t("app.notFoundHint")}>
      <Group justify="center" gap="sm">
        <Button renderRoot={(props) => <Link to="/" {...props} />}>{t("app.toTimeline")}</Button>
        <Button variant="default" renderRoot={(props) => <Link to="/search" {...props} />}>
          {t("nav.search")}
        </Button>
      </Group>
    </Empty>
  );
}

export function ErrorPage({ error, reset }: ErrorComponentProps) {
  const { t } = useTranslation();
  return (
    <Empty title={t("app.broken")} hint={t("app.brokenHint")}>
      <Group justify="center" gap="sm">
        <Button onClick={reset}>{t("app.again")}</Button>
        <Button variant="default" onClick={() => location.reload()}>
          {t("app.reloadPage")}
        </Button>
        <Button variant="default" renderRoot={(props) => <Link to="/" {...props} />}>
          {t("app.toTimeline")}
        </Button>
      </Group>
      <Details error={error} />
    </Empty>
  );
}

/** Without a store nothing that is written would survive, so nothing may be written. */
export function StoreTrouble({ error }: { error: unknown }) {
  const { t } = useTranslation();
  return (
    <main className={css.trouble}>
      <Empty title={t("app.noStore")} hint={t("app.noStoreHint")}>
        <Button onClick={() => location.reload()}>{t("app.reloadPage")}</Button>
        <Details error={error} />
      </Empty>
    </main>
  );
}

/** For whoever is asked for help. */
function Details({ error }: { error: unknown }) {
  const { t } = useTranslation();
  return (
    <details className={css.details}>
      <summary>{t("app.details")}</summary>
      <code>{error instanceof Error ? `${error.name}: ${error.message}` : String(error)}</code>
      <code>{location.pathname}</code>
    </details>
  );
}
