// The way to correct one's own report, while the window is open.
import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "~/ui/words/useTranslation";
import block from "~/ui/block.module.css";
import { moment } from "~/ui/format";

/** `until`: null where it may not be corrected any more. */
export function CorrectReport({ id, until }: { id: number; until: number | null | undefined }) {
  const { t } = useTranslation();
  const [now] = useState(Date.now);
  if (until === null || until === undefined || until <= now) return null;
  return (
    <p className={block.lead}>
      <Button
        variant="default"
        size="sm"
        mr="sm"
        renderRoot={(props) => <Link to="/reports/$id/correct" params={{ id }} {...props} />}
      >
        {t("card.correct")}
      </Button>
      {t("card.correctUntil", { when: moment(until) })}
    </p>
  );
}
