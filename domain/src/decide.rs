//! Decisions on one deal: command in, event or rejection out. Pure.

mod checks;

pub use checks::check_deal;

use std::collections::BTreeMap;
use std::sync::Arc;

use checks::{check_changes, check_fields_change, check_files, check_members, check_met, check_report};

use crate::{
    Accompany, AudienceEntry, Code, ConsultState, Correction, Deal, DealCommand, DealFields, DealSnapshot,
    Event, FileReport, How, LoggedEvent, MemberId, MoveState, NewNextMove, NewReply, NextMoveChanges,
    NextMoveId, Organisation, Reason, Rejection, ReplyAdded, ReplyId, ReplyKind, Report, ReportFiled,
    ReportId, Seq, SetNextMove, StageOutcome, Timestamp, audience, limits, merge_patch,
};

/// Replies that one report takes; a longer talk belongs to a new report.
const REPLIES_MAX: usize = 1_000;
/// Open next moves on one deal.
const NEXT_MOVES_MAX: usize = 50;
/// Slots of one request to come along.
const SLOTS_MAX: usize = 10;

/// What a deal's writer knows: the deal, and those of its reports that commands are about.
///
/// Reports are put in on demand and may be taken out again when nothing is in flight, so a deal's memory
/// does not grow with its history.
#[derive(Debug, Clone, PartialEq)]
pub struct DealState {
    /// The deal as of the last decided command.
    pub deal: Deal,
    /// Reports of the deal that are at hand.
    pub reports: BTreeMap<ReportId, Report>,
}

/// Who wants something, and when.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    /// Who.
    pub by: MemberId,
    /// When.
    pub at: Timestamp,
}

/// What a preview answers, and what filing would do.
#[derive(Debug, Clone, PartialEq)]
pub struct Preview {
    /// Whom it would go to, and why.
    pub audience: Vec<AudienceEntry>,
    /// The deal as it would be.
    pub as_of: DealSnapshot,
}

impl DealState {
    /// A deal without any report at hand.
    #[must_use]
    pub fn new(deal: Deal) -> DealState {
        DealState { deal, reports: BTreeMap::new() }
    }

    /// Decides a command. The report that it names must be at hand; one that is not there is not found.
    pub fn decide(
        &self,
        org: &Organisation,
        asked: Asked,
        command: &DealCommand,
    ) -> Result<Event, Rejection> {
        let deal = self.deal.id;
        match command {
            DealCommand::FileReport(report) => self.file(org, asked, report),
            DealCommand::SetNextMove { next_move } => {
                self.visible(org, asked.by)?;
                let next_move = self.settle_move(org, asked.by, next_move)?;
                Ok(Event::NextMoveSet { deal, next_move })
            }
            DealCommand::ChangeNextMove { next_move, changes } => {
                self.change_move(org, asked, *next_move, changes)
            }
            DealCommand::AcceptSlot { next_move, slot } => self.accept_slot(org, asked, *next_move, *slot),
            DealCommand::ChangeDeal { patch } => self.change(org, asked, patch),
            DealCommand::CorrectReport { report, correction } => {
                self.correct(org, asked, self.report(org, asked.by, *report)?, correction)
            }
            DealCommand::Reply { report, reply } => {
                self.reply(org, asked, self.report(org, asked.by, *report)?, reply)
            }
            DealCommand::React { report, kind, on } => {
                let report = self.report(org, asked.by, *report)?.id;
                Ok(Event::ReactionSet { deal, report, kind: *kind, on: *on })
            }
            DealCommand::Acknowledge { report } => {
                let report = self.report(org, asked.by, *report)?.id;
                Ok(Event::ReportAcknowledged { deal, report })
            }
            DealCommand::ClaimConsult { report } => self.claim(asked, self.report(org, asked.by, *report)?),
            DealCommand::AcceptAnswer { report, reply } => {
                self.accept(asked, self.report(org, asked.by, *report)?, *reply)
            }
            DealCommand::ReopenConsult { report } => self.reopen(asked, self.report(org, asked.by, *report)?),
        }
    }

    /// Takes a decided event over before it is durable, so that the next command sees it. A report that the
    /// event files is not put at hand: nobody knows its number yet.
    pub fn apply(&mut self, at: Timestamp, by: MemberId, event: &Event) {
        // The number is not known yet. It matters for things that get their id from it, and those cannot be
        // named by a command before it is known; the writer puts them at hand again from the store.
        let seq = Seq::MAX;
        self.deal.apply(seq, at, Some(by), event);
        if let Some(report) = event.report(seq).and_then(|id| self.reports.get_mut(&id)) {
            let logged = LoggedEvent { by: Some(by), origin: None, event: event.clone() };
            report.apply(seq, at, &logged);
        }
    }

