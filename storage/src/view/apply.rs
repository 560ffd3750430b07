//! What an event does to the view.

use std::sync::Arc;

use uchite_domain::{
    AudienceEntry, Badge, Event, LoggedEvent, MemberId, Place, PurposeId, ReadHow, Reason, Report,
    ReportFiled, ReportId, Seq, Subject, Timestamp, Touched,
};

use super::access::Change;
use super::disk::Disk;
use super::facts::FactRow;
use super::item::Item;
use super::state::{AccountKey, ViewState};
use crate::store::{Applied, Reached, StoreError};

/// An event on its way into the view.
#[derive(Clone, Copy)]
pub(super) struct Step<'a> {
    pub(super) seq: Seq,
    pub(super) at: Timestamp,
    pub(super) subject: Subject,
    pub(super) revision: Option<u64>,
    pub(super) logged: &'a LoggedEvent,
    pub(super) disk: &'a dyn Disk,
}

impl ViewState {
    /// Takes an event over that was not applied before.
    pub(super) fn take(&mut self, step: Step<'_>) -> Result<Applied, StoreError> {
        let Step { seq, at, logged, .. } = step;
        let change = Change::of(&self.org, seq, &logged.event);
        let touched = self.org.apply(seq, at, logged);
        let mut applied = Applied { masters: changes_masters(&logged.event, &touched), ..Applied::default() };
        for touched in &touched {
            if let Touched::Deal(deal) = touched
                && let Some(deal) = self.org.deals.get(deal)
            {
                self.facts.note_deal(deal);
            }
        }
        self.dirty.masters.extend(touched);
        self.take_account(step);
        self.take_revision(step);
        if let (Some(origin), Some(by)) = (&logged.origin, logged.by) {
            self.refs.insert(by, &origin.client_ref, seq);
        }
        match &logged.event {
            Event::ReportFiled(filed) => self.take_filing(step, filed, &mut applied)?,
            Event::CardsRead { member, reports, upto, how } => {
                self.take_member(step, *member, reports, &mut applied, |item| {
                    item.read(seq, at, *upto, *how);
                })?;
            }
            Event::CardsUnread { member, reports } => {
                self.take_member(step, *member, reports, &mut applied, |item| item.mark_unread(seq))?;
            }
            event @ Event::BookmarkSet { .. } => self.dirty.bookmarks.extend(self.bookmarks.apply(event)),
            event => {
                if let Some(report) = event.report(seq) {
                    self.take_on_card(step, report, &mut applied)?;
                }
            }
        }
        self.recheck(step.disk, change, &mut applied)?;
        self.applied.insert(seq);
        self.dirty.applied = true;
        Ok(applied)
    }

    fn take_account(&mut self, step: Step<'_>) {
        let dirty = &mut self.dirty.accounts;
        match &step.logged.event {
            Event::PasswordSet { member, .. } => {
                dirty.insert(AccountKey::Password(*member));
            }
            Event::TokenIssued { .. } => {
                dirty.insert(AccountKey::Token(step.seq.into()));
            }
            Event::TokenRevoked { token, .. } => {
                dirty.insert(AccountKey::Token(*token));
            }
            Event::DeviceRegistered { endpoint, .. } => {
                dirty.insert(AccountKey::Device(step.seq.into()));
                let (_, _, devices) = self.accounts.parts();
                let same = devices.values().filter(|d| d.endpoint == *endpoint);
                dirty.extend(same.map(|d| AccountKey::Device(d.id)));
            }
            Event::DeviceRemoved { device, .. } => {
                dirty.insert(AccountKey::Device(*device));
            }
            _ => return,
        }
        self.accounts.apply(step.seq, step.at, step.logged);
    }

    fn take_revision(&mut self, step: Step<'_>) {
        let Some(revision) = step.revision else { return };
        let known = self.revisions.entry(step.subject).or_default();
        *known = revision.max(*known);
        match step.subject {
            // Written together with the deal: a key less.
            Subject::Deal(deal) if self.org.deals.contains_key(&deal) => {
                self.dirty.masters.insert(Touched::Deal(deal));
            }
            subject => {
                self.dirty.revisions.insert(subject);
            }
        }
    }

    fn take_filing(
        &mut self,
        step: Step<'_>,
        filed: &ReportFiled,
        applied: &mut Applied,
    ) -> Result<(), StoreError> {
        let Some(report) = Report::file(step.seq, step.at, step.logged) else { return Ok(()) };
        let report = Arc::new(report);
        self.facts.insert(FactRow::of(&report));
        self.reports.put_shared(report.id, Arc::clone(&report));
        applied.reached.reserve(filed.audience.len());
        let sight = self.org.sight(report.deal, report.author);
        // It is new: hardly ever has somebody bookmarked it by an event that came here first.
        let bookmarked = self.bookmarks.by(report.id).next().is_some();
        self.inboxes.look_at(filed.audience.iter().map(|entry| entry.member), report.id);
        let (mut reasons, mut purposes) = (None, Vec::new());
        for entry in filed.audience.iter() {
            let member = entry.member;
            let mut item = Item::new(report.id, step.seq);
            item.addressed = entry.addressed() && member != report.author;
            if member == report.author {
                item.read_upto = step.seq;
            } else {
                item.concern = step.seq;
            }
            item.hidden = !sight.takes_in(member);
            // Neighbours mostly have it for the same reasons.
            if reasons != Some(&entry.reasons) {
                (reasons, purposes) = (Some(&entry.reasons), purposes_of(entry));
            }
            let badge = self.inboxes.insert(step.disk, member, item, &purposes)?;
            if !item.hidden {
                let bookmarked = bookmarked && self.bookmarks.has(member, report.id);
                let place = Place { addressed: item.addressed, unread: item.unread(), bookmarked };
                let badge = badge.filter(|_| item.counts() != Badge::default());
                applied.reached.push(Reached { member, place, badge });
            }
        }
        applied.report = Some(report);
        Ok(())
    }

