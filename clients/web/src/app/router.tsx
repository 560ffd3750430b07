// Which address shows which screen.
import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from "@tanstack/react-router";
import { TimelinePage } from "~/features/timeline/TimelinePage";
import { parseFilter } from "~/state/filter";
import { ErrorPage, NotFoundPage } from "./Fallbacks";
import { Shell } from "./Shell";

const root = createRootRoute({ component: Shell, notFoundComponent: NotFoundPage, errorComponent: ErrorPage });
const number = (raw: string) => Number(raw);
const byId = {
  params: {
    parse: ({ id }: { id: string }) => ({ id: number(id) }),
    stringify: ({ id }: { id: number }) => ({ id: String(id) }),
  },
};

const timeline = createRoute({
  getParentRoute: () => root,
  path: "/",
  component: TimelinePage,
  validateSearch: parseFilter,
});
const inbox = createRoute({
  getParentRoute: () => root,
  path: "/inbox",
  component: lazyRouteComponent(() => import("~/features/inbox/InboxPage"), "InboxPage"),
  validateSearch: (raw: Record<string, unknown>): { show?: "all" | "past" } =>
    raw.show === "all" || raw.show === "past" ? { show: raw.show } : {},
});
const FilingPage = lazyRouteComponent(() => import("~/features/file-report/FileReportPage"), "FileReportPage");
/** Fetches the form of a report ahead of the tap that opens it. */
export const fetchFilingPage = async (): Promise<void> => FilingPage.preload?.();

const filing = createRoute({
  getParentRoute: () => root,
  path: "/new",
  component: FilingPage,
  validateSearch: (raw: Record<string, unknown>): { deal?: number; draft?: string } => {
    const deal = Number(raw.deal);
    return {
      ...(raw.deal !== undefined && Number.isSafeInteger(deal) && { deal }),
      ...(typeof raw.draft === "string" && { draft: raw.draft }),
    };
  },
});
const report = createRoute({
  getParentRoute: () => root,
  path: "/reports/$id",
  component: lazyRouteComponent(() => import("~/features/read-report/ReportPage"), "ReportPage"),
  validateSearch: (raw: Record<string, unknown>): { reply?: true } =>
    // A push leads to `/reports/7?reply`.
    raw.reply !== undefined && raw.reply !== false && raw.reply !== "false" ? { reply: true } : {},
  ...byId,
});
const correct = createRoute({
  getParentRoute: () => root,
  path: "/reports/$id/correct",
  component: lazyRouteComponent(() => import("~/features/file-report/CorrectPage"), "CorrectPage"),
  ...byId,
});
const deals = createRoute({
  getParentRoute: () => root,
  path: "/deals",
  component: lazyRouteComponent(() => import("~/features/deals/DealsPage"), "DealsPage"),
  validateSearch: (raw: Record<string, unknown>): { q?: string; show?: "mine" | "no_move" | "overdue" } => ({
    ...(typeof raw.q === "string" && raw.q && { q: raw.q }),
    ...((raw.show === "mine" || raw.show === "no_move" || raw.show === "overdue") && { show: raw.show }),
  }),
});
const deal = createRoute({
  getParentRoute: () => root,
  path: "/deals/$id",
  component: lazyRouteComponent(() => import("~/features/deals/DealPage"), "DealPage"),
  ...byId,
});
const customers = createRoute({
  getParentRoute: () => root,
  path: "/customers",
  component: lazyRouteComponent(() => import("~/features/customers/CustomersPage"), "CustomersPage"),
  validateSearch: (raw: Record<string, unknown>): { q?: string } =>
    typeof raw.q === "string" && raw.q ? { q: raw.q } : typeof raw.q === "number" ? { q: String(raw.q) } : {},
});
const customer = createRoute({
  getParentRoute: () => root,
  path: "/customers/$id",
  component: lazyRouteComponent(() => import("~/features/customers/CustomerPage"), "CustomerPage"),
  ...byId,
});
const department = createRoute({
  getParentRoute: () => root,
  path: "/departments/$id",
  component: lazyRouteComponent(() => import("~/features/people/DepartmentPage"), "DepartmentPage"),
  ...byId,
});
const people = createRoute({
  getParentRoute: () => root,
  path: "/members",
  component: lazyRouteComponent(() => import("./People"), "People"),
});
const member = createRoute({
  getParentRoute: () => root,
  path: "/members/$id",
  component: lazyRouteComponent(() => import("~/features/people/MemberPage"), "MemberPage"),
  ...byId,
});
const search = createRoute({
  getParentRoute: () => root,
  path: "/search",
  component: lazyRouteComponent(() => import("~/features/search/SearchPage"), "SearchPage"),
  validateSearch: (raw: Record<string, unknown>): { q?: string } =>
    typeof raw.q === "string" && raw.q ? { q: raw.q } : typeof raw.q === "number" ? { q: String(raw.q) } : {},
});
const outbox = createRoute({
  getParentRoute: () => root,
  path: "/outbox",
  component: lazyRouteComponent(() => import("~/features/outbox/OutboxPage"), "OutboxPage"),
});
const settings = createRoute({
  getParentRoute: () => root,
  path: "/settings",
  component: lazyRouteComponent(() => import("~/features/settings/SettingsPage"), "SettingsPage"),
});

const tree = root.addChildren([
  timeline, inbox, filing, report, correct, deals, deal, customers, customer, department, people, member, search, outbox, settings,
]);

export function makeRouter() {
  return createRouter({
    routeTree: tree,
    scrollRestoration: true,
    defaultPreload: "intent",
    defaultErrorComponent: ErrorPage,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
