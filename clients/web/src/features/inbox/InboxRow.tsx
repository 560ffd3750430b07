// One unread card in a line or three: who, on what, what is new, and why it is mine.
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useLive } from "~/live/context";
import { useCard } from "~/state/store";
import { ActivityIcon, Avatar, Chip } from "~/ui/card/parts";
import { reasonsText } from "~/ui/card/reasons";
import { moment, shortCompany } from "~/ui/format";
import type { Card } from "~/wire";
import css from "./inbox.module.css";

export function InboxRow({ id, onLook }: { id: number; onLook: (id: number) => void }) {
  const { t } = useTranslation();
  const { me } = useLive();
  const card = useCard(id);
  if (!card) return null;
  // What I said myself is no news to me.
  const last = card.replies.findLast((reply) => reply.author.id !== me.id);
  const who = last ? last.author : card.author;
  const customer = shortCompany(card.stock.customer.name);
  const question = card.consult && card.consult.state !== "accepted" ? card.consult.question : null;
  return (
    <li>
      <Link
        to="/reports/$id"
        params={{ id }}
        search={question ? { reply: true } : {}}
        className={css.row}
        data-unread={card.you.unread}
        onFocus={() => onLook(id)}
        onPointerEnter={() => onLook(id)}
      >
        <Avatar name={who.name} size={40} />
        <span className={css.main}>
          <span className={css.title}>
            <b>{last ? t("inbox.newReply", { name: who.name }) : t("inbox.newReport", { name: who.name })}</b>
            <span className="num">{moment(card.last_at)}</span>
          </span>
          <span className={css.deal}>
            <ActivityIcon kind={card.activity.kind} />
            <span>
              {card.stock.general ? customer : `${card.stock.deal_name} · ${customer}`}
            </span>
          </span>
          <span className={css.text}>{last ? last.text : (question ?? firstWords(card))}</span>
          <span className={css.why}>
            {question && <Chip tone="ask">{t("inbox.consult")}</Chip>}
            <span>{reasonsText(card.you.reasons, t)}</span>
          </span>
        </span>
        {card.you.unread && <span className={css.dot} role="img" aria-label={t("inbox.unread")} />}
      </Link>
    </li>
  );
}

const firstWords = (card: Card): string =>
  card.text || card.facts.map((fact) => `${fact.label}: ${String(fact.value)}`).join("、");
