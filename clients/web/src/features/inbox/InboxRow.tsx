// One card in a line or three: who, on what, what is new, and why it is mine; settled without opening it
// where that is enough.
import { IconCheck, IconMailOpened, IconMail } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "~/ui/words/useTranslation";
import { useLive } from "~/live/context";
import { useCard } from "~/state/store";
import { useCardActions } from "~/ui/card/actions";
import { ActivityIcon, Avatar, Chip } from "~/ui/card/parts";
import { reasonsText } from "~/ui/card/reasons";
import { daysBetween, moment, shortCompany } from "~/ui/format";
import type { Card } from "~/wire";
import css from "./inbox.module.css";

interface Props {
  id: number;
  /** The row above; its day has its heading already. */
  before: number | undefined;
  onLook: (id: number) => void;
  onRead: (card: Card) => Promise<void>;
  onUnread: (card: Card) => void;
}

export function InboxRow({ id, before, onLook, onRead, onUnread }: Props) {
  const { t } = useTranslation();
  const { me } = useLive();
  const card = useCard(id);
  const above = useCard(before ?? 0);
  const { acknowledge } = useCardActions();
  if (!card) return null;
  const when = dayOf(card);
  const mayAcknowledge = card.author.id !== me.id && !card.you.acknowledged;
  return (
    <li>
      {(!above || dayOf(above) !== when) && <h3 className={css.day}>{t(when)}</h3>}
      <div className={css.card} data-unread={card.you.unread} data-ask={asks(card)}>
        <What card={card} me={me.id} onLook={() => onLook(id)} />
        <div className={css.acts}>
          {mayAcknowledge && (
            <button type="button" onClick={() => acknowledge(card)}>
              <IconCheck size={16} aria-hidden />
              {t("card.ack")}
            </button>
          )}
          {card.you.unread ? (
            <button type="button" onClick={() => void onRead(card)}>
              <IconMailOpened size={16} aria-hidden />
              {t("inbox.markRead")}
            </button>
          ) : (
            <button type="button" onClick={() => onUnread(card)}>
              <IconMail size={16} aria-hidden />
              {t("inbox.markUnread")}
            </button>
          )}
        </div>
      </div>
    </li>
  );
}

function What({ card, me, onLook }: { card: Card; me: number; onLook: () => void }) {
  const { t } = useTranslation();
  // What I said myself is no news to me.
  const last = card.replies.findLast((reply) => reply.author.id !== me);
  const who = last ? last.author : card.author;
  const customer = shortCompany(card.stock.customer.name);
  const question = asks(card) ? card.consult?.question : null;
  // Who asked comes to read the answer and to accept it, not to write one.
  const toAnswer = question && card.author.id !== me;
  return (
    <Link
      to="/reports/$id"
      params={{ id: card.id }}
      search={toAnswer ? { reply: true } : {}}
      className={css.row}
      data-inbox-row={card.id}
      onFocus={onLook}
      onPointerEnter={onLook}
    >
      <Avatar name={who.name} size={40} />
      <span className={css.main}>
        <span className={css.title}>
          <b>{last ? t("inbox.newReply", { name: who.name }) : t("inbox.newReport", { name: who.name })}</b>
          <span className="num">{moment(card.last_at)}</span>
        </span>
        <span className={css.deal}>
          <ActivityIcon kind={card.activity.kind} />
          <span>{card.stock.general ? customer : `${card.stock.deal_name} · ${customer}`}</span>
        </span>
        <span className={css.text}>{last ? last.text : (question ?? firstWords(card))}</span>
        <span className={css.why}>
          {question && <Chip tone="ask">{t("inbox.consult")}</Chip>}
          <span>{reasonsText(card.you.reasons, t)}</span>
        </span>
      </span>
      {card.you.unread && <span className={css.dot} role="img" aria-label={t("inbox.unread")} />}
    </Link>
  );
}

const asks = (card: Card): boolean => card.consult !== null && card.consult !== undefined && card.consult.state !== "accepted";

const firstWords = (card: Card): string =>
  card.text || card.facts.map((fact) => `${fact.label}: ${String(fact.value)}`).join("、");

function dayOf(card: Card): "time.today" | "time.yesterday" | "inbox.earlier" {
  const days = daysBetween(card.last_at, Date.now());
  return days <= 0 ? "time.today" : days === 1 ? "time.yesterday" : "inbox.earlier";
}
