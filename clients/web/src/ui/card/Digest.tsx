// What is in a card that is folded: the question, the next move and the words, a line or two of each. Which
// lines there are is settled here, so that a folded card is never higher than eight of them.
import { IconChevronDown, IconMessageCircle, IconPaperclip } from "@tabler/icons-react";
import { useTranslation } from "~/ui/words/useTranslation";
import type { Card, ReplyView } from "~/wire";
import { day, inLanguage, isPast } from "../format";
import { useConsultState } from "./ConsultBlock";
import css from "./digest.module.css";
import { factText } from "./Facts";
import { Stone } from "./parts";

/** Lines below the stock panel on a phone, whatever the report holds. At a desk the words always have one. */
export const DIGEST_LINES = 2;

/** The last word, where nothing more urgent needs the line. */
export function lastWord(card: Card): ReplyView | null {
  return card.consult || card.next_move ? null : (card.replies[card.replies.length - 1] ?? null);
}

/** How many lines are left for the words beside what is asked, what is done next and what was said last. */
export function textLines(card: Card): number {
  return DIGEST_LINES - (card.consult ? 1 : 0) - (card.next_move ? 1 : 0) - (lastWord(card) ? 1 : 0);
}

interface Props {
  card: Card;
  onUnfold: () => void;
}

export function Digest({ card, onUnfold }: Props) {
  const { t } = useTranslation();
  const lines = textLines(card);
  const reply = lastWord(card);
  const words = wordsOf(card, t("filing.yes"), t("filing.no"));
  return (
    <button type="button" className={css.digest} aria-expanded={false} onClick={onUnfold}>
      {card.consult && <Question card={card} />}
      {card.next_move && <Move card={card} />}
      {words !== "" && (
        <span
          className={css.text}
          data-spare={lines === 0 || undefined}
          style={{ WebkitLineClamp: Math.max(1, lines), lineClamp: Math.max(1, lines) }}
        >
          {card.files.length > 0 && <IconPaperclip size={14} aria-hidden />}
          {words}
        </span>
      )}
      {reply && (
        <span className={css.line} data-tone="reply">
          <IconMessageCircle size={14} aria-hidden />
          <b>{reply.author.name}</b>
          {reply.text || t(`reply.${reply.kind}`)}
        </span>
      )}
      <span className="unseen">{t("card.unfold")}</span>
      <IconChevronDown size={16} className={css.more} aria-hidden />
    </button>
  );
}

function Question({ card }: { card: Card }) {
  const state = useConsultState();
  const { consult } = card;
  if (!consult) return null;
  const solved = consult.state === "accepted";
  return (
    <span className={css.line} data-tone={solved ? "solved" : "ask"}>
      <small>{state(consult)}</small>
      {consult.question}
    </span>
  );
}

function Move({ card }: { card: Card }) {
  const move = card.next_move;
  if (!move) return null;
  const late = move.state === "open" && move.due && isPast(move.due);
  return (
    <span className={css.line} data-tone={move.state === "open" ? "move" : "solved"}>
      <Stone size={9} />
      {move.due && (
        <small className="num" data-late={late || undefined}>
          {day(move.due)}
        </small>
      )}
      {move.what}
    </span>
  );
}

/** The words; where nothing was written, the facts stand for them. */
function wordsOf(card: Card, yes: string, no: string): string {
  if (card.text.trim() !== "") return card.text.replace(/\s+/g, " ");
  return card.facts
    .map((fact) => `${inLanguage(fact.label, fact.label_en)}: ${factText(fact.value, yes, no)}`)
    .join(" · ");
}
