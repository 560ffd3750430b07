//! Bookmarks: the reports to which members want to come back. Nobody else knows of them.

use std::collections::{BTreeMap, BTreeSet};

use crate::{Event, MemberId, ReportId};

/// Everybody's bookmarks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bookmarks {
    of: BTreeMap<MemberId, BTreeSet<ReportId>>,
    /// The same by report: whom an event on it is shown to.
    by: BTreeMap<ReportId, BTreeSet<MemberId>>,
}

impl Bookmarks {
    /// A member's, the oldest report first.
    pub fn of(&self, member: MemberId) -> impl DoubleEndedIterator<Item = ReportId> + ExactSizeIterator + '_ {
        self.of.get(&member).unwrap_or(const { &BTreeSet::new() }).iter().copied()
    }

    /// Whether the member has bookmarked the report.
    #[must_use]
    pub fn has(&self, member: MemberId, report: ReportId) -> bool {
        self.of.get(&member).is_some_and(|reports| reports.contains(&report))
    }

    /// Who has bookmarked a report.
    pub fn by(&self, report: ReportId) -> impl Iterator<Item = MemberId> + '_ {
        self.by.get(&report).into_iter().flatten().copied()
    }

    /// Takes over what a store has read of a member.
    pub fn insert(&mut self, member: MemberId, reports: impl IntoIterator<Item = ReportId>) {
        for report in reports {
            self.set(member, report, true);
        }
    }

    /// Takes an event over. Answers whose bookmarks changed. A member's events come in order.
    pub fn apply(&mut self, event: &Event) -> Option<MemberId> {
        let Event::BookmarkSet { member, report, on } = event else { return None };
        self.set(*member, *report, *on).then_some(*member)
    }

    fn set(&mut self, member: MemberId, report: ReportId, on: bool) -> bool {
        if on {
            self.by.entry(report).or_default().insert(member);
            self.of.entry(member).or_default().insert(report)
        } else {
            forget(&mut self.by, report, member);
            forget(&mut self.of, member, report)
        }
    }
}

/// Takes one out, and its set with the last one.
fn forget<K: Ord, V: Ord>(sets: &mut BTreeMap<K, BTreeSet<V>>, key: K, value: V) -> bool {
    let Some(set) = sets.get_mut(&key) else { return false };
    let there = set.remove(&value);
    if set.is_empty() {
        sets.remove(&key);
    }
    there
}
