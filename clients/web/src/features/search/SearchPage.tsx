// Searching everything that may be seen, with operators and facets.
import { Button, CloseButton, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { takeCards } from "~/state/book";
import { bookStore, useCard } from "~/state/store";
import { ReportCard } from "~/ui/card/ReportCard";
import { composing } from "~/ui/keys";
import { PageHead } from "~/ui/Page";
import { problemText } from "~/ui/problemText";
import { CardSkeletons, Empty, Failed } from "~/ui/States";
import * as calls from "~/wire/calls";
import css from "./search.module.css";

const route = getRouteApi("/search");
const PAUSE_MS = 300;

export function SearchPage() {
  const { t } = useTranslation();
  const { q = "" } = route.useSearch();
  const navigate = useNavigate();
  const [text, setText] = useState(q);
  const box = useRef<HTMLInputElement>(null);
  const composingNow = useRef(false);
  useEffect(() => box.current?.focus(), []);
  const ask = (words: string) => void navigate({ to: "/search", search: words ? { q: words } : {}, replace: true });
  useEffect(() => {
    const words = text.trim();
    // Half a composed word finds nothing; wait until it is confirmed.
    if (words === q || composingNow.current) return;
    const timer = setTimeout(() => ask(words), PAUSE_MS);
    return () => clearTimeout(timer);
  });
  return (
    <>
      <PageHead title={t("search.title")}>
        <TextInput
          ref={box}
          type="search"
          size="lg"
          aria-label={t("search.title")}
          placeholder={t("search.placeholder")}
          leftSection={<IconSearch size={20} />}
          rightSection={text && <CloseButton aria-label={t("search.clear")} onClick={() => setText("")} />}
          value={text}
          onCompositionStart={() => (composingNow.current = true)}
          onCompositionEnd={(event) => {
            composingNow.current = false;
            setText(event.currentTarget.value);
          }}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => event.key === "Enter" && !composing(event) && ask(text.trim())}
        />
        <p className={css.hint}>{t("search.hint")}</p>
      </PageHead>
      {q === "" ? <Empty title={t("search.start")} /> : <Results q={q} onNarrow={(words) => setText(words)} />}
    </>
  );
}

function Results({ q, onNarrow }: { q: string; onNarrow: (q: string) => void }) {
  const { t } = useTranslation();
  const query = useInfiniteQuery({
    queryKey: ["search", q],
    queryFn: async ({ pageParam, signal }) => {
      const answer = await calls.find(q, pageParam ? { after: pageParam } : {}, signal);
      bookStore.update((book) => takeCards(book, answer.items.map((hit) => hit.card), 0));
      return answer;
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
  if (query.isPending) return <CardSkeletons count={2} />;
  if (query.error) return <Failed text={problemText(query.error)} onAgain={() => void query.refetch()} />;
  const [first] = query.data.pages;
  const hits = query.data.pages.flatMap((page) => page.items);
  if (hits.length === 0) return <Empty title={t("search.empty", { q })} hint={t("search.emptyHint")} />;
  return (
    <>
      <p className={`${css.total} num`} role="status">
        {t("search.total", { count: first?.total ?? hits.length })}
      </p>
      {first && first.facets.length > 0 && (
        <div className={css.facets} aria-label={t("search.facets")}>
          {first.facets.flatMap((facet) =>
            facet.values.slice(0, 4).map((value) => (
              <button
                key={`${facet.key}:${value.id}`}
                type="button"
                onClick={() => onNarrow(`${q} ${facet.key}:${value.label}`)}
              >
                {value.label} <span className="num">{value.count}</span>
              </button>
            )),
          )}
        </div>
      )}
      <div role="feed" aria-label={t("search.title")} className={css.list}>
        {hits.map((hit) => (
          <div key={hit.card.id}>
            {hit.matched.length > 0 && (
              <p className={css.matched}>{t("search.matched", { what: hit.matched.map((one) => one.text).join(" / ") })}</p>
            )}
            <Row id={hit.card.id} />
          </div>
        ))}
      </div>
      {query.hasNextPage && (
        <Button variant="default" fullWidth mt="md" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t("app.more")}
        </Button>
      )}
    </>
  );
}

function Row({ id }: { id: number }) {
  const card = useCard(id);
  return card ? <ReportCard card={card} /> : null;
}
