//! How events change a deal and a report. Total: an event that does not fit changes nothing.

use std::sync::Arc;

use crate::{
    Accompany, Acknowledgement, AudienceEntry, Consult, ConsultState, Deal, DealId, EarlierVersion, Event,
    LoggedEvent, MemberId, MoveState, NextMove, NextMoveId, Reaction, Reply, ReplyAdded, Report, ReportFiled,
    ReportId, Seq, SetNextMove, Timestamp,
};

impl SetNextMove {
    fn into_move(
        self,
        seq: Seq,
        deal: DealId,
        report: Option<ReportId>,
        by: Option<MemberId>,
        at: Timestamp,
    ) -> NextMove {
        NextMove {
            id: seq.into(),
            deal,
            report,
            kind: self.kind,
            what: self.what,
            owner: self.owner,
            due: self.due,
            accompany: self.accompany,
            state: MoveState::Open,
            set_by: by.unwrap_or(self.owner),
            set_at: at,
        }
    }
}

impl Deal {
    /// Takes an event of this deal over. Answers whether anything changed.
    pub fn apply(&mut self, seq: Seq, at: Timestamp, by: Option<MemberId>, event: &Event) -> bool {
        match event {
            Event::DealChanged { fields, .. } => {
                let mut fields = fields.clone();
                if self.general {
                    // Its owner is the customer's, who changes under another subject: only so do both orders
                    // in which the two may arrive end the same.
                    fields.owner = self.fields.owner;
                }
                self.apply_fields(fields, at);
            }
            Event::ReportFiled(filed) => {
                self.apply_changes(&filed.report.deal_changes, at);
                self.reports += 1;
                self.last_activity_at = self.last_activity_at.max(Some(at));
                self.set(filed.next_move.clone(), seq, Some(seq.into()), by, at);
            }
            Event::ReplyAdded(added) => {
                if added.next_move.is_none() {
                    return false;
                }
                self.set(added.next_move.clone(), seq, Some(added.report), by, at);
            }
            Event::NextMoveSet { next_move, .. } => self.set(Some(next_move.clone()), seq, None, by, at),
            Event::NextMoveChanged { next_move, changes, .. } => {
                let Some(found) = self.next_move_mut(*next_move) else { return false };
                found.apply(changes);
                self.next_moves.retain(|m| m.state == MoveState::Open);
            }
            Event::SlotAgreed { next_move, slot, .. } => {
                let Some(found) = self.next_move_mut(*next_move) else { return false };
                agree(found, *slot);
            }
            _ => return false,
        }
        true
    }

    fn set(
        &mut self,
        next_move: Option<SetNextMove>,
        seq: Seq,
        report: Option<ReportId>,
        by: Option<MemberId>,
        at: Timestamp,
    ) {
        self.next_moves.extend(next_move.map(|m| m.into_move(seq, self.id, report, by, at)));
    }

    /// The open next move of this number.
    #[must_use]
    pub fn next_move(&self, id: NextMoveId) -> Option<&NextMove> {
        self.next_moves.iter().find(|m| m.id == id)
    }

    fn next_move_mut(&mut self, id: NextMoveId) -> Option<&mut NextMove> {
        self.next_moves.iter_mut().find(|m| m.id == id)
    }
}

fn agree(next_move: &mut NextMove, slot: usize) {
    if let Some(Accompany { agreed, slots, .. }) = &mut next_move.accompany
        && slot < slots.len()
    {
        *agreed = Some(slot);
    }
}

impl Report {
    /// The report that an event files; none if the event files none.
    #[must_use]
    pub fn file(seq: Seq, at: Timestamp, logged: &LoggedEvent) -> Option<Report> {
        let (Event::ReportFiled(filed), Some(author)) = (&logged.event, logged.by) else { return None };
        let ReportFiled { report, audience, as_of, next_move } = filed.as_ref().clone();
        let id = ReportId::from(seq);
        Some(Report {
            id,
            author,
            filed_at: at,
            deal: report.deal,
            template: report.template,
            occurred_at: report.occurred_at.unwrap_or(at),
            met: report.met,
            fields: report.fields,
            text: report.text,
            products: report.products,
            competitors: report.competitors,
            files: report.files,
            mentions: report.mentions,
            deal_changes: report.deal_changes,
            as_of,
            audience,
            consult: report.consult.map(Consult::ask),
            next_moves: next_move
                .map(|m| m.into_move(seq, report.deal, Some(id), Some(author), at))
                .into_iter()
                .collect(),
            replies: Vec::new(),
            acknowledgements: Vec::new(),
            reactions: Vec::new(),
            earlier: Vec::new(),
            last_seq: seq,
            last_at: at,
        })
    }

