//! All that the view knows, as of now.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use uchite_domain::{
    Accounts, Bookmarks, DeviceId, MemberId, Organisation, Place, Report, ReportId, Subject, TokenId, Touched,
};

use super::applied::AppliedSet;
use super::disk::Disk;
use super::facts::Facts;
use super::inbox::Inboxes;
use super::open::OpenOptions;
use super::refs::ClientRefs;
use super::report_groups;
use super::shelf::{Shelf, Weigh};
use crate::store::{Reached, StoreError};

/// A part of the accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum AccountKey {
    Password(MemberId),
    Token(TokenId),
    Device(DeviceId),
}

/// Small things that have to be written.
#[derive(Debug, Default)]
pub(super) struct Dirty {
    pub(super) masters: BTreeSet<Touched>,
    pub(super) accounts: BTreeSet<AccountKey>,
    pub(super) bookmarks: BTreeSet<MemberId>,
    pub(super) revisions: HashSet<Subject>,
    /// Events were applied.
    pub(super) applied: bool,
}

impl Dirty {
    pub(super) fn extend(&mut self, other: Dirty) {
        self.masters.extend(other.masters);
        self.accounts.extend(other.accounts);
        self.bookmarks.extend(other.bookmarks);
        self.revisions.extend(other.revisions);
        self.applied |= other.applied;
    }
}

/// All that the view knows.
pub(super) struct ViewState {
    pub(super) applied: AppliedSet,
    pub(super) org: Organisation,
    pub(super) accounts: Accounts,
    pub(super) bookmarks: Bookmarks,
    pub(super) revisions: HashMap<Subject, u64>,
    pub(super) refs: ClientRefs,
    pub(super) reports: Shelf<ReportId, Report>,
    pub(super) facts: Facts,
    pub(super) inboxes: Inboxes,
    pub(super) dirty: Dirty,
    /// Set when the disk failed in the middle of an event: what is in memory is then neither before nor
    /// after it. Nothing more is answered or written; the next start goes on from the last checkpoint.
    pub(super) broken: Option<StoreError>,
}

impl Weigh for Report {
    fn weigh(&self) -> usize {
        let replies: usize = self.replies.iter().map(|reply| 300 + reply.text.len()).sum();
        let earlier: usize = self.earlier.iter().map(|version| 500 + version.text.len()).sum();
        1_500 + self.text.len() + 250 * self.audience.len() + replies + earlier
    }
}

impl ViewState {
    pub(super) fn new(options: OpenOptions) -> ViewState {
        ViewState {
            applied: AppliedSet::default(),
            org: Organisation::default(),
            accounts: Accounts::default(),
            bookmarks: Bookmarks::default(),
            revisions: HashMap::new(),
            refs: ClientRefs::default(),
            reports: Shelf::new(options.report_bytes),
            facts: Facts::default(),
            inboxes: Inboxes::new(&options),
            dirty: Dirty::default(),
            broken: None,
        }
    }

    pub(super) fn check(&self) -> Result<(), StoreError> {
        self.broken.clone().map_or(Ok(()), Err)
    }

    /// A report, from the disk where it must be. For use under the lock of the state.
    pub(super) fn report(&self, disk: &dyn Disk, id: ReportId) -> Result<Option<Arc<Report>>, StoreError> {
        if let Some(report) = self.reports.get(&id) {
            return Ok(Some(report));
        }
        if !self.facts.contains(id) {
            return Ok(None);
        }
        let missing = || {
            disk.condemn();
            StoreError::Broken(format!("report {id} is missing"))
        };
        let report = Arc::new(report_groups::read(disk, id)?.ok_or_else(missing)?);
        self.reports.keep(id, Arc::clone(&report));
        Ok(Some(report))
    }

    /// The report to be changed.
    pub(super) fn report_mut(
        &mut self,
        disk: &dyn Disk,
        id: ReportId,
    ) -> Result<Option<&mut Report>, StoreError> {
        if self.reports.get(&id).is_none() {
            let Some(report) = self.report(disk, id)? else { return Ok(None) };
            self.reports.put(id, Arc::unwrap_or_clone(report));
        }
        Ok(self.reports.edit(&id))
    }

    /// Who has a report in their inbox: its audience, and those whom something on it concerned.
    pub(super) fn holders(&self, report: &Report) -> Vec<MemberId> {
        let mut all: Vec<MemberId> = report.audience.iter().map(|entry| entry.member).collect();
        let beyond = self.facts.beyond(report.id);
        let new: Vec<MemberId> = beyond.iter().copied().filter(|m| report.entry(*m).is_none()).collect();
        all.extend(new);
        all
    }

    /// Who has bookmarked a report that is not in their inbox, and may see it.
    pub(super) fn onlookers<'a>(
        &'a self,
        report: &'a Report,
        holders: impl Fn(MemberId) -> bool + 'a,
    ) -> impl Iterator<Item = Reached> + 'a {
        let all = self.bookmarks.by(report.id).filter(move |member| !holders(*member));
        let all = all.filter(|member| self.org.may_see(*member, report));
        all.map(|member| Reached {
            member,
            place: Place { bookmarked: true, ..Place::default() },
            badge: None,
        })
    }

    pub(super) fn is_clean(&self) -> bool {
        let Dirty { masters, accounts, bookmarks, revisions, applied } = &self.dirty;
        !applied
            && masters.is_empty()
            && accounts.is_empty()
            && bookmarks.is_empty()
            && revisions.is_empty()
            && self.refs.is_clean()
            && self.reports.is_clean()
            && self.facts.is_clean()
            && self.inboxes.is_clean()
    }
}
