// One deal: what is known of it, and its reports, also those that were not shared with this member.
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "~/ui/words/useTranslation";
import { useLive } from "~/live/context";
import { useWatching } from "~/live/watching";
import { useFeed } from "~/state/feed";
import { useById, useCustomers } from "~/state/stock";
import { Feed } from "~/ui/feed/Feed";
import { PageHead } from "~/ui/Page";
import { problemText } from "~/ui/problemText";
import { CardSkeletons, Empty, Failed } from "~/ui/States";
import type { Card } from "~/wire";
import * as calls from "~/wire/calls";
import { Problem } from "~/wire/problem";
import { DealStock, useDeal } from "./DealStock";
import { DealWay } from "./DealWay";
import css from "./deals.module.css";

const route = getRouteApi("/deals/$id");

export function DealPage() {
  const { t } = useTranslation();
  const { id } = route.useParams();
  const { me } = useLive();
  const deal = useDeal(id);
  const customers = useById(useCustomers());
  const belongs = (card: Card) => card.stock.deal === id;
  const feed = useFeed(
    ["feed", "deal", id],
    (cursor, signal) => calls.dealTimeline(id, cursor ? { after: cursor } : {}, signal),
    belongs,
    me.id,
  );
  useWatching([id]);

  const customer = deal.data && customers.get(deal.data.customer);
  const title = deal.data ? (deal.data.general ? (customer?.name ?? t("card.general")) : deal.data.name) : t("nav.deals");
  const error = deal.error ?? (feed.error as Error | null);
  if (error && !deal.data) {
    const gone = error instanceof Problem && error.status === 404;
    return (
      <>
        <PageHead title={t("nav.deals")} back />
        {gone ? <Empty title={t("problem.not_found")} /> : <Failed text={problemText(error)} onAgain={() => void deal.refetch()} />}
      </>
    );
  }
  return (
    <>
      <PageHead title={title} back />
      <div className={css.page}>
        <div className={css.beside}>
          <DealStock id={id} withTitle={false} />
        </div>
        <div>
          <DealWay id={id} />
          <h2 className="unseen">{t("deals.history")}</h2>
          {feed.pending && <CardSkeletons />}
          {!feed.pending && feed.ids.length === 0 && feed.fresh.length === 0 && (
            <Empty title={t("timeline.empty")} hint={t("deals.emptyHint")} />
          )}
          {(feed.ids.length > 0 || feed.fresh.length > 0) && (
            <Feed
              name={`deal ${id}`}
              label={t("deals.history")}
              ids={feed.ids}
              fresh={feed.fresh.length}
              onShowFresh={feed.showFresh}
              hasMore={feed.hasMore}
              loadingMore={feed.loadingMore}
              onMore={feed.more}
            />
          )}
        </div>
      </div>
    </>
  );
}