    /// Whom a report would go to, and why: what [`Self::decide`] would put into the event.
    pub fn preview(
        &self,
        org: &Organisation,
        asked: Asked,
        report: &FileReport,
    ) -> Result<Preview, Rejection> {
        self.visible(org, asked.by)?;
        check_changes(org, &self.deal, &report.deal_changes)?;
        let before = &self.deal.fields;
        let mut deal = self.deal.clone();
        deal.apply_changes(&report.deal_changes, asked.at);
        let fields = &deal.fields;
        let as_of = DealSnapshot::of(fields, Some(before.stage));
        let audience = audience(org, asked.by, report, &deal, &as_of);
        Ok(Preview { audience, as_of })
    }

    fn file(&self, org: &Organisation, asked: Asked, report: &FileReport) -> Result<Event, Rejection> {
        check_report(org, &self.deal, asked, report)?;
        let Preview { audience, as_of } = self.preview(org, asked, report)?;
        if let Some(superior) = org.superior(asked.by)
            && report.not.contains(&superior)
        {
            return Err(Rejection::new(Code::SuperiorRequired, "the superior cannot be left out"));
        }
        let next_move = report.next_move.as_ref().map(|m| self.settle_move(org, asked.by, m)).transpose()?;
        let mut report = report.clone();
        report.occurred_at = report.occurred_at.or(Some(asked.at));
        let audience = Arc::new(audience);
        Ok(Event::ReportFiled(Box::new(ReportFiled { report, audience, as_of, next_move })))
    }

    fn correct(
        &self,
        org: &Organisation,
        asked: Asked,
        report: &Report,
        correction: &Correction,
    ) -> Result<Event, Rejection> {
        if report.author != asked.by {
            return Err(Rejection::new(Code::Forbidden, "only the author corrects a report"));
        }
        if report.correctable_until().is_none_or(|until| asked.at > until) {
            return Err(Rejection::new(Code::CorrectionClosed, "it is too late to correct this report"));
        }
        let occurred_at = correction.occurred_at.unwrap_or(report.occurred_at);
        limits::past("occurred_at", occurred_at, asked.at)?;
        let text = correction.text.as_ref().unwrap_or(&report.text);
        limits::text("text", text, limits::TEXT_MAX_CHARS)?;
        let met = correction.met.as_ref().unwrap_or(&report.met);
        check_met(org, &self.deal, met)?;
        let fields = correction.fields.as_ref().unwrap_or(&report.fields);
        if let Some(template) = org.templates.get(&report.template) {
            template.fields.check(fields)?;
        }
        Ok(Event::ReportCorrected {
            deal: self.deal.id,
            report: report.id,
            occurred_at,
            met: met.clone(),
            fields: fields.clone(),
            text: text.clone(),
        })
    }

    fn reply(
        &self,
        org: &Organisation,
        asked: Asked,
        report: &Report,
        reply: &NewReply,
    ) -> Result<Event, Rejection> {
        if reply.kind != ReplyKind::Acknowledgement {
            limits::required("text", &reply.text, limits::TEXT_MAX_CHARS)?;
        }
        limits::text("text", &reply.text, limits::TEXT_MAX_CHARS)?;
        check_members(org, "mentions", &reply.mentions)?;
        check_files(&reply.files)?;
        if report.replies.len() >= REPLIES_MAX {
            return Err(Rejection::new(Code::TooMany, format!("a report takes {REPLIES_MAX} replies")));
        }
        let next_move = reply.next_move.as_ref().map(|m| self.settle_move(org, asked.by, m)).transpose()?;
        let joined = joined(org, asked.by, report, &reply.mentions, next_move.as_ref());
        let mut concerns = report.participants();
        concerns.extend(joined.iter().map(|entry| entry.member));
        concerns.retain(|m| *m != asked.by && org.may_see(*m, report));
        concerns.sort_unstable();
        concerns.dedup();
        // While somebody has taken the question on, what others say is welcome but not yet the answer; the
        // author may accept it all the same.
        let answers = asked.by != report.author
            && matches!(reply.kind, ReplyKind::Advice | ReplyKind::Information)
            && report.consult.as_ref().is_some_and(|consult| {
                consult.waits() && consult.claimed_by.is_none_or(|claimer| claimer == asked.by)
            });
        Ok(Event::ReplyAdded(Box::new(ReplyAdded {
            deal: self.deal.id,
            report: report.id,
            kind: reply.kind,
            text: reply.text.clone(),
            mentions: reply.mentions.clone(),
            files: reply.files.clone(),
            next_move,
            answers,
            joined,
            concerns,
        })))
    }

