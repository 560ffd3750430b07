// A report whole, as its own page and the page that corrects it need it.
import { useQuery } from "@tanstack/react-query";
import * as calls from "~/wire/calls";
import { takeCards } from "./book";
import { bookStore } from "./store";

const STALE_MS = 10_000;

/** The report of this number, with its history. Its card goes into the book. */
export function useReport(id: number) {
  return useQuery({
    queryKey: ["report", id],
    queryFn: async ({ signal }) => {
      const answer = await calls.report(id, signal);
      bookStore.update((book) => takeCards(book, [answer.card], answer.cursor));
      return answer;
    },
    staleTime: STALE_MS,
  });
}
