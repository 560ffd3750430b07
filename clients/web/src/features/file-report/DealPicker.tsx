// The deal: the recent ones at once, any other by name, customer or kana; a customer without a deal too.
import { TextInput } from "@mantine/core";
import { IconChevronRight, IconSearch } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLive } from "~/live/context";
import { holds } from "~/state/fold";
import { useById, useCustomers, useDeals, useMe } from "~/state/stock";
import { yen } from "~/ui/format";
import type { Customer, Deal } from "~/wire";
import css from "./filing.module.css";
import { recentDeals } from "./form";

const RECENT = 5;
const FOUND = 12;

export function DealPicker({ value, onChange }: { value: number | null; onChange: (deal: number | null) => void }) {
  const { t } = useTranslation();
  const { me } = useLive();
  const deals = useDeals();
  const customers = useById(useCustomers());
  const stages = useMe()?.stages;
  const [query, setQuery] = useState("");
  const chosen = value === null ? undefined : deals.find((deal) => deal.id === value);
  const shown = useMemo(
    () => (query.trim() === "" ? recentDeals(deals, stages ?? [], me.id, RECENT) : findDeals(deals, customers, query)),
    [deals, customers, stages, query, me.id],
  );
  if (value !== null) {
    return (
      <div className={css.chosen}>
        {chosen ? <DealLine deal={chosen} customer={customers.get(chosen.customer)} /> : <span>#{value}</span>}
        <button type="button" className={css.link} onClick={() => onChange(null)}>
          {t("filing.change")}
        </button>
      </div>
    );
  }
  return (
    <div>
      <TextInput
        aria-label={t("filing.dealSearch")}
        placeholder={t("filing.dealSearch")}
        leftSection={<IconSearch size={18} />}
        value={query}
        onChange={(event) => setQuery(event.currentTarget.value)}
        onKeyDown={(event) => {
          const only = shown[0];
          if (event.key === "Enter" && !event.nativeEvent.isComposing && event.nativeEvent.keyCode !== 229) {
            event.preventDefault();
            if (only) onChange(only.id);
          }
        }}
      />
      <ul className={css.deals} aria-label={t(query ? "nav.deals" : "filing.recent")}>
        {shown.map((deal) => (
          <li key={deal.id}>
            <button type="button" onClick={() => onChange(deal.id)}>
              <DealLine deal={deal} customer={customers.get(deal.customer)} />
              <IconChevronRight size={18} aria-hidden />
            </button>
          </li>
        ))}
        {shown.length === 0 && <li className={css.none}>{t("filing.noDeal")}</li>}
      </ul>
    </div>
  );
}

function DealLine({ deal, customer }: { deal: Deal; customer: Customer | undefined }) {
  const { t } = useTranslation();
  const stages = useMe()?.stages ?? [];
  return (
    <span className={css.deal}>
      <b>{deal.general ? t("filing.general") : deal.name}</b>
      <span>
        {customer?.name}
        {!deal.general && (
          <>
            {" · "}
            {stages[deal.stage]?.name}
            {deal.amount_yen !== null && deal.amount_yen !== undefined && (
              <span className="num"> · {yen(deal.amount_yen)}</span>
            )}
          </>
        )}
      </span>
    </span>
  );
}

function findDeals(deals: readonly Deal[], customers: ReadonlyMap<number, Customer>, query: string): Deal[] {
  const found = deals.filter((deal) => {
    const customer = customers.get(deal.customer);
    if (customer?.retired) return false;
    const names = customer ? [customer.name, customer.kana, ...customer.aliases, ...customer.former_names] : [];
    return holds(query, [deal.name, ...names]);
  });
  // Real deals first: the general one is for what belongs to none of them.
  return found.sort((a, b) => Number(a.general) - Number(b.general)).slice(0, FOUND);
}
