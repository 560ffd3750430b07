//! Which events have been applied: all up to a number, and some beyond it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use uchite_domain::Seq;

/// An exact set of events. What is beyond the contiguous part stays small: deals commit in parallel, but only
/// as many events as are in flight can be ahead of the slowest one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct AppliedSet {
    upto: Seq,
    beyond: BTreeSet<Seq>,
}

impl AppliedSet {
    /// Everything up to here is in the set.
    pub(super) fn upto(&self) -> Seq {
        self.upto
    }

    /// The last event in the set, whatever is missing before it.
    pub(super) fn last(&self) -> Seq {
        self.beyond.last().copied().unwrap_or(self.upto)
    }

    pub(super) fn contains(&self, seq: Seq) -> bool {
        seq <= self.upto || self.beyond.contains(&seq)
    }

    pub(super) fn insert(&mut self, seq: Seq) {
        if seq == self.upto.next() {
            self.upto = seq;
            while self.beyond.remove(&self.upto.next()) {
                self.upto = self.upto.next();
            }
        } else if seq > self.upto {
            self.beyond.insert(seq);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_kept_until_they_are_filled() {
        let mut set = AppliedSet::default();
        for seq in [3, 1, 5, 5, 1] {
            set.insert(Seq(seq));
        }
        assert_eq!(set.upto(), Seq(1));
        assert!(set.contains(Seq(3)) && set.contains(Seq(5)));
        assert!(!set.contains(Seq(2)) && !set.contains(Seq(4)));
        set.insert(Seq(2));
        assert_eq!(set.upto(), Seq(3));
        set.insert(Seq(4));
        assert_eq!(set, AppliedSet { upto: Seq(5), beyond: BTreeSet::new() });
    }
}
