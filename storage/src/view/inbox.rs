//! Members' inboxes: for each a directory of its pages with their counts, always in memory; the pages
//! themselves are on a shelf.
//!
//! So a badge costs no disk, and what is filed touches the last page of an inbox alone, however long the
//! inbox is.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use uchite_domain::{Badge, MemberId, PurposeId, ReportId};

use super::disk::{self, Disk, Writes};
use super::item::{Item, Page};
use super::keys;
use super::shelf::Shelf;
use super::varint::{self, Damaged, Reader};
use crate::store::StoreError;

/// Directories under one key of the disk, since most of them are short and change often.
const GROUP: usize = 64;

/// A page of a member's inbox: that with the reports from `bound` on, up to the bound of the next page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct PageKey {
    pub(super) member: MemberId,
    pub(super) bound: u64,
}

/// What the directory says of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) bound: u64,
    pub(super) items: u32,
    pub(super) counts: Badge,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Inbox {
    /// Place among all inboxes, by which directories are grouped.
    slot: usize,
    /// In the order of bounds; the first one is 0.
    heads: Vec<Head>,
    badge: Badge,
}

impl Inbox {
    fn place(&self, report: ReportId) -> usize {
        self.heads.partition_point(|head| head.bound <= report.0).saturating_sub(1)
    }
}

/// Everybody's inbox.
pub(super) struct Inboxes {
    /// Items on a page.
    page_items: u32,
    members: HashMap<MemberId, Inbox>,
    slots: Vec<MemberId>,
    /// Groups of directories that have to be written.
    dirty: BTreeSet<usize>,
    pub(super) pages: Shelf<PageKey, Page>,
}

fn shift(badge: &mut Badge, before: Badge, after: Badge) {
    badge.addressed = (badge.addressed + after.addressed).saturating_sub(before.addressed);
    badge.unread = (badge.unread + after.unread).saturating_sub(before.unread);
}

/// Reads a page from the disk.
pub(super) fn load_page(disk: &dyn Disk, key: PageKey) -> Result<Option<Page>, StoreError> {
    let Some(bytes) = disk::read(disk, &keys::page(key))? else { return Ok(None) };
    Page::decode(&bytes).map(Some).map_err(|Damaged| {
        disk.condemn();
        StoreError::Broken(format!("page {} of the inbox of member {}", key.bound, key.member))
    })
}

impl Inboxes {
    pub(super) fn new(clean_bytes: usize, page_items: u32) -> Inboxes {
        Inboxes {
            page_items: page_items.clamp(2, u32::from(u16::MAX)),
            members: HashMap::new(),
            slots: Vec::new(),
            dirty: BTreeSet::new(),
            pages: Shelf::new(clean_bytes),
        }
    }

    pub(super) fn badge(&self, member: MemberId) -> Badge {
        self.members.get(&member).map_or_else(Badge::default, |inbox| inbox.badge)
    }

    /// What is known of the pages of an inbox, the oldest first.
    pub(super) fn heads(&self, member: MemberId) -> &[Head] {
        self.members.get(&member).map_or(&[], |inbox| &inbox.heads)
    }

    /// The page on which a report is, if it is in the inbox.
    pub(super) fn page_of(&self, member: MemberId, report: ReportId) -> Option<PageKey> {
        let inbox = self.members.get(&member)?;
        Some(PageKey { member, bound: inbox.heads[inbox.place(report)].bound })
    }

    /// A page, from the disk where it must be. For use under the lock of the state.
    pub(super) fn page(&self, disk: &dyn Disk, key: PageKey) -> Result<Arc<Page>, StoreError> {
        if let Some(page) = self.pages.get(&key) {
            return Ok(page);
        }
        let missing = || {
            disk.condemn();
            StoreError::Broken(format!("no page {} of the inbox of member {}", key.bound, key.member))
        };
        let page = Arc::new(load_page(disk, key)?.ok_or_else(missing)?);
        self.pages.keep(key, Arc::clone(&page));
        Ok(page)
    }

    /// An item with its page.
    pub(super) fn item(
        &self,
        disk: &dyn Disk,
        member: MemberId,
        report: ReportId,
    ) -> Result<Option<Item>, StoreError> {
        let Some(key) = self.page_of(member, report) else { return Ok(None) };
        Ok(self.page(disk, key)?.get(report).copied())
    }

    fn page_mut(&mut self, disk: &dyn Disk, key: PageKey) -> Result<&mut Page, StoreError> {
        // A small cache may let a page go between reading and editing it, so it is put in as dirty.
        if self.pages.get(&key).is_none() {
            let page = self.page(disk, key)?;
            self.pages.put(key, Page::clone(&page));
        }
        self.pages.edit(&key).ok_or_else(|| StoreError::Broken("a page that was just put".to_owned()))
    }

    /// Changes an item, if it is there. Answers whether it became another.
    pub(super) fn change(
        &mut self,
        disk: &dyn Disk,
        member: MemberId,
        report: ReportId,
        change: impl FnOnce(&mut Item),
    ) -> Result<bool, StoreError> {
        let Some(before) = self.item(disk, member, report)? else { return Ok(false) };
        let mut after = before;
        change(&mut after);
        if after == before {
            return Ok(false);
        }
        let Some(key) = self.page_of(member, report) else { return Ok(false) };
        if let Some(item) = self.page_mut(disk, key)?.get_mut(report) {
            *item = after;
        }
        if let Some(inbox) = self.members.get_mut(&member) {
            let place = inbox.place(report);
            shift(&mut inbox.heads[place].counts, before.counts(), after.counts());
            shift(&mut inbox.badge, before.counts(), after.counts());
            self.dirty.insert(inbox.slot / GROUP);
        }
        Ok(true)
    }