    /// Takes an event on this report over.
    pub fn apply(&mut self, seq: Seq, at: Timestamp, logged: &LoggedEvent) {
        let Some(by) = logged.by else { return };
        match &logged.event {
            Event::ReportCorrected { occurred_at, met, fields, text, .. } => {
                self.earlier.push(EarlierVersion {
                    corrected_at: at,
                    occurred_at: std::mem::replace(&mut self.occurred_at, *occurred_at),
                    met: std::mem::replace(&mut self.met, met.clone()),
                    fields: std::mem::replace(&mut self.fields, fields.clone()),
                    text: std::mem::replace(&mut self.text, text.clone()),
                });
            }
            Event::ReplyAdded(added) => self.add_reply(seq, at, by, added),
            Event::ReactionSet { kind, on, .. } => {
                let reaction = Reaction { member: by, kind: *kind };
                self.reactions.retain(|r| *r != reaction);
                if *on {
                    self.reactions.push(reaction);
                }
            }
            Event::ReportAcknowledged { .. } => {
                if !self.acknowledgements.iter().any(|a| a.member == by) {
                    self.acknowledgements.push(Acknowledgement { member: by, at });
                }
            }
            Event::ConsultClaimed { .. } => {
                if let Some(consult) = &mut self.consult {
                    consult.state = ConsultState::Claimed;
                    consult.claimed_by = Some(by);
                }
            }
            Event::AnswerAccepted { reply, .. } => {
                if let Some(consult) = &mut self.consult {
                    consult.state = ConsultState::Accepted;
                    consult.answer = Some(*reply);
                }
            }
            Event::ConsultReopened { .. } => {
                if let Some(consult) = &mut self.consult {
                    consult.state = ConsultState::Reopened;
                    consult.claimed_by = None;
                }
            }
            Event::NextMoveChanged { next_move, changes, .. } => {
                if let Some(found) = self.next_moves.iter_mut().find(|m| m.id == *next_move) {
                    found.apply(changes);
                }
            }
            Event::SlotAgreed { next_move, slot, .. } => {
                if let Some(found) = self.next_moves.iter_mut().find(|m| m.id == *next_move) {
                    agree(found, *slot);
                }
            }
            _ => return,
        }
        self.last_seq = seq;
        self.last_at = at;
    }

    fn add_reply(&mut self, seq: Seq, at: Timestamp, by: MemberId, added: &ReplyAdded) {
        let next_move =
            added.next_move.clone().map(|m| m.into_move(seq, self.deal, Some(self.id), Some(by), at));
        self.replies.push(Reply {
            id: seq.into(),
            author: by,
            at,
            kind: added.kind,
            text: added.text.clone(),
            mentions: added.mentions.clone(),
            files: added.files.clone(),
            next_move: next_move.as_ref().map(|m| m.id),
        });
        self.next_moves.extend(next_move);
        if added.answers
            && let Some(consult) = &mut self.consult
        {
            consult.state = ConsultState::Answered;
            consult.answer = Some(seq.into());
            consult.answered_at = consult.answered_at.or(Some(at));
        }
        self.join(&added.joined);
    }

    fn join(&mut self, joined: &[AudienceEntry]) {
        if joined.is_empty() {
            return;
        }
        let audience = Arc::make_mut(&mut self.audience);
        for entry in joined {
            match audience.iter_mut().find(|e| e.member == entry.member) {
                Some(there) => {
                    there.how = there.how.max(entry.how);
                    let new = entry.reasons.iter().filter(|reason| !there.reasons.contains(reason));
                    there.reasons = there.reasons.iter().chain(new).cloned().collect();
                }
                None => audience.push(entry.clone()),
            }
        }
    }
}
