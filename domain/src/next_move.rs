//! Next moves (次の打ち手): what is done next on a deal, by whom, until when.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{Day, Deal, DealId, MemberId, NextMoveId, Organisation, ReportId, Slot, Timestamp};

/// What kind of thing is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MoveKind {
    /// 訪問
    Visit,
    /// 電話
    Call,
    /// メール
    Mail,
    /// 提案・見積
    Proposal,
    /// デモ
    Demonstration,
    /// 社内調整
    Internal,
    /// Anything else.
    Other,
}

/// A next move as it is set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewNextMove {
    /// What kind of thing.
    pub kind: MoveKind,
    /// What exactly: 部長同行で再訪、性能事例を提示.
    pub what: String,
    /// Who does it; the owner of the deal where nobody is named.
    #[serde(default)]
    pub owner: Option<MemberId>,
    /// Until when.
    #[serde(default)]
    pub due: Option<Day>,
    /// Whether somebody is asked to come along (同行).
    #[serde(default)]
    pub accompany: Option<NewAccompany>,
}

/// A request to come along, as it is made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAccompany {
    /// Who is to come along.
    pub who: MemberId,
    /// When it could be, at most ten.
    #[serde(default)]
    pub slots: Vec<Slot>,
}

/// A request to come along (同行).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Accompany {
    /// Who is to come along.
    pub who: MemberId,
    /// When it could be.
    pub slots: Vec<Slot>,
    /// The slot on which both agreed, by its place in `slots`.
    pub agreed: Option<usize>,
}

/// Where a next move stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MoveState {
    /// To be done.
    #[default]
    Open,
    /// Done.
    Done,
    /// No longer wanted.
    Dropped,
}

/// What is done next on a deal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NextMove {
    /// The next move's number.
    pub id: NextMoveId,
    /// On which deal.
    pub deal: DealId,
    /// On which report it was set, if on one.
    pub report: Option<ReportId>,
    /// What kind of thing.
    pub kind: MoveKind,
    /// What exactly.
    pub what: String,
    /// Who does it.
    pub owner: MemberId,
    /// Until when.
    pub due: Option<Day>,
    /// Who was asked to come along.
    pub accompany: Option<Accompany>,
    /// Where it stands.
    pub state: MoveState,
    /// Who set it.
    pub set_by: MemberId,
    /// When it was set.
    pub set_at: Timestamp,
}

/// A change of a next move. What is absent stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct NextMoveChanges {
    /// What exactly.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub what: Option<String>,
    /// Who does it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<MemberId>,
    /// Until when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<Day>,
    /// Where it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<MoveState>,
}

impl NewNextMove {
    /// Who does it: the one named, else who is in charge of the deal, else (where that one has left) who sets it.
    #[must_use]
    pub fn owner_on(&self, org: &Organisation, deal: &Deal, set_by: MemberId) -> MemberId {
        let in_charge = Some(deal.fields.owner).filter(|owner| org.members.is_active(*owner));
        self.owner.or(in_charge).unwrap_or(set_by)
    }
}

impl NextMove {
    /// Takes over a change.
    pub fn apply(&mut self, changes: &NextMoveChanges) {
        if let Some(what) = &changes.what {
            self.what.clone_from(what);
        }
        self.owner = changes.owner.unwrap_or(self.owner);
        self.due = changes.due.or(self.due);
        self.state = changes.state.unwrap_or(self.state);
    }
}
