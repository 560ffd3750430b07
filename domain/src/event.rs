//! Events: the facts of the log, in the past tense. What is written here is read for ever, so a variant or
//! a field is never removed or given another meaning; new fields have defaults.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::{
    Accompany, Attachment, AudienceEntry, CompetitorId, ContactFields, ContactId, CustomerFields, CustomerId,
    DealFields, DealId, DealSnapshot, DepartmentFields, DepartmentId, DeviceId, FieldValues, FileReport,
    MemberFields, MemberId, MoveKind, NamedFields, NextMoveChanges, NextMoveId, ProductId, PurposeFields,
    PurposeId, ReactionKind, ReplyId, ReplyKind, ReportId, Seq, Stage, TemplateFields, TemplateId, Timestamp,
    TokenId,
};

/// The client's own reference of a command, kept with the event so that a repetition is known for ever.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// What the client called it.
    pub client_ref: String,
    /// SHA-256 of the command's canonical JSON, in hexadecimal: tells a repetition from another command
    /// under the same reference.
    pub digest: String,
}

/// An event as the log's payload holds it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LoggedEvent {
    /// Whose doing it is; none: the system's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<MemberId>,
    /// The command's reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
    /// What happened.
    pub event: Event,
}

/// A next move as it was set, with its owner settled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetNextMove {
    /// What kind of thing.
    pub kind: MoveKind,
    /// What exactly.
    pub what: String,
    /// Who does it.
    pub owner: MemberId,
    /// Until when.
    #[serde(default)]
    pub due: Option<crate::Day>,
    /// Who is asked to come along.
    #[serde(default)]
    pub accompany: Option<Accompany>,
}

/// How a card came to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReadHow {
    /// On screen for a second in a focused window.
    Displayed,
    /// Opened.
    Opened,
    /// Taken note of, or answered.
    Acknowledged,
    /// All at once.
    Bulk,
}

/// What kind of token it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TokenKind {
    /// A browser's sign-in.
    Browser,
    /// A personal access token of a program.
    Personal,
}

/// What a token allows.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// To read.
    Read,
    /// To file, reply, read and acknowledge.
    Write,
    /// What the member's role allows besides.
    Admin,
}

/// A fact of the log.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[allow(missing_docs, reason = "the names say it; shapes are those of the fields' types")]
pub enum Event {
    // Subject `organisation`.
    OrganisationFounded {
        name: String,
        stages: Vec<Stage>,
    },
    StagesSet {
        stages: Vec<Stage>,
    },
    DepartmentAdded {
        fields: DepartmentFields,
    },
    DepartmentChanged {
        department: DepartmentId,
        fields: DepartmentFields,
    },
    MemberAdded {
        fields: MemberFields,
    },
    MemberChanged {
        member: MemberId,
        fields: MemberFields,
    },
    CustomerAdded {
        fields: CustomerFields,
    },
    CustomerChanged {
        customer: CustomerId,
        fields: CustomerFields,
    },
    ContactAdded {
        fields: ContactFields,
    },
    ContactChanged {
        contact: ContactId,
        fields: ContactFields,
    },
    ProductAdded {
        fields: NamedFields,
    },
    ProductChanged {
        product: ProductId,
        fields: NamedFields,
    },
    CompetitorAdded {
        fields: NamedFields,
    },
    CompetitorChanged {
        competitor: CompetitorId,
        fields: NamedFields,
    },
    TemplateAdded {
        fields: TemplateFields,
    },
    TemplateChanged {
        template: TemplateId,
        fields: TemplateFields,
    },
    PurposeAdded {
        fields: PurposeFields,
    },
    PurposeChanged {
        purpose: PurposeId,
        version: u32,
        fields: PurposeFields,
    },
    DealOpened {
        fields: DealFields,
    },

    // Subject `deal:<id>`.
    DealChanged {
        deal: DealId,
        fields: DealFields,
    },
    ReportFiled(Box<ReportFiled>),
    ReportCorrected {
        deal: DealId,
        report: ReportId,
        occurred_at: Timestamp,
        met: Vec<ContactId>,
        fields: FieldValues,
        text: String,
    },
    ReplyAdded(Box<ReplyAdded>),
    ReactionSet {
        deal: DealId,
        report: ReportId,
        kind: ReactionKind,
        on: bool,
    },
    ReportAcknowledged {
        deal: DealId,
        report: ReportId,
    },
    ConsultClaimed {
        deal: DealId,
        report: ReportId,
        concerns: Vec<MemberId>,
    },
    AnswerAccepted {
        deal: DealId,
        report: ReportId,
        reply: ReplyId,
        concerns: Vec<MemberId>,
    },
    ConsultReopened {
        deal: DealId,
        report: ReportId,
        concerns: Vec<MemberId>,
    },
    NextMoveSet {
        deal: DealId,
        next_move: SetNextMove,
    },
    NextMoveChanged {
        deal: DealId,
        next_move: NextMoveId,
        report: Option<ReportId>,
        changes: NextMoveChanges,
        concerns: Vec<MemberId>,
    },
    SlotAgreed {
        deal: DealId,
        next_move: NextMoveId,
        report: Option<ReportId>,
        slot: usize,
        concerns: Vec<MemberId>,
    },

