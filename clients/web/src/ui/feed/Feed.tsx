// A list of cards of any length: only what is near the screen is drawn, and nothing that comes in moves
// what is being read.
import { defaultRangeExtractor, type Range, useWindowVirtualizer, type VirtualItem } from "@tanstack/react-virtual";
import { useNavigate } from "@tanstack/react-router";
import { Loader } from "@mantine/core";
import { IconArrowUp } from "@tabler/icons-react";
import { memo, type ReactNode, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "~/ui/words/useTranslation";
import { useCardActions } from "../card/actions";
import { ReportCard } from "../card/ReportCard";
import { useShortcuts } from "../keys";
import { useOneByOne } from "../oneByOne";
import { Anchor } from "./anchor";
import { useFoldable } from "./density";
import css from "./feed.module.css";

interface Props {
  /** Two feeds with the same name are the same list: its place is found again. */
  name: string;
  label: string;
  ids: readonly number[];
  /** Reports that came in and are not shown yet. */
  fresh?: number;
  onShowFresh?: () => void;
  hasMore: boolean;
  loadingMore: boolean;
  onMore: () => void;
  /** The card that is read, by key or by place. */
  onCurrent?: (report: number) => void;
  header?: ReactNode;
}

const GAP = 12;
const GAP_FOLDED = 8;
const ESTIMATE = 400;
const ESTIMATE_FOLDED = 212;
/** Cards that were unfolded, by feed. */
const opened = new Map<string, ReadonlySet<number>>();
/** Measured heights by feed, so that coming back finds the place again. */
const places = new Map<string, VirtualItem[]>();
/** What stood above each feed: another height is found out at once, but the same one draws the feed once, not twice. */
const margins = new Map<string, number>();

export function Feed(props: Props) {
  const { name, label, ids, fresh = 0, onShowFresh, hasMore, loadingMore, onMore, onCurrent } = props;
  const { t } = useTranslation();
  const list = useRef<HTMLDivElement>(null);
  const [margin, setMargin] = useState(() => margins.get(name) ?? 0);
  const [current, setCurrent] = useState<number | null>(null);
  // A card that was merely clicked into needs no ring around it.
  const [byKey, setByKey] = useState(false);
  const [replying, setReplying] = useState<number | null>(null);
  const foldable = useFoldable();
  const estimate = foldable ? ESTIMATE_FOLDED : ESTIMATE;
  const unfolded = useUnfolded(name);
  // What stands above the list may come later than it, or grow.
  useLayoutEffect(() => {
    const tell = () => {
      const above = list.current?.offsetTop ?? 0;
      margins.set(name, above);
      setMargin(above);
    };
    tell();
    const watch = new ResizeObserver(tell);
    watch.observe(document.body);
    return () => watch.disconnect();
  }, [name]);

  // Another function than before would have every height of the feed counted anew.
  const keyOf = useCallback((place: number) => ids[place] ?? place, [ids]);
  // Cards below what is in sight are drawn once that was painted.
  const below = useOneByOne(1) > 0;
  const drawn = useCallback(
    ({ startIndex, endIndex, overscan, count }: Range) =>
      defaultRangeExtractor({ startIndex, endIndex, overscan, count: below ? count : Math.min(count, endIndex + 1) }),
    [below],
  );
  const virtual = useWindowVirtualizer({
    count: ids.length,
    estimateSize: () => estimate,
    overscan: foldable ? 4 : 2,
    rangeExtractor: drawn,
    gap: foldable ? GAP_FOLDED : GAP,
    scrollMargin: margin,
    getItemKey: keyOf,
    initialMeasurementsCache: places.get(name) ?? [],
  });
  const anchor = useRef(new Anchor());
  virtual.shouldAdjustScrollPositionOnItemSizeChange = (item, delta, instance) => {
    const row = instance.elementsCache.get(item.key);
    // A height that is not the estimate was measured before.
    const known = item.size !== estimate;
    const offset = instance.scrollOffset ?? 0;
    if (known && item.end <= offset && instance.scrollDirection === "backward") return false;
    return anchor.current.follows(row, item, delta, known, offset);
  };
  useEffect(
    () => () => {
      places.set(name, virtual.measurementsCache);
    },
    [name, virtual],
  );
  // Folded or whole, heights that were measured before are of no use any more.
  const measuredAs = useRef(foldable);
  useEffect(() => {
    if (measuredAs.current === foldable) return;
    measuredAs.current = foldable;
    virtual.measure();
  }, [foldable, virtual]);
  const rows = virtual.getVirtualItems();
  const last = rows[rows.length - 1]?.index ?? -1;
  useEffect(() => {
    if (hasMore && !loadingMore && last >= ids.length - 6) onMore();
  }, [hasMore, loadingMore, last, ids.length, onMore]);
  const onPlace = useCallback(
    (report: number) => {
      anchor.current.take(list.current);
      onCurrent?.(report);
    },
    [onCurrent],
  );
  useReadPlace(rows, ids, current, margin, onPlace);

  const go = (to: number) => {
    const place = Math.max(0, Math.min(ids.length - 1, to));
    const id = ids[place];
    if (id === undefined) return;
    setCurrent(id);
    setByKey(true);
    onCurrent?.(id);
    virtual.scrollToIndex(place, { align: "start" });
    focusCard(list.current, id);
  };
  const at = current === null ? -1 : ids.indexOf(current);
  useFeedKeys({ current, go: (by) => go(at + by), reply: setReplying, showFresh: onShowFresh });
  const onReplying = useCallback((id: number, open: boolean) => setReplying(open ? id : null), []);

  return (
    <div>
      {props.header}
      {fresh > 0 && (
        <div className={css.pillRow}>
          <button
            type="button"
            className={css.pill}
            onClick={() => {
              onShowFresh?.();
              scrollTo({ top: 0, behavior: "instant" });
            }}
          >
            <IconArrowUp size={16} aria-hidden />
            {t("timeline.new", { count: fresh })}
          </button>
        </div>
      )}
      <div
        ref={list}
        role="feed"
        aria-label={label}
        aria-busy={loadingMore}
        className={css.list}
        style={{ height: virtual.getTotalSize() }}
      >
        {rows.map((row) => {
          const id = ids[row.index];
          if (id === undefined) return null;
          return (
            <div
              key={row.key}
              ref={virtual.measureElement}
              data-index={row.index}
              className={css.row}
              style={{ transform: `translateY(${row.start - margin}px)` }}
              onFocus={() => setCurrent(id)}
              onPointerDown={() => setByKey(false)}
            >
              <Row
                id={id}
                at={row.index + 1}
                of={hasMore ? -1 : ids.length}
                current={byKey && id === current}
                replying={id === replying}
                onReplying={onReplying}
                folded={foldable && !unfolded.has(id)}
                onUnfold={foldable ? unfolded.set : undefined}
              />
            </div>
          );
        })}
      </div>
      <div className={css.end}>
        {loadingMore ? <Loader aria-label={t("app.loading")} /> : !hasMore && ids.length > 0 && t("timeline.end")}
      </div>
    </div>
  );
}

interface RowProps {
  id: number;
  at: number;
  of: number;
  current: boolean;
  replying: boolean;
  onReplying: (id: number, open: boolean) => void;
  folded: boolean;
  /** Absent where cards are never folded. */
  onUnfold: ((id: number, unfolded: boolean) => void) | undefined;
}

const Row = memo(function Row({ id, at, of, current, replying, onReplying, folded, onUnfold }: RowProps) {
  const card = useCardActions().useCard(id);
  const onOpen = useCallback((open: boolean) => onReplying(id, open), [id, onReplying]);
  const unfold = useMemo(
    () => onUnfold && ((open: boolean) => onUnfold(id, open)),
    [id, onUnfold],
  );
  const position = useMemo(() => ({ at, of }), [at, of]);
  if (!card) return null;
  return (
    <ReportCard
      card={card}
      current={current}
      folded={folded}
      onUnfold={unfold}
      replying={replying}
      onReplying={onOpen}
      position={position}
    />
  );
});

/** Which cards of a feed are unfolded; kept as long as the window, like their heights. */
function useUnfolded(name: string) {
  const [ids, setIds] = useState<ReadonlySet<number>>(() => opened.get(name) ?? new Set());
  const set = useCallback(
    (id: number, unfolded: boolean) =>
      setIds((before) => {
        const next = new Set(before);
        if (unfolded) next.add(id);
        else next.delete(id);
        opened.set(name, next);
        return next;
      }),
    [name],
  );
  return { has: (id: number) => ids.has(id), set };
}

/** Says which card is being read: the one the keyboard is on, else the first that is well on screen. */
function useReadPlace(
  rows: readonly VirtualItem[],
  ids: readonly number[],
  current: number | null,
  margin: number,
  tell: Props["onCurrent"],
) {
  const held = useRef({ rows, ids, current, margin, tell });
  useEffect(() => {
    held.current = { rows, ids, current, margin, tell };
  });
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        const { rows, ids, tell } = held.current;
        const line = scrollY + innerHeight * 0.3;
        const row = rows.find((one) => one.start <= line && one.end > line) ?? rows[0];
        const id = row && ids[row.index];
        if (id !== undefined) tell?.(id);
      }, 200);
    };
    addEventListener("scroll", look, { passive: true });
    look();
    return () => {
      clearTimeout(timer);
      removeEventListener("scroll", look);
    };
  }, [ids.length]);
}

interface FeedKeys {
  current: number | null;
  go: (by: number) => void;
  reply: (id: number) => void;
  showFresh: (() => void) | undefined;
}

function useFeedKeys({ current, go, reply, showFresh }: FeedKeys) {
  const actions = useCardActions();
  const navigate = useNavigate();
  const card = actions.useCard(current ?? 0);
  useShortcuts({
    j: () => go(1),
    k: () => go(-1),
    r: () => current !== null && reply(current),
    b: () => card && actions.bookmark(card, !card.you.bookmarked),
    e: () => card && !card.you.acknowledged && card.author.id !== actions.me?.id && actions.acknowledge(card),
    o: () => current !== null && void navigate({ to: "/reports/$id", params: { id: current } }),
    t: () => {
      showFresh?.();
      scrollTo({ top: 0, behavior: "instant" });
    },
  });
}

/** The card is drawn only once it is near, so its focus may have to wait a few frames. */
function focusCard(list: HTMLElement | null, id: number, tries = 20) {
  requestAnimationFrame(() => {
    const card = list?.querySelector<HTMLElement>(`[data-report="${id}"]`);
    if (card) card.focus({ preventScroll: true });
    else if (tries > 0) focusCard(list, id, tries - 1);
  });
}
