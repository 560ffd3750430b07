//! Everybody who is or was with us, and quickly who still is: that is asked for each member of each audience.

use std::collections::{BTreeMap, HashSet};
use std::fmt;
use std::ops::Deref;

use foldhash::fast::FixedState;

use crate::{Member, MemberId};

/// Members by their numbers, also those who left.
#[derive(Clone, Default, PartialEq)]
pub struct Members {
    all: BTreeMap<MemberId, Member>,
    /// Those who are still with us. A member is large: the numbers alone lie close together in memory.
    active: HashSet<MemberId, FixedState>,
}

impl Members {
    /// Takes a member in, or what became of one.
    pub fn insert(&mut self, id: MemberId, member: Member) {
        match member.fields.active {
            true => self.active.insert(id),
            false => self.active.remove(&id),
        };
        self.all.insert(id, member);
    }

    /// Whether this is the number of a member who is still with us.
    #[must_use]
    pub fn is_active(&self, id: MemberId) -> bool {
        self.active.contains(&id)
    }
}

impl Deref for Members {
    type Target = BTreeMap<MemberId, Member>;

    fn deref(&self) -> &Self::Target {
        &self.all
    }
}

impl fmt::Debug for Members {
    // Who is active stands there already, and here in an order that says how the set was filled.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.all.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::MemberFields;

    #[test]
    fn who_left_is_active_no_more_and_who_comes_back_is() {
        let member = |active| {
            let fields = serde_json::json!({ "name": "田中 陽子", "login": "tanaka", "department": 1, "active": active });
            Member { id: MemberId(7), fields: serde_json::from_value::<MemberFields>(fields).unwrap() }
        };
        let mut members = Members::default();
        assert!(!members.is_active(MemberId(7)));
        for active in [true, false, false, true] {
            members.insert(MemberId(7), member(active));
            assert_eq!(
                (members.is_active(MemberId(7)), members[&MemberId(7)].fields.active),
                (active, active)
            );
        }
    }
}