    // Subject `member:<id>`.
    CardsRead {
        member: MemberId,
        reports: Vec<ReportId>,
        upto: Seq,
        how: ReadHow,
    },
    CardsUnread {
        member: MemberId,
        reports: Vec<ReportId>,
    },
    BookmarkSet {
        member: MemberId,
        report: ReportId,
        on: bool,
    },
    PasswordSet {
        member: MemberId,
        hash: String,
    },
    TokenIssued {
        member: MemberId,
        kind: TokenKind,
        name: String,
        /// SHA-256 of the token, in hexadecimal.
        digest: String,
        scopes: Vec<Scope>,
        expires_at: Timestamp,
        /// Where the sign-in came from, for the audit.
        #[serde(default)]
        address: String,
    },
    TokenRevoked {
        member: MemberId,
        token: TokenId,
    },
    DeviceRegistered {
        member: MemberId,
        name: String,
        endpoint: String,
        p256dh: String,
        auth: String,
    },
    DeviceRemoved {
        member: MemberId,
        device: DeviceId,
        why: String,
    },
}

/// A report was filed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReportFiled {
    /// What was filed, with `occurred_at` settled.
    pub report: FileReport,
    /// Whom it goes to, and why. Shared: with a large audience, copies would cost more than the rest of a filing.
    #[serde(with = "crate::audience_groups")]
    pub audience: Arc<Vec<AudienceEntry>>,
    /// The deal as it was then, with the report's changes in it.
    pub as_of: DealSnapshot,
    /// The next move, with its owner settled.
    #[serde(default)]
    pub next_move: Option<SetNextMove>,
}

/// A reply was written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReplyAdded {
    /// On which deal.
    pub deal: DealId,
    /// On which report.
    pub report: ReportId,
    /// What it is meant as.
    pub kind: ReplyKind,
    /// What it says.
    pub text: String,
    /// Members named in it.
    #[serde(default)]
    pub mentions: Vec<MemberId>,
    /// Files.
    #[serde(default)]
    pub files: Vec<Attachment>,
    /// The next move that it sets.
    #[serde(default)]
    pub next_move: Option<SetNextMove>,
    /// Whether it answers the consult.
    #[serde(default)]
    pub answers: bool,
    /// Members who come to the audience by it.
    #[serde(default)]
    pub joined: Vec<AudienceEntry>,
    /// Members whom it concerns: for them the card is unread and addressed.
    pub concerns: Vec<MemberId>,
}

impl Event {
    /// The deal on which it happened.
    #[must_use]
    pub fn deal(&self) -> Option<DealId> {
        match self {
            Event::ReportFiled(filed) => Some(filed.report.deal),
            Event::ReplyAdded(added) => Some(added.deal),
            Event::DealChanged { deal, .. }
            | Event::ReportCorrected { deal, .. }
            | Event::ReactionSet { deal, .. }
            | Event::ReportAcknowledged { deal, .. }
            | Event::ConsultClaimed { deal, .. }
            | Event::AnswerAccepted { deal, .. }
            | Event::ConsultReopened { deal, .. }
            | Event::NextMoveSet { deal, .. }
            | Event::NextMoveChanged { deal, .. }
            | Event::SlotAgreed { deal, .. } => Some(*deal),
            _ => None,
        }
    }

    /// The report whose card it changes. `seq` is the event's own number.
    #[must_use]
    pub fn report(&self, seq: Seq) -> Option<ReportId> {
        match self {
            Event::ReportFiled(_) => Some(seq.into()),
            Event::ReplyAdded(added) => Some(added.report),
            Event::ReportCorrected { report, .. }
            | Event::ReactionSet { report, .. }
            | Event::ReportAcknowledged { report, .. }
            | Event::ConsultClaimed { report, .. }
            | Event::AnswerAccepted { report, .. }
            | Event::ConsultReopened { report, .. } => Some(*report),
            Event::NextMoveChanged { report, .. } | Event::SlotAgreed { report, .. } => *report,
            _ => None,
        }
    }

    /// Members for whom it makes the card unread and addressed. The audience of a filed report is not
    /// listed here but in the event.
    #[must_use]
    pub fn concerns(&self) -> &[MemberId] {
        match self {
            Event::ReplyAdded(added) => &added.concerns,
            Event::ConsultClaimed { concerns, .. }
            | Event::AnswerAccepted { concerns, .. }
            | Event::ConsultReopened { concerns, .. }
            | Event::NextMoveChanged { concerns, .. }
            | Event::SlotAgreed { concerns, .. } => concerns,
            _ => &[],
        }
    }

    /// The subject under which it stands in the log.
    #[must_use]
    pub fn subject(&self) -> Subject {
        if let Some(deal) = self.deal() {
            return Subject::Deal(deal);
        }
        match self {
            Event::CardsRead { member, .. }
            | Event::CardsUnread { member, .. }
            | Event::BookmarkSet { member, .. }
            | Event::PasswordSet { member, .. }
            | Event::TokenIssued { member, .. }
            | Event::TokenRevoked { member, .. }
            | Event::DeviceRegistered { member, .. }
            | Event::DeviceRemoved { member, .. } => Subject::Member(*member),
            _ => Subject::Organisation,
        }
    }
}

/// What an event is about; events of one subject are decided by one writer, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// Masters, purposes, the opening of deals.
    Organisation,
    /// A deal.
    Deal(DealId),
    /// A member's own affairs. These commute, so they carry no revision.
    Member(MemberId),
}

impl std::fmt::Display for Subject {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Subject::Organisation => f.write_str("organisation"),
            Subject::Deal(deal) => write!(f, "deal:{deal}"),
            Subject::Member(member) => write!(f, "member:{member}"),
        }
    }
}
