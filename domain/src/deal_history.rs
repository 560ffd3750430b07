//! The way of a deal: every change of its stage, amount, owner, day and competitors, as the log tells it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    Deal, DealFields, DealId, DealSnapshot, Event, MemberId, MemberRef, Organisation, ReportId, Seq,
    Standing, Timestamp, limits,
};

/// A change of a deal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DealStep {
    /// The event.
    pub seq: Seq,
    /// When.
    pub at: Timestamp,
    /// Whose doing it was.
    pub by: Option<MemberId>,
    /// The report that brought it along, if one did.
    pub report: Option<ReportId>,
    /// The deal as it was from then on.
    pub as_of: DealSnapshot,
}

/// A change of a deal, with names.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DealStepView {
    /// The event.
    pub seq: Seq,
    /// When.
    pub at: Timestamp,
    /// Whose doing it was; null: the system's.
    pub by: Option<MemberRef>,
    /// The report that brought it along; null: the deal itself was changed.
    pub report: Option<ReportId>,
    /// Where the deal stood from then on.
    pub standing: Standing,
}

impl DealSnapshot {
    /// A deal as it is; `before` is the stage from which it comes.
    #[must_use]
    pub fn of(fields: &DealFields, before: Option<crate::StageId>) -> DealSnapshot {
        DealSnapshot {
            customer: fields.customer,
            owner: fields.owner,
            stage: fields.stage,
            stage_before: before.filter(|stage| *stage != fields.stage),
            amount_yen: fields.amount_yen,
            probability: fields.probability,
            expected_close: fields.expected_close,
            competitors: fields.competitors.clone(),
        }
    }
}

/// Whether an event may move a deal on its way. Most reports do not.
pub(crate) fn may_move(event: &Event) -> bool {
    match event {
        Event::ReportFiled(filed) => !filed.report.deal_changes.is_empty(),
        Event::DealChanged { .. } => true,
        _ => false,
    }
}

/// Puts a step behind the others, if the deal is not where the last one left it.
pub(crate) fn walk(
    steps: &mut Vec<DealStep>,
    deal: &Deal,
    seq: Seq,
    at: Timestamp,
    by: Option<MemberId>,
    event: &Event,
) {
    let last = steps.last().map(|step| &step.as_of);
    let as_of = DealSnapshot::of(&deal.fields, last.map(|last| last.stage));
    let still =
        last.is_some_and(|last| DealSnapshot { stage_before: as_of.stage_before, ..last.clone() } == as_of);
    if still {
        return;
    }
    if steps.len() >= limits::DEAL_STEPS_MAX {
        // How it began is worth more than one of many small changes.
        steps.remove(1);
    }
    steps.push(DealStep { seq, at, by, report: event.report(seq), as_of });
}

impl Organisation {
    /// The steps of a deal, the oldest first.
    #[must_use]
    pub fn deal_steps(&self, deal: DealId) -> &[DealStep] {
        self.histories.get(&deal).map_or(&[], Vec::as_slice)
    }

    /// The same with names as they are now.
    #[must_use]
    pub fn deal_step_views(&self, deal: DealId) -> Vec<DealStepView> {
        let view = |step: &DealStep| DealStepView {
            seq: step.seq,
            at: step.at,
            by: step.by.map(|by| self.member_ref(by)),
            report: step.report,
            standing: self.standing_of(&step.as_of),
        };
        self.deal_steps(deal).iter().map(view).collect()
    }
}
