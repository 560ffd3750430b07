//! Sharing purposes (共有目的): who shares what with whom, why, and how soon. The only thing that routes.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    ActivityKind, CompetitorId, CustomerId, DepartmentId, MemberId, ProductId, PurposeId, Role, StageId,
    TeamRole,
};

/// Whose reports a purpose takes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(tag = "of", rename_all = "snake_case", deny_unknown_fields)]
pub enum Source {
    /// Everybody's.
    #[default]
    Anybody,
    /// Those of these departments and the ones below them.
    Departments {
        /// The departments.
        any_of: Vec<DepartmentId>,
    },
    /// Those of these roles.
    Roles {
        /// The roles.
        any_of: Vec<Role>,
    },
}

/// What a report must be like. All conditions of a purpose must hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "if", rename_all = "snake_case", deny_unknown_fields)]
pub enum Condition {
    /// It reports one of these kinds of activity.
    Activity {
        /// The kinds.
        any_of: Vec<ActivityKind>,
    },
    /// It asks something; with topics, something about one of them.
    Consult {
        /// The topics; empty: whatever it is about.
        #[serde(default)]
        topics: Vec<String>,
    },
    /// It is about one of these products, or its deal is.
    Product {
        /// The products.
        any_of: Vec<ProductId>,
    },
    /// Its deal stands in one of these stages.
    Stage {
        /// The stages.
        any_of: Vec<StageId>,
    },
    /// It moves its deal; with stages, to one of them.
    StageChanged {
        /// The stages; empty: any.
        #[serde(default)]
        to: Vec<StageId>,
    },
    /// The amount of its deal lies in this range.
    Amount {
        /// At least so many yen.
        #[serde(default)]
        min_yen: Option<i64>,
        /// At most so many yen.
        #[serde(default)]
        max_yen: Option<i64>,
    },
    /// It speaks of a competitor; with competitors, of one of them.
    Competitor {
        /// The competitors; empty: any.
        #[serde(default)]
        any_of: Vec<CompetitorId>,
    },
    /// It belongs to one of these customers.
    Customer {
        /// The customers.
        any_of: Vec<CustomerId>,
    },
    /// Its customer is of one of these lines of business.
    Industry {
        /// The lines of business.
        any_of: Vec<String>,
    },
    /// A field of its template has one of these values.
    Field {
        /// The field's key.
        key: String,
        /// The values, as words; `true` and `false` for yes and no.
        any_of: Vec<String>,
    },
}

/// Who is to get it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "to", rename_all = "snake_case", deny_unknown_fields)]
pub enum Recipient {
    /// The author's superiors, up to so many levels above.
    Superior {
        /// 1: the direct one alone.
        #[schema(minimum = 1, maximum = 10)]
        levels: u8,
    },
    /// Who is in charge of the deal.
    DealOwner {},
    /// The deal's team; with a role, those of it.
    DealTeam {
        /// The role; absent: the whole team.
        #[serde(default)]
        role: Option<TeamRole>,
    },
    /// Who is in charge of the customer.
    CustomerOwner {},
    /// The experts for the products and topics of the report.
    Experts {},
    /// A department and those below it.
    Department {
        /// The department.
        department: DepartmentId,
    },
    /// Everybody of a role.
    Role {
        /// The role.
        role: Role,
    },
    /// These members.
    Members {
        /// The members.
        members: Vec<MemberId>,
    },
    /// Those who know a contact whom the report names.
    Acquaintances {},
}

impl Recipient {
    /// The stable name of the expression, for reasons.
    #[must_use]
    pub fn via(&self) -> Via {
        match self {
            Recipient::Superior { .. } => Via::Superior,
            Recipient::DealOwner {} => Via::DealOwner,
            Recipient::DealTeam { .. } => Via::DealTeam,
            Recipient::CustomerOwner {} => Via::CustomerOwner,
            Recipient::Experts {} => Via::Expert,
            Recipient::Department { .. } => Via::Department,
            Recipient::Role { .. } => Via::Role,
            Recipient::Members { .. } => Via::Named,
            Recipient::Acquaintances {} => Via::Acquaintance,
        }
    }
}

/// As what a member was found by a purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Via {
    /// As a superior of the author.
    Superior,
    /// As who is in charge of the deal.
    DealOwner,
    /// As one of the deal's team.
    DealTeam,
    /// As who is in charge of the customer.
    CustomerOwner,
    /// As an expert.
    Expert,
    /// As one of a department.
    Department,
    /// As one of a role.
    Role,
    /// By name.
    Named,
    /// As one who knows a contact.
    Acquaintance,
}

/// How loudly a purpose shares.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// In a summary.
    Digest,
    /// On the timeline.
    #[default]
    Timeline,
    /// On the timeline, in the badge and by push: the report is addressed to them.
    Notify,
}

/// By when something must have happened, in working minutes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Deadline {
    /// What must have happened.
    pub what: DeadlineKind,
    /// Within so many working minutes.
    pub working_minutes: u32,
    /// To whom it goes when it has not.
    #[serde(default)]
    pub escalate: Option<Recipient>,
}

/// What must have happened by a deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeadlineKind {
    /// They have read it.
    Read,
    /// One of them has replied.
    FirstResponse,
}

/// What is known of a purpose, and what may be changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PurposeFields {
    /// 相談は専門家へ
    pub name: String,
    /// Why it is shared, in the words of those who asked for it.
    #[serde(default)]
    pub why: String,
    /// Whose reports.
    #[serde(default)]
    pub from: Source,
    /// Which of them.
    #[serde(default)]
    pub what: Vec<Condition>,
    /// To whom.
    pub recipients: Vec<Recipient>,
    /// How loudly.
    #[serde(default)]
    pub how: How,
    /// By when.
    #[serde(default)]
    pub deadline: Option<Deadline>,
    /// True while it does not route.
    #[serde(default)]
    pub paused: bool,
}

/// A sharing purpose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Purpose {
    /// The purpose's number.
    pub id: PurposeId,
    /// Counts its changes, from 1.
    pub version: u32,
    /// What is known of it.
    #[serde(flatten)]
    pub fields: PurposeFields,
}
