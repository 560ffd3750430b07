// What can be done on a card. The app says how; cards only call it, so that they look and work the same on
// the timeline, on a deal and on a person's page.
import { createContext, useContext } from "react";
import type { ChosenFile } from "../FilePicker";
import type { Card, ContactFields, DealPatch, Ledger, MemberRef, NewReply, ReactionKind } from "~/wire";

/** A reply as it is being written. */
export interface ReplyDraft {
  reply: NewReply;
  files: ChosenFile[];
}

/** A reply that waits in the outbox, or was refused. */
export interface WaitingReply {
  ref: string;
  reply: NewReply;
  refused: string | null;
}

export interface CardActions {
  /** The card as it is now; drawn again when it changes. A hook. */
  useCard(report: number): Card | undefined;
  /** The member who looks. */
  me: MemberRef | null;
  acknowledge(card: Card): void;
  react(card: Card, kind: ReactionKind, on: boolean): void;
  /** Resolves once the reply is safe on this device. */
  reply(card: Card, draft: ReplyDraft): Promise<void>;
  bookmark(card: Card, on: boolean): void;
  claim(card: Card): void;
  accept(card: Card, reply: number): void;
  reopen(card: Card): void;
  markUnread(card: Card): void;
  acceptSlot(nextMove: number, slot: number): void;
  /** Fills in what is not known of a deal. Answers whether it was taken. */
  fill(deal: number, patch: DealPatch): Promise<boolean>;
  /** Makes a contact known. Answers its number, or null where it was refused. */
  addContact(contact: ContactFields): Promise<number | null>;
  /** People at a customer to choose from. A hook. */
  useContacts(customer: number): readonly { id: number; name: string; title: string }[];
  /** Competitors to choose from. A hook. */
  useCompetitors(): readonly { id: number; name: string }[];
  copyLink(card: Card): void;
  /** Who has read it; null where this member may not know or nobody could be asked. */
  ledger(report: number): Promise<Ledger>;
  waiting(report: number): readonly WaitingReply[];
  draft(report: number): Promise<ReplyDraft | undefined>;
  saveDraft(report: number, draft: ReplyDraft | null): void;
  /** Cards on screen are told by their element. */
  seen(element: Element, report: number): () => void;
}

const missing = (): never => {
  throw new Error("CardActions are set by the app");
};

export const CardActionsContext = createContext<CardActions | null>(null);

export const useCardActions = (): CardActions => useContext(CardActionsContext) ?? missing();

/** Members for mentions, owners and companions. */
export interface Person extends MemberRef {
  kana: string;
  title: string;
  employee_no: string;
}

export const PeopleContext = createContext<readonly Person[]>([]);
export const usePeople = (): readonly Person[] => useContext(PeopleContext);
