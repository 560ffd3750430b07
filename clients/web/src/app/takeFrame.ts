// From a frame to everything that it changes: the book, the outbox, and what is to be asked again.
import type { QueryClient } from "@tanstack/react-query";
import i18next from "i18next";
import type { Outbox } from "~/live/outbox";
import { applyFrame } from "~/state/book";
import { refetchStock } from "~/state/stock";
import { bookStore } from "~/state/store";
import type { EventFrame, ServerFrame } from "~/wire";
import { announce } from "./announce";

interface World {
  client: QueryClient;
  outbox: Outbox;
  me: number;
}

export function takeFrame(frame: ServerFrame, world: World): void {
  const before = bookStore.get();
  bookStore.update((book) => applyFrame(book, frame));
  if (frame.type !== "event") return;
  takeEvent(frame, world, before.cards.has(frame.card?.id ?? 0));
}

function takeEvent(frame: EventFrame, { client, outbox, me }: World, known: boolean): void {
  const { card, deal, client_ref: ref } = frame;
  if (ref) void outbox.confirm(ref, card?.id ?? null);
  if (card) void client.invalidateQueries({ queryKey: ["report", card.id] });
  switch (frame.kind) {
    case "masters_changed":
      refetchStock(client);
      break;
    case "deal_changed":
    case "next_move_changed":
      invalidateDeal(client, deal);
      break;
    case "report_filed":
      if (card && Object.keys(card.deal_changes).length > 0) invalidateDeal(client, deal);
      else if (deal) void client.invalidateQueries({ queryKey: ["deal", deal] });
      break;
    case "receipt":
      for (const id of frame.reports ?? []) void client.invalidateQueries({ queryKey: ["ledger", id] });
      break;
  }
  const inboxChanged = frame.badge !== undefined || frame.kind === "read" || frame.kind === "access_lost";
  if (inboxChanged) void client.invalidateQueries({ queryKey: ["inbox"] });
  if (card && card.you.addressed && card.you.unread && !known && card.author.id !== me) {
    announce(i18next.t("timeline.arrivedAddressed", { name: card.author.name, deal: card.stock.deal_name }));
  }
}

function invalidateDeal(client: QueryClient, deal: number | null | undefined): void {
  void client.invalidateQueries({ queryKey: ["stock", "deals"] });
  if (deal) void client.invalidateQueries({ queryKey: ["deal", deal] });
}
