// A feed: pages of the server, and what came in live since. Cards go into the book; the feed holds their
// numbers.
import { type InfiniteData, useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo } from "react";
import type { Card, Timeline } from "~/wire";
import { askForCards } from "./answer";
import { bookStore, useArrived, useBook } from "./store";

export interface FeedPage {
  ids: number[];
  next: string | null;
  /** What was filed up to here is in it, as far as it belongs there. */
  cursor: number;
}

type Fetch = (cursor: string | null, signal: AbortSignal) => Promise<Timeline>;

export async function fetchPage(fetch: Fetch, cursor: string | null, signal: AbortSignal): Promise<FeedPage> {
  const page = await askForCards(() => fetch(cursor, signal), ({ cards }) => cards);
  return { ids: page.cards.map((card) => card.id), next: page.next ?? null, cursor: page.cursor };
}

export interface FeedState {
  ids: number[];
  /** Cards that came in and belong here, the newest first. */
  fresh: number[];
  showFresh: () => void;
  more: () => void;
  hasMore: boolean;
  loadingMore: boolean;
  pending: boolean;
  error: unknown;
  again: () => void;
}

/**
 * The feed of this key. `belongs` says whether a card that came in live is one of it. `told`: every card of it comes in
 * live. Where some are not shared with who looks, what came without a word is asked for when they look again.
 */
export function useFeed(
  key: readonly unknown[],
  fetch: Fetch,
  belongs: (card: Card) => boolean,
  me: number,
  told = true,
): FeedState {
  const client = useQueryClient();
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => fetchPage(fetch, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page: FeedPage) => page.next,
    // Live events keep it fresh; a fetch would move what is being read.
    staleTime: Number.POSITIVE_INFINITY,
  });
  const arrived = useArrived();
  const lost = useBook((book) => book.lost);
  const pages = query.data?.pages;
  const ids = useMemo(() => {
    const all = new Set((pages ?? []).flatMap((page) => page.ids));
    return [...all].filter((id) => !lost.has(id));
  }, [pages, lost]);
  const upTo = pages?.[0]?.cursor ?? 0;
  const untold = useUntold(key, fetch, told ? undefined : pages?.[0], query.dataUpdatedAt);
  const fresh = useMemo(() => {
    const quiet = untold.filter((id) => id > upTo && !ids.includes(id) && !lost.has(id));
    const all = new Set([...quiet, ...freshOf(arrived, ids, upTo, belongs)]);
    // A report has the number of its filing.
    return [...all].sort((a, b) => b - a);
  }, [arrived, ids, upTo, belongs, untold, lost]);
  const keyText = JSON.stringify(key);
  const showFresh = useCallback(() => {
    if (fresh.length === 0) return;
    client.setQueryData<InfiniteData<FeedPage, string | null>>(JSON.parse(keyText) as unknown[], (data) =>
      data ? { ...data, pages: prepend(data.pages, fresh) } : data,
    );
  }, [client, keyText, fresh]);
  // What one filed oneself is no news: it stands on top at once, as long as that moves nothing.
  const own = fresh.length > 0 && scrollY < NEAR_TOP_PX && isBy(fresh[0], me);
  useEffect(() => {
    if (own) showFresh();
  }, [own, showFresh]);
  const { fetchNextPage, refetch } = query;
  return {
    ids,
    fresh,
    showFresh,
    more: useCallback(() => void fetchNextPage(), [fetchNextPage]),
    hasMore: query.hasNextPage,
    loadingMore: query.isFetchingNextPage,
    pending: query.isPending,
    error: query.data ? null : query.error,
    again: useCallback(() => void refetch(), [refetch]),
  };
}

/** Who looks again so soon has seen it all. */
const LOOKED_MS = 20_000;
const none: number[] = [];

/** What the first page holds now, asked for beside the feed so that nothing moves, whenever somebody looks at it again. */
function useUntold(key: readonly unknown[], fetch: Fetch, first: FeedPage | undefined, firstAt: number): number[] {
  const query = useQuery({
    queryKey: [...key, "now"],
    queryFn: ({ signal }) => fetchPage(fetch, null, signal),
    enabled: first !== undefined,
    initialData: first,
    initialDataUpdatedAt: firstAt,
    staleTime: LOOKED_MS,
    refetchOnWindowFocus: true,
  });
  return query.data?.ids ?? none;
}

/** So near the top, a card that is put on top is what the reader expects. */
const NEAR_TOP_PX = 120;

const isBy = (report: number | undefined, author: number): boolean =>
  report !== undefined && bookStore.get().cards.get(report)?.author.id === author;

export function freshOf(
  arrived: readonly number[],
  shown: readonly number[],
  upTo: number,
  belongs: (card: Card) => boolean,
): number[] {
  if (arrived.length === 0) return [];
  const { cards } = bookStore.get();
  const there = new Set(shown);
  return arrived
    .filter((id) => {
      const card = cards.get(id);
      // A report has the number of its filing: one that the first page could know of is behind that page.
      return id > upTo && !there.has(id) && card !== undefined && belongs(card);
    })
    .reverse();
}

function prepend(pages: FeedPage[], fresh: number[]): FeedPage[] {
  const [first, ...rest] = pages;
  return first ? [{ ...first, ids: [...fresh, ...first.ids] }, ...rest] : pages;
}
