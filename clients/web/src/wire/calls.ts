// Every call that this client makes, by name. Nothing else knows a path.
import { content, http } from "./http";
import type {
  ContactFields, Correction, CustomerFields, DealFields, DealPatch, DepartmentFields, FileReport, MemberFields, NewDevice,
  NewNextMove, NewReply, NextMoveChanges, paths, ReactionKind,
} from "./index";

/** The query of a timeline, as the server knows it. */
export type TimelineQuery = NonNullable<paths["/timeline"]["get"]["parameters"]["query"]>;
/** The query of a list of masters. */
export interface ListQuery {
  q?: string;
  after?: string;
  limit?: number;
}

/** The client's own reference: the server does it once however often it is asked. */
const key = (ref: string) => ({ "Idempotency-Key": ref });
const on = (report: number) => ({ params: { path: { report } } });

export const signIn = (login: string, password: string) =>
  content(http.POST("/auth/login", { body: { login, password } }));
export const signOut = () => content(http.POST("/auth/logout"));
export const changePassword = (current: string, fresh: string) =>
  content(http.PUT("/me/password", { body: { current, new: fresh } }));
export const tokens = () => content(http.GET("/me/tokens"));
export const revokeToken = (token: number) =>
  content(http.DELETE("/me/tokens/{token}", { params: { path: { token } } }));
export const me = () => content(http.GET("/me"));

/** A few screens of them: what comes after is asked for long before it is reached. */
const CARDS_A_PAGE = 20;
export const timeline = (query: TimelineQuery, signal?: AbortSignal) =>
  content(http.GET("/timeline", { params: { query: { limit: CARDS_A_PAGE, ...query } }, signal }));
export const dealTimeline = (deal: number, query: TimelineQuery, signal?: AbortSignal) =>
  content(http.GET("/deals/{deal}/timeline", { params: { path: { deal }, query }, signal }));
export const memberTimeline = (member: number, query: TimelineQuery, signal?: AbortSignal) =>
  content(http.GET("/members/{member}/timeline", { params: { path: { member }, query }, signal }));

export const customerTimeline = (customer: number, query: TimelineQuery, signal?: AbortSignal) =>
  content(http.GET("/customers/{customer}/timeline", { params: { path: { customer }, query }, signal }));
export const departmentTimeline = (department: number, query: TimelineQuery, signal?: AbortSignal) =>
  content(http.GET("/departments/{department}/timeline", { params: { path: { department }, query }, signal }));

export const inbox = (query: TimelineQuery, signal?: AbortSignal) =>
  content(http.GET("/inbox", { params: { query }, signal }));
export const readAll = (addressed: boolean) => content(http.POST("/inbox/read-all", { body: { addressed } }));
export const undoReadAll = (undo: number) =>
  content(http.DELETE("/inbox/read-all/{undo}", { params: { path: { undo } } }));

export const report = (id: number, signal?: AbortSignal) =>
  content(http.GET("/reports/{report}", { ...on(id), signal }));
export const ledger = (id: number, signal?: AbortSignal) =>
  content(http.GET("/reports/{report}/audience", { ...on(id), signal }));
export const preview = (body: FileReport, signal?: AbortSignal) =>
  content(http.POST("/reports/preview", { body, signal }));
export const fileReport = (body: FileReport, ref: string) =>
  content(http.POST("/reports", { params: { header: key(ref) }, body }));
export const correct = (id: number, body: Correction) =>
  content(http.PATCH("/reports/{report}", { ...on(id), body }));

export const reply = (id: number, body: NewReply, ref: string) =>
  content(http.POST("/reports/{report}/replies", { params: { path: { report: id }, header: key(ref) }, body }));
export const read = (id: number, upto: number) =>
  content(http.PUT("/reports/{report}/read", { ...on(id), body: { upto } }));
export const unread = (id: number) => content(http.POST("/reports/{report}/unread", on(id)));
export const acknowledge = (id: number) => content(http.PUT("/reports/{report}/acknowledgement", on(id)));
export const react = (report: number, kind: ReactionKind, set: boolean) => {
  const params = { params: { path: { report, kind } } };
  return content(
    set
      ? http.PUT("/reports/{report}/reactions/{kind}", params)
      : http.DELETE("/reports/{report}/reactions/{kind}", params),
  );
};
export const bookmark = (id: number, set: boolean) =>
  content(set ? http.PUT("/reports/{report}/bookmark", on(id)) : http.DELETE("/reports/{report}/bookmark", on(id)));
