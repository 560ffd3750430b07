// The wire's shapes by hand, after domain/src, until the server writes its OpenAPI document.
export type Day = string;
export type Timestamp = number;
export type FieldValue = boolean | number | string | string[];
export type FieldValues = Record<string, FieldValue>;
export type StageOutcome = "open" | "won" | "lost";
export type DecisionRole = "unknown" | "decider" | "influencer" | "user" | "gatekeeper";
export type ActivityKind =
  | "visit" | "call" | "mail" | "web_meeting" | "demonstration" | "complaint" | "internal" | "other";
export type MoveKind = "visit" | "call" | "mail" | "proposal" | "demonstration" | "internal" | "other";
export type MoveState = "open" | "done" | "dropped";
export type ReplyKind = "advice" | "instruction" | "question" | "information" | "acknowledgement";
export type ConsultState = "open" | "claimed" | "answered" | "accepted" | "reopened";
export type ReactionKind = "like" | "celebrate" | "insight" | "thanks" | "support";
export type How = "digest" | "timeline" | "notify";
export type Role = "admin" | "manager" | "member";
export type TeamRole = "sales" | "engineer" | "support" | "other";
export type Visibility = "company" | "department" | "team";
export type ReadHow = "displayed" | "opened" | "acknowledged" | "bulk";
export type Via =
  | "superior" | "deal_owner" | "deal_team" | "customer_owner" | "expert"
  | "department" | "role" | "named" | "acquaintance";

export interface MemberRef { id: number; name: string; department: string }
export interface CustomerRef { id: number; name: string }
export interface ContactRef { id: number; name: string; title: string; decision: DecisionRole }
export interface ProductRef { id: number; name: string }
export interface CompetitorRef { id: number; name: string }
export interface StageRef { id: number; name: string; outcome: StageOutcome }
export interface Standing {
  stage: StageRef;
  amount_yen: number | null;
  probability: number;
  expected_close: Day | null;
  competitors: CompetitorRef[];
  owner: MemberRef;
}
export interface Progress { step: number; of: number }
export interface Stock {
  deal: number;
  deal_name: string;
  general: boolean;
  customer: CustomerRef;
  then: Standing;
  stage_before: StageRef | null;
  now: Standing;
  stage_since: Timestamp;
  progress: Progress;
}
export interface Fact { key: string; label: string; label_en: string; value: FieldValue }
export interface Activity { template: number; name: string; name_en: string; kind: ActivityKind }
export interface Attachment { id: string; name: string; media_type: string; bytes: number }
export interface ReplyView {
  id: number;
  author: MemberRef;
  at: Timestamp;
  kind: ReplyKind;
  text: string;
  mentions: MemberRef[];
  files: Attachment[];
  answer: boolean;
}
export interface ConsultView {
  question: string;
  topics: string[];
  products: number[];
  promised: Day | null;
  state: ConsultState;
  claimed_by: number | null;
  answer: number | null;
  answered_at: Timestamp | null;
  claimed: MemberRef | null;
}
export interface Slot { from: Timestamp; until: Timestamp }
export interface Accompany { who: number; slots: Slot[]; agreed: number | null }
export interface NextMove {
  id: number;
  deal: number;
  report: number | null;
  kind: MoveKind;
  what: string;
  owner: number;
  due: Day | null;
  accompany: Accompany | null;
  state: MoveState;
  set_by: number;
  set_at: Timestamp;
}
export interface NextMoveView extends NextMove { owner_ref: MemberRef; companion: MemberRef | null }
export interface ReactionCount { kind: ReactionKind; count: number }
export interface DealChanges {
  stage?: number;
  amount_yen?: number;
  probability?: number;
  expected_close?: Day;
  competitors_added?: number[];
  contacts_added?: number[];
}
export type Reason =
  | { why: "author" }
  | { why: "purpose"; purpose: number; version: number; name: string; via: Via }
  | { why: "mentioned" }
  | { why: "asked" }
  | { why: "next_move" }
  | { why: "accompany" }
  | { why: "added" };
