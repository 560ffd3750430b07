// What can be done with a card, and who has seen it.
import { ActionIcon, Menu, Popover } from "@mantine/core";
import {
  IconBulb, IconCheck, IconChecks, IconConfetti, IconDotsVertical, IconEyeOff, IconFlag, IconHeart, IconLink,
  IconMessageCircle, IconMoodPlus, IconThumbUp, IconUsers,
} from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Card, ReactionKind } from "~/wire";
import { useCardActions } from "./actions";
import css from "./card.module.css";
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
  replying: boolean;
  onReply: () => void;
}

export function CardFoot({ card, replying, onReply }: Props) {
  const { t } = useTranslation();
  const actions = useCardActions();
  const mine = actions.me?.id === card.author.id;
  return (
    <footer className={css.foot}>
      <ReadLine card={card} mine={mine} />
      <button type="button" className={css.act} data-strong onClick={onReply} aria-expanded={replying}>
        <IconMessageCircle size={18} aria-hidden />
        {t("card.reply")}
        {card.reply_count > 0 && <span className="num">{card.reply_count}</span>}
      </button>
      {!mine && (
        <button
          type="button"
          className={css.act}
          data-strong
          data-on={card.you.acknowledged}
          aria-pressed={card.you.acknowledged}
          disabled={card.you.acknowledged}
          title={card.acknowledged.map((one) => one.name).join("、")}
          onClick={() => actions.acknowledge(card)}
        >
          <IconCheck size={18} aria-hidden />
          {t(card.you.acknowledged ? "card.acked" : "card.ack")}
          {card.acknowledged.length > 0 && <span className="num">{card.acknowledged.length}</span>}
        </button>
      )}
      <span className={css.gap} />
      {card.reactions.map(({ kind, count }) => {
        const on = card.you.reactions.includes(kind);
        const Sign = SIGNS[kind];
        return (
          <button
            key={kind}
            type="button"
            className={`${css.act} ${css.reaction}`}
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
      <MoreMenu card={card} />
    </footer>
  );
}

function ReadLine({ card, mine }: { card: Card; mine: boolean }) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  const ledger = useLedger(card.id, mine || opened);
  const label =
    mine && ledger.data
      ? t("card.readBy", { read: ledger.data.read, all: ledger.data.entries.length })
      : t("card.to", { count: card.audience });
  return (
    <Popover opened={opened} onChange={setOpened} width={340} position="bottom-start" shadow="md" withinPortal>
      <Popover.Target>
        <button
          type="button"
          className={`${css.act} num`}
          aria-label={label}
          aria-expanded={opened}
          onClick={() => setOpened(!opened)}
        >
          {mine ? <IconChecks size={18} aria-hidden /> : <IconUsers size={18} aria-hidden />}
          <span className={css.long}>{label}</span>
          <span className={css.short}>
            {mine && ledger.data ? `${ledger.data.read}/${ledger.data.entries.length}` : card.audience}
          </span>
        </button>
      </Popover.Target>
      <Popover.Dropdown p="sm">
        <LedgerList ledger={ledger} />
      </Popover.Dropdown>
    </Popover>
  );
}

function ReactMenu({ card }: { card: Card }) {
  const { t } = useTranslation();
  return (
    <Menu position="top-end" shadow="md" withinPortal>
      <Menu.Target>
        <ActionIcon className={css.wideOnly} color="gray" aria-label={t("card.react")} title={t("card.react")}>
          <IconMoodPlus size={19} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <ReactItems card={card} />
      </Menu.Dropdown>
    </Menu>
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
  return (
    <Menu position="top-end" shadow="md" withinPortal>
      <Menu.Target>
        <ActionIcon color="gray" aria-label={t("card.menu")} title={t("card.menu")}>
          <IconDotsVertical size={19} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconLink size={16} />} onClick={() => actions.copyLink(card)}>
          {t("card.copyLink")}
        </Menu.Item>
        {card.you.reasons.some((reason) => reason.why !== "author") && !card.you.unread && (
          <Menu.Item leftSection={<IconEyeOff size={16} />} onClick={() => actions.markUnread(card)}>
            {t("card.markUnread")}
          </Menu.Item>
        )}
        <div className={css.narrowOnly}>
          <Menu.Divider />
          <ReactItems card={card} />
        </div>
      </Menu.Dropdown>
    </Menu>
  );
}
