//! The card: a report as the timeline shows it. Its shapes; `card_build.rs` fills them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    ActivityKind, Attachment, CompetitorId, Consult, ContactId, CustomerId, Day, DealChanges, DealId,
    DecisionRole, EarlierVersion, FieldValue, How, MemberId, NextMove, ProductId, ReactionKind, Reason,
    ReplyId, ReplyKind, ReportId, Seq, StageId, StageOutcome, TemplateId, Timestamp,
};

/// Replies that a card carries; the rest is fetched with the report.
pub const CARD_REPLIES: usize = 3;

/// Contacts of its deal that a card carries; the rest is fetched with the deal.
pub const CARD_CONTACTS: usize = 5;

/// A member by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MemberRef {
    /// Who.
    pub id: MemberId,
    /// 田中 陽子
    pub name: String,
    /// 技術部
    pub department: String,
}

/// A customer by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CustomerRef {
    /// Which.
    pub id: CustomerId,
    /// 東和精密工業株式会社
    pub name: String,
}

/// A contact by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ContactRef {
    /// Who.
    pub id: ContactId,
    /// 山本 一郎
    pub name: String,
    /// 製造部 部長
    pub title: String,
    /// The part in the decision.
    pub decision: DecisionRole,
}

/// A product by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ProductRef {
    /// Which.
    pub id: ProductId,
    /// Its name.
    pub name: String,
}

/// A competitor by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CompetitorRef {
    /// Which.
    pub id: CompetitorId,
    /// Its name.
    pub name: String,
}

/// A stage by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StageRef {
    /// Which.
    pub id: StageId,
    /// 商談
    pub name: String,
    /// Whether the deal ends here.
    pub outcome: StageOutcome,
}

/// Where a deal stands: as of filing, or as of now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Standing {
    /// The stage.
    pub stage: StageRef,
    /// Yen; null: not known (未入力).
    pub amount_yen: Option<i64>,
    /// Percent: the deal's own, else the usual one of the stage.
    pub probability: u8,
    /// When the order is expected.
    pub expected_close: Option<Day>,
    /// Who sells against us.
    pub competitors: Vec<CompetitorRef>,
    /// Who is in charge.
    pub owner: MemberRef,
}

/// The stock panel of a card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Stock {
    /// The deal.
    pub deal: DealId,
    /// Its name.
    pub deal_name: String,
    /// Whether it is the general deal (案件外) of its customer.
    pub general: bool,
    /// The customer.
    pub customer: CustomerRef,
    /// How it stood when the report was filed, with the report's changes in it.
    pub then: Standing,
    /// The stage from which the report moved it, where it did.
    pub stage_before: Option<StageRef>,
    /// How it stands now.
    pub now: Standing,
    /// The people at the customer on this deal now, who decides first, [`CARD_CONTACTS`] at most.
    pub contacts: Vec<ContactRef>,
    /// Since when it stands in its stage.
    pub stage_since: Timestamp,
    /// How many steps the way has, and on which one it stands now, for the progress bar.
    pub progress: Progress,
}

/// A place on a deal's way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Progress {
    /// Steps done, from 1; 0 for a lost deal.
    pub step: u8,
    /// Steps to an order.
    pub of: u8,
}

/// A filled field of the template.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Fact {
    /// The field's key.
    pub key: String,
    /// What the form called it.
    pub label: String,
    /// The same in English.
    pub label_en: String,
    /// Its value.
    pub value: FieldValue,
}

/// The activity that a card reports.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Activity {
    /// The form.
    pub template: TemplateId,
    /// 訪問
    pub name: String,
    /// Visit
    pub name_en: String,
    /// What kind it is.
    pub kind: ActivityKind,
}

/// A reply as a card shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReplyView {
    /// The reply's number.
    pub id: ReplyId,
    /// Who wrote it.
    pub author: MemberRef,
    /// When.
    pub at: Timestamp,
    /// What it is meant as.
    pub kind: ReplyKind,
    /// What it says.
    pub text: String,
    /// Members named in it.
    pub mentions: Vec<MemberRef>,
    /// Files.
    pub files: Vec<Attachment>,
    /// Whether it is the answer to the consult.
    pub answer: bool,
}