    /// Puts an item in, if it is not there yet. Answers whether it was put in.
    pub(super) fn insert(
        &mut self,
        disk: &dyn Disk,
        member: MemberId,
        item: Item,
        purposes: &[PurposeId],
    ) -> Result<bool, StoreError> {
        if self.item(disk, member, item.report)?.is_some() {
            return Ok(false);
        }
        let key = self.room(disk, member, item.report)?;
        self.page_mut(disk, key)?.insert(item, purposes);
        if let Some(inbox) = self.members.get_mut(&member) {
            let place = inbox.place(item.report);
            inbox.heads[place].items += 1;
            shift(&mut inbox.heads[place].counts, Badge::default(), item.counts());
            shift(&mut inbox.badge, Badge::default(), item.counts());
            self.dirty.insert(inbox.slot / GROUP);
        }
        Ok(true)
    }

    /// The page for a report, with room for it.
    fn room(&mut self, disk: &dyn Disk, member: MemberId, report: ReportId) -> Result<PageKey, StoreError> {
        let empty = |bound| Head { bound, items: 0, counts: Badge::default() };
        let Some(inbox) = self.members.get_mut(&member) else {
            let slot = self.slots.len();
            self.slots.push(member);
            let inbox = Inbox { slot, heads: vec![empty(0)], badge: Badge::default() };
            self.members.insert(member, inbox);
            let key = PageKey { member, bound: 0 };
            self.pages.put(key, Page::default());
            return Ok(key);
        };
        let place = inbox.place(report);
        let Head { bound, items, .. } = inbox.heads[place];
        let last = place + 1 == inbox.heads.len();
        let key = PageKey { member, bound };
        if items < self.page_items {
            return Ok(key);
        }
        let newest = self.page(disk, key)?.items().last().is_none_or(|item| item.report < report);
        let upper = if last && newest { Page::default() } else { self.page_mut(disk, key)?.split() };
        let upper_bound = upper.items().first().map_or(report.0, |item| item.report.0);
        let head =
            |bound, page: &Page| Head { bound, items: page.items().len() as u32, counts: page.counts() };
        let lower_head = head(bound, &*self.page(disk, key)?);
        let upper_head = head(upper_bound, &upper);
        self.pages.put(PageKey { member, bound: upper_bound }, upper);
        if let Some(inbox) = self.members.get_mut(&member) {
            inbox.heads[place] = lower_head;
            inbox.heads.insert(place + 1, upper_head);
        }
        Ok(PageKey { member, bound: if report.0 >= upper_bound { upper_bound } else { bound } })
    }

    pub(super) fn is_clean(&self) -> bool {
        self.dirty.is_empty() && self.pages.is_clean()
    }

    /// Takes the groups of directories out that have to be written, and puts them into `writes`.
    pub(super) fn take_dirty(&mut self, writes: &mut Writes) -> BTreeSet<usize> {
        let dirty = std::mem::take(&mut self.dirty);
        for group in &dirty {
            writes.put(keys::heads(*group as u64), &self.encode_group(*group));
        }
        dirty
    }

    pub(super) fn give_back(&mut self, dirty: BTreeSet<usize>) {
        self.dirty.extend(dirty);
    }

    fn encode_group(&self, group: usize) -> Vec<u8> {
        let members: Vec<_> = self.slots.iter().skip(group * GROUP).take(GROUP).collect();
        let mut bytes = Vec::new();
        varint::put(&mut bytes, members.len() as u64);
        for member in members {
            let heads = self.heads(*member);
            varint::put(&mut bytes, member.0);
            varint::put(&mut bytes, heads.len() as u64);
            let mut before = 0;
            for head in heads {
                varint::put(&mut bytes, head.bound - before);
                before = head.bound;
                varint::put(&mut bytes, u64::from(head.items));
                varint::put(&mut bytes, u64::from(head.counts.unread));
                varint::put(&mut bytes, u64::from(head.counts.addressed));
            }
        }
        bytes
    }

    /// Takes a group of directories over that was read from the disk, in order.
    pub(super) fn load_group(&mut self, bytes: &[u8]) -> Result<(), Damaged> {
        let mut reader = Reader(bytes);
        for _ in 0..reader.small::<u16>()? {
            let member = MemberId(reader.number()?);
            let mut inbox = Inbox { slot: self.slots.len(), heads: Vec::new(), badge: Badge::default() };
            let mut bound = 0u64;
            for place in 0..reader.small::<u32>()? {
                let apart = reader.number()?;
                if (apart == 0) != (place == 0) {
                    return Err(Damaged);
                }
                bound = bound.checked_add(apart).ok_or(Damaged)?;
                let items = reader.small()?;
                let counts = Badge { unread: reader.small()?, addressed: reader.small()? };
                shift(&mut inbox.badge, Badge::default(), counts);
                inbox.heads.push(Head { bound, items, counts });
            }
            if inbox.heads.is_empty() || self.members.insert(member, inbox).is_some() {
                return Err(Damaged);
            }
            self.slots.push(member);
        }
        reader.end()
    }
}
