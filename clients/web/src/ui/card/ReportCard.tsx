// A report as a card: facts first, then what was written, what is asked, what is done next, what was said.
import { IconChevronUp } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { memo, type ReactNode, useEffect, useRef, useState } from "react";
import { useTranslation } from "~/ui/words/useTranslation";
import type { Card, ReplyView } from "~/wire";
import { fullMoment, inLanguage, moment } from "../format";
import { useCardActions } from "./actions";
import { CardFoot } from "./CardFoot";
import css from "./card.module.css";
import { ConsultBlock } from "./ConsultBlock";
import { Digest } from "./Digest";
import { Facts } from "./Facts";
import { Files } from "./Files";
import { ReplyForm } from "./laterReplyForm";
import { NextMoveBlock } from "./NextMoveBlock";
import { ActivityIcon, Avatar, Chip } from "./parts";
import { reasonsText } from "./reasons";
import { Replies } from "./Replies";
import { StockPanel } from "./StockPanel";

export interface ReportCardProps {
  card: Card;
  /** Everything on it is shown: nothing is clamped, no reply is held back. */
  open?: boolean;
  /** The keyboard stands on it. */
  current?: boolean;
  /** Folded to a few lines; `onUnfold` opens it, and where it is open and can be folded, folds it. */
  folded?: boolean;
  onUnfold?: (unfolded: boolean) => void;
  /** The reply form is open. */
  replying?: boolean;
  onReplying?: (replying: boolean) => void;
  /** All replies, where the page has fetched them. */
  allReplies?: ReplyView[];
  position?: { at: number; of: number };
  children?: ReactNode;
}

/** So much later than it happened, the moment of filing is worth saying. */
const LATE_MS = 6 * 60 * 60 * 1000;

export const ReportCard = memo(function ReportCard(props: ReportCardProps) {
  const { card, current = false, open = false, onReplying, onUnfold, position } = props;
  const { seen } = useCardActions();
  const element = useRef<HTMLElement>(null);
  const [ownReplying, setOwnReplying] = useState(false);
  const replying = props.replying ?? ownReplying;
  const setReplying = onReplying ?? setOwnReplying;
  const { id } = card;
  useEffect(() => (element.current ? seen(element.current, id) : undefined), [seen, id]);

  // Who answers must see what is asked.
  const folded = (props.folded ?? false) && !replying;
  const asks = card.consult !== null && card.consult !== undefined && card.consult.state !== "accepted";
  return (
    <article
      ref={element}
      className={css.card}
      data-asks={asks}
      data-current={current}
      data-folded={folded || undefined}
      data-report={id}
      tabIndex={-1}
      aria-labelledby={`report-${id}`}
      aria-posinset={position?.at}
      aria-setsize={position?.of}
    >
      <Head card={card} folded={folded} open={open} />
      <StockPanel card={card} folded={folded} />
      {folded ? (
        <Digest card={card} onUnfold={() => onUnfold?.(true)} />
      ) : (
        <Whole {...props} onFold={onUnfold && (() => onUnfold(false))} />
      )}
      <CardFoot card={card} folded={folded} replying={replying} onReply={() => setReplying(!replying)} />
      {replying && <ReplyForm card={card} onClose={() => setReplying(false)} />}
    </article>
  );
});

/** Everything between the stock panel and the foot. */
function Whole({ card, open = false, allReplies, children, onFold }: ReportCardProps & { onFold?: () => void }) {
  const { t } = useTranslation();
  return (
    <>
      <Facts facts={card.facts} products={card.products} competitors={card.competitors} />
      <Body text={card.text} open={open || onFold !== undefined} />
      <Files report={card.id} files={card.files} shown={open} />
      {card.consult && <ConsultBlock card={card} consult={card.consult} />}
      {card.next_move && <NextMoveBlock move={card.next_move} />}
      {children}
      <Replies card={card} open={open} all={allReplies} />
      <Reasons card={card} />
      {onFold && (
        <button type="button" className={css.fold} aria-expanded onClick={onFold}>
          <IconChevronUp size={16} aria-hidden />
          {t("card.less")}
        </button>
      )}
    </>
  );
}

/** Why this member sees it: one line, all of it once it is asked for. */
function Reasons({ card }: { card: Card }) {
  const { t } = useTranslation();
  const [whole, setWhole] = useState(false);
  const { reasons } = card.you;
  const text = reasons.length > 0 ? reasonsText(reasons, t) : t("why.lookedUp");
  return (
    <button type="button" className={css.reasons} aria-expanded={whole} onClick={() => setWhole(!whole)}>
      {t("card.why")}: {text}
    </button>
  );
}

function Head({ card, folded, open }: { card: Card; folded: boolean; open: boolean }) {
  const { t } = useTranslation();
  const { author, activity } = card;
  return (
    <header className={css.head}>
      <Avatar name={author.name} size={folded ? 26 : 38} />
      <div className={css.who}>
        <div>
          <span className={css.name} id={`report-${card.id}`}>
            <Link to="/members/$id" params={{ id: author.id }}>
              {author.name}
            </Link>
          </span>
          <span className={css.department}>{author.department}</span>
        </div>
        <div className={css.when}>
          {card.you.unread && <span className={css.unread} role="img" aria-label={t("card.unread")} />}
          <span className={css.activity}>
            <ActivityIcon kind={activity.kind} />
            {inLanguage(activity.name, activity.name_en)}
          </span>
          {open ? (
            <time title={fullMoment(card.occurred_at)} className="num">
              {moment(card.occurred_at)}
            </time>
          ) : (
            <Link to="/reports/$id" params={{ id: card.id }} title={fullMoment(card.occurred_at)} className="num">
              {moment(card.occurred_at)}
            </Link>
          )}
          {!folded && card.filed_at - card.occurred_at > LATE_MS && (
            <span className="num">{t("card.filed", { when: moment(card.filed_at) })}</span>
          )}
          {card.corrections > 0 && <span>{t("card.corrected")}</span>}
        </div>
      </div>
      <div className={css.marks}>
        {card.you.addressed && <Chip tone="mine">{t("card.addressed")}</Chip>}
        {activity.kind === "complaint" && <Chip tone="danger">{t("activity.complaint")}</Chip>}
        <ConsultMark card={card} folded={folded} />
      </div>
    </header>
  );
}

function ConsultMark({ card, folded }: { card: Card; folded: boolean }) {
  const { t } = useTranslation();
  if (!card.consult) return null;
  const solved = card.consult.state === "accepted";
  return (
    <Chip tone={solved ? "good" : "ask"}>
      {(!solved || !folded) && t("card.consult")} {solved && t("card.consultAccepted")}
    </Chip>
  );
}

function Body({ text, open }: { text: string; open: boolean }) {
  const { t } = useTranslation();
  const [unfolded, setUnfolded] = useState(open);
  const [overflows, setOverflows] = useState(false);
  const element = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    const shown = element.current;
    if (!shown || unfolded) return;
    // Told once it was laid out: to ask for its height here would have every new card laid out by itself.
    const watch = new ResizeObserver(() => setOverflows(shown.scrollHeight > shown.clientHeight + 2));
    watch.observe(shown);
    return () => watch.disconnect();
  }, [text, unfolded]);
  if (text === "") return null;
  return (
    <>
      <p ref={element} className={css.text} data-clamped={!unfolded}>
        {text}
      </p>
      {(overflows || (unfolded && !open)) && !open && (
        <button type="button" className={css.unfold} onClick={() => setUnfolded(!unfolded)}>
          {t(unfolded ? "card.less" : "card.more")}
        </button>
      )}
    </>
  );
}
