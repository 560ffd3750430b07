//! Stores under strain.

#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, reason = "each test file uses some of it")]

pub(crate) mod story;

use std::sync::Arc;

use parking_lot::MappedRwLockReadGuard;
use uchite_domain::{
    Accounts, Badge, Bookmarks, Ledger, LoggedEvent, MemberId, Organisation, Report, ReportDetail, ReportId,
    Seq, Subject, TimelinePage, TimelineQuery, Timestamp,
};
use uchite_storage::store::{Applied, InboxState, Reached, Store, StoreError};
use uchite_storage::view::{OpenOptions, SledView};

/// No memory for anything that can be read again, and pages of three cards.
pub(crate) const TINY: OpenOptions = OpenOptions {
    cache_bytes: 1 << 20,
    report_bytes: 0,
    page_bytes: 0,
    page_items: 3,
    overview_pages: 1,
    overview_bytes: 0,
    settle_events: u64::MAX,
    log_head: None,
};

/// A view that writes a checkpoint after every event, and so forgets what it need not keep.
pub(crate) struct Forgetful(pub(crate) SledView);

impl Store for Forgetful {
    fn apply(
        &self,
        seq: Seq,
        at: Timestamp,
        subject: Subject,
        revision: Option<u64>,
        logged: &LoggedEvent,
    ) -> Result<Applied, StoreError> {
        let applied = self.0.apply(seq, at, subject, revision, logged)?;
        // Not each of thousands, which would take minutes.
        if seq.0 < 200 || seq.0.is_multiple_of(16) {
            self.0.checkpoint()?;
        }
        Ok(applied)
    }

    fn applied(&self) -> Seq {
        self.0.applied()
    }

    fn revision(&self, subject: Subject) -> u64 {
        self.0.revision(subject)
    }

    fn by_client_ref(&self, member: MemberId, client_ref: &str) -> Option<Seq> {
        self.0.by_client_ref(member, client_ref)
    }

    fn organisation(&self) -> MappedRwLockReadGuard<'_, Organisation> {
        self.0.organisation()
    }

    fn accounts(&self) -> MappedRwLockReadGuard<'_, Accounts> {
        self.0.accounts()
    }

    fn bookmarks(&self) -> MappedRwLockReadGuard<'_, Bookmarks> {
        self.0.bookmarks()
    }

    fn report(&self, report: ReportId) -> Result<Option<Arc<Report>>, StoreError> {
        self.0.report(report)
    }

    fn detail(&self, viewer: MemberId, report: ReportId) -> Result<Option<ReportDetail>, StoreError> {
        self.0.detail(viewer, report)
    }

    fn timeline(&self, query: &TimelineQuery) -> Result<TimelinePage, StoreError> {
        self.0.timeline(query)
    }

    fn badge(&self, member: MemberId) -> Result<Badge, StoreError> {
        self.0.badge(member)
    }

    fn inbox_state(&self, member: MemberId, report: ReportId) -> Result<Option<InboxState>, StoreError> {
        self.0.inbox_state(member, report)
    }

    fn reached(&self, report: ReportId) -> Result<Vec<Reached>, StoreError> {
        self.0.reached(report)
    }

    fn unread(&self, member: MemberId, addressed: bool) -> Result<Vec<ReportId>, StoreError> {
        self.0.unread(member, addressed)
    }

    fn ledger(&self, report: ReportId) -> Result<Option<Ledger>, StoreError> {
        self.0.ledger(report)
    }

    fn checkpoint(&self) -> Result<Seq, StoreError> {
        self.0.checkpoint()
    }
}
