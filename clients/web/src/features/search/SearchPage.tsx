// Finding deals, customers, people and competitors by any part of their names: written this way or that, in
// kana or kanji, full width or half. A customer or a competitor leads to the reports about it.
import { CloseButton, TextInput } from "@mantine/core";
import { IconBriefcase, IconBuilding, IconSearch, IconSwords } from "@tabler/icons-react";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "~/ui/words/useTranslation";
import { holds } from "~/state/fold";
import {
  useById, useCompetitors, useContacts, useCustomers, useDeals, useDepartments, useMe, useMembers,
} from "~/state/stock";
import block from "~/ui/block.module.css";
import { Avatar } from "~/ui/card/parts";
import { yen } from "~/ui/format";
import { PageHead } from "~/ui/Page";
import { Empty } from "~/ui/States";

const route = getRouteApi("/search");
const PAUSE_MS = 250;
const SHOWN = 12;

export function SearchPage() {
  const { t } = useTranslation();
  const { q = "" } = route.useSearch();
  const navigate = useNavigate();
  const [text, setText] = useState(q);
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => box.current?.focus(), []);
  useEffect(() => {
    const words = text.trim();
    if (words === q) return;
    const timer = setTimeout(() => {
      void navigate({ to: "/search", search: words ? { q: words } : {}, replace: true });
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text, q, navigate]);
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
          onChange={(event) => setText(event.currentTarget.value)}
        />
      </PageHead>
      {text.trim() === "" ? <Empty title={t("search.start")} hint={t("search.hint")} /> : <Found q={text} />}
    </>
  );
}

function Found({ q }: { q: string }) {
  const { t } = useTranslation();
  const found = useFound(q);
  const stages = useMe()?.stages ?? [];
  const customers = useById(useCustomers());
  const departments = useById(useDepartments());
  const { deals, people, companies, competitors } = found;
  if (deals.length + people.length + companies.length + competitors.length === 0) {
    return <Empty title={t("search.empty", { q })} hint={t("search.emptyHint")} />;
  }
  return (
    <>
      <Group title={t("nav.deals")} count={deals.length}>
        {deals.slice(0, SHOWN).map((deal) => (
          <Link key={deal.id} to="/deals/$id" params={{ id: deal.id }} className={block.row}>
            <IconBriefcase size={20} aria-hidden />
            <Words
              title={deal.name}
              meta={[
                customers.get(deal.customer)?.name,
                stages[deal.stage]?.name,
                deal.amount_yen === null || deal.amount_yen === undefined ? t("app.unknown") : yen(deal.amount_yen),
              ]}
            />
          </Link>
        ))}
      </Group>
      <Group title={t("card.customer")} count={companies.length}>
        {companies.slice(0, SHOWN).map(({ customer, contacts }) => (
          <Link key={customer.id} to="/customers/$id" params={{ id: customer.id }} className={block.row}>
            <IconBuilding size={20} aria-hidden />
            <Words title={customer.name} meta={[customer.industry, contacts]} />
          </Link>
        ))}
      </Group>
      <Group title={t("nav.people")} count={people.length}>
        {people.slice(0, SHOWN).map((one) => (
          <Link key={one.id} to="/members/$id" params={{ id: one.id }} className={block.row}>
            <Avatar name={one.name} size={32} />
            <Words title={one.name} meta={[departments.get(one.department)?.name, one.title, one.topics.join("・")]} />
          </Link>
        ))}
      </Group>
      <Group title={t("card.competitor")} count={competitors.length}>
        {competitors.slice(0, SHOWN).map((one) => (
          <Link key={one.id} to="/" search={{ competitor: one.id }} className={block.row}>
            <IconSwords size={20} aria-hidden />
            <Words title={one.name} meta={[t("search.reportsAbout")]} />
          </Link>
        ))}
      </Group>
    </>
  );
}

/** What holds all the words: by its own names, and deals by their customer's too, customers by their people. */
function useFound(q: string) {
  const deals = useDeals();
  const customers = useCustomers();
  const contacts = useContacts();
  const members = useMembers();
  const competitors = useCompetitors();
  return useMemo(() => {
    const byId = new Map(customers.map((one) => [one.id, one]));
    const names = (one: { name: string; kana: string; aliases: string[] }) => [one.name, one.kana, ...one.aliases];
    const customerNames = (id: number) => {
      const customer = byId.get(id);
      return customer ? [...names(customer), ...customer.former_names] : [];
    };
    const met = (customer: number) => contacts.filter((one) => one.customer === customer && holds(q, [one.name, one.kana]));
    return {
      deals: deals.filter((one) => !one.general && holds(q, [one.name, ...customerNames(one.customer)])),
      companies: customers
        .map((customer) => ({ customer, contacts: met(customer.id).map((one) => one.name).join("、") }))
        .filter(({ customer, contacts: people }) => people !== "" || holds(q, customerNames(customer.id))),
      people: members.filter((one) => one.active && holds(q, [one.name, one.kana, one.employee_no, ...one.topics])),
      competitors: competitors.filter((one) => holds(q, names(one))),
    };
  }, [q, deals, customers, contacts, members, competitors]);
}

function Group({ title, count, children }: { title: string; count: number; children: ReactNode }) {
  if (count === 0) return null;
  return (
    <section className={block.sheet} style={{ padding: "12px 6px 6px" }}>
      <h2 style={{ padding: "0 12px" }}>
        {title} <small className="num">{count}</small>
      </h2>
      {children}
    </section>
  );
}

function Words({ title, meta }: { title: string; meta: (string | undefined)[] }) {
  return (
    <span className={block.rowMain}>
      <span className={block.rowTitle}>{title}</span>
      <span className={block.rowMeta}>
        {meta.filter(Boolean).map((one) => (
          <span key={one} className="num">
            {one}
          </span>
        ))}
      </span>
    </span>
  );
}
