// What stands where a screen should be: no such address, or one that broke.
import { Button } from "@mantine/core";
import { type ErrorComponentProps, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Empty } from "~/ui/States";

export function NotFoundPage() {
  const { t } = useTranslation();
  return (
    <Empty title={t("app.notFound")}>
      <Button renderRoot={(props) => <Link to="/" {...props} />}>{t("app.toTimeline")}</Button>
    </Empty>
  );
}

export function ErrorPage({ error, reset }: ErrorComponentProps) {
  const { t } = useTranslation();
  return (
    <Empty title={t("app.broken")} hint={error instanceof Error ? error.message : String(error)}>
      <Button onClick={reset}>{t("app.again")}</Button>
    </Empty>
  );
}
