//! The log of the demo company while it is being written. Every event is decided as the server would decide
//! it and applied before the next, so that what a real organisation could not do does not happen here.

use std::collections::{BTreeMap, HashMap};

use uchite_domain::{
    Asked, DealCommand, DealId, DealState, Event, LoggedEvent, MasterCommand, MemberId, Organisation,
    ReadHow, Rejection, Report, ReportId, Seq, Timestamp, decide_master,
};

/// Reports that one reading takes at most.
const READ_AT_ONCE: usize = 200;

/// What was written so far, and what it means.
#[derive(Default)]
pub(super) struct Book {
    /// The organisation as of the last event.
    pub(super) org: Organisation,
    /// Reports as of the last event.
    pub(super) reports: HashMap<ReportId, Report>,
    /// What each member has not read yet.
    pub(super) unread: BTreeMap<MemberId, Vec<ReportId>>,
    /// What was refused. A demo that fits the rules has nothing here.
    pub(super) refused: Vec<Rejection>,
    /// The log.
    pub(super) records: Vec<(Timestamp, LoggedEvent)>,
}

impl Book {
    /// Writes an event down and applies it. A log does not go back in time: an earlier moment than the last
    /// one's becomes that.
    pub(super) fn append(&mut self, at: Timestamp, logged: LoggedEvent) -> Seq {
        let at = self.records.last().map_or(at, |(last, _)| at.max(*last));
        let seq = Seq(self.records.len() as u64 + 1);
        self.org.apply(seq, at, &logged);
        if let Some(report) = Report::file(seq, at, &logged) {
            for entry in report.audience.iter().filter(|e| e.member != report.author) {
                self.unread.entry(entry.member).or_default().push(report.id);
            }
            self.reports.insert(report.id, report);
        } else if let Some(id) = logged.event.report(seq) {
            if let Some(report) = self.reports.get_mut(&id) {
                report.apply(seq, at, &logged);
            }
            for member in logged.event.concerns() {
                let unread = self.unread.entry(*member).or_default();
                if !unread.contains(&id) {
                    unread.push(id);
                }
            }
            // Who acts on a card has read it.
            if let Some(unread) = logged.by.and_then(|by| self.unread.get_mut(&by)) {
                unread.retain(|r| *r != id);
            }
        }
        self.records.push((at, logged));
        seq
    }

    /// A command on the masters. None where it was refused.
    pub(super) fn master(&mut self, at: Timestamp, by: MemberId, command: &MasterCommand) -> Option<Seq> {
        let decided = decide_master(&self.org, Asked { by, at }, command);
        self.settle(at, by, decided)
    }

    /// A command on a deal. None where it was refused.
    pub(super) fn deal(
        &mut self,
        at: Timestamp,
        by: MemberId,
        deal: DealId,
        command: &DealCommand,
    ) -> Option<Seq> {
        let mut state = DealState::new(self.org.deals.get(&deal)?.clone());
        if let Some((id, report)) = command.report().and_then(|id| self.reports.get_key_value(&id)) {
            state.reports.insert(*id, report.clone());
        }
        let decided = state.decide(&self.org, Asked { by, at }, command);
        self.settle(at, by, decided)
    }

    fn settle(&mut self, at: Timestamp, by: MemberId, decided: Result<Event, Rejection>) -> Option<Seq> {
        match decided {
            Ok(event) => Some(self.append(at, LoggedEvent { by: Some(by), origin: None, event })),
            Err(rejection) => {
                self.refused.push(rejection);
                None
            }
        }
    }

    /// A member looks at what they have not read, the oldest first: all of it, or what `keep` does not keep.
    pub(super) fn read(&mut self, at: Timestamp, member: MemberId, keep: impl Fn(&Report) -> bool) {
        let Some(unread) = self.unread.get_mut(&member) else { return };
        let kept = |id: &ReportId| self.reports.get(id).is_none_or(&keep);
        let (kept, mut reports): (Vec<ReportId>, Vec<ReportId>) = unread.drain(..).partition(kept);
        *unread = kept;
        unread.extend(reports.split_off(reports.len().min(READ_AT_ONCE)));
        if reports.is_empty() {
            return;
        }
        reports.sort_unstable();
        let upto = Seq(self.records.len() as u64);
        let event = Event::CardsRead { member, reports, upto, how: ReadHow::Displayed };
        self.append(at, LoggedEvent { by: Some(member), origin: None, event });
    }
}