    fn insert_item(
        &mut self,
        step: Step<'_>,
        report: &Report,
        member: MemberId,
        mut item: Item,
        purposes: &[PurposeId],
    ) -> Result<(), StoreError> {
        item.hidden = !self.org.may_see(member, report);
        self.inboxes.insert(step.disk, member, item, purposes).map(drop)
    }

    fn take_on_card(
        &mut self,
        step: Step<'_>,
        id: ReportId,
        applied: &mut Applied,
    ) -> Result<(), StoreError> {
        let Step { seq, at, logged, disk, .. } = step;
        let Some(report) = self.report_mut(disk, id)? else { return Ok(()) };
        report.apply(seq, at, logged);
        let Some(report) = self.report(disk, id)? else { return Ok(()) };
        let joined: &[AudienceEntry] = match &logged.event {
            Event::ReplyAdded(added) => &added.joined,
            _ => &[],
        };
        let concerns = logged.event.concerns();
        self.update_facts(&report, concerns);
        let before = self.badges(&self.holders(&report));
        for entry in joined {
            let mut item = Item::new(id, seq);
            item.addressed = entry.addressed();
            self.insert_item(step, &report, entry.member, item, &purposes_of(entry))?;
            self.inboxes.change(disk, entry.member, id, |item| {
                item.addressed |= entry.addressed();
                item.concern = item.concern.max(seq);
            })?;
        }
        for member in concerns {
            self.insert_item(step, &report, *member, Item::new(id, seq), &[])?;
            self.inboxes.change(disk, *member, id, |item| item.concern(seq))?;
        }
        if let Some(by) = logged.by
            && has_read(&logged.event)
        {
            self.inboxes.change(disk, by, id, |item| item.read(seq, at, seq, ReadHow::Acknowledged))?;
        }
        self.tell(step, report, &before, applied)
    }

    fn update_facts(&mut self, report: &Report, concerns: &[MemberId]) {
        self.facts.change(FactRow::of(report));
        for member in concerns.iter().filter(|member| report.entry(**member).is_none()) {
            self.facts.add_beyond(report.id, *member);
        }
    }

    /// What a member's own event does to their items.
    fn take_member(
        &mut self,
        step: Step<'_>,
        member: MemberId,
        reports: &[ReportId],
        applied: &mut Applied,
        change: impl Fn(&mut Item),
    ) -> Result<(), StoreError> {
        let before = self.inboxes.badge(member);
        for report in reports {
            self.inboxes.change(step.disk, member, *report, &change)?;
        }
        let badge = self.inboxes.badge(member);
        if badge != before {
            applied.badges.push((member, badge));
        }
        Ok(())
    }

    fn badges(&self, members: &[MemberId]) -> Vec<(MemberId, Badge)> {
        members.iter().map(|member| (*member, self.inboxes.badge(*member))).collect()
    }

    /// Where a card stands with a member.
    pub(super) fn place(&self, member: MemberId, item: &Item) -> Place {
        let bookmarked = self.bookmarks.has(member, item.report);
        Place { addressed: item.addressed, unread: item.unread(), bookmarked }
    }

    /// Says what became of a card and of those who have it.
    fn tell(
        &mut self,
        step: Step<'_>,
        report: Arc<Report>,
        before: &[(MemberId, Badge)],
        applied: &mut Applied,
    ) -> Result<(), StoreError> {
        applied.reached.reserve(before.len());
        for (member, was) in before {
            let Some(item) = self.inboxes.item(step.disk, *member, report.id)? else { continue };
            if !item.hidden {
                let badge = self.inboxes.badge(*member);
                let place = self.place(*member, &item);
                let badge = (badge != *was).then_some(badge);
                applied.reached.push(Reached { member: *member, place, badge });
            }
        }
        let holds = |member| before.iter().any(|(holder, _)| *holder == member);
        applied.reached.extend(self.onlookers(&report, holds));
        applied.report = Some(report);
        Ok(())
    }
}

fn purposes_of(entry: &AudienceEntry) -> Vec<PurposeId> {
    let purpose = |reason: &Reason| match reason {
        Reason::Purpose { purpose, .. } => Some(*purpose),
        _ => None,
    };
    let mut all: Vec<PurposeId> = entry.reasons.iter().filter_map(purpose).collect();
    all.dedup();
    all
}

/// Whether who did this has thereby read the card.
fn has_read(event: &Event) -> bool {
    matches!(
        event,
        Event::ReplyAdded(_)
            | Event::ReportAcknowledged { .. }
            | Event::ConsultClaimed { .. }
            | Event::AnswerAccepted { .. }
            | Event::ConsultReopened { .. }
    )
}

/// Whether what others keep of masters and deals is out of date. That a deal has one report or one next move
/// more, which the card says itself, does not count.
fn changes_masters(event: &Event, touched: &[Touched]) -> bool {
    match event {
        Event::ReportFiled(filed) => !filed.report.deal_changes.is_empty(),
        Event::DealChanged { .. } => true,
        event => event.deal().is_none() && !touched.is_empty(),
    }
}
