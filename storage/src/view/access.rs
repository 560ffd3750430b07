//! Need to know: which cards a change of the organisation hides or shows.
//!
//! Whether an item is hidden depends on nothing but the organisation as it is. It is asked when an item
//! comes in, and again here for whom a change can concern, so the order of events does not matter.

use std::collections::{BTreeMap, BTreeSet};

use uchite_domain::{
    Badge, Deal, DealFields, DealId, DepartmentId, Event, MemberFields, MemberId, Organisation, ReportId,
    Seq, Visibility,
};

use super::disk::Disk;
use super::inbox::PageKey;
use super::state::ViewState;
use crate::store::{Applied, StoreError};

/// A change of who may see what, as far as it has to be known before it is applied.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// Nobody's access changes.
    Nothing,
    /// The visibility, owner or team of a deal changes.
    Deal(DealId),
    /// A member comes, leaves, or moves in the organisation.
    Member {
        member: MemberId,
        /// They come or leave: every card of theirs is concerned.
        active: bool,
        /// The departments from and to which they move.
        departments: Vec<DepartmentId>,
        /// Who led those before whose superiors may change by it.
        lines: Lines,
    },
    /// A department gets another head or another department above it.
    Department {
        department: DepartmentId,
        /// Who led its people before.
        above: BTreeSet<MemberId>,
    },
}

/// Who leads whom: for some members their superiors.
type Lines = BTreeMap<MemberId, Vec<MemberId>>;

impl Change {
    /// What an event changes, asked before it is applied.
    pub(super) fn of(org: &Organisation, seq: Seq, event: &Event) -> Change {
        match event {
            Event::DealChanged { deal, fields } => Change::of_deal(org, *deal, fields),
            Event::DealOpened { .. } => Change::Deal(seq.into()),
            Event::CustomerAdded { .. } => Change::Deal(DealId(seq.0)),
            Event::CustomerChanged { customer, fields } => {
                let deal = org.deals.get(&customer.general_deal());
                match (deal, fields.owner) {
                    (Some(deal), Some(owner)) if deal.fields.owner != owner => Change::Deal(deal.id),
                    _ => Change::Nothing,
                }
            }
            Event::MemberAdded { fields } => Change::Member {
                member: seq.into(),
                active: true,
                departments: vec![fields.department],
                lines: Lines::new(),
            },
            Event::MemberChanged { member, fields } => Change::of_member(org, *member, fields),
            Event::DepartmentAdded { .. } => {
                Change::Department { department: seq.into(), above: BTreeSet::new() }
            }
            Event::DepartmentChanged { department, fields } => {
                let old = org.departments.get(department).map(|d| &d.fields);
                if old.is_some_and(|old| (old.parent, old.head) == (fields.parent, fields.head)) {
                    return Change::Nothing;
                }
                Change::Department { department: *department, above: leaders(org, *department) }
            }
            _ => Change::Nothing,
        }
    }

    fn of_member(org: &Organisation, member: MemberId, new: &MemberFields) -> Change {
        let old = org.members.get(&member).map(|m| &m.fields);
        let access = |f: &MemberFields| (f.department, f.superior, f.active);
        if old.map(access) == Some(access(new)) {
            return Change::Nothing;
        }
        let moved = old.is_none_or(|old| old.department != new.department);
        let active = old.is_none_or(|old| old.active != new.active);
        // Where a leader comes or goes, others may get other leaders; else only the member does, and those
        // below through the member.
        let whose: Vec<MemberId> = match active && is_leader(org, member) {
            true => org.members.keys().copied().collect(),
            false => vec![member],
        };
        let both = old.map(|old| old.department).into_iter().chain([new.department]);
        Change::Member {
            member,
            active,
            departments: if moved { both.collect() } else { Vec::new() },
            lines: whose.into_iter().map(|member| (member, org.superiors(member, usize::MAX))).collect(),
        }
    }

    fn of_deal(org: &Organisation, deal: DealId, new: &DealFields) -> Change {
        let access = |f: &DealFields| (f.visibility, f.owner, f.team.iter().map(|t| t.member).collect());
        let old = org.deals.get(&deal).map(|deal| &deal.fields);
        let public = |f: &DealFields| f.visibility == Visibility::Company;
        let stays: bool = old.is_some_and(|old| {
            let (a, b): ((_, _, Vec<MemberId>), (_, _, Vec<MemberId>)) = (access(old), access(new));
            a == b || (public(old) && public(new))
        });
        if stays { Change::Nothing } else { Change::Deal(deal) }
    }
}

/// Whether somebody may have the member as their superior.
fn is_leader(org: &Organisation, member: MemberId) -> bool {
    org.departments.values().any(|department| department.fields.head == Some(member))
        || org.members.values().any(|other| other.fields.superior == Some(member))
}

/// Who leads somebody in the department or below it.
fn leaders(org: &Organisation, department: DepartmentId) -> BTreeSet<MemberId> {
    org.members
        .keys()
        .filter(|member| org.within(**member, department))
        .flat_map(|member| org.superiors(*member, usize::MAX))
        .collect()
}