    fn claim(&self, asked: Asked, report: &Report) -> Result<Event, Rejection> {
        let consult = consult_of(report)?;
        if !matches!(consult.state, ConsultState::Open | ConsultState::Reopened) {
            return Err(Rejection::new(Code::ConsultState, "somebody has taken this consult already"));
        }
        let concerns = others(asked.by, [report.author]);
        Ok(Event::ConsultClaimed { deal: self.deal.id, report: report.id, concerns })
    }

    fn accept(&self, asked: Asked, report: &Report, reply: ReplyId) -> Result<Event, Rejection> {
        let consult = consult_of(report)?;
        if report.author != asked.by {
            return Err(Rejection::new(Code::Forbidden, "only who asked accepts an answer"));
        }
        let answer = report.replies.iter().find(|r| r.id == reply);
        let answer = answer.ok_or_else(|| Rejection::not_found("reply"))?;
        if consult.state == ConsultState::Accepted {
            return Err(Rejection::new(Code::ConsultState, "an answer was accepted already"));
        }
        let concerns = others(asked.by, [answer.author]);
        Ok(Event::AnswerAccepted { deal: self.deal.id, report: report.id, reply, concerns })
    }

    fn reopen(&self, asked: Asked, report: &Report) -> Result<Event, Rejection> {
        let consult = consult_of(report)?;
        if report.author != asked.by {
            return Err(Rejection::new(Code::Forbidden, "only who asked reopens a consult"));
        }
        if consult.waits() {
            return Err(Rejection::new(Code::ConsultState, "the consult is still open"));
        }
        let answerer = report.replies.iter().find(|r| Some(r.id) == consult.answer).map(|r| r.author);
        let concerns = others(asked.by, answerer.into_iter().chain(consult.claimed_by));
        Ok(Event::ConsultReopened { deal: self.deal.id, report: report.id, concerns })
    }

    fn change_move(
        &self,
        org: &Organisation,
        asked: Asked,
        id: NextMoveId,
        changes: &NextMoveChanges,
    ) -> Result<Event, Rejection> {
        self.visible(org, asked.by)?;
        let found = self.deal.next_move(id).ok_or_else(|| Rejection::not_found("open next move"))?;
        if let Some(what) = &changes.what {
            limits::required("what", what, limits::FIELD_MAX_CHARS)?;
        }
        if let Some(owner) = changes.owner {
            self.goes(org, "owner", owner)?;
        }
        let owner = changes.owner.unwrap_or(found.owner);
        let concerns = others(asked.by, [found.set_by, owner]);
        let (deal, report) = (self.deal.id, found.report);
        Ok(Event::NextMoveChanged { deal, next_move: id, report, changes: changes.clone(), concerns })
    }

    fn accept_slot(
        &self,
        org: &Organisation,
        asked: Asked,
        id: NextMoveId,
        slot: usize,
    ) -> Result<Event, Rejection> {
        self.visible(org, asked.by)?;
        let found = self.deal.next_move(id).ok_or_else(|| Rejection::not_found("open next move"))?;
        let no = |why| Err(Rejection::new(Code::NextMoveState, why));
        let Some(accompany) = &found.accompany else { return no("nobody is asked to come along") };
        if found.state != MoveState::Open || accompany.agreed.is_some() {
            return no("a slot is agreed already");
        }
        if slot >= accompany.slots.len() {
            return Err(Rejection::not_found("slot"));
        }
        if ![accompany.who, found.owner, found.set_by].contains(&asked.by) {
            return Err(Rejection::new(Code::Forbidden, "only those who go agree to a slot"));
        }
        let concerns = others(asked.by, [accompany.who, found.owner, found.set_by]);
        let (deal, report) = (self.deal.id, found.report);
        Ok(Event::SlotAgreed { deal, next_move: id, report, slot, concerns })
    }

