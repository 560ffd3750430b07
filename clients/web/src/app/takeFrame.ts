// From a frame to everything that it changes: the book, the outbox, and what is to be asked again.
import type { QueryClient } from "@tanstack/react-query";
import i18next from "i18next";
import type { Outbox } from "~/live/outbox";
import { askForCards, theCard } from "~/state/answer";
import { askAnew } from "~/state/askAnew";
import { applyFrame } from "~/state/book";
import type { Filter } from "~/state/filter";
import { dealChanged, refetchStock } from "~/state/stock";
import { bookStore } from "~/state/store";
import type { EventFrame, ServerFrame } from "~/wire";
import * as calls from "~/wire/calls";
import { announce } from "./announce";

interface World {
  client: QueryClient;
  outbox: Outbox;
  me: number;
}

export function takeFrame(frame: ServerFrame, world: World): void {
  const before = bookStore.get();
  bookStore.update((book) => applyFrame(book, frame));
  // After a resume the counts come alone, for all of its events.
  if (frame.type === "badge") void askAnew(world.client, { queryKey: ["inbox"] });
  if (frame.type !== "event") return;
  takeEvent(frame, world, before.cards.has(frame.card?.id ?? 0));
}

function takeEvent(frame: EventFrame, { client, outbox, me }: World, known: boolean): void {
  const { card, deal, client_ref: ref } = frame;
  if (ref) void outbox.confirm(ref, card?.id ?? null);
  if (card) {
    void askAnew(client, { queryKey: ["report", card.id] });
    // Who answers has read: that is no receipt of its own.
    void askAnew(client, { queryKey: ["ledger", card.id] });
  }
  switch (frame.kind) {
    case "masters_changed":
      refetchStock(client);
      break;
    case "deal_changed":
      if (deal) {
        dealChanged(client, deal);
        void standAnew(deal).catch(() => undefined);
      }
      break;
    case "bookmarked":
      outdateBookmarkLists(client);
      break;
    case "next_move_changed":
    case "report_filed":
    case "report_corrected":
    case "reply_added": {
      const moved = deal ?? card?.stock.deal;
      if (moved) dealChanged(client, moved);
      break;
    }
    case "receipt":
      for (const id of frame.reports ?? []) void askAnew(client, { queryKey: ["ledger", id] });
      break;
  }
  const inboxChanged = frame.badge !== undefined || frame.kind === "read" || frame.kind === "access_lost";
  if (inboxChanged) void askAnew(client, { queryKey: ["inbox"] });
  if (card && card.you.addressed && card.you.unread && !known && card.author.id !== me) {
    announce(i18next.t("timeline.arrivedAddressed", { name: card.author.name, deal: card.stock.deal_name }));
  }
}

/** Lists of bookmarks are fetched anew when they are next opened; one that is being read keeps what it shows. */
function outdateBookmarkLists(client: QueryClient): void {
  void askAnew(client, {
    predicate: ({ queryKey }) => queryKey[0] === "feed" && (queryKey[2] as Filter | undefined)?.bookmarked === true,
    refetchType: "none",
  });
}

/** The deal itself was changed, without a report: one card of it, fetched again, tells all of them. */
export async function standAnew(deal: number): Promise<void> {
  const held = [...bookStore.get().cards.values()].find((card) => card.stock.deal === deal);
  if (held) await askForCards(() => calls.report(held.id), theCard);
}
