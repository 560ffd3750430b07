// The timeline: every report that is shared with this member, live.
import { Button, SegmentedControl } from "@mantine/core";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useCallback } from "react";
import { useTranslation } from "~/ui/words/useTranslation";
import { useLive } from "~/live/context";
import { namesBelow } from "~/state/departments";
import { type Filter, filterQuery, isEmpty, matches, timelineKey } from "~/state/filter";
import { useFeed } from "~/state/feed";
import { setReadReport } from "~/state/focus";
import { useDepartments } from "~/state/stock";
import { type Density, setDensity, useDensity, useNarrow } from "~/ui/feed/density";
import { Feed } from "~/ui/feed/Feed";
import { PageHead } from "~/ui/Page";
import { problemText } from "~/ui/problemText";
import { CardSkeletons, Empty, Failed } from "~/ui/States";
import type { Card } from "~/wire";
import * as calls from "~/wire/calls";
import { FilterBar, SortChoice } from "./FilterBar";
import css from "./filter.module.css";
import { WaitingStrip } from "./WaitingStrip";

const route = getRouteApi("/");

export function TimelinePage() {
  const { t } = useTranslation();
  const filter = route.useSearch();
  const navigate = useNavigate();
  const { me } = useLive();
  const departments = useDepartments();
  const names = namesBelow(departments, filter.department);
  const belongs = (card: Card) =>
    // Sorted by activity, what is new moves by itself to the top of the next fetch.
    matches(filter, card) && (names === null || names.has(card.author.department));
  const feed = useFeed(
    timelineKey(filter),
    (cursor, signal) => calls.timeline({ ...filterQuery(filter), ...(cursor && { after: cursor }) }, signal),
    belongs,
    me.id,
  );
  const setFilter = useCallback(
    (next: Filter) => {
      scrollTo({ top: 0, behavior: "instant" });
      void navigate({ to: "/", search: next, replace: true });
    },
    [navigate],
  );
  return (
    <>
      <PageHead title={t("timeline.title")} quiet side={<Order filter={filter} onChange={setFilter} />}>
        <FilterBar filter={filter} onChange={setFilter} />
      </PageHead>
      <WaitingStrip />
      {feed.pending && <CardSkeletons />}
      {feed.error !== null && feed.error !== undefined && <Failed text={problemText(feed.error)} onAgain={feed.again} />}
      {!feed.pending && !feed.error && feed.ids.length === 0 && feed.fresh.length === 0 && (
        <NothingHere filter={filter} onClear={() => setFilter({})} />
      )}
      {(feed.ids.length > 0 || feed.fresh.length > 0) && (
        <Feed
          name={`timeline ${JSON.stringify(filter)}`}
          label={t("timeline.title")}
          ids={feed.ids}
          fresh={feed.fresh.length}
          onShowFresh={feed.showFresh}
          hasMore={feed.hasMore}
          loadingMore={feed.loadingMore}
          onMore={feed.more}
          onCurrent={setReadReport}
        />
      )}
    </>
  );
}

/** At a desk the reader chooses the order and how much of each card there is; a phone has its order among the chips. */
function Order({ filter, onChange }: { filter: Filter; onChange: (filter: Filter) => void }) {
  const { t } = useTranslation();
  const density = useDensity();
  const narrow = useNarrow();
  // Where it is not seen it would only be measured at every return.
  if (narrow) return null;
  return (
    <span className={css.wide}>
      <SortChoice filter={filter} onChange={onChange} />
      <SegmentedControl
        size="xs"
        aria-label={t("timeline.density")}
        value={density}
        onChange={(value) => setDensity(value as Density)}
        data={[
          { value: "whole", label: t("timeline.loose") },
          { value: "folded", label: t("timeline.dense") },
        ]}
      />
    </span>
  );
}

function NothingHere({ filter, onClear }: { filter: Filter; onClear: () => void }) {
  const { t } = useTranslation();
  if (filter.bookmarked) {
    return (
      <Empty title={t("timeline.emptyBookmarks")} hint={t("timeline.emptyBookmarksHint")}>
        <Button variant="default" onClick={onClear}>
          {t("timeline.clear")}
        </Button>
      </Empty>
    );
  }
  if (!isEmpty(filter)) {
    return (
      <Empty title={t("timeline.emptyFiltered")}>
        <Button variant="default" onClick={onClear}>
          {t("timeline.clear")}
        </Button>
      </Empty>
    );
  }
  return (
    <Empty title={t("timeline.empty")} hint={t("timeline.emptyHint")}>
      <Button renderRoot={(props) => <Link to="/new" {...props} />}>{t("nav.report")}</Button>
    </Empty>
  );
}