export const claim = (id: number) => content(http.POST("/reports/{report}/consult/claim", on(id)));
export const accept = (report: number, answer: number) =>
  content(http.POST("/reports/{report}/consult/answer/{reply}/accept", { params: { path: { report, reply: answer } } }));
export const reopen = (id: number) => content(http.POST("/reports/{report}/consult/reopen", on(id)));

export const setNextMove = (deal: number, body: NewNextMove, ref: string) =>
  content(http.POST("/deals/{deal}/next-moves", { params: { path: { deal }, header: key(ref) }, body }));
export const changeNextMove = (next_move: number, body: NextMoveChanges) =>
  content(http.PATCH("/next-moves/{next_move}", { params: { path: { next_move } }, body }));
export const acceptSlot = (next_move: number, slot: number) =>
  content(http.POST("/next-moves/{next_move}/slots/{slot}/accept", { params: { path: { next_move, slot } } }));

export const deal = (id: number) => content(http.GET("/deals/{deal}", { params: { path: { deal: id } } }));
export const dealHistory = (id: number, signal?: AbortSignal) =>
  content(http.GET("/deals/{deal}/history", { params: { path: { deal: id } }, signal }));
export const changeDeal = (id: number, body: DealPatch) =>
  content(http.PATCH("/deals/{deal}", { params: { path: { deal: id } }, body }));
export const openDeal = (body: DealFields, ref: string) =>
  content(http.POST("/deals", { params: { header: key(ref) }, body }));
export const addDepartment = (body: DepartmentFields, ref: string) =>
  content(http.POST("/departments", { params: { header: key(ref) }, body }));
export const addMember = (body: MemberFields, ref: string) =>
  content(http.POST("/members", { params: { header: key(ref) }, body }));
export const setPassword = (id: number, password: string) =>
  content(http.PUT("/members/{id}/password", { params: { path: { id } }, body: { new: password } }));
export const addCustomer = (body: CustomerFields, ref: string) =>
  content(http.POST("/customers", { params: { header: key(ref) }, body }));
export const addContact = (body: ContactFields, ref: string) =>
  content(http.POST("/contacts", { params: { header: key(ref) }, body }));
export const deals = (query: ListQuery) => content(http.GET("/deals", { params: { query } }));
export const customers = (query: ListQuery) => content(http.GET("/customers", { params: { query } }));
export const contacts = (query: ListQuery) => content(http.GET("/contacts", { params: { query } }));
export const products = (query: ListQuery) => content(http.GET("/products", { params: { query } }));
export const competitors = (query: ListQuery) => content(http.GET("/competitors", { params: { query } }));
export const members = (query: ListQuery) => content(http.GET("/members", { params: { query } }));
export const departments = (query: ListQuery) => content(http.GET("/departments", { params: { query } }));
export const purposes = (query: ListQuery) => content(http.GET("/purposes", { params: { query } }));
export const templates = (query: ListQuery) => content(http.GET("/report-templates", { params: { query } }));

/** Sends a file's bytes; its type is found out by the server. */
export const upload = (name: string, bytes: Blob) =>
  content(
    http.POST("/files", {
      params: { query: { name } },
      headers: { "content-type": "application/octet-stream" },
      // The document describes the body as bytes; a Blob is the browser's word for them.
      body: bytes as unknown as number[],
      bodySerializer: (body) => body as unknown as Blob,
    }),
  );
/** Where a file of a report is fetched. */
export const fileAddress = (report: number, file: string): string => `/api/v1/reports/${report}/files/${file}`;

export const pushKey = () => content(http.GET("/push/key"));
export const devices = () => content(http.GET("/push/devices"));
export const addDevice = (body: NewDevice) => content(http.POST("/push/devices", { body }));
export const removeDevice = (device: number) =>
  content(http.DELETE("/push/devices/{device}", { params: { path: { device } } }));
export const testDevice = (device: number) =>
  content(http.POST("/push/devices/{device}/test", { params: { path: { device } } }));