    fn change(
        &self,
        org: &Organisation,
        asked: Asked,
        patch: &serde_json::Value,
    ) -> Result<Event, Rejection> {
        self.visible(org, asked.by)?;
        let may = self.deal.has(asked.by)
            || org.leads(asked.by, self.deal.fields.owner)
            || org.members.get(&asked.by).is_some_and(|m| m.fields.role == crate::Role::Admin);
        if !may {
            return Err(Rejection::new(Code::Forbidden, "only the deal's team and its superiors change it"));
        }
        let fields: DealFields = merge_patch(&self.deal.fields, patch)?;
        check_fields_change(org, &self.deal, &fields)?;
        Ok(Event::DealChanged { deal: self.deal.id, fields })
    }

    fn settle_move(
        &self,
        org: &Organisation,
        by: MemberId,
        new: &NewNextMove,
    ) -> Result<SetNextMove, Rejection> {
        limits::required("next_move.what", &new.what, limits::FIELD_MAX_CHARS)?;
        if self.deal.next_moves.len() >= NEXT_MOVES_MAX {
            return Err(Rejection::new(Code::TooMany, format!("a deal has {NEXT_MOVES_MAX} next moves")));
        }
        let owner = new.owner_on(org, &self.deal, by);
        self.goes(org, "next_move.owner", owner)?;
        let accompany = match &new.accompany {
            None => None,
            Some(asked) => {
                self.goes(org, "next_move.accompany", asked.who)?;
                limits::list("next_move.accompany.slots", &asked.slots, SLOTS_MAX)?;
                for slot in &asked.slots {
                    limits::moment("slot", slot.from)?;
                    limits::moment("slot", slot.until)?;
                    if slot.until <= slot.from {
                        return Err(Rejection::new(Code::OutOfRange, "a slot ends after it begins"));
                    }
                }
                Some(Accompany { who: asked.who, slots: asked.slots.clone(), agreed: None })
            }
        };
        Ok(SetNextMove { kind: new.kind, what: new.what.clone(), owner, due: new.due, accompany })
    }

    /// Whether a member can be given a next move on this deal: who may not see it could not do it.
    fn goes(&self, org: &Organisation, field: &str, member: MemberId) -> Result<(), Rejection> {
        check_members(org, field, &[member])?;
        if org.may_see_deal(member, &self.deal) {
            return Ok(());
        }
        Err(Rejection::new(Code::Invalid, format!("{field}: this member may not see the deal")))
    }

    fn visible(&self, org: &Organisation, member: MemberId) -> Result<(), Rejection> {
        if org.may_see_deal(member, &self.deal) { Ok(()) } else { Err(Rejection::not_found("deal")) }
    }

    fn report(&self, org: &Organisation, by: MemberId, id: ReportId) -> Result<&Report, Rejection> {
        let report = self.reports.get(&id).filter(|report| org.may_see(by, report));
        report.ok_or_else(|| Rejection::not_found("report"))
    }
}

fn others(by: MemberId, members: impl IntoIterator<Item = MemberId>) -> Vec<MemberId> {
    let mut all: Vec<MemberId> = members.into_iter().filter(|m| *m != by).collect();
    all.sort_unstable();
    all.dedup();
    all
}

fn consult_of(report: &Report) -> Result<&crate::Consult, Rejection> {
    report.consult.as_ref().ok_or_else(|| Rejection::not_found("consult"))
}

/// Members whom a reply brings to the audience, as far as they may see the report.
fn joined(
    org: &Organisation,
    by: MemberId,
    report: &Report,
    mentions: &[MemberId],
    next_move: Option<&SetNextMove>,
) -> Vec<AudienceEntry> {
    let mut found: BTreeMap<MemberId, Vec<Reason>> = BTreeMap::new();
    for member in mentions {
        found.entry(*member).or_default().push(Reason::Mentioned);
    }
    if let Some(next_move) = next_move {
        found.entry(next_move.owner).or_default().push(Reason::NextMove);
        if let Some(accompany) = &next_move.accompany {
            found.entry(accompany.who).or_default().push(Reason::Accompany);
        }
    }
    found.remove(&by);
    let mut joined: Vec<AudienceEntry> = found
        .into_iter()
        .filter(|(member, _)| org.may_see(*member, report))
        .map(|(member, reasons)| AudienceEntry { member, reasons: reasons.into(), how: How::Notify })
        .collect();
    if report.entry(by).is_none() {
        joined.push(AudienceEntry { member: by, reasons: [Reason::Replied].into(), how: How::Timeline });
    }
    joined
}

/// Whether a deal in this stage is over.
#[must_use]
pub fn is_over(org: &Organisation, deal: &Deal) -> bool {
    org.stage(deal.fields.stage).is_some_and(|stage| stage.outcome != StageOutcome::Open)
}
