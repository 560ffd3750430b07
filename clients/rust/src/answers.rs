//! What the server answers to requests, where the domain has no shape of its own for it.

use serde::{Deserialize, Serialize};
use uchite_domain::{
    Badge, Card, DealSnapshot, How, Member, MemberId, MemberRef, Reason, Scope, Seq, Stage, TokenId,
};

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Page<T> {
    /// What is on it.
    pub items: Vec<T>,
    /// Where to go on: hand it back as `after`. None: that was all.
    pub next: Option<String>,
    /// The cursor at which the page was built.
    pub cursor: Seq,
}

/// A page of cards, the newest first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CardPage {
    /// The cards.
    pub cards: Vec<Card>,
    /// Where to go on: hand it back as `after`. None: that was all.
    pub next: Option<String>,
    /// The cursor at which the page was built.
    pub cursor: Seq,
}

/// What a command on a report did.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Changed {
    /// The event: the number of the report that was filed, of the reply that was written.
    pub seq: Seq,
    /// Whether it had been done before, under the same reference.
    pub repeated: bool,
    /// The card as it is now.
    pub card: Card,
}

/// Whom a report would go to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Preview {
    /// Whom, its author first.
    pub audience: Vec<PreviewEntry>,
    /// The deal as it would be.
    pub as_of: DealSnapshot,
}

/// One member of an audience.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PreviewEntry {
    /// Who.
    pub member: MemberRef,
    /// Why, at least one.
    pub reasons: Vec<Reason>,
    /// How loudly.
    pub how: How,
}

/// Who we are, and what every screen needs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Me {
    /// Who we are.
    pub member: Member,
    /// The token with which we ask.
    pub token: TokenId,
    /// What it allows.
    pub scopes: Vec<Scope>,
    /// The organisation's name.
    pub organisation: String,
    /// The way of a deal.
    pub stages: Vec<Stage>,
    /// The members whom we lead, at any level.
    pub leads: Vec<MemberId>,
    /// Our counts.
    pub badge: Badge,
    /// The cursor at which this was built.
    pub cursor: Seq,
}

/// A new personal access token. Its secret is shown this once.
#[derive(Clone, PartialEq, Eq, Deserialize)]
pub struct IssuedToken {
    /// Goes into [`crate::Credential::Bearer`].
    pub secret: String,
}

impl std::fmt::Debug for IssuedToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("IssuedToken(…)")
    }
}
