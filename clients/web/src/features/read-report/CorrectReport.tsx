// Correcting one's own report while the window is open. What it said before stays visible.
import { Button, Modal, Textarea } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { changeCard } from "~/state/book";
import { bookStore } from "~/state/store";
import { problemText } from "~/ui/problemText";
import type { Card } from "~/wire";
import * as calls from "~/wire/calls";

/** The server's window for corrections; it has the last word. */
const WINDOW_MS = 24 * 60 * 60 * 1000;

export function CorrectReport({ card }: { card: Card }) {
  const { t } = useTranslation();
  const [opened, { open, close }] = useDisclosure(false);
  const [text, setText] = useState(card.text);
  const [busy, setBusy] = useState(false);
  const [now] = useState(Date.now);
  if (now - card.filed_at > WINDOW_MS) return null;
  const save = async () => {
    setBusy(true);
    try {
      const { card: changed } = await calls.correct(card.id, { text });
      bookStore.update((book) => changeCard(book, card.id, () => changed));
      notifications.show({ message: t("filing.corrected") });
      close();
    } catch (error) {
      notifications.show({ color: "enji", title: t("problem.title"), message: problemText(error) });
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Button
        variant="default"
        size="sm"
        mb="sm"
        onClick={() => {
          setText(card.text);
          open();
        }}
      >
        {t("card.correct")}
      </Button>
      <Modal opened={opened} onClose={close} title={t("filing.correcting")} size="lg" closeButtonProps={{ "aria-label": t("app.close") }}>
        <Textarea
          label={t("filing.text")}
          description={t("filing.correctHint")}
          autosize
          minRows={4}
          maxRows={16}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Button mt="md" onClick={() => void save()} loading={busy} disabled={text === card.text}>
          {t("filing.correctSubmit")}
        </Button>
      </Modal>
    </>
  );
}
