// One person: who they are, and the reports they filed, as far as this member may see them.
import { getRouteApi, Link } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "~/ui/words/useTranslation";
import { useLive } from "~/live/context";
import { setReadReport } from "~/state/focus";
import { useFeed } from "~/state/feed";
import {
  useById, useCustomers, useDeals, useDepartments, useMe, useMembers, useProducts,
} from "~/state/stock";
import block from "~/ui/block.module.css";
import { Avatar } from "~/ui/card/parts";
import { Feed } from "~/ui/feed/Feed";
import { yen } from "~/ui/format";
import { PageHead } from "~/ui/Page";
import { problemText } from "~/ui/problemText";
import { CardSkeletons, Empty, Failed } from "~/ui/States";
import { DealRow } from "~/ui/stock/DealRow";
import type { Card, Member } from "~/wire";
import * as calls from "~/wire/calls";
import css from "./people.module.css";
import { useWatchingPeople } from "./useWatchingPeople";

const route = getRouteApi("/members/$id");

export function MemberPage() {
  const { t } = useTranslation();
  const { id } = route.useParams();
  const { me } = useLive();
  const members = useById(useMembers());
  const member = members.get(id);
  const belongs = (card: Card) => card.author.id === id;
  const feed = useFeed(
    ["feed", "member", id],
    (cursor, signal) => calls.memberTimeline(id, cursor ? { after: cursor } : {}, signal),
    belongs,
    me.id,
    false,
  );
  useWatchingPeople(useMemo(() => new Set([id]), [id]), feed.ids);
  const label = t("people.reports", { name: member?.name ?? "" });
  return (
    <>
      <PageHead title={member?.name ?? t("nav.people")} back />
      {member && <Profile member={member} superior={members.get(member.superior ?? 0)} />}
      {feed.pending && <CardSkeletons />}
      {feed.error !== null && feed.error !== undefined && <Failed text={problemText(feed.error)} onAgain={feed.again} />}
      {!feed.pending && !feed.error && feed.ids.length + feed.fresh.length === 0 && (
        <Empty title={t("people.noReports")} />
      )}
      {feed.ids.length + feed.fresh.length > 0 && (
        <Feed
          name={`member ${id}`}
          label={label}
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

function Profile({ member, superior }: { member: Member; superior: Member | undefined }) {
  const { t } = useTranslation();
  const departments = useById(useDepartments());
  const products = useById(useProducts());
  const led = [...departments.values()].filter((one) => one.head === member.id);
  const expert = [...member.products.map((id) => products.get(id)?.name ?? `#${id}`), ...member.topics];
  return (
    <section className={block.sheet}>
      <div className={css.who}>
        <Avatar name={member.name} size={56} />
        <div className={block.rowMain}>
          <div className={block.rowTitle}>
            <Link to="/departments/$id" params={{ id: member.department }}>
              {departments.get(member.department)?.name}
            </Link>{" "}
            {member.title}
          </div>
          <div className={block.rowMeta}>
            <span>{member.kana}</span>
            {member.employee_no && <span className="num">{member.employee_no}</span>}
            {member.role !== "member" && <span>{t(`people.role.${member.role}`)}</span>}
            {superior && (
              <span>
                {t("people.superior")}:{" "}
                <Link to="/members/$id" params={{ id: superior.id }}>
                  {superior.name}
                </Link>
              </span>
            )}
          </div>
          {expert.length > 0 && (
            <div className={block.rowMeta}>
              {t("people.expert")}: {expert.join("・")}
            </div>
          )}
        </div>
      </div>
      <Deals member={member} />
      {led.length > 0 && (
        <div className={css.links}>
          {led.map((one) => (
            <Link key={one.id} to="/departments/$id" params={{ id: one.id }} className={css.part} data-kind="down">
              {t("people.teamReports", { name: one.name })}
            </Link>
          ))}
        </div>
      )}
    </section>
  );
}

/** The deals that are under way with them. */
function Deals({ member }: { member: Member }) {
  const { t } = useTranslation();
  const stages = useMe()?.stages ?? [];
  const customers = useById(useCustomers());
  const open = useDeals().filter(
    (deal) => !deal.general && deal.owner === member.id && (stages[deal.stage]?.outcome ?? "open") === "open",
  );
  if (open.length === 0) return null;
  const total = open.reduce((sum, deal) => sum + (deal.amount_yen ?? 0), 0);
  const sorted = [...open].sort((a, b) => (b.last_activity_at ?? 0) - (a.last_activity_at ?? 0));
  return (
    <details className={css.details}>
      <summary>
        {t("people.deals", { count: open.length })} <span className="num">{yen(total)}</span>
      </summary>
      <ul className={css.deals}>
        {sorted.map((deal) => (
          <li key={deal.id}>
            <DealRow deal={deal} stages={stages} owner={undefined} customer={customers.get(deal.customer)?.name} />
          </li>
        ))}
      </ul>
    </details>
  );
}
