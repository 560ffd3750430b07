// The stock: masters that reports refer to. Kept on the device, so that a report can be written without a
// network.
import { type QueryClient, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type {
  Competitor, Contact, Customer, Deal, Department, Me, Member, Page, Product, Purpose, Template,
} from "~/wire";
import * as calls from "~/wire/calls";
import { askForMasters } from "./answer";
import { askAnew } from "./askAnew";

/** Pages of masters that are fetched for pickers at most; beyond that, the server searches. */
const PAGES_MAX = 20;
const STALE_MS = 5 * 60 * 1000;

export async function every<T>(call: (query: calls.ListQuery) => Promise<Page<T>>, query: calls.ListQuery = {}): Promise<T[]> {
  const all: T[] = [];
  let cursor: string | null | undefined;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const answer = await askForMasters(() => call({ ...query, limit: 1000, ...(cursor && { after: cursor }) }));
    all.push(...answer.items);
    cursor = answer.next;
    if (!cursor) break;
  }
  return all;
}

/** Queries whose last answer is kept on the device. */
export const KEPT = ["me", "deals", "customers", "contacts", "products", "competitors", "members", "departments", "templates"] as const;
export type KeptKey = (typeof KEPT)[number];

const list = <T>(key: KeptKey | "purposes", call: (query: calls.ListQuery) => Promise<Page<T>>) => ({
  queryKey: ["stock", key] as const,
  queryFn: () => every(call),
  staleTime: STALE_MS,
});

export const queries = {
  me: { queryKey: ["stock", "me"] as const, queryFn: () => askForMasters(calls.me), staleTime: STALE_MS },
  deals: list<Deal>("deals", calls.deals),
  customers: list<Customer>("customers", calls.customers),
  contacts: list<Contact>("contacts", calls.contacts),
  products: list<Product>("products", calls.products),
  competitors: list<Competitor>("competitors", calls.competitors),
  members: list<Member>("members", calls.members),
  departments: list<Department>("departments", calls.departments),
  templates: list<Template>("templates", calls.templates),
  purposes: list<Purpose>("purposes", calls.purposes),
};

/** Everything that is kept on the device, to be fetched at the start. */
export const STOCK = KEPT.map((key) => queries[key]);

const none: never[] = [];
export const useMe = (): Me | undefined => useQuery(queries.me).data;
export const useDeals = (): Deal[] => useQuery(queries.deals).data ?? none;
export const useCustomers = (): Customer[] => useQuery(queries.customers).data ?? none;
export const useContacts = (): Contact[] => useQuery(queries.contacts).data ?? none;
export const useProducts = (): Product[] => useQuery(queries.products).data ?? none;
export const useCompetitors = (): Competitor[] => useQuery(queries.competitors).data ?? none;
export const useMembers = (): Member[] => useQuery(queries.members).data ?? none;
export const useDepartments = (): Department[] => useQuery(queries.departments).data ?? none;
export const useTemplates = (): Template[] => useQuery(queries.templates).data ?? none;
export const usePurposes = (): Purpose[] => useQuery(queries.purposes).data ?? none;

/** A list by number. */
export function useById<T extends { id: number }>(items: readonly T[]): ReadonlyMap<number, T> {
  return useMemo(() => new Map(items.map((item) => [item.id, item])), [items]);
}

/** Masters are asked for again within this time: a change is told to everybody at once. */
const SPREAD_MS = 20_000;
let asking: ReturnType<typeof setTimeout> | undefined;

/** Some master changed, or all may have: asks again soon, at a moment of this client's own. */
export function refetchStock(client: QueryClient, random: () => number = Math.random): void {
  if (asking !== undefined) return;
  asking = setTimeout(() => {
    asking = undefined;
    void askAnew(client, { queryKey: ["stock"] });
  }, 500 + random() * SPREAD_MS);
}

/** A deal changed: whoever shows it asks again now, the list when it is next looked at. */
export function dealChanged(client: QueryClient, deal: number): void {
  void askAnew(client, { queryKey: ["deal", deal] });
  void askAnew(client, { queryKey: ["stock", "deals"], refetchType: "none" });
}

/** Everything but the stock is fetched again: what was held has a hole in it. */
export function refetchAll(client: QueryClient): void {
  void askAnew(client, { predicate: (query) => query.queryKey[0] !== "stock" });
  refetchStock(client);
}
