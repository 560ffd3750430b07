//! Timelines: one store of cards, many filtered views.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    ActivityKind, Card, CompetitorId, CustomerId, DealId, DepartmentId, MemberId, PurposeId, ReportId, Seq,
    StageId, TemplateId,
};

/// Whose or which timeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum TimelineScope {
    /// What was shared with the viewer, and what they filed.
    Mine,
    /// The reports of a deal.
    Deal(DealId),
    /// The reports of a member.
    Member(MemberId),
    /// The reports on all deals of a customer, the general one too.
    Customer(CustomerId),
    /// The reports of the members of a department and of those below it.
    Department(DepartmentId),
}

/// By what a timeline is sorted, the newest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TimelineSort {
    /// When the report was filed.
    #[default]
    Posted,
    /// When something last happened on it.
    Activity,
}

/// What of a timeline is shown. All that is given must hold; of a list, one.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct TimelineFilter {
    /// In charge of the deal now.
    pub owner: Vec<MemberId>,
    /// The author's department, or one below it.
    pub department: Vec<DepartmentId>,
    /// The author.
    pub author: Vec<MemberId>,
    /// The deal's amount now, at least.
    pub amount_min: Option<i64>,
    /// The deal's amount now, at most.
    pub amount_max: Option<i64>,
    /// The deal's stage now.
    pub stage: Vec<StageId>,
    /// The customer.
    pub customer: Vec<CustomerId>,
    /// The deal.
    pub deal: Vec<DealId>,
    /// The kind of activity.
    pub kind: Vec<ActivityKind>,
    /// The form.
    pub template: Vec<TemplateId>,
    /// A competitor of the deal now.
    pub competitor: Vec<CompetitorId>,
    /// The purpose that routed it to the viewer.
    pub purpose: Vec<PurposeId>,
    /// With a question in it; with `waits` alone: one that nobody has answered yet.
    pub consult: Option<ConsultFilter>,
    /// Unread by the viewer.
    pub unread: bool,
    /// Addressed to the viewer.
    pub addressed: bool,
    /// Bookmarked by the viewer; in the scope `Mine` also what was never shared with them.
    pub bookmarked: bool,
}

/// Which questions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ConsultFilter {
    /// Any.
    Any,
    /// Those that nobody has answered yet.
    Waits,
}

/// Where a page ends: the sort key and the report of its last card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Position {
    /// The seq by which it is sorted: of the filing, or of the last event.
    pub key: Seq,
    /// The report.
    pub report: ReportId,
}

/// A question for a timeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimelineQuery {
    /// Who looks.
    pub viewer: MemberId,
    /// At what.
    pub scope: TimelineScope,
    /// At which of it.
    pub filter: TimelineFilter,
    /// In which order.
    pub sort: TimelineSort,
    /// From behind here; none: from the newest.
    pub after: Option<Position>,
    /// Cards at most.
    pub limit: usize,
}

/// A page of a timeline.
#[derive(Debug, Clone, PartialEq)]
pub struct TimelinePage {
    /// The cards, the newest first.
    pub cards: Vec<Card>,
    /// Where to go on; none: that was all.
    pub next: Option<Position>,
    /// The cursor at which this was built.
    pub cursor: Seq,
}
