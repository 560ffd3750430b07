// Every call that this client makes, by name. Nothing else knows a path.
import { type Ask, ask, type Query } from "./http";
import type {
  AllRead, Badge, Changed, Competitor, Contact, Correction, Customer, Deal, Department, Device, FileReport, Ledger, Me,
  Member, NewNextMove, NewReply, NextMoveChanges, NextMoveView, Page, Preview, Product, Purpose,
  ReactionKind, ReportDetail, SearchAnswer, Template, Timeline,
} from "./index";

const get = <T>(path: string, query?: Query, signal?: AbortSignal) =>
  ask<T>("GET", path, { ...(query && { query }), ...(signal && { signal }) } as Ask);

export const signIn = (login: string, password: string) =>
  ask<void>("POST", "/auth/login", { body: { login, password } });
export const signOut = () => ask<void>("POST", "/auth/logout");
export const me = () => get<Me>("/me");

export const timeline = (query: Query, signal?: AbortSignal) => get<Timeline>("/timeline", query, signal);
export const dealTimeline = (deal: number, query: Query, signal?: AbortSignal) =>
  get<Timeline>(`/deals/${deal}/timeline`, query, signal);
export const memberTimeline = (member: number, query: Query, signal?: AbortSignal) =>
  get<Timeline>(`/members/${member}/timeline`, query, signal);
export const inbox = (query: Query, signal?: AbortSignal) => get<Timeline>("/inbox", query, signal);
export const badge = () => get<Badge>("/inbox/badge");
export const readAll = (addressed: boolean) =>
  ask<AllRead>("POST", "/inbox/read-all", { body: { addressed } });
export const undoReadAll = (undo: number) => ask<Badge>("DELETE", `/inbox/read-all/${undo}`);

export const report = (id: number, signal?: AbortSignal) =>
  get<ReportDetail>(`/reports/${id}`, undefined, signal);
export const ledger = (id: number, signal?: AbortSignal) =>
  get<Ledger>(`/reports/${id}/audience`, undefined, signal);
export const preview = (body: FileReport, signal?: AbortSignal) =>
  ask<Preview>("POST", "/reports/preview", { body, ...(signal && { signal }) });
export const fileReport = (body: FileReport, ref: string) => ask<Changed>("POST", "/reports", { body, ref });
export const correct = (id: number, body: Correction) => ask<Changed>("PATCH", `/reports/${id}`, { body });
export const reply = (id: number, body: NewReply, ref: string) =>
  ask<Changed>("POST", `/reports/${id}/replies`, { body, ref });
export const read = (id: number, upto: number) => ask<void>("PUT", `/reports/${id}/read`, { body: { upto } });
export const unread = (id: number) => ask<Badge>("POST", `/reports/${id}/unread`);
export const acknowledge = (id: number) => ask<Changed>("PUT", `/reports/${id}/acknowledgement`);
export const react = (id: number, kind: ReactionKind, on: boolean) =>
  ask<void>(on ? "PUT" : "DELETE", `/reports/${id}/reactions/${kind}`);
export const claim = (id: number) => ask<void>("POST", `/reports/${id}/consult/claim`);
export const accept = (id: number, answer: number) =>
  ask<void>("POST", `/reports/${id}/consult/answer/${answer}/accept`);
export const reopen = (id: number) => ask<void>("POST", `/reports/${id}/consult/reopen`);

export const setNextMove = (deal: number, body: NewNextMove) =>
  ask<NextMoveView>("POST", `/deals/${deal}/next-moves`, { body });
export const changeNextMove = (id: number, body: NextMoveChanges) =>
  ask<NextMoveView>("PATCH", `/next-moves/${id}`, { body });
export const acceptSlot = (id: number, slot: number) =>
  ask<void>("POST", `/next-moves/${id}/slots/${slot}/accept`);

export const deals = (query: Query = {}) => get<Page<Deal>>("/deals", query);
export const deal = (id: number) => get<Deal>(`/deals/${id}`);
export const customers = (query: Query = {}) => get<Page<Customer>>("/customers", query);
export const contacts = (query: Query = {}) => get<Page<Contact>>("/contacts", query);
export const products = (query: Query = {}) => get<Page<Product>>("/products", query);
export const competitors = (query: Query = {}) => get<Page<Competitor>>("/competitors", query);
export const members = (query: Query = {}) => get<Page<Member>>("/members", query);
export const departments = (query: Query = {}) => get<Page<Department>>("/departments", query);
export const purposes = (query: Query = {}) => get<Page<Purpose>>("/purposes", query);
export const templates = (query: Query = {}) => get<Page<Template>>("/report-templates", query);

export const find = (q: string, query: Query, signal?: AbortSignal) =>
  get<SearchAnswer>("/search", { q, ...query }, signal);

export const pushKey = () => get<{ key: string }>("/push/key");
export const devices = () => get<Page<Device>>("/push/devices");
export const addDevice = (body: { name: string; endpoint: string; p256dh: string; auth: string }) =>
  ask<Device>("POST", "/push/devices", { body });
export const removeDevice = (id: number) => ask<void>("DELETE", `/push/devices/${id}`);
export const testDevice = (id: number) => ask<Device>("POST", `/push/devices/${id}/test`);
