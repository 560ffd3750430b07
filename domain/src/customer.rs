//! Customers, the people at them, and what is sold with and against us.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{CompetitorId, ContactId, CustomerId, MemberId, ProductId};

/// What is known of a customer, and what may be changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CustomerFields {
    /// 東和精密工業株式会社
    pub name: String,
    /// The name in kana: とうわせいみつこうぎょう.
    #[serde(default)]
    pub kana: String,
    /// Other names in use.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Names it had before.
    #[serde(default)]
    pub former_names: Vec<String>,
    /// The line of business.
    #[serde(default)]
    pub industry: String,
    /// Who of us is in charge of the customer.
    #[serde(default)]
    pub owner: Option<MemberId>,
    /// True for our own company, the home of internal activity.
    #[serde(default)]
    pub internal: bool,
    /// True once we no longer deal with it.
    #[serde(default)]
    pub retired: bool,
}

/// A company we sell to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Customer {
    /// The customer's number, and that of its general deal.
    pub id: CustomerId,
    /// What is known of it.
    #[serde(flatten)]
    pub fields: CustomerFields,
}

/// What is known of a contact, and what may be changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ContactFields {
    /// The customer where the person works.
    pub customer: CustomerId,
    /// 山本 一郎
    pub name: String,
    /// The name in kana.
    #[serde(default)]
    pub kana: String,
    /// 製造部 部長
    #[serde(default)]
    pub title: String,
    /// The part in the decision.
    #[serde(default)]
    pub decision: DecisionRole,
    /// Who of us knows the person (人脈).
    #[serde(default)]
    pub known_by: Vec<MemberId>,
    /// True once the person has left.
    #[serde(default)]
    pub retired: bool,
}

/// The part that a contact has in the decision to buy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DecisionRole {
    /// Not known.
    #[default]
    Unknown,
    /// Decides (決裁者).
    Decider,
    /// Is asked by who decides (推進者).
    Influencer,
    /// Will use it (利用者).
    User,
    /// Guards the way (窓口).
    Gatekeeper,
}

/// A person at a customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Contact {
    /// The contact's number.
    pub id: ContactId,
    /// What is known of the person.
    #[serde(flatten)]
    pub fields: ContactFields,
}

/// What is known of a product or a competitor, and what may be changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NamedFields {
    /// The name.
    pub name: String,
    /// The name in kana.
    #[serde(default)]
    pub kana: String,
    /// Other names in use.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// True once it is no longer in use.
    #[serde(default)]
    pub retired: bool,
}

/// Something we sell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Product {
    /// The product's number.
    pub id: ProductId,
    /// What is known of it.
    #[serde(flatten)]
    pub fields: NamedFields,
}

/// A company that sells against us.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Competitor {
    /// The competitor's number.
    pub id: CompetitorId,
    /// What is known of it.
    #[serde(flatten)]
    pub fields: NamedFields,
}
