// The names of the wire, as the rest of the client uses them. The shapes are generated from the server's
// OpenAPI document (`npm run generate`), frames included.
import type { components } from "./schema";

type Schemas = components["schemas"];

export type { paths } from "./schema";
export type Accompany = Schemas["Accompany"];
export type ActivityKind = Schemas["ActivityKind"];
export type AllRead = Schemas["AllRead"];
export type Attachment = Schemas["Attachment"];
export type AudienceView = Schemas["AudienceView"];
export type Badge = Schemas["Badge"];
export type Card = Schemas["Card"];
export type Changed = Schemas["Changed"];
export type ClientFrame = Schemas["ClientFrame"];
export type Competitor = Schemas["Competitor"];
export type ConsultView = Schemas["ConsultView"];
export type Contact = Schemas["Contact"];
export type ContactFields = Schemas["ContactFields"];
export type Correction = Schemas["Correction"];
export type Customer = Schemas["Customer"];
export type CustomerFields = Schemas["CustomerFields"];
export type Deal = Schemas["Deal"];
export type DealPatch = Schemas["DealPatch"];
export type DealFields = Schemas["DealFields"];
export type DealStep = Schemas["DealStepView"];
export type DealChanges = Schemas["DealChanges"];
export type DecisionRole = Schemas["DecisionRole"];
export type Department = Schemas["Department"];
export type DepartmentFields = Schemas["DepartmentFields"];
export type Device = Schemas["DeviceView"];
export type EarlierVersion = Schemas["EarlierVersion"];
export type EventFrame = Schemas["EventFrame"];
export type Fact = Schemas["Fact"];
export type Field = Schemas["Field"];
export type FieldValue = Schemas["FieldValue"];
export type FieldValues = Record<string, FieldValue>;
export type FileReport = Schemas["FileReport"];
export type How = Schemas["How"];
export type Ledger = Schemas["Ledger"];
export type LedgerEntry = Schemas["LedgerEntry"];
export type Me = Schemas["Me"];
export type Member = Schemas["Member"];
export type MemberFields = Schemas["MemberFields"];
export type MemberRef = Schemas["MemberRef"];
export type MoveKind = Schemas["MoveKind"];
export type MoveState = Schemas["MoveState"];
export type NewConsult = Schemas["NewConsult"];
export type NewDevice = Schemas["NewDevice"];
export type NewNextMove = Schemas["NewNextMove"];
export type NewReply = Schemas["NewReply"];
export type NextMove = Schemas["NextMove"];
export type NextMoveChanges = Schemas["NextMoveChanges"];
export type NextMoveView = Schemas["NextMoveView"];
export type Outcome = Schemas["OutcomeView"];
export type Preview = Schemas["PreviewView"];
export type ProblemBody = Schemas["Problem"];
export type Product = Schemas["Product"];
export type ProductRef = Schemas["ProductRef"];
export type Purpose = Schemas["Purpose"];
export type ReactionKind = Schemas["ReactionKind"];
export type Reason = Schemas["Reason"];
export type ReplyKind = Schemas["ReplyKind"];
export type ReplyView = Schemas["ReplyView"];
export type ReportDetail = Schemas["ReportDetail"];
export type ServerFrame = Schemas["ServerFrame"];
export type Stage = Schemas["Stage"];
export type Standing = Schemas["Standing"];
export type Stock = Schemas["Stock"];
export type Template = Schemas["Template"];
export type Timeline = Schemas["Timeline"];
export type Token = Schemas["TokenView"];
export type Uploaded = Schemas["Uploaded"];

/** A page of a list of masters. */
export interface Page<T> {
  items: T[];
  next?: string | null;
  cursor: number;
}
