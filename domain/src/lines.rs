//! Lines of command: who leads whom, and what stands above what, as it is or as it would be after one change.

use crate::{Department, DepartmentFields, DepartmentId, MemberFields, MemberId, Organisation};

/// Levels of superiors or departments that are followed; a longer chain is taken for a ring.
pub(crate) const LEVELS_MAX: usize = 32;

/// An organisation's lines of command, with at most one change that is not made yet.
#[derive(Clone, Copy)]
pub(crate) struct Lines<'a> {
    org: &'a Organisation,
    member: Option<(MemberId, &'a MemberFields)>,
    department: Option<(DepartmentId, &'a DepartmentFields)>,
}

impl<'a> Lines<'a> {
    /// As they are.
    pub(crate) fn now(org: &'a Organisation) -> Lines<'a> {
        Lines { org, member: None, department: None }
    }

    /// As they would be if a member were changed so.
    pub(crate) fn with_member(org: &'a Organisation, id: MemberId, fields: &'a MemberFields) -> Lines<'a> {
        Lines { org, member: Some((id, fields)), department: None }
    }

    /// As they would be if a department were changed so.
    pub(crate) fn with_department(
        org: &'a Organisation,
        id: DepartmentId,
        fields: &'a DepartmentFields,
    ) -> Lines<'a> {
        Lines { org, member: None, department: Some((id, fields)) }
    }

    fn member(&self, id: MemberId) -> Option<&'a MemberFields> {
        match self.member {
            Some((changed, fields)) if changed == id => Some(fields),
            _ => self.org.members.get(&id).map(|m| &m.fields),
        }
    }

    fn department(&self, id: DepartmentId) -> Option<&'a DepartmentFields> {
        match self.department {
            Some((changed, fields)) if changed == id => Some(fields),
            _ => self.org.departments.get(&id).map(|d: &Department| &d.fields),
        }
    }

    /// The department and those above it, upwards.
    pub(crate) fn departments_above(
        self,
        id: DepartmentId,
    ) -> impl Iterator<Item = (DepartmentId, &'a DepartmentFields)> {
        let mut next = Some(id);
        let mut left = LEVELS_MAX;
        std::iter::from_fn(move || {
            let here = next?;
            let fields = self.department(here)?;
            left = left.checked_sub(1)?;
            next = fields.parent;
            Some((here, fields))
        })
    }

    /// The direct superior: the one named, else the head of the department or of the next one above that has
    /// another head. Who has left leads nobody, so a report never ends at an empty desk.
    pub(crate) fn superior(self, id: MemberId) -> Option<MemberId> {
        let fields = self.member(id)?;
        let leads = |who: &MemberId| *who != id && self.member(*who).is_some_and(|m| m.active);
        fields
            .superior
            .filter(leads)
            .or_else(|| self.departments_above(fields.department).filter_map(|(_, d)| d.head).find(leads))
    }

    /// Whether a member would, over some levels, be their own superior.
    pub(crate) fn leads_itself(self, id: MemberId) -> bool {
        let mut at = id;
        for _ in 0..LEVELS_MAX {
            match self.superior(at) {
                Some(next) if next == id => return true,
                Some(next) => at = next,
                None => return false,
            }
        }
        // A ring further up, or a chain that nobody could follow.
        true
    }

    /// How many levels deep a department stands, 1 for the top; none if it stands under itself.
    pub(crate) fn depth(self, id: DepartmentId) -> Option<usize> {
        let depth = self.departments_above(id).count();
        (depth < LEVELS_MAX).then_some(depth)
    }
}