export interface You {
  reasons: Reason[];
  how: How;
  addressed: boolean;
  unread: boolean;
  acknowledged: boolean;
  reactions: ReactionKind[];
}
export interface Card {
  id: number;
  seq: number;
  author: MemberRef;
  filed_at: Timestamp;
  occurred_at: Timestamp;
  last_at: Timestamp;
  activity: Activity;
  stock: Stock;
  met: ContactRef[];
  facts: Fact[];
  text: string;
  products: ProductRef[];
  files: Attachment[];
  mentions: MemberRef[];
  deal_changes: DealChanges;
  consult: ConsultView | null;
  next_move: NextMoveView | null;
  reply_count: number;
  replies: ReplyView[];
  acknowledged: MemberRef[];
  reactions: ReactionCount[];
  corrections: number;
  audience: number;
  you: You;
}
export interface EarlierVersion {
  corrected_at: Timestamp;
  occurred_at: Timestamp;
  met: number[];
  fields: FieldValues;
  text: string;
}
export interface ReportDetail {
  card: Card;
  replies: ReplyView[];
  earlier: EarlierVersion[];
  next_moves: NextMoveView[];
  cursor: number;
}

export interface NewAccompany { who: number; slots?: Slot[] }
export interface NewNextMove {
  kind: MoveKind;
  what: string;
  owner?: number | null;
  due?: Day | null;
  accompany?: NewAccompany | null;
}
export interface NewConsult {
  question: string;
  topics?: string[];
  products?: number[];
  promised?: Day | null;
  ask?: number[];
}
export interface NewReply {
  kind: ReplyKind;
  text: string;
  mentions?: number[];
  files?: Attachment[];
  next_move?: NewNextMove | null;
}
export interface FileReport {
  deal: number;
  template: number;
  occurred_at?: Timestamp | null;
  met?: number[];
  fields?: FieldValues;
  text?: string;
  products?: number[];
  competitors?: number[];
  files?: Attachment[];
  mentions?: number[];
  consult?: NewConsult | null;
  next_move?: NewNextMove | null;
  deal_changes?: DealChanges;
  also?: number[];
  not?: number[];
}
export interface Correction {
  occurred_at?: Timestamp | null;
  met?: number[] | null;
  fields?: FieldValues | null;
  text?: string | null;
}
export interface NextMoveChanges { what?: string; owner?: number; due?: Day; state?: MoveState }

export interface Badge { addressed: number; unread: number }
export type EventKind =
  | "report_filed" | "report_corrected" | "reply_added" | "reaction_set" | "acknowledged"
  | "consult_changed" | "next_move_changed" | "deal_changed" | "read" | "receipt"
  | "masters_changed" | "access_lost";
export interface EventFrame {
  seq: number;
  cursor: number;
  kind: EventKind;
  at: Timestamp;
  by: MemberRef | null;
  deal?: number;
  card?: Card;
  reports?: number[];
  unread?: boolean;
  client_ref?: string;
  badge?: Badge;
}
export type ServerFrame =
  | {
      type: "hello";
      session: number;
      member: MemberRef;
      cursor: number;
      badge: Badge;
      heartbeat_ms: number;
      frame_max_bytes: number;
      server: string;
      at: Timestamp;
    }
  | ({ type: "event" } & EventFrame)
  | ({ type: "badge" } & Badge)
  | { type: "rejected"; client_ref: string | null; code: string; detail: string; retryable: boolean }
  | { type: "resumed"; cursor: number }
  | { type: "resync"; cursor: number }
  | { type: "pong"; cursor: number }
  | { type: "bye"; retry_after_ms: number };
export type ClientFrame =
  | { type: "resume"; cursor: number }
  | { type: "file_report"; client_ref: string; report: FileReport }
  | { type: "reply"; client_ref: string; report: number; reply: NewReply }
  | { type: "read"; report: number; upto: number }
  | { type: "displayed"; reports: number[]; upto: number }
  | { type: "watch"; deal: number }
  | { type: "unwatch"; deal: number }
  | { type: "ping" };

