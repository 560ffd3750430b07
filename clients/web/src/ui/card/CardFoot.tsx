// What can be done with a card, and who has seen it.
import { Menu, Popover } from "@mantine/core";
import {
  IconBookmark, IconBookmarkFilled, IconBulb, IconCheck, IconChecks, IconConfetti, IconDotsVertical, IconEyeOff, IconFlag, IconHeart, IconLink,
  IconMessageCircle, IconMoodPlus, IconThumbUp, IconUsers,
} from "@tabler/icons-react";
import { type ReactElement, type ReactNode, type RefObject, useEffect, useRef, useState } from "react";
import { useTranslation } from "~/ui/words/useTranslation";
import type { Card, ReactionKind } from "~/wire";
import { useCardActions } from "./actions";
import css from "./card.module.css";
import foot from "./foot.module.css";
import { LedgerList, useLedger } from "./Ledger";

/** Drawn, not typed: emoji look different on every machine, and on some not at all. */
const SIGNS: Record<ReactionKind, typeof IconThumbUp> = {
  like: IconThumbUp,
  celebrate: IconConfetti,
  insight: IconBulb,
  thanks: IconHeart,
  support: IconFlag,
};
const KINDS = Object.keys(SIGNS) as ReactionKind[];

interface Props {
  card: Card;
  /** Only what is needed most. */
  folded: boolean;
  replying: boolean;
  onReply: () => void;
}

export function CardFoot({ card, folded, replying, onReply }: Props) {
  const { t } = useTranslation();
  const actions = useCardActions();
  const mine = actions.me?.id === card.author.id;
  return (
    <footer className={foot.foot}>
      <ReadLine card={card} mine={mine} />
      <button type="button" className={foot.act} data-strong onClick={onReply} aria-expanded={replying}>
        <IconMessageCircle size={18} aria-hidden />
        {t("card.reply")}
        {card.reply_count > 0 && <span className="num">{card.reply_count}</span>}
      </button>
      {!mine && (
        <button
          type="button"
          className={foot.act}
          data-strong
          data-on={card.you.acknowledged}
          aria-pressed={card.you.acknowledged}
          disabled={card.you.acknowledged}
          title={card.acknowledged.map((one) => one.name).join("、")}
          onClick={() => actions.acknowledge(card)}
        >
          <IconCheck size={18} aria-hidden />
          {t(card.you.acknowledged ? "card.acked" : folded ? "card.ackShort" : "card.ack")}
          {card.acknowledged.length > 0 && <span className="num">{card.acknowledged.length}</span>}
        </button>
      )}
      <span className={foot.gap} />
      {!folded && card.reactions.map(({ kind, count }) => {
        const on = card.you.reactions.includes(kind);
        const Sign = SIGNS[kind];
        return (
          <button
            key={kind}
            type="button"
            className={`${foot.act} ${foot.reaction}`}
            data-on={on}
            aria-pressed={on}
            aria-label={`${t(`reaction.${kind}`)} ${count}`}
            onClick={() => actions.react(card, kind, !on)}
          >
            <Sign size={17} stroke={1.8} aria-hidden />
            <span className="num">{count}</span>
          </button>
        );
      })}
      <ReactMenu card={card} />
      <BookmarkButton card={card} />
      <MoreMenu card={card} />
    </footer>
  );
}

function BookmarkButton({ card }: { card: Card }) {
  const { t } = useTranslation();
  const actions = useCardActions();
  const on = card.you.bookmarked;
  const Sign = on ? IconBookmarkFilled : IconBookmark;
  return (
    <button
      type="button"
      className={foot.act}
      data-marked={on || undefined}
      aria-pressed={on}
      aria-label={t("card.bookmark")}
      title={t(on ? "card.bookmarked" : "card.bookmark")}
      onClick={() => actions.bookmark(card, !on)}
    >
      <Sign size={19} aria-hidden />
    </button>
  );
}

