// All deals: mine, those without a next move, those that are late.
import { TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "~/ui/words/useTranslation";
import { useLive } from "~/live/context";
import { holds } from "~/state/fold";
import { queries, useById, useCustomers, useMe, useMembers } from "~/state/stock";
import { useQuery } from "@tanstack/react-query";
import { Choices } from "~/ui/Choices";
import { isPast, yen } from "~/ui/format";
import { PageHead } from "~/ui/Page";
import { problemText } from "~/ui/problemText";
import { CardSkeletons, Empty, Failed } from "~/ui/States";
import { DealRow } from "~/ui/stock/DealRow";
import type { Customer, Deal } from "~/wire";
import css from "./deals.module.css";

const route = getRouteApi("/deals");
const SHOWN = 200;
type Show = "all" | "mine" | "no_move" | "overdue";

export function DealsPage() {
  const { t } = useTranslation();
  const { q = "", show = "all" } = route.useSearch();
  const navigate = useNavigate();
  const { me } = useLive();
  const query = useQuery(queries.deals);
  const customers = useById(useCustomers());
  const members = useById(useMembers());
  const stages = useMe()?.stages ?? [];
  const found = useMemo(
    () => findDeals(query.data ?? [], customers, { q, show, me: me.id }),
    [query.data, customers, q, show, me.id],
  );
  const total = found.reduce((sum, deal) => sum + (deal.amount_yen ?? 0), 0);
  const set = (next: { q?: string; show?: Show }) =>
    void navigate({
      to: "/deals",
      replace: true,
      search: {
        ...((next.q ?? q) && { q: next.q ?? q }),
        ...((next.show ?? show) !== "all" && { show: (next.show ?? show) as Exclude<Show, "all"> }),
      },
    });
  return (
    <>
      <PageHead
        title={t("deals.title")}
        side={
          <span className={`${css.sum} num`}>
            {t("deals.count", { count: found.length })} · {t("deals.total")} {yen(total)}
            <Link to="/customers" className={css.other}>
              {t("customers.all")}
            </Link>
          </span>
        }
      >
        <TextInput
          aria-label={t("deals.search")}
          placeholder={t("deals.search")}
          leftSection={<IconSearch size={18} />}
          defaultValue={q}
          onChange={(event) => set({ q: event.currentTarget.value })}
          mb="xs"
        />
        <Choices
          label={t("timeline.filters")}
          options={[
            { value: "all", label: t("deals.all") },
            { value: "mine", label: t("deals.mine") },
            { value: "no_move", label: t("deals.noMove") },
            { value: "overdue", label: t("deals.overdue") },
          ]}
          value={show as Show}
          onChange={(one) => set({ show: one })}
        />
      </PageHead>
      {query.isPending && <CardSkeletons count={4} />}
      {query.error && !query.data && <Failed text={problemText(query.error)} onAgain={() => void query.refetch()} />}
      {query.data && found.length === 0 && <Empty title={t("deals.empty")} hint={t("deals.emptyHint")} />}
      <ul className={css.deals}>
        {found.slice(0, SHOWN).map((deal) => (
          <li key={deal.id}>
            <DealRow
              deal={deal}
              stages={stages}
              owner={members.get(deal.owner)?.name}
              customer={customers.get(deal.customer)?.name}
            />
          </li>
        ))}
      </ul>
    </>
  );
}

interface Wanted {
  q: string;
  show: Show;
  me: number;
}

function findDeals(deals: readonly Deal[], customers: ReadonlyMap<number, Customer>, { q, show, me }: Wanted): Deal[] {
  return deals
    .filter((deal) => {
      if (deal.general) return false;
      const mine = deal.owner === me || deal.team.some((one) => one.member === me);
      if (show === "mine" && !mine) return false;
      if (show === "no_move" && deal.next_moves.length > 0) return false;
      if (show === "overdue" && !deal.next_moves.some((move) => move.due && isPast(move.due))) return false;
      const customer = customers.get(deal.customer);
      return holds(q, [deal.name, customer?.name ?? "", customer?.kana ?? "", ...(customer?.aliases ?? [])]);
    })
    .sort((a, b) => (b.last_activity_at ?? 0) - (a.last_activity_at ?? 0));
}
