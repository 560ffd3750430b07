// The first pages of the feeds that were looked at last, kept on the device: the next start shows them at
// once, and without a network they are what there is to read.
import type { InfiniteData, QueryClient } from "@tanstack/react-query";
import type { Chest } from "~/live/chest";
import { takeCards } from "~/state/book";
import { type FeedPage, fetchPage } from "~/state/feed";
import { type Filter, matches, timelineKey } from "~/state/filter";
import { bookStore } from "~/state/store";
import type { Card } from "~/wire";
import * as calls from "~/wire/calls";

const STORE_KEY = "feeds";
const FEEDS_MAX = 6;
const CARDS_MAX = 50;
/** A busy company changes something every second; once in a while is enough. */
const SAVE_AFTER_MS = 10_000;

const [ROOM, NAME] = timelineKey({});
const isTimeline = (key: readonly unknown[]): boolean => key[0] === ROOM && key[1] === NAME;
const isKept = (key: readonly unknown[]): boolean => isTimeline(key) || key[0] === "inbox";

export interface KeptFeed {
  key: readonly unknown[];
  page: FeedPage;
  cards: Card[];
}

interface Kept {
  feeds: KeptFeed[];
  savedAt: number;
}

type Pages = InfiniteData<FeedPage, string | null>;

/** Puts the kept feeds where the screens look, as something that is to be asked again. Answers how old they are. */
export async function openFeeds(chest: Chest, client: QueryClient): Promise<number | null> {
  const kept = await chest.kept<Kept>(STORE_KEY);
  if (!kept) return null;
  for (const { key, page, cards } of kept.feeds) {
    const asOf = Math.max(0, ...cards.map((card) => card.seq));
    bookStore.update((book) => takeCards(book, cards, asOf));
    client.setQueryData<Pages>(key, { pages: [page], pageParams: [null] }, { updatedAt: kept.savedAt });
    await client.invalidateQueries({ queryKey: key, exact: true, refetchType: "none" });
  }
  return kept.savedAt;
}

/** The timeline is fetched wherever one begins, so that it can be read in a basement that comes later. */
export function fetchTimeline(client: QueryClient): void {
  void client.prefetchInfiniteQuery({
    queryKey: timelineKey({}),
    queryFn: ({ pageParam, signal }) =>
      fetchPage((after) => calls.timeline(after === null ? {} : { after }, signal), pageParam, signal),
    initialPageParam: null as string | null,
    // Where the screen fetched it already there is nothing to fetch.
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Keeps them from now on. Answers how to stop. */
export function keepFeeds(chest: Chest, client: QueryClient): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const save = () => {
    clearTimeout(timer);
    timer = undefined;
    const feeds = feedsOf(client);
    if (feeds.length > 0) void chest.keep(STORE_KEY, { feeds, savedAt: Date.now() }, Date.now()).catch(() => undefined);
  };
  const soon = () => {
    timer ??= setTimeout(save, SAVE_AFTER_MS);
  };
  const unsubscribe = [
    client.getQueryCache().subscribe((event) => {
      if (event.type === "updated" && event.action.type === "success" && isKept(event.query.queryKey)) soon();
    }),
    bookStore.subscribe(soon),
  ];
  // A phone gives no second chance once the app went to the back.
  const whenHidden = () => {
    if (document.visibilityState === "hidden" && timer !== undefined) save();
  };
  document.addEventListener("visibilitychange", whenHidden);
  return () => {
    clearTimeout(timer);
    for (const stop of unsubscribe) stop();
    document.removeEventListener("visibilitychange", whenHidden);
  };
}

function feedsOf(client: QueryClient): KeptFeed[] {
  return client
    .getQueryCache()
    .getAll()
    .filter((query) => isKept(query.queryKey) && query.state.data !== undefined)
    .sort((a, b) => b.state.dataUpdatedAt - a.state.dataUpdatedAt)
    .slice(0, FEEDS_MAX)
    .map(({ queryKey, state }) => keptFeed(queryKey, (state.data as Pages).pages[0]));
}

/** The feed as it would stand if it were fetched now: what came in live stands on top. */
export function keptFeed(key: readonly unknown[], first: FeedPage | undefined): KeptFeed {
  const { cards, arrived } = bookStore.get();
  const filter = isTimeline(key) ? (key[2] as Filter) : null;
  const belongs = (card: Card | undefined) =>
    // Departments stand below one another; that is for the screen to know.
    card !== undefined && filter !== null && filter.department === undefined && matches(filter, card);
  const upTo = first?.cursor ?? 0;
  const fresh = arrived.filter((id) => id > upTo && !first?.ids.includes(id) && belongs(cards.get(id))).reverse();
  const ids = [...fresh, ...(first?.ids ?? [])];
  const held = ids.flatMap((id) => cards.get(id) ?? []).slice(0, CARDS_MAX);
  // The next page goes on behind the last card that was fetched, so a shortened page has none.
  const next = held.length === ids.length ? (first?.next ?? null) : null;
  return { key, page: { ids: held.map((card) => card.id), next, cursor: first?.cursor ?? 0 }, cards: held };
}
