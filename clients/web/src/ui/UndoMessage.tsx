// What was done, and the way back.
import { Button } from "@mantine/core";
import { useTranslation } from "~/ui/words/useTranslation";

export function UndoMessage({ text, onUndo }: { text: string; onUndo: () => void }) {
  const { t } = useTranslation();
  return (
    <>
      {text}
      <Button variant="subtle" size="compact-sm" ml="sm" onClick={onUndo}>
        {t("inbox.undo")}
      </Button>
    </>
  );
}
