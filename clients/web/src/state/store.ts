// The one book of this window, and the React hooks that read it. A component that reads one card is drawn
// again only when that card changes.
import { useSyncExternalStore } from "react";
import type { Badge, Card } from "~/wire";
import { type Book, EMPTY } from "./book";

export class BookStore {
  private book: Book = EMPTY;
  private readonly listeners = new Set<() => void>();

  get = (): Book => this.book;

  update(change: (book: Book) => Book): void {
    const next = change(this.book);
    if (next === this.book) return;
    this.book = next;
    for (const listener of this.listeners) listener();
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  reset(): void {
    this.update(() => EMPTY);
  }
}

/** Stores are per member; signing in as another one resets it. */
export const bookStore = new BookStore();

export function useBook<T>(pick: (book: Book) => T): T {
  return useSyncExternalStore(bookStore.subscribe, () => pick(bookStore.get()));
}

export const useCard = (id: number): Card | undefined => useBook((book) => book.cards.get(id));
export const useBadge = (): Badge => useBook((book) => book.badge);
export const useArrived = (): readonly number[] => useBook((book) => book.arrived);
