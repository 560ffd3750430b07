// One customer: who they are, whom we know there and what we sell them, beside everything that was reported.
import { getRouteApi } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "~/ui/words/useTranslation";
import { useLive } from "~/live/context";
import { useWatching } from "~/live/watching";
import { useFeed } from "~/state/feed";
import { useById, useCustomers, useDeals } from "~/state/stock";
import { Feed } from "~/ui/feed/Feed";
import { PageHead } from "~/ui/Page";
import { problemText } from "~/ui/problemText";
import { CardSkeletons, Empty, Failed } from "~/ui/States";
import type { Card } from "~/wire";
import * as calls from "~/wire/calls";
import { Problem } from "~/wire/problem";
import { CustomerStock } from "./CustomerStock";
import css from "./customers.module.css";

const route = getRouteApi("/customers/$id");

export function CustomerPage() {
  const { t } = useTranslation();
  const { id } = route.useParams();
  const { me } = useLive();
  const customer = useById(useCustomers()).get(id);
  const all = useDeals();
  const deals = useMemo(
    () => all.filter((deal) => deal.customer === id).sort((a, b) => (b.last_activity_at ?? 0) - (a.last_activity_at ?? 0)),
    [all, id],
  );
  useWatching(deals.map((deal) => deal.id));
  const belongs = (card: Card) => card.stock.customer.id === id;
  const feed = useFeed(
    ["feed", "customer", id],
    (cursor, signal) => calls.customerTimeline(id, cursor ? { after: cursor } : {}, signal),
    belongs,
    me.id,
    false,
  );
  if (feed.error instanceof Problem && feed.error.status === 404) {
    return (
      <>
        <PageHead title={t("customers.title")} back />
        <Empty title={t("problem.not_found")} />
      </>
    );
  }
  return (
    <>
      <PageHead title={customer?.name ?? t("customers.title")} back />
      <div className={css.page}>
        <div className={css.beside}>{customer && <CustomerStock customer={customer} deals={deals} />}</div>
        <div>
          <h2 className="unseen">{t("customers.history")}</h2>
          {feed.pending && <CardSkeletons />}
          {feed.error !== null && feed.error !== undefined && (
            <Failed text={problemText(feed.error)} onAgain={feed.again} />
          )}
          {!feed.pending && !feed.error && feed.ids.length + feed.fresh.length === 0 && (
            <Empty title={t("timeline.empty")} hint={t("customers.emptyHint")} />
          )}
          {feed.ids.length + feed.fresh.length > 0 && (
            <Feed
              name={`customer ${id}`}
              label={t("customers.history")}
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
