// What can be done on a card, carried out: at once on this screen, then by the server, whose event settles
// it.
import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect, useMemo, useRef } from "react";
import { useTranslation } from "~/ui/words/useTranslation";
import { useLive } from "~/live/context";
import { newRef } from "~/live/outbox";
import { Reading } from "~/live/reading";
import { askForCards, theCard } from "~/state/answer";
import { askAnew } from "~/state/askAnew";
import { changeCard, mark } from "~/state/book";
import { dealChanged, queries, useById, useCompetitors, useContacts, useDepartments, useMembers } from "~/state/stock";
import { bookStore, useCard } from "~/state/store";
import { type CardActions, CardActionsContext, PeopleContext, type Person, type ReplyDraft } from "~/ui/card/actions";
import { problemText } from "~/ui/problemText";
import type { Card, NewReply, ReactionKind } from "~/wire";
import * as calls from "~/wire/calls";
import { standAnew } from "./takeFrame";

const draftKey = (report: number) => `reply:${report}`;

export function CardActionsProvider({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const live = useLive();
  const client = useQueryClient();
  const reading = useReading();
  const { me, chest, outbox, items } = live;

  const actions = useMemo<CardActions>(() => {
    const failed = (error: unknown) =>
      notifications.show({ color: "enji", title: t("problem.title"), message: problemText(error) });
    /** Changes the card at once; where the server says no, shows what it really is. */
    const act = async (card: Card, change: (card: Card) => Card, call: () => Promise<unknown>) => {
      bookStore.update((book) => changeCard(book, card.id, change));
      try {
        await call();
      } catch (error) {
        failed(error);
        bookStore.update((book) => changeCard(book, card.id, () => card));
        await askForCards(() => calls.report(card.id), theCard).catch(() => undefined);
      }
    };
    const you = (card: Card, part: Partial<Card["you"]>): Card => ({ ...card, you: { ...card.you, ...part } });
    return {
      useCard,
      me,
      acknowledge: (card) =>
        void act(
          card,
          (held) => ({
            ...you(held, { acknowledged: true, unread: false }),
            acknowledged: held.you.acknowledged ? held.acknowledged : [...held.acknowledged, me],
          }),
          () => calls.acknowledge(card.id),
        ),
      react: (card, kind, on) =>
        void act(card, (held) => withReaction(held, kind, on), () => calls.react(card.id, kind, on)),
      reply: async (card, { reply, files }) => {
        const parcel = { kind: "reply" as const, report: card.id, body: reply, files };
        await outbox.put(parcel, card.stock.deal_name, draftKey(card.id));
      },
      bookmark: (card, on) =>
        void act(card, (held) => you(held, { bookmarked: on }), () => calls.bookmark(card.id, on)),
      claim: (card) =>
        void act(
          card,
          (held) =>
            held.consult
              ? { ...held, consult: { ...held.consult, state: "claimed", claimed_by: me.id, claimed: me } }
              : held,
          () => calls.claim(card.id),
        ),
      accept: (card, reply) =>
        void act(
          card,
          (held) => (held.consult ? { ...held, consult: { ...held.consult, state: "accepted", answer: reply } } : held),
          () => calls.accept(card.id, reply),
        ),
      reopen: (card) =>
        void act(
          card,
          (held) => (held.consult ? { ...held, consult: { ...held.consult, state: "reopened" } } : held),
          () => calls.reopen(card.id),
        ),
      markUnread: (card) =>
        void act(card, (held) => you(held, { unread: true }), () => calls.unread(card.id)),
      acceptSlot: (nextMove, slot) => void calls.acceptSlot(nextMove, slot).catch(failed),
      fill: async (deal, patch) => {
        try {
          await calls.changeDeal(deal, patch);
          dealChanged(client, deal);
          await standAnew(deal);
          return true;
        } catch (error) {
          failed(error);
          return false;
        }
      },
      addContact: async (contact) => {
        try {
          const added = await calls.addContact(contact, newRef());
          await askAnew(client, { queryKey: queries.contacts.queryKey });
          return added.id;
        } catch (error) {
          failed(error);
          return null;
        }
      },
      useCompetitors: useLiveCompetitors,
      useContacts: useLiveContacts,
      copyLink: (card) => {
        const link = new URL(`/reports/${card.id}`, location.href).href;
        void navigator.clipboard?.writeText(link).then(() => notifications.show({ message: t("card.copied") }));
      },
      ledger: (report) => calls.ledger(report),
      waiting: (report) =>
        items
          .filter((item) => item.state !== "sent" && item.parcel.kind === "reply" && item.parcel.report === report)
          .map((item) => ({
            ref: item.ref,
            reply: (item.parcel as { body: NewReply }).body,
            refused: item.state === "refused" ? item.code : null,
          })),
      draft: (report) => chest.draft<ReplyDraft>(draftKey(report)),
      saveDraft: (report, draft) =>
        void (draft ? chest.saveDraft(draftKey(report), draft, Date.now()) : chest.dropDraft(draftKey(report))),
      seen: reading,
    };
  }, [me, chest, outbox, items, reading, t, client]);
  return (
    <CardActionsContext.Provider value={actions}>
      <People>{children}</People>
    </CardActionsContext.Provider>
  );
}

/** Competitors that may still be named. */
const useLiveCompetitors = () => useCompetitors().filter((one) => !one.retired);

/** Contacts of a customer that may still be named. */
const useLiveContacts = (customer: number) =>
  useContacts().filter((one) => one.customer === customer && !one.retired);

function People({ children }: { children: ReactNode }) {
  const members = useMembers();
  const departments = useById(useDepartments());
  const people = useMemo<Person[]>(
    () =>
      members
        .filter((one) => one.active)
        .map(({ id, name, kana, title, employee_no, department }) => ({
          id, name, kana, title, employee_no,
          department: departments.get(department)?.name ?? "",
        })),
    [members, departments],
  );
  return <PeopleContext.Provider value={people}>{children}</PeopleContext.Provider>;
}

function withReaction(card: Card, kind: ReactionKind, on: boolean): Card {
  const had = card.you.reactions.includes(kind);
  if (had === on) return card;
  const others = card.reactions.filter((one) => one.kind !== kind);
  const count = (card.reactions.find((one) => one.kind === kind)?.count ?? 0) + (on ? 1 : -1);
  const mine = on ? [...card.you.reactions, kind] : card.you.reactions.filter((one) => one !== kind);
  return {
    ...card,
    you: { ...card.you, reactions: mine },
    reactions: count > 0 ? [...others, { kind, count }] : others,
  };
}

/** So much of a card must be on screen, or as much of the screen be filled by it. */
const SHOWN_PART = 0.5;

/**
 * The unread ones among these, by the event up to which they were seen. A card may be ahead of the cursor;
 * what else happened up to its event has not been seen, so it goes by itself.
 */
function unreadByCursor(reports: readonly number[], cursor: number): Map<number, number[]> {
  const { cards } = bookStore.get();
  const groups = new Map<number, number[]>();
  for (const id of reports) {
    const card = cards.get(id);
    if (!card?.you.unread) continue;
    const upto = Math.max(cursor, card.seq);
    groups.set(upto, [...(groups.get(upto) ?? []), id]);
  }
  return groups;
}

/** Watches which cards are on screen in a focused window, and reports those that were for a second. */
function useReading(): CardActions["seen"] {
  const { connection, phase } = useLive();
  const parts = useMemo(() => {
    const reading = new Reading((reports) => {
      for (const [upto, unread] of unreadByCursor(reports, connection.cursor)) {
        if (!connection.send({ type: "displayed", reports: unread, upto })) return;
        bookStore.update((book) => mark(book, unread, upto, false));
      }
    }, document.hasFocus());
    const reports = new WeakMap<Element, number>();
    const observer = new IntersectionObserver(
      (entries) => {
        for (const entry of entries) {
          const report = reports.get(entry.target);
          if (report === undefined) continue;
          const { intersectionRatio, intersectionRect, isIntersecting } = entry;
          const shown = isIntersecting &&
            (intersectionRatio >= SHOWN_PART || intersectionRect.height >= innerHeight * SHOWN_PART);
          if (shown) reading.enter(report);
          else reading.leave(report);
        }
      },
      { threshold: [0, 0.25, SHOWN_PART, 0.75, 1] },
    );
    return { reading, observer, reports };
  }, [connection]);
  const held = useRef(parts);
  held.current = parts;
  useEffect(() => {
    const { reading, observer } = parts;
    const look = () => reading.focus(document.hasFocus() && document.visibilityState === "visible");
    for (const sign of ["focus", "blur"]) addEventListener(sign, look);
    document.addEventListener("visibilitychange", look);
    // A card on screen that changed is to be read again.
    let before = bookStore.get().cards;
    const stop = bookStore.subscribe(() => {
      const { cards } = bookStore.get();
      if (cards === before) return;
      for (const [id, card] of cards) {
        if (card.you.unread && before.get(id)?.seq !== undefined && before.get(id)?.seq !== card.seq) reading.renew(id);
      }
      before = cards;
    });
    return () => {
      for (const sign of ["focus", "blur"]) removeEventListener(sign, look);
      document.removeEventListener("visibilitychange", look);
      stop();
      reading.stop();
      observer.disconnect();
    };
  }, [parts]);
  useEffect(() => {
    if (phase === "live") parts.reading.renewAll();
  }, [parts, phase]);
  return useMemo<CardActions["seen"]>(
    () => (element, report) => {
      const { observer, reports, reading } = held.current;
      reports.set(element, report);
      observer.observe(element);
      return () => {
        observer.unobserve(element);
        reading.leave(report);
      };
    },
    [],
  );
}
