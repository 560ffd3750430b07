// What was written on this device and where it stands: draft, waiting, to be mended, sent.
import { ActionIcon, Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconTrash } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "~/ui/words/useTranslation";
import type { Draft, OutboxItem } from "~/live/chest";
import { useLive } from "~/live/context";
import { newRef } from "~/live/outbox";
import { useById, useDeals } from "~/state/stock";
import { moment } from "~/ui/format";
import { PageHead } from "~/ui/Page";
import { codeText } from "~/ui/problemText";
import { Empty } from "~/ui/States";
import { UndoMessage } from "~/ui/UndoMessage";
import css from "./outbox.module.css";
import { formOf } from "./reopen";

interface ReportDraft {
  deal: number | null;
  text: string;
}

export function OutboxPage() {
  const { t } = useTranslation();
  const { chest, items } = useLive();
  const [drafts, setDrafts] = useState<Draft[]>([]);
  const look = () => void chest.drafts().then((all) => setDrafts(all.filter((one) => one.key.startsWith("report:"))));
  useEffect(look, [chest, items]);
  const drop = async (draft: Draft) => {
    await chest.dropDraft(draft.key);
    look();
    sayRemoved(t("filing.discarded"), () => chest.saveDraft(draft.key, draft.value, draft.savedAt).then(look));
  };
  const newest = [...items].reverse();
  return (
    <>
      <PageHead title={t("outbox.title")} />
      <p className={css.lead}>{t("outbox.lead")}</p>
      {drafts.length + items.length === 0 && <Empty title={t("outbox.empty")} hint={t("outbox.emptyHint")} />}
      <ul className={css.list}>
        {drafts.map((draft) => (
          <DraftRow key={draft.key} draft={draft as Draft<ReportDraft>} onDrop={() => void drop(draft)} />
        ))}
        {newest.map((item) => (
          <ItemRow key={item.ref} item={item} />
        ))}
      </ul>
    </>
  );
}

function DraftRow({ draft, onDrop }: { draft: Draft<ReportDraft>; onDrop: () => void }) {
  const { t } = useTranslation();
  const deals = useById(useDeals());
  const { deal, text } = draft.value;
  return (
    <li className={css.row}>
      <span className={css.state} data-state="draft">
        {t("outbox.draft")}
      </span>
      <div className={css.main}>
        <b>{deal === null ? t("outbox.untitled") : (deals.get(deal)?.name ?? `#${deal}`)}</b>
        <p>{text}</p>
        <small className="num">{moment(draft.savedAt)}</small>
      </div>
      <Button size="sm" renderRoot={(props) => <Link to="/new" search={{ draft: draft.key }} {...props} />}>
        {t("outbox.continue")}
      </Button>
      <ActionIcon color="gray" aria-label={t("filing.discard")} onClick={onDrop}>
        <IconTrash size={18} />
      </ActionIcon>
    </li>
  );
}

function ItemRow({ item }: { item: OutboxItem }) {
  const { t } = useTranslation();
  const { outbox } = useLive();
  const navigate = useNavigate();
  const { parcel, state } = item;
  const edit = async () => {
    // What was tried may have arrived without our hearing of it: under its own reference it is not filed twice.
    const ref = state === "refused" ? newRef() : item.ref;
    const isReply = parcel.kind === "reply";
    // A report under a key of its own: another draft may be open.
    const key = isReply ? `reply:${parcel.report}` : `report:${item.ref}`;
    const files = parcel.files ?? [];
    const value = isReply ? { reply: parcel.body, files } : formOf(parcel.body, files, ref);
    if (!(await outbox.reopen(item.ref, key, value))) {
      notifications.show({ message: t("outbox.alreadySent") });
    } else if (isReply) {
      await navigate({ to: "/reports/$id", params: { id: parcel.report }, search: { reply: true } });
    } else {
      await navigate({ to: "/new", search: { draft: key } });
    }
  };
  const remove = async () => {
    const taken = await outbox.forget(item.ref);
    if (taken) sayRemoved(t("outbox.removed"), () => outbox.putBack(taken));
  };
  return (
    <li className={css.row}>
      <span className={css.state} data-state={state}>
        {t(`outbox.${state}`)}
      </span>
      <div className={css.main}>
        <b>
          {parcel.kind === "reply" && `${t("outbox.replyTo")}: `}
          {item.title}
        </b>
        <p>{parcel.body.text}</p>
        {item.code && <p className={css.why}>{codeText(item.code)}</p>}
        <small className="num">
          {moment(item.sentAt ?? item.createdAt)}
          {state === "waiting" && item.tries > 0 && ` · ${t("outbox.tries", { count: item.tries })}`}
        </small>
      </div>
      {state === "sent" && item.report !== null && (
        <Button
          size="sm"
          variant="default"
          renderRoot={(props) => <Link to="/reports/$id" params={{ id: item.report as number }} {...props} />}
        >
          {t("outbox.open")}
        </Button>
      )}
      {state === "waiting" && (
        <Button size="sm" variant="default" onClick={() => outbox.nudge()}>
          {t("outbox.retry")}
        </Button>
      )}
      {state !== "sent" && (
        <>
          <Button size="sm" variant={state === "refused" ? "filled" : "subtle"} onClick={() => void edit()}>
            {t("outbox.edit")}
          </Button>
          <ActionIcon color="gray" aria-label={t("outbox.remove")} onClick={() => void remove()}>
            <IconTrash size={18} />
          </ActionIcon>
        </>
      )}
    </li>
  );
}

/** Nothing that was written goes for good by one tap. */
function sayRemoved(text: string, putBack: () => Promise<void>) {
  const id = "outbox-removed";
  const undo = () => {
    notifications.hide(id);
    void putBack();
  };
  notifications.show({ id, autoClose: 12_000, message: <UndoMessage text={text} onUndo={undo} /> });
}
