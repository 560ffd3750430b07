// All customers, to be found by name, kana, alias or former name.
import { TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "~/ui/words/useTranslation";
import { holds } from "~/state/fold";
import { useById, useCustomers, useDeals, useMe, useMembers } from "~/state/stock";
import block from "~/ui/block.module.css";
import { moment, yen } from "~/ui/format";
import { PageHead } from "~/ui/Page";
import { CardSkeletons, Empty } from "~/ui/States";
import type { Customer, Deal } from "~/wire";

const route = getRouteApi("/customers");
const SHOWN = 200;

interface Row {
  customer: Customer;
  running: number;
  total: number;
  last: number;
}

export function CustomersPage() {
  const { t } = useTranslation();
  const { q = "" } = route.useSearch();
  const navigate = useNavigate();
  const customers = useCustomers();
  const deals = useDeals();
  const stages = useMe()?.stages;
  const members = useById(useMembers());
  const rows = useMemo(
    () => rowsOf(customers, deals, (deal) => (stages?.[deal.stage]?.outcome ?? "open") === "open"),
    [customers, deals, stages],
  );
  const found = rows.filter(({ customer: one }) => holds(q, [one.name, one.kana, one.industry, ...one.aliases, ...one.former_names]));
  return (
    <>
      <PageHead title={t("customers.title")} side={<span className="num">{t("customers.count", { count: found.length })}</span>}>
        <TextInput
          aria-label={t("customers.search")}
          placeholder={t("customers.search")}
          leftSection={<IconSearch size={18} />}
          defaultValue={q}
          onChange={(event) => {
            const text = event.currentTarget.value;
            void navigate({ to: "/customers", replace: true, search: text ? { q: text } : {} });
          }}
        />
      </PageHead>
      {customers.length === 0 && <CardSkeletons count={4} />}
      {customers.length > 0 && found.length === 0 && <Empty title={t("customers.empty")} />}
      {found.length > 0 && (
        <section className={block.sheet} style={{ padding: 6 }}>
          <ul className={block.list}>
            {found.slice(0, SHOWN).map(({ customer, running, total, last }) => (
              <li key={customer.id}>
                <Link to="/customers/$id" params={{ id: customer.id }} className={block.row}>
                  <span className={block.rowMain}>
                    <span className={block.rowTitle}>{customer.name}</span>
                    <span className={block.rowMeta}>
                      {customer.industry && <span>{customer.industry}</span>}
                      {customer.owner && <span>{members.get(customer.owner)?.name}</span>}
                      {last > 0 && <span className="num">{moment(last)}</span>}
                    </span>
                  </span>
                  {running > 0 && (
                    <span className={`${block.rowMeta} num`}>
                      <b>{yen(total)}</b>
                      <span>{t("customers.running", { count: running })}</span>
                    </span>
                  )}
                </Link>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

/** Those with the latest activity first. */
function rowsOf(customers: readonly Customer[], deals: readonly Deal[], open: (deal: Deal) => boolean): Row[] {
  const rows = new Map<number, Row>();
  for (const customer of customers) {
    if (!customer.retired) rows.set(customer.id, { customer, running: 0, total: 0, last: 0 });
  }
  for (const deal of deals) {
    const row = rows.get(deal.customer);
    if (!row) continue;
    row.last = Math.max(row.last, deal.last_activity_at ?? 0);
    if (deal.general || !open(deal)) continue;
    row.running += 1;
    row.total += deal.amount_yen ?? 0;
  }
  return [...rows.values()].sort((a, b) => b.last - a.last);
}
