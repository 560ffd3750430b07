//! What members do with their inbox: read cards, mark them unread, read all and take it back.

use uchite_domain::{Badge, Code, Event, MemberId, ReadHow, Rejection, ReportId, Seq, limits};

use crate::house::{House, unreadable};

/// Cards that one event of reading names at most; more are split.
const READ_BATCH: usize = 5_000;

impl House {
    /// Notes that a member read cards up to an event. Cards that they may not see are passed by.
    ///
    /// # Errors
    /// A cursor from the future, too many cards, or what the state of the machine refuses.
    pub async fn read(
        &self,
        member: MemberId,
        mut reports: Vec<ReportId>,
        upto: Seq,
        how: ReadHow,
    ) -> Result<Badge, Rejection> {
        self.open_for_commands()?;
        if upto > self.publisher.log.head() {
            return Err(Rejection::new(Code::BadCursor, "upto lies in the future"));
        }
        limits::list("reports", &reports, READ_BATCH)?;
        let store = &*self.publisher.store;
        let mut wanted = Vec::new();
        reports.sort_unstable();
        reports.dedup();
        for report in reports {
            // What is read already is no event.
            let state = store.inbox_state(member, report).map_err(unreadable)?;
            if state.is_some_and(|s| s.unread || s.read_at.is_none()) {
                wanted.push(report);
            }
        }
        if !wanted.is_empty() {
            let event = Event::CardsRead { member, reports: wanted, upto, how };
            self.writers.member(member, Some(member), event).await?;
        }
        store.badge(member).map_err(unreadable)
    }

    /// Marks cards unread.
    ///
    /// # Errors
    /// Too many cards, or what the state of the machine refuses.
    pub async fn mark_unread(&self, member: MemberId, reports: Vec<ReportId>) -> Result<Badge, Rejection> {
        self.open_for_commands()?;
        limits::list("reports", &reports, READ_BATCH)?;
        let store = &*self.publisher.store;
        let mut wanted = Vec::new();
        for report in reports {
            if store.inbox_state(member, report).map_err(unreadable)?.is_some() {
                wanted.push(report);
            }
        }
        if wanted.is_empty() {
            return Err(Rejection::not_found("report"));
        }
        let event = Event::CardsUnread { member, reports: wanted };
        self.writers.member(member, Some(member), event).await?;
        store.badge(member).map_err(unreadable)
    }

    /// Marks everything read, or everything addressed. Answers the handle of its undo, if anything was
    /// unread, and the counts.
    ///
    /// # Errors
    /// What the state of the machine refuses.
    pub async fn read_all(
        &self,
        member: MemberId,
        addressed: bool,
    ) -> Result<(Option<Seq>, Badge), Rejection> {
        self.open_for_commands()?;
        let store = &*self.publisher.store;
        let upto = self.cursor();
        let unread = store.unread(member, addressed).map_err(unreadable)?;
        let mut undo = None;
        // One handle undoes one batch; the newest cards come first and are in it.
        for batch in unread.chunks(READ_BATCH) {
            let event = Event::CardsRead { member, reports: batch.to_vec(), upto, how: ReadHow::Bulk };
            let done = self.writers.member(member, Some(member), event).await?;
            undo = undo.or(Some(done.seq));
        }
        Ok((undo, store.badge(member).map_err(unreadable)?))
    }

    /// Takes a [`Self::read_all`] back.
    ///
    /// # Errors
    /// A handle that is not one of the member's.
    pub async fn undo_read_all(&self, member: MemberId, undo: Seq) -> Result<Badge, Rejection> {
        match self.logged(undo)?.map(|logged| logged.event) {
            Some(Event::CardsRead { member: whose, reports, how: ReadHow::Bulk, .. }) if whose == member => {
                self.mark_unread(member, reports).await
            }
            _ => Err(Rejection::not_found("undo")),
        }
    }
}
