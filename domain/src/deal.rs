//! Deals: what a report belongs to.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    CompetitorId, ContactId, CustomerId, Day, DealId, MemberId, NextMove, ProductId, StageId, Timestamp,
};

/// How a stage ends a deal, if it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StageOutcome {
    /// The deal is on its way.
    #[default]
    Open,
    /// 受注
    Won,
    /// 失注
    Lost,
}

/// A step of a deal's way. The list of stages belongs to the organisation; a stage's id is its place in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Stage {
    /// 商談
    pub name: String,
    /// The usual probability of an order, in percent.
    #[schema(maximum = 100)]
    pub probability: u8,
    /// Whether the deal ends here.
    #[serde(default)]
    pub outcome: StageOutcome,
}

/// Who may see a deal and its reports, besides its owner, its team and their superiors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    /// Everybody.
    #[default]
    Company,
    /// The owner's department and those below it.
    Department,
    /// Nobody else.
    Team,
}

/// The part of a member in a deal's team.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TeamRole {
    /// Sells it together with the owner.
    Sales,
    /// Knows the product.
    Engineer,
    /// Looks after the customer.
    Support,
    /// Anything else.
    Other,
}

/// A member of a deal's team.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TeamMember {
    /// Who.
    pub member: MemberId,
    /// As what.
    pub role: TeamRole,
}

/// What is known of a deal, and what may be changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DealFields {
    /// 生産管理システム刷新
    pub name: String,
    /// With whom.
    pub customer: CustomerId,
    /// Who is in charge.
    pub owner: MemberId,
    /// Who else works on it.
    #[serde(default)]
    pub team: Vec<TeamMember>,
    /// Where it stands.
    #[serde(default = "first_stage")]
    pub stage: StageId,
    /// Yen. None when it is not known yet (未入力).
    #[serde(default)]
    pub amount_yen: Option<i64>,
    /// Percent, 0 to 100. None: the usual one of the stage.
    #[serde(default)]
    #[schema(maximum = 100)]
    pub probability: Option<u8>,
    /// When the order is expected.
    #[serde(default)]
    pub expected_close: Option<Day>,
    /// Who sells against us.
    #[serde(default)]
    pub competitors: Vec<CompetitorId>,
    /// The people at the customer.
    #[serde(default)]
    pub contacts: Vec<ContactId>,
    /// What is to be sold.
    #[serde(default)]
    pub products: Vec<ProductId>,
    /// Who may see it.
    #[serde(default)]
    pub visibility: Visibility,
}

fn first_stage() -> StageId {
    StageId(0)
}

/// Changes of a deal that a report brings along. What is absent stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct DealChanges {
    /// The new stage.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage: Option<StageId>,
    /// The new amount in yen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount_yen: Option<i64>,
    /// The new probability in percent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(maximum = 100)]
    pub probability: Option<u8>,
    /// The new day of the expected order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected_close: Option<Day>,
    /// Competitors that came in.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub competitors_added: Vec<CompetitorId>,
    /// Contacts that came in.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub contacts_added: Vec<ContactId>,
}

impl DealChanges {
    /// Whether nothing is changed at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == DealChanges::default()
    }
}

/// What a report belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Deal {
    /// The deal's number.
    pub id: DealId,
    /// What is known of it.
    #[serde(flatten)]
    pub fields: DealFields,
    /// True for the general deal (案件外) of a customer.
    pub general: bool,
    /// Since when it stands in its stage.
    pub stage_since: Timestamp,
    /// The last report's moment.
    pub last_activity_at: Option<Timestamp>,
    /// Reports so far.
    pub reports: u32,
    /// Next moves that are still open, the oldest first.
    pub next_moves: Vec<NextMove>,
}

impl Deal {
    /// A deal as it is when it is opened.
    #[must_use]
    pub fn open(id: DealId, fields: DealFields, general: bool, at: Timestamp) -> Deal {
        Deal {
            id,
            fields,
            general,
            stage_since: at,
            last_activity_at: None,
            reports: 0,
            next_moves: Vec::new(),
        }
    }

    /// The general deal of a customer, owned by who is in charge of the customer.
    #[must_use]
    pub fn general(customer: CustomerId, owner: MemberId, at: Timestamp) -> Deal {
        let fields = DealFields {
            name: GENERAL_DEAL_NAME.to_owned(),
            customer,
            owner,
            team: Vec::new(),
            stage: StageId(0),
            amount_yen: None,
            probability: None,
            expected_close: None,
            competitors: Vec::new(),
            contacts: Vec::new(),
            products: Vec::new(),
            visibility: Visibility::Company,
        };
        Deal::open(customer.general_deal(), fields, true, at)
    }

    /// Takes over what a report changes.
    pub fn apply_changes(&mut self, changes: &DealChanges, at: Timestamp) {
        let fields = &mut self.fields;
        if let Some(stage) = changes.stage
            && stage != fields.stage
        {
            fields.stage = stage;
            self.stage_since = at;
        }
        fields.amount_yen = changes.amount_yen.or(fields.amount_yen);
        fields.probability = changes.probability.or(fields.probability);
        fields.expected_close = changes.expected_close.or(fields.expected_close);
        for competitor in &changes.competitors_added {
            if !fields.competitors.contains(competitor) {
                fields.competitors.push(*competitor);
            }
        }
        for contact in &changes.contacts_added {
            if !fields.contacts.contains(contact) {
                fields.contacts.push(*contact);
            }
        }
    }

    /// Takes over new fields as a whole.
    pub fn apply_fields(&mut self, fields: DealFields, at: Timestamp) {
        if fields.stage != self.fields.stage {
            self.stage_since = at;
        }
        self.fields = fields;
    }

    /// Whether the member is the owner or of the team.
    #[must_use]
    pub fn has(&self, member: MemberId) -> bool {
        self.fields.owner == member || self.fields.team.iter().any(|t| t.member == member)
    }
}

/// The name under which general deals are stored; screens show their own word for them.
pub const GENERAL_DEAL_NAME: &str = "案件外";

/// The stages of a new organisation.
#[must_use]
pub fn default_stages() -> Vec<Stage> {
    let stage = |name: &str, probability, outcome| Stage { name: name.to_owned(), probability, outcome };
    vec![
        stage("接触", 10, StageOutcome::Open),
        stage("ヒアリング", 20, StageOutcome::Open),
        stage("提案", 40, StageOutcome::Open),
        stage("商談", 60, StageOutcome::Open),
        stage("最終交渉", 80, StageOutcome::Open),
        stage("受注", 100, StageOutcome::Won),
        stage("失注", 0, StageOutcome::Lost),
    ]
}
