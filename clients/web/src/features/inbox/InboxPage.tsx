// What is addressed to this member and unread. Being listed here marks nothing read.
import { Button, SegmentedControl } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { fetchPage } from "~/state/feed";
import { setReadReport } from "~/state/focus";
import { useBadge } from "~/state/store";
import block from "~/ui/block.module.css";
import { count } from "~/ui/format";
import { PageHead } from "~/ui/Page";
import { problemText } from "~/ui/problemText";
import { CardSkeletons, Empty, Failed } from "~/ui/States";
import * as calls from "~/wire/calls";
import { InboxRow } from "./InboxRow";

const route = getRouteApi("/inbox");

export function InboxPage() {
  const { t } = useTranslation();
  const { show } = route.useSearch();
  const navigate = useNavigate();
  const badge = useBadge();
  const addressed = show !== "all";
  const query = useInfiniteQuery({
    queryKey: ["inbox", addressed],
    queryFn: ({ pageParam, signal }) =>
      fetchPage(
        (after) => calls.inbox({ addressed, sort: "activity", ...(after && { after }) }, signal),
        pageParam,
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
  const ids = (query.data?.pages ?? []).flatMap((page) => page.ids);
  const [first] = ids;
  useEffect(() => {
    if (first !== undefined) setReadReport(first);
  }, [first]);
  return (
    <>
      <PageHead title={t("inbox.title")} side={<ReadAll addressed={addressed} disabled={ids.length === 0} />}>
        <SegmentedControl
          value={addressed ? "addressed" : "all"}
          onChange={(value) =>
            void navigate({ to: "/inbox", search: value === "all" ? { show: "all" } : {}, replace: true })
          }
          data={[
            { value: "addressed", label: `${t("inbox.addressed")} ${count(badge.addressed)}` },
            { value: "all", label: `${t("inbox.all")} ${count(badge.unread)}` },
          ]}
          aria-label={t("timeline.filters")}
        />
      </PageHead>
      {query.isPending && <CardSkeletons count={2} />}
      {query.error && !query.data && <Failed text={problemText(query.error)} onAgain={() => void query.refetch()} />}
      {query.data && ids.length === 0 && <Empty title={t("inbox.empty")} hint={t("inbox.emptyHint")} />}
      {ids.length > 0 && (
        <>
          <p className={block.lead}>{t("inbox.lead")}</p>
          <ul className={`${block.list} ${block.sheet}`} style={{ padding: 6 }}>
            {ids.map((id) => (
              <InboxRow key={id} id={id} onLook={setReadReport} />
            ))}
          </ul>
        </>
      )}
      {query.hasNextPage && (
        <Button variant="default" fullWidth loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t("app.more")}
        </Button>
      )}
    </>
  );
}

function ReadAll({ addressed, disabled }: { addressed: boolean; disabled: boolean }) {
  const { t } = useTranslation();
  const badge = useBadge();
  const failed = (error: unknown) =>
    notifications.show({ color: "enji", title: t("problem.title"), message: problemText(error) });
  const undo = async (seq: number) => {
    try {
      await calls.undoReadAll(seq);
      notifications.show({ id: "read-all", message: t("inbox.undone") });
    } catch (error) {
      failed(error);
    }
  };
  const readAll = async () => {
    const marked = addressed ? badge.addressed : badge.unread;
    try {
      const answer = await calls.readAll(addressed);
      const seq = answer.undo;
      notifications.show({
        id: "read-all",
        autoClose: 12_000,
        message: (
          <>
            {t("inbox.readAllDone", { count: marked })}
            {seq !== null && seq !== undefined && (
              <Button
                variant="subtle"
                size="compact-sm"
                ml="sm"
                onClick={() => {
                  notifications.hide("read-all");
                  void undo(seq);
                }}
              >
                {t("inbox.undo")}
              </Button>
            )}
          </>
        ),
      });
    } catch (error) {
      failed(error);
    }
  };
  return (
    <Button variant="subtle" size="sm" disabled={disabled} onClick={() => void readAll()}>
      {t("inbox.readAll")}
    </Button>
  );
}
