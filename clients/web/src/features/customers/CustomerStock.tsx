// What is known of a customer: its names, its people, its deals.
import { useMediaQuery } from "@mantine/hooks";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "~/ui/words/useTranslation";
import { useById, useContacts, useMe, useMembers } from "~/state/stock";
import { yen } from "~/ui/format";
import { ContactList } from "~/ui/stock/ContactList";
import { DealRow } from "~/ui/stock/DealRow";
import type { Customer, Deal } from "~/wire";
import css from "./customers.module.css";

/** Deals that are shown before somebody asks for all. */
const SHOWN = 4;

export function CustomerStock({ customer, deals }: { customer: Customer; deals: readonly Deal[] }) {
  const { t } = useTranslation();
  // Above a feed it must leave room for the feed.
  const narrow = useMediaQuery("(max-width: 74.99em)", undefined, { getInitialValueInEffect: false });
  const general = deals.find((deal) => deal.general);
  const known = [customer.kana, customer.industry].filter((one) => one !== "");
  return (
    <section className={css.stock} aria-label={t("customers.stock")}>
      {known.length > 0 && <p className={css.known}>{known.join(" · ")}</p>}
      <Names label={t("customers.aliases")} names={customer.aliases} />
      <Names label={t("customers.formerNames")} names={customer.former_names} />
      {customer.owner !== null && customer.owner !== undefined && <Owner id={customer.owner} />}
      {narrow ? (
        <details className={css.details}>
          <summary>{t("customers.details")}</summary>
          <People customer={customer} />
          <Deals deals={deals} />
        </details>
      ) : (
        <>
          <People customer={customer} />
          <Deals deals={deals} />
        </>
      )}
      {general && (
        <Link to="/new" search={{ deal: general.id }} className={css.write}>
          {t("customers.reportOn")}
        </Link>
      )}
    </section>
  );
}

function Names({ label, names }: { label: string; names: readonly string[] }) {
  if (names.length === 0) return null;
  return (
    <p className={css.names}>
      <small>{label}</small> {names.join("、")}
    </p>
  );
}

function Owner({ id }: { id: number }) {
  const { t } = useTranslation();
  const members = useById(useMembers());
  return (
    <p className={css.names}>
      <small>{t("customers.owner")}</small>{" "}
      <Link to="/members/$id" params={{ id }}>
        {members.get(id)?.name ?? `#${id}`}
      </Link>
    </p>
  );
}

function People({ customer }: { customer: Customer }) {
  const { t } = useTranslation();
  const members = useById(useMembers());
  const contacts = useContacts().filter((one) => one.customer === customer.id);
  return (
    <div className={css.group}>
      <h3>{t("deals.contacts")}</h3>
      {contacts.length === 0 ? (
        <p className={css.blank}>{t("app.unknown")}</p>
      ) : (
        <ContactList contacts={contacts} nameOf={(id) => members.get(id)?.name ?? `#${id}`} />
      )}
    </div>
  );
}

function Deals({ deals }: { deals: readonly Deal[] }) {
  const { t } = useTranslation();
  const [whole, setWhole] = useState(false);
  const stages = useMe()?.stages ?? [];
  const members = useById(useMembers());
  const open = (deal: Deal) => (stages[deal.stage]?.outcome ?? "open") === "open";
  const own = deals.filter((deal) => !deal.general);
  const running = own.filter(open);
  const sorted = [...running, ...own.filter((deal) => !open(deal))];
  const total = running.reduce((sum, deal) => sum + (deal.amount_yen ?? 0), 0);
  return (
    <div className={css.group}>
      <h3>
        {t("nav.deals")}
        {running.length > 0 && (
          <span className="num">
            {t("customers.running", { count: running.length })} {yen(total)}
          </span>
        )}
      </h3>
      {own.length === 0 && <p className={css.blank}>{t("app.none")}</p>}
      <ul className={css.deals}>
        {(whole ? sorted : sorted.slice(0, SHOWN)).map((deal) => (
          <li key={deal.id}>
            <DealRow deal={deal} stages={stages} owner={members.get(deal.owner)?.name} />
          </li>
        ))}
      </ul>
      {sorted.length > SHOWN && (
        <button type="button" className={css.all} aria-expanded={whole} onClick={() => setWhole(!whole)}>
          {whole ? t("card.less") : t("customers.allDeals", { count: sorted.length })}
        </button>
      )}
    </div>
  );
}
