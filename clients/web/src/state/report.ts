// A report whole, as its own page and the page that corrects it need it.
import { useQuery } from "@tanstack/react-query";
import * as calls from "~/wire/calls";
import { askForCards, theCard } from "./answer";

const STALE_MS = 10_000;

/** The report of this number, with its history. Its card goes into the book. */
export function useReport(id: number) {
  return useQuery({
    queryKey: ["report", id],
    queryFn: ({ signal }) => askForCards(() => calls.report(id, signal), theCard),
    staleTime: STALE_MS,
  });
}
