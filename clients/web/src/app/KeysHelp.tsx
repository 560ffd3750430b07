// The keys, in a list.
import { Modal } from "@mantine/core";
import { useTranslation } from "~/ui/words/useTranslation";
import { sendKey } from "~/ui/format";
import css from "./shell.module.css";

export function KeysHelp({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const mod = sendKey().startsWith("⌘") ? "⌘K" : "Ctrl+K";
  const rows: [string, string][] = [
    ["n", t("keys.n")],
    ["/", t("keys.slash")],
    [mod, t("keys.palette")],
    ["j  k", t("keys.jk")],
    ["o", t("keys.o")],
    ["r", t("keys.r")],
    ["e", t("keys.e")],
    ["b", t("keys.b")],
    ["u", t("keys.u")],
    ["t", t("keys.t")],
    [sendKey(), t("keys.send")],
    ["?", t("keys.help")],
    ["Esc", t("keys.esc")],
  ];
  return (
    <Modal opened={opened} onClose={onClose} title={t("keys.title")} closeButtonProps={{ "aria-label": t("app.close") }}>
      <dl className={css.keys}>
        {rows.map(([key, what]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
