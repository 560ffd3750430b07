//! The read model: what the log means as of now, in memory first.
//!
//! An event changes memory alone, under one lock. A checkpoint writes everything that has changed since the
//! last one, together with the exact set of applied events, in one atomic batch, and syncs it. After a crash
//! the view stands at its last checkpoint and [`catch_up`](crate::catch_up::catch_up) applies the rest of
//! the log; a view that is lost is built anew the same way, to the same answers.
//!
//! In memory always: masters, deals, accounts, revisions, a row of facts for every report, the hashes of
//! clients' references, and the directory of every inbox. On demand: reports, pages of inboxes, and overviews
//! of long inboxes.
//! Nothing here is ordered by when it was applied: events of different subjects may come in any order
//! and end in the same state.

mod access;
mod applied;
mod apply;
mod checkpoint;
mod deal_row;
mod directory;
mod disk;
mod facts;
mod inbox;
mod item;
mod keys;
mod load;
mod long_inbox;
mod lookup;
mod open;
mod overview;
mod refs;
mod report_groups;
mod shelf;
mod sieve;
mod state;
mod timeline;
pub(crate) mod varint;

use std::sync::Arc;

use parking_lot::{MappedRwLockReadGuard, Mutex, RwLock, RwLockReadGuard};
use uchite_domain::{
    Accounts, Badge, Bookmarks, Ledger, LoggedEvent, MemberId, Organisation, Report, ReportDetail, ReportId,
    Seq, Subject, TimelinePage, TimelineQuery, Timestamp,
};

pub use disk::{Disk, MemoryDisk, SledDisk, Take, Writes};
pub(crate) use open::set_folder_aside;
pub use open::{OpenOptions, SetAside, ViewReport};

use apply::Step;
use state::ViewState;

use crate::store::{Applied, InboxState, Reached, Store, StoreError};

/// The read model on some disk.
pub struct View<D> {
    disk: D,
    state: RwLock<ViewState>,
    /// One checkpoint at a time.
    checkpointing: Mutex<()>,
    /// One overview of a long inbox at a time.
    overviewing: Mutex<()>,
}

/// The read model in sled.
pub type SledView = View<SledDisk>;

/// The read model without a disk.
pub type MemoryView = View<MemoryDisk>;

impl<D: Disk> View<D> {
    fn new(disk: D, state: ViewState) -> View<D> {
        View { disk, state: RwLock::new(state), checkpointing: Mutex::new(()), overviewing: Mutex::new(()) }
    }
}

impl<D> std::fmt::Debug for View<D> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("View").finish_non_exhaustive()
    }
}

impl<D: Disk> Store for View<D> {
    fn apply(
        &self,
        seq: Seq,
        at: Timestamp,
        subject: Subject,
        revision: Option<u64>,
        logged: &LoggedEvent,
    ) -> Result<Applied, StoreError> {
        self.warm(seq, logged)?;
        let mut state = self.state.write();
        state.check()?;
        if state.applied.contains(seq) {
            return Ok(Applied::default());
        }
        let step = Step { seq, at, subject, revision, logged, disk: &self.disk };
        state.take(step).inspect_err(|error| state.broken = Some(error.clone()))
    }

    fn applied(&self) -> Seq {
        self.state.read().applied.upto()
    }

    fn revision(&self, subject: Subject) -> u64 {
        self.state.read().revisions.get(&subject).copied().unwrap_or_default()
    }

    fn by_client_ref(&self, member: MemberId, client_ref: &str) -> Option<Seq> {
        self.state.read().refs.get(member, client_ref)
    }

    fn organisation(&self) -> MappedRwLockReadGuard<'_, Organisation> {
        RwLockReadGuard::map(self.state.read(), |state| &state.org)
    }

    fn accounts(&self) -> MappedRwLockReadGuard<'_, Accounts> {
        RwLockReadGuard::map(self.state.read(), |state| &state.accounts)
    }

    fn bookmarks(&self) -> MappedRwLockReadGuard<'_, Bookmarks> {
        RwLockReadGuard::map(self.state.read(), |state| &state.bookmarks)
    }

    fn report(&self, report: ReportId) -> Result<Option<Arc<Report>>, StoreError> {
        self.look(|lookup| lookup.report(report))
    }

    fn detail(&self, viewer: MemberId, report: ReportId) -> Result<Option<ReportDetail>, StoreError> {
        self.look(|lookup| lookup.detail(viewer, report))
    }

    fn timeline(&self, query: &TimelineQuery) -> Result<TimelinePage, StoreError> {
        self.prepare(query)?;
        self.look(|lookup| lookup.timeline(query))
    }

    fn badge(&self, member: MemberId) -> Result<Badge, StoreError> {
        let state = self.state.read();
        state.check()?;
        Ok(state.inboxes.badge(member))
    }

    fn inbox_state(&self, member: MemberId, report: ReportId) -> Result<Option<InboxState>, StoreError> {
        self.look(|lookup| lookup.inbox_state(member, report))
    }

    fn reached(&self, report: ReportId) -> Result<Vec<Reached>, StoreError> {
        self.look(|lookup| lookup.reached(report))
    }

    fn unread(&self, member: MemberId, addressed: bool) -> Result<Vec<ReportId>, StoreError> {
        self.look(|lookup| lookup.unread(member, addressed))
    }

    fn ledger(&self, report: ReportId) -> Result<Option<Ledger>, StoreError> {
        self.look(|lookup| lookup.ledger(report))
    }

    fn checkpoint(&self) -> Result<Seq, StoreError> {
        self.write_checkpoint()
    }
}
