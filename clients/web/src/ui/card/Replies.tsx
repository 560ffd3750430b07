// What was said to a report. Replies that come in while the card is being read are announced in the foot
// and shown when asked for, so that nothing moves under the reader's eyes.
import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "~/ui/words/useTranslation";
import type { Card, ReplyView } from "~/wire";
import { fullMoment, moment } from "../format";
import { useCardActions } from "./actions";
import css from "./card.module.css";
import foot from "./foot.module.css";
import own from "./replies.module.css";
import { Files } from "./Files";
import { Avatar } from "./parts";

interface Props {
  card: Card;
  open: boolean;
  all: ReplyView[] | undefined;
}

export function Replies({ card, open, all }: Props) {
  const { t } = useTranslation();
  const actions = useCardActions();
  const replies = all && all.length >= card.replies.length ? mergeReplies(all, card.replies) : card.replies;
  const { shown, held, show } = useHeld(replies, open, actions.me?.id ?? null);
  const waiting = actions.waiting(card.id);
  const earlier = card.reply_count - replies.length;
  if (shown.length === 0 && held === 0 && waiting.length === 0) return null;
  return (
    <ul className={own.replies}>
      {earlier > 0 && (
        <li>
          <Link to="/reports/$id" params={{ id: card.id }} className={css.unfold}>
            {t("card.earlier", { count: earlier })}
          </Link>
        </li>
      )}
      {shown.map((reply) => (
        <ReplyRow key={reply.id} card={card} reply={reply} />
      ))}
      {waiting.map(({ ref, reply, refused }) => (
        <li key={ref} className={own.reply} style={{ opacity: 0.75 }}>
          <Avatar name={actions.me?.name ?? ""} size={28} />
          <div className={own.replyBody}>
            <div className={own.replyHead}>
              <b>{actions.me?.name}</b>
              <span className={own.kind}>{t(refused === null ? "reply.waiting" : "reply.refused")}</span>
            </div>
            <p className={own.replyText}>{reply.text}</p>
          </div>
        </li>
      ))}
      {held > 0 && (
        <li>
          <button type="button" className={`${foot.act} ${own.fresh}`} onClick={show}>
            {t("card.newReplies", { count: held })}
          </button>
        </li>
      )}
    </ul>
  );
}

function ReplyRow({ card, reply }: { card: Card; reply: ReplyView }) {
  const { t } = useTranslation();
  const actions = useCardActions();
  const accepted = reply.answer && card.consult?.state === "accepted";
  const mayAccept =
    card.consult?.state === "answered" &&
    actions.me?.id === card.author.id &&
    reply.author.id !== card.author.id &&
    reply.kind !== "question" && reply.kind !== "acknowledgement";
  return (
    <li className={own.reply} data-answer={accepted}>
      <Avatar name={reply.author.name} size={28} />
      <div className={own.replyBody}>
        <div className={own.replyHead}>
          <b>
            <Link to="/members/$id" params={{ id: reply.author.id }}>
              {reply.author.name}
            </Link>
          </b>
          <span>{reply.author.department}</span>
          {accepted ? (
            <span className={own.kind} data-kind="answer">
              {t("card.acceptedAnswer")}
            </span>
          ) : (
            <span className={own.kind} data-kind={reply.kind}>
              {t(`reply.${reply.kind}`)}
            </span>
          )}
          <time className="num" title={fullMoment(reply.at)}>
            {moment(reply.at)}
          </time>
        </div>
        <p className={own.replyText}>{reply.text}</p>
        <Files report={card.id} files={reply.files} />
        {mayAccept && (
          <div className={css.actions}>
            <Button size="xs" variant="light" color="wakatake" onClick={() => actions.accept(card, reply.id)}>
              {t("card.accept")}
            </Button>
          </div>
        )}
      </div>
    </li>
  );
}

/** Holds back what others say while the card is on screen; one's own reply shows at once. */
function useHeld(replies: readonly ReplyView[], open: boolean, me: number | null) {
  const [upto, setUpto] = useState(() => lastOf(replies));
  const first = useRef(true);
  const own = replies.filter((reply) => reply.author.id === me);
  const lastOwn = lastOf(own);
  useEffect(() => {
    if (first.current) first.current = false;
    else if (lastOwn > upto) setUpto(lastOf(replies));
  }, [lastOwn, upto, replies]);
  const shown = open ? [...replies] : replies.filter((reply) => reply.id <= Math.max(upto, lastOwn));
  return { shown, held: replies.length - shown.length, show: () => setUpto(lastOf(replies)) };
}

const lastOf = (replies: readonly ReplyView[]): number => replies[replies.length - 1]?.id ?? 0;

/** All replies that were fetched, with those on the card laid over them: the card is newer. */
function mergeReplies(all: readonly ReplyView[], newer: readonly ReplyView[]): ReplyView[] {
  const byId = new Map([...all, ...newer].map((reply) => [reply.id, reply]));
  return [...byId.values()].sort((a, b) => a.id - b.id);
}
