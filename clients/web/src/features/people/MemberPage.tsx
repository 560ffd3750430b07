// One person: who they are, and the reports they filed, as far as this member may see them.
import { getRouteApi, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useLive } from "~/live/context";
import { setReadReport } from "~/state/focus";
import { useFeed } from "~/state/feed";
import { useById, useDepartments, useMembers, useProducts } from "~/state/stock";
import block from "~/ui/block.module.css";
import { Avatar } from "~/ui/card/parts";
import { Feed } from "~/ui/feed/Feed";
import { PageHead } from "~/ui/Page";
import { problemText } from "~/ui/problemText";
import { CardSkeletons, Empty, Failed } from "~/ui/States";
import type { Card, Member } from "~/wire";
import * as calls from "~/wire/calls";

const route = getRouteApi("/members/$id");

export function MemberPage() {
  const { t } = useTranslation();
  const { id } = route.useParams();
  const { me } = useLive();
  const members = useById(useMembers());
  const member = members.get(id);
  const belongs = (card: Card) => card.author.id === id;
  const feed = useFeed(
    ["member", id, "timeline"],
    (cursor, signal) => calls.memberTimeline(id, cursor ? { after: cursor } : {}, signal),
    belongs,
    me.id,
  );
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
  const expert = [...member.products.map((id) => products.get(id)?.name ?? `#${id}`), ...member.topics];
  return (
    <section className={block.sheet}>
      <div style={{ display: "flex", gap: 14, alignItems: "center" }}>
        <Avatar name={member.name} size={56} />
        <div className={block.rowMain}>
          <div className={block.rowTitle}>
            {departments.get(member.department)?.name} {member.title}
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
    </section>
  );
}