export interface LedgerEntry {
  member: MemberRef;
  reasons: Reason[];
  addressed: boolean;
  routed_at: Timestamp;
  delivered_at: Timestamp | null;
  displayed_at: Timestamp | null;
  read_at: Timestamp | null;
  read_how: ReadHow | null;
  acknowledged_at: Timestamp | null;
  answered_at: Timestamp | null;
  access_lost: boolean;
}
export interface Ledger {
  report: number;
  author: number;
  entries: LedgerEntry[];
  read: number;
  delivered: number;
}

export interface Customer {
  id: number;
  name: string;
  kana: string;
  aliases: string[];
  former_names: string[];
  industry: string;
  owner: number | null;
  internal: boolean;
  retired: boolean;
}
export interface Contact {
  id: number;
  customer: number;
  name: string;
  kana: string;
  title: string;
  decision: DecisionRole;
  known_by: number[];
  retired: boolean;
}
export interface Named { id: number; name: string; kana: string; aliases: string[]; retired: boolean }
export interface Member {
  id: number;
  name: string;
  kana: string;
  login: string;
  employee_no: string;
  title: string;
  department: number;
  superior: number | null;
  role: Role;
  products: number[];
  topics: string[];
  active: boolean;
}
export interface Department { id: number; name: string; parent: number | null; head: number | null }
export interface Stage { name: string; probability: number; outcome: StageOutcome }
export interface TeamMember { member: number; role: TeamRole }
export interface Deal {
  id: number;
  name: string;
  customer: number;
  owner: number;
  team: TeamMember[];
  stage: number;
  amount_yen: number | null;
  probability: number | null;
  expected_close: Day | null;
  competitors: number[];
  contacts: number[];
  products: number[];
  visibility: Visibility;
  general: boolean;
  stage_since: Timestamp;
  last_activity_at: Timestamp | null;
  reports: number;
  next_moves: NextMove[];
}
export type FieldKind =
  | { kind: "text" } | { kind: "number" } | { kind: "day" } | { kind: "flag" }
  | { kind: "choice"; options: string[] } | { kind: "choices"; options: string[] };
export interface Field {
  key: string;
  label: string;
  label_en: string;
  why: string;
  type: FieldKind;
  required: boolean;
}
export interface Template {
  id: number;
  name: string;
  name_en: string;
  activity: ActivityKind;
  fields: Field[];
  retired: boolean;
}
export interface Purpose { id: number; version: number; name: string; why: string; how: How; paused: boolean }

// Shapes of HTTP that stand nowhere yet.
export interface Page<T> { items: T[]; next: string | null; cursor: number }
export interface Timeline { cards: Card[]; next: string | null; cursor: number }
export interface Changed { seq: number; repeated: boolean; card: Card }
export interface AllRead { undo: number | null; badge: Badge }
export interface Me {
  member: Member;
  organisation: string;
  stages: Stage[];
  leads: number[];
  badge: Badge;
  cursor: number;
}
export interface PreviewEntry { member: MemberRef; reasons: Reason[]; how: How }
export interface Preview { audience: PreviewEntry[] }
export interface Outcome { at: Timestamp; ok: boolean; kind: string; status: number | null }
export interface Device {
  id: number;
  name: string;
  endpoint_host: string;
  registered_at: Timestamp;
  last: Outcome | null;
  this_device?: boolean;
}
export interface SearchHit { card: Card; matched: { field: string; text: string }[] }
export interface Facet { key: string; values: { id: string; label: string; count: number }[] }
export interface SearchAnswer { items: SearchHit[]; next: string | null; facets: Facet[]; total: number }
export interface ProblemBody { type: string; title: string; status: number; code: string; detail?: string }
export type Product = Named;
export type Competitor = Named;
