// Answers of the server: each says at which event it was built.
import type { Card } from "~/wire";
import { isStale, takeAnswer } from "./book";
import { bookStore } from "./store";

const TRIES = 3;

/** Asks, and puts the cards into the book. What no event will tell any more is asked for again; never for ever. */
export async function askForCards<Answer extends { cursor: number }>(
  ask: () => Promise<Answer>,
  cardsOf: (answer: Answer) => readonly Card[],
): Promise<Answer> {
  let answer = await ask();
  for (let tries = 1; tries < TRIES && isStale(bookStore.get(), cardsOf(answer), answer.cursor); tries += 1) {
    answer = await ask();
  }
  const { cursor } = answer;
  bookStore.update((book) => takeAnswer(book, cardsOf(answer), cursor));
  return answer;
}

/** One report, asked for again. */
export const theCard = ({ card }: { card: Card }): readonly Card[] => [card];

/** Masters, which say it too: what changes between their answer and the first hello is sent after that. */
export const askForMasters = <Answer extends { cursor: number }>(ask: () => Promise<Answer>): Promise<Answer> =>
  askForCards(ask, () => []);