function ReadLine({ card, mine }: { card: Card; mine: boolean }) {
  const { t } = useTranslation();
  const button = useRef<HTMLButtonElement>(null);
  const [opened, setOpened] = useState(false);
  const ledger = useLedger(card.id, mine || opened);
  const label =
    mine && ledger.data
      ? t("card.readBy", { read: ledger.data.read, all: ledger.data.entries.length })
      : t("card.to", { count: card.audience });
  return (
    <Floating
      opened={opened}
      onChange={setOpened}
      button={button}
      target={
        <button
          ref={button}
          type="button"
          className={`${foot.act} num`}
          aria-label={label}
          aria-expanded={opened}
          onClick={() => setOpened(!opened)}
          onKeyDown={(event) => event.key === "Escape" && setOpened(false)}
        >
          {mine ? <IconChecks size={18} aria-hidden /> : <IconUsers size={18} aria-hidden />}
          <span className={css.long}>{label}</span>
          <span className={css.short}>
            {mine && ledger.data ? `${ledger.data.read}/${ledger.data.entries.length}` : card.audience}
          </span>
        </button>
      }
    >
      <LedgerList ledger={ledger} />
    </Floating>
  );
}

interface FloatingProps {
  opened: boolean;
  onChange: (opened: boolean) => void;
  target: ReactElement;
  button: RefObject<HTMLButtonElement | null>;
  children: ReactNode;
}

/** A popover that is there only from its first opening on: a feed draws hundreds of cards, people open few. */
function Floating({ opened, onChange, target, button, children }: FloatingProps) {
  const [armed, setArmed] = useState(opened);
  useEffect(() => {
    if (opened) setArmed(true);
  }, [opened]);
  // The button is drawn anew with the popover: whoever opened it stands on it still, and Escape closes it.
  useEffect(() => {
    if (armed) button.current?.focus({ preventScroll: true });
  }, [armed, button]);
  if (!armed) return target;
  return (
    <Popover opened={opened} onChange={onChange} width={340} position="bottom-start" shadow="md" withinPortal>
      <Popover.Target>{target}</Popover.Target>
      <Popover.Dropdown p="sm">{children}</Popover.Dropdown>
    </Popover>
  );
}

interface CardMenuProps {
  label: string;
  icon: ReactNode;
  className?: string;
  children: ReactNode;
}

/** A menu that is there only from its first opening on. */
function CardMenu({ label, icon, className = "", children }: CardMenuProps) {
  const button = useRef<HTMLButtonElement>(null);
  const [opened, setOpened] = useState(false);
  const [armed, setArmed] = useState(false);
  const open = () => {
    setArmed(true);
    setOpened(!opened);
  };
  const target = (
    <button
      ref={button}
      type="button"
      className={`${foot.act} ${className}`}
      aria-label={label}
      aria-haspopup="menu"
      title={label}
      onClick={open}
    >
      {icon}
    </button>
  );
  if (!armed) return target;
  return (
    <Menu
      opened={opened}
      onChange={setOpened}
      // The button is drawn anew with the menu, so nobody else knows where the focus came from.
      onClose={() => button.current?.focus()}
      position="top-end"
      shadow="md"
      withinPortal
      withInitialFocusPlaceholder={false}
    >
      <Menu.Target>{target}</Menu.Target>
      <Menu.Dropdown>{children}</Menu.Dropdown>
    </Menu>
  );
}

function ReactMenu({ card }: { card: Card }) {
  const { t } = useTranslation();
  return (
    <CardMenu label={t("card.react")} icon={<IconMoodPlus size={19} aria-hidden />} className={foot.wideOnly}>
      <ReactItems card={card} />
    </CardMenu>
  );
}

function ReactItems({ card }: { card: Card }) {
  const { t } = useTranslation();
  const actions = useCardActions();
  return KINDS.map((kind) => {
    const Sign = SIGNS[kind];
    return (
      <Menu.Item
        key={kind}
        leftSection={<Sign size={17} stroke={1.8} aria-hidden />}
        onClick={() => actions.react(card, kind, !card.you.reactions.includes(kind))}
      >
        {t(`reaction.${kind}`)}
      </Menu.Item>
    );
  });
}

function MoreMenu({ card }: { card: Card }) {
  const { t } = useTranslation();
  const actions = useCardActions();
  const shared = card.you.reasons.some((reason) => reason.why !== "author");
  return (
    <CardMenu label={t("card.menu")} icon={<IconDotsVertical size={19} aria-hidden />}>
      <Menu.Item leftSection={<IconLink size={16} />} onClick={() => actions.copyLink(card)}>
        {t("card.copyLink")}
      </Menu.Item>
      {shared && !card.you.unread && (
        <Menu.Item leftSection={<IconEyeOff size={16} />} onClick={() => actions.markUnread(card)}>
          {t("card.markUnread")}
        </Menu.Item>
      )}
      <div className={foot.narrowOnly}>
        <Menu.Divider />
        <ReactItems card={card} />
      </div>
    </CardMenu>
  );
}
