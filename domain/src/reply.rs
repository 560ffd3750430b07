//! Replies and consults: what is said to a report.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{Attachment, Day, MemberId, NewNextMove, NextMoveId, ProductId, ReplyId, Timestamp};

/// What a reply is meant as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReplyKind {
    /// 助言
    Advice,
    /// 指示
    Instruction,
    /// 質問
    Question,
    /// 情報
    Information,
    /// 確認
    Acknowledgement,
}

/// A reply as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewReply {
    /// What it is meant as.
    pub kind: ReplyKind,
    /// What it says.
    pub text: String,
    /// Members who are named in it.
    #[serde(default)]
    pub mentions: Vec<MemberId>,
    /// Files that go with it.
    #[serde(default)]
    pub files: Vec<Attachment>,
    /// A next move that it sets.
    #[serde(default)]
    pub next_move: Option<NewNextMove>,
}

/// An answer on a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// The reply's number.
    pub id: ReplyId,
    /// Who wrote it.
    pub author: MemberId,
    /// When.
    pub at: Timestamp,
    /// What it is meant as.
    pub kind: ReplyKind,
    /// What it says.
    pub text: String,
    /// Members who are named in it.
    pub mentions: Vec<MemberId>,
    /// Files.
    pub files: Vec<Attachment>,
    /// The next move that it set.
    pub next_move: Option<NextMoveId>,
}

/// A question inside a report, as it is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewConsult {
    /// What is asked.
    pub question: String,
    /// What one has to know to answer it: 性能, セキュリティ …
    #[serde(default)]
    pub topics: Vec<String>,
    /// The products that it is about, besides those of the deal.
    #[serde(default)]
    pub products: Vec<ProductId>,
    /// Until when the customer was promised an answer.
    #[serde(default)]
    pub promised: Option<Day>,
    /// Members who are asked by name.
    #[serde(default)]
    pub ask: Vec<MemberId>,
}

/// Where a consult stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ConsultState {
    /// Nobody has taken it.
    Open,
    /// Somebody has.
    Claimed,
    /// There is an answer.
    Answered,
    /// The author took the answer.
    Accepted,
    /// The answer was not enough.
    Reopened,
}

/// A question inside a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Consult {
    /// What is asked.
    pub question: String,
    /// What one has to know to answer it.
    pub topics: Vec<String>,
    /// The products that it is about.
    pub products: Vec<ProductId>,
    /// Until when the customer was promised an answer.
    pub promised: Option<Day>,
    /// Where it stands.
    pub state: ConsultState,
    /// Who took it.
    pub claimed_by: Option<MemberId>,
    /// The first reply that answered it, or the one that was accepted.
    pub answer: Option<ReplyId>,
    /// When it was first answered.
    pub answered_at: Option<Timestamp>,
}

impl Consult {
    /// A consult as it is when it is asked.
    #[must_use]
    pub fn ask(new: NewConsult) -> Consult {
        Consult {
            question: new.question,
            topics: new.topics,
            products: new.products,
            promised: new.promised,
            state: ConsultState::Open,
            claimed_by: None,
            answer: None,
            answered_at: None,
        }
    }

    /// Whether somebody still has to answer.
    #[must_use]
    pub fn waits(&self) -> bool {
        matches!(self.state, ConsultState::Open | ConsultState::Claimed | ConsultState::Reopened)
    }
}
