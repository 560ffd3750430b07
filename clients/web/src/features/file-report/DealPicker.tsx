// The deal: those on today's way and the recent ones at once, any other by name, customer, person or kana; a
// customer without a deal too, and one that is not there yet is added here.
import { TextInput } from "@mantine/core";
import { IconChevronRight, IconPlus, IconSearch } from "@tabler/icons-react";
import { memo, type ReactNode, useMemo, useState } from "react";
import { useTranslation } from "~/ui/words/useTranslation";
import { useLive } from "~/live/context";
import { useById, useContacts, useCustomers, useDeals, useMe } from "~/state/stock";
import { Stone } from "~/ui/card/parts";
import { day, isPast, wireDay, yen } from "~/ui/format";
import { composing } from "~/ui/keys";
import type { Customer, Deal, Stage } from "~/wire";
import css from "./dealPicker.module.css";
import { NewDeal } from "./NewDeal";
import { findDeals, type Habits, type Planned, suggestDeals } from "./suggest";

const SHOWN = 6;
const FOUND = 12;
const none: readonly Stage[] = [];

interface Props {
  value: number | null;
  habits: Habits;
  onChange: (deal: number | null) => void;
}

export const DealPicker = memo(function DealPicker({ value, habits, onChange }: Props) {
  const { t } = useTranslation();
  const deals = useDeals();
  const customers = useById(useCustomers());
  const stages = useMe()?.stages ?? none;
  const chosen = value === null ? undefined : deals.find((deal) => deal.id === value);
  if (value === null) return <Finder habits={habits} onChange={onChange} />;
  return (
    <div className={css.chosen}>
      {chosen ? (
        <DealLine deal={chosen} customer={customers.get(chosen.customer)} stages={stages} />
      ) : (
        <span>{t("filing.unknownDeal")}</span>
      )}
      <button type="button" className={css.change} onClick={() => onChange(null)}>
        {t("filing.change")}
      </button>
    </div>
  );
});

function Finder({ habits, onChange }: Omit<Props, "value">) {
  const { t } = useTranslation();
  const { me } = useLive();
  const deals = useDeals();
  const customers = useById(useCustomers());
  const contacts = useContacts();
  const stages = useMe()?.stages ?? none;
  const [query, setQuery] = useState("");
  const [adding, setAdding] = useState(false);
  const words = query.trim();
  const suggested = useMemo(
    () => suggestDeals({ deals, stages, habits, me: me.id, tomorrow: tomorrow() }, SHOWN),
    [deals, stages, habits, me.id],
  );
  const found = useMemo(
    () => (words === "" ? [] : findDeals(deals, customers, contacts, words, FOUND)),
    [deals, customers, contacts, words],
  );
  const first = words === "" ? undefined : found[0];
  const line = (deal: Deal, planned?: Planned) => (
    <li key={deal.id}>
      <button type="button" onClick={() => onChange(deal.id)}>
        <DealLine deal={deal} customer={customers.get(deal.customer)} stages={stages} planned={planned} />
        <IconChevronRight size={18} aria-hidden />
      </button>
    </li>
  );
  return (
    <div className={css.finder}>
      <TextInput
        aria-label={t("filing.dealSearch")}
        placeholder={t("filing.dealSearch")}
        leftSection={<IconSearch size={18} />}
        value={query}
        onChange={(event) => setQuery(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || composing(event)) return;
          event.preventDefault();
          if (first) onChange(first.id);
        }}
      />
      {words === "" ? (
        <>
          <Group title={t("filing.planned")} rows={suggested.planned.map((one) => line(one.deal, one))} />
          <Group title={t("filing.recent")} rows={suggested.recent.map((deal) => line(deal))} />
        </>
      ) : (
        <Group title={t("nav.deals")} quiet rows={found.map((deal) => line(deal))} />
      )}
      {words !== "" && found.length === 0 && <p className={css.none}>{t("filing.noDeal")}</p>}
      {adding ? (
        <NewDeal name={words} onCancel={() => setAdding(false)} onAdded={onChange} />
      ) : (
        <button type="button" className={css.add} onClick={() => setAdding(true)}>
          <IconPlus size={18} aria-hidden />
          {words === "" ? t("filing.newDeal") : t("filing.newDealNamed", { name: words })}
        </button>
      )}
    </div>
  );
}

function Group({ title, rows, quiet = false }: { title: string; rows: ReactNode[]; quiet?: boolean }) {
  if (rows.length === 0) return null;
  return (
    <>
      {!quiet && <h3 className={css.group}>{title}</h3>}
      <ul className={css.deals} aria-label={title}>
        {rows}
      </ul>
    </>
  );
}

interface LineProps {
  deal: Deal;
  customer: Customer | undefined;
  stages: readonly Stage[];
  planned?: Planned | undefined;
}

function DealLine({ deal, customer, stages, planned }: LineProps) {
  const { t } = useTranslation();
  const { amount_yen: amount } = deal;
  return (
    <span className={css.deal}>
      <b>{deal.general ? t("filing.general") : deal.name}</b>
      <span>
        {customer?.name}
        {!deal.general && (
          <>
            {" · "}
            {stages[deal.stage]?.name}
            {amount !== null && amount !== undefined && <span className="num"> · {yen(amount)}</span>}
          </>
        )}
      </span>
      {planned && (
        <span className={css.move} data-late={isPast(planned.move.due ?? "")}>
          <Stone size={9} />
          <span className="num">{day(planned.move.due ?? "")}</span>
          <span>{planned.move.what}</span>
        </span>
      )}
    </span>
  );
}

function tomorrow(): string {
  const moment = new Date();
  moment.setDate(moment.getDate() + 1);
  return wireDay(moment);
}