/// A consult as a card shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ConsultView {
    /// The question and where it stands.
    #[serde(flatten)]
    pub consult: Consult,
    /// Who took it.
    pub claimed: Option<MemberRef>,
}

/// A next move as a card shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NextMoveView {
    /// What is done next.
    #[serde(flatten)]
    pub next_move: NextMove,
    /// Who does it.
    pub owner_ref: MemberRef,
    /// Who is asked to come along.
    pub companion: Option<MemberRef>,
}

/// How many reacted how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReactionCount {
    /// How.
    pub kind: ReactionKind,
    /// How many.
    pub count: u32,
}

/// What of a card is the same for all who see it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CardBody {
    /// The report's number.
    pub id: ReportId,
    /// The last event on it.
    pub seq: Seq,
    /// Who filed it.
    pub author: MemberRef,
    /// When it was filed.
    pub filed_at: Timestamp,
    /// When it happened.
    pub occurred_at: Timestamp,
    /// The last thing that happened on it.
    pub last_at: Timestamp,
    /// What it reports.
    pub activity: Activity,
    /// What it belongs to.
    pub stock: Stock,
    /// Whom they met.
    pub met: Vec<ContactRef>,
    /// The filled fields of the template.
    pub facts: Vec<Fact>,
    /// What there is to say besides.
    pub text: String,
    /// Products that were talked about.
    pub products: Vec<ProductRef>,
    /// Competitors that were talked about.
    pub competitors: Vec<CompetitorRef>,
    /// Files.
    pub files: Vec<Attachment>,
    /// Members named in the text.
    pub mentions: Vec<MemberRef>,
    /// What it changed on the deal.
    pub deal_changes: DealChanges,
    /// The question in it.
    pub consult: Option<ConsultView>,
    /// The last next move that was set on it.
    pub next_move: Option<NextMoveView>,
    /// All replies so far.
    pub reply_count: u32,
    /// The last [`CARD_REPLIES`] of them, the oldest first.
    pub replies: Vec<ReplyView>,
    /// Who took note.
    pub acknowledged: Vec<MemberRef>,
    /// How many reacted how.
    pub reactions: Vec<ReactionCount>,
    /// How often it was corrected.
    pub corrections: u32,
    /// How many it went to, its author not counted.
    pub audience: u32,
}

/// What of a card concerns the one who sees it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
pub struct You {
    /// Why you got it; empty when you only looked it up.
    pub reasons: Vec<Reason>,
    /// How loudly it was shared with you.
    pub how: How,
    /// Whether it is addressed to you, as against merely watched.
    pub addressed: bool,
    /// Whether something on it that concerns you is newer than what you read.
    pub unread: bool,
    /// Whether you want to come back to it. Nobody else knows.
    pub bookmarked: bool,
    /// Whether you took note.
    pub acknowledged: bool,
    /// How you reacted.
    pub reactions: Vec<ReactionKind>,
}

/// Where a card stands with a member, apart from what the report itself says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Place {
    /// Whether it is addressed to them.
    pub addressed: bool,
    /// Whether it is unread.
    pub unread: bool,
    /// Whether they have bookmarked it.
    pub bookmarked: bool,
}

/// A report as one member's timeline shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Card {
    /// The same for all.
    #[serde(flatten)]
    pub body: CardBody,
    /// For the one who sees it.
    pub you: You,
}

/// A card with its whole conversation and history.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ReportDetail {
    /// The card.
    pub card: Card,
    /// Every reply, the oldest first.
    pub replies: Vec<ReplyView>,
    /// What it said before, the oldest first.
    pub earlier: Vec<EarlierVersion>,
    /// Until when its author may correct it; null: it was corrected as often as it may be.
    pub correctable_until: Option<Timestamp>,
    /// Every next move that was set on it.
    pub next_moves: Vec<NextMoveView>,
    /// The cursor at which this was built.
    pub cursor: Seq,
}