/// What a recheck has found.
#[derive(Default)]
struct Found {
    before: BTreeMap<MemberId, Badge>,
    lost: BTreeMap<MemberId, Vec<ReportId>>,
}

impl ViewState {
    /// Hides and shows what the change, which has been applied to the organisation, hides and shows.
    pub(super) fn recheck(
        &mut self,
        disk: &dyn Disk,
        change: Change,
        applied: &mut Applied,
    ) -> Result<(), StoreError> {
        let mut found = Found::default();
        match change {
            Change::Nothing => return Ok(()),
            Change::Deal(deal) => self.recheck_deal(disk, deal, &mut found)?,
            Change::Member { member, active, departments, mut lines } => {
                let restricted = self.restricted(|_| true);
                let all = if active { None } else { Some(&restricted[..]) };
                self.recheck_inbox(disk, member, all, &mut found)?;
                lines.entry(member).or_default();
                for viewer in self.relined(lines) {
                    self.recheck_inbox(disk, viewer, Some(&restricted), &mut found)?;
                }
                let own = self.restricted(|deal| deal.fields.owner == member);
                // Else an organisation of ten thousand would look at all members for each of them.
                let departments = if own.is_empty() { Vec::new() } else { departments };
                for department in departments {
                    let viewers: Vec<MemberId> = self.org.members_within(department).collect();
                    for viewer in viewers {
                        self.recheck_inbox(disk, viewer, Some(&own), &mut found)?;
                    }
                }
            }
            Change::Department { department, mut above } => {
                above.extend(leaders(&self.org, department));
                above.extend(self.org.members_within(department));
                let restricted = self.restricted(|_| true);
                for viewer in above {
                    self.recheck_inbox(disk, viewer, Some(&restricted), &mut found)?;
                }
            }
        }
        for (member, before) in found.before {
            let badge = self.inboxes.badge(member);
            if badge != before {
                applied.badges.push((member, badge));
            }
        }
        applied.lost.extend(found.lost);
        Ok(())
    }

    /// Who leads or led one of these members whose superiors are others now.
    fn relined(&self, before: Lines) -> BTreeSet<MemberId> {
        let mut all = BTreeSet::new();
        for (member, before) in before {
            let now = self.org.superiors(member, usize::MAX);
            if now != before {
                all.extend(before.into_iter().chain(now));
            }
        }
        all
    }

    /// The reports of deals that not everybody may see.
    fn restricted(&self, wanted: impl Fn(&Deal) -> bool) -> Vec<ReportId> {
        let deals = self.org.deals.values();
        let mut all: Vec<ReportId> = deals
            .filter(|deal| deal.fields.visibility != Visibility::Company && wanted(deal))
            .flat_map(|deal| self.facts.of_deal(deal.id).iter().copied())
            .collect();
        all.sort_unstable();
        all
    }

    fn recheck_deal(&mut self, disk: &dyn Disk, deal: DealId, found: &mut Found) -> Result<(), StoreError> {
        for id in self.facts.of_deal(deal).to_vec() {
            let Some(report) = self.report(disk, id)? else { continue };
            for member in self.holders(&report) {
                self.recheck_inbox(disk, member, Some(&[id]), found)?;
            }
        }
        Ok(())
    }

    /// Looks at a member's items again, or at those of some reports (in order).
    fn recheck_inbox(
        &mut self,
        disk: &dyn Disk,
        member: MemberId,
        only: Option<&[ReportId]>,
        found: &mut Found,
    ) -> Result<(), StoreError> {
        let heads: Vec<u64> = self.inboxes.heads(member).iter().map(|head| head.bound).collect();
        for (place, bound) in heads.iter().enumerate() {
            let end = heads.get(place + 1).copied().unwrap_or(u64::MAX);
            let of_page = only.map(|only| {
                let from = only.partition_point(|report| report.0 < *bound);
                &only[from..only.partition_point(|report| report.0 < end)]
            });
            if of_page.is_some_and(<[ReportId]>::is_empty) {
                continue;
            }
            let page = self.inboxes.page(disk, PageKey { member, bound: *bound })?;
            let asked = |report: ReportId| of_page.is_none_or(|only| only.binary_search(&report).is_ok());
            let flips: Vec<(ReportId, bool)> = page
                .items()
                .iter()
                .filter(|item| asked(item.report))
                .filter_map(|item| {
                    let row = self.facts.get(item.report)?;
                    let hidden = !self.org.may_see_report(member, row.deal, row.author);
                    (hidden != item.hidden).then_some((item.report, hidden))
                })
                .collect();
            drop(page);
            for (report, hidden) in flips {
                found.before.entry(member).or_insert_with(|| self.inboxes.badge(member));
                self.inboxes.change(disk, member, report, |item| item.hidden = hidden)?;
                if hidden {
                    found.lost.entry(member).or_default().push(report);
                }
            }
        }
        Ok(())
    }
}
