// A department: its people, and everything they and those below report, as far as this member may see it.
import { getRouteApi, Link } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "~/ui/words/useTranslation";
import { useLive } from "~/live/context";
import { namesBelow } from "~/state/departments";
import { setReadReport } from "~/state/focus";
import { useFeed } from "~/state/feed";
import { useById, useDepartments, useMembers } from "~/state/stock";
import { Feed } from "~/ui/feed/Feed";
import { PageHead } from "~/ui/Page";
import { problemText } from "~/ui/problemText";
import { CardSkeletons, Empty, Failed } from "~/ui/States";
import type { Card } from "~/wire";
import * as calls from "~/wire/calls";
import css from "./people.module.css";
import { useWatchingPeople } from "./useWatchingPeople";

const route = getRouteApi("/departments/$id");
const none: ReadonlySet<string> = new Set();

export function DepartmentPage() {
  const { t } = useTranslation();
  const { id } = route.useParams();
  const { me } = useLive();
  const departments = useDepartments();
  const department = useById(departments).get(id);
  const below = useMemo(() => namesBelow(departments, id), [departments, id]);
  const belongs = (card: Card) => below?.has(card.author.department) ?? false;
  const feed = useFeed(
    ["feed", "department", id],
    (cursor, signal) => calls.departmentTimeline(id, cursor ? { after: cursor } : {}, signal),
    belongs,
    me.id,
    false,
  );
  const members = useMembers();
  const people = useMemo(() => {
    const within = below ?? none;
    const parts = new Set(departments.filter((one) => within.has(one.name)).map((one) => one.id));
    return new Set(members.filter((one) => parts.has(one.department)).map((one) => one.id));
  }, [members, departments, below]);
  useWatchingPeople(people, feed.ids);
  return (
    <>
      <PageHead title={department?.name ?? t("people.title")} back />
      <Team id={id} />
      {feed.pending && <CardSkeletons />}
      {feed.error !== null && feed.error !== undefined && <Failed text={problemText(feed.error)} onAgain={feed.again} />}
      {!feed.pending && !feed.error && feed.ids.length + feed.fresh.length === 0 && <Empty title={t("people.noReports")} />}
      {feed.ids.length + feed.fresh.length > 0 && (
        <Feed
          name={`department ${id}`}
          label={t("people.teamReports", { name: department?.name ?? "" })}
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

/** The way up and down, and the people. */
function Team({ id }: { id: number }) {
  const departments = useDepartments();
  const members = useMembers().filter((one) => one.active && one.department === id);
  const byId = useById(departments);
  const department = byId.get(id);
  const parent = byId.get(department?.parent ?? 0);
  const children = departments.filter((one) => one.parent === id);
  const sorted = [...members].sort((a, b) => Number(b.id === department?.head) - Number(a.id === department?.head));
  return (
    <nav className={css.team}>
      {parent && (
        <Link to="/departments/$id" params={{ id: parent.id }} className={css.part} data-kind="up">
          ↑ {parent.name}
        </Link>
      )}
      {children.map((one) => (
        <Link key={one.id} to="/departments/$id" params={{ id: one.id }} className={css.part} data-kind="down">
          {one.name}
        </Link>
      ))}
      {sorted.map((one) => (
        <Link key={one.id} to="/members/$id" params={{ id: one.id }} className={css.part}>
          {one.name}
        </Link>
      ))}
    </nav>
  );
}
