//! Members' inboxes: for each a directory of its pages with their counts, and the last page, always in memory;
//! the other pages are on a shelf.
//!
//! So a badge costs no disk, and what is filed touches nothing but memory, however long the inbox is.

use std::collections::{BTreeSet, HashMap};
use std::hint::black_box;
use std::sync::Arc;

use foldhash::fast::RandomState;
use uchite_domain::{Badge, MemberId, PurposeId, ReportId, TimelineQuery};

use super::disk::{self, Disk};
use super::item::{Item, Page};
use super::keys;
use super::long_inbox;
use super::open::OpenOptions;
use super::overview::{Overview, Overviews};
use super::shelf::Shelf;
use super::varint::Damaged;
use crate::store::StoreError;

/// Inboxes whose directories and last pages stand under one key of the disk: these change at nearly every
/// checkpoint, and sled costs more by the key than by the byte.
pub(super) const GROUP: usize = 16;

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

/// A member's inbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Inbox {
    /// Place among all inboxes, by which they are grouped.
    pub(super) slot: usize,
    /// In the order of bounds; the first one is 0.
    pub(super) heads: Vec<Head>,
    /// The page of the last head.
    pub(super) tail: Arc<Page>,
    pub(super) badge: Badge,
}

impl Inbox {
    fn tail_bound(&self) -> u64 {
        self.heads.last().map_or(0, |head| head.bound)
    }

    /// Whether a report goes behind all others, onto a last page that has room.
    fn takes_behind(&self, report: ReportId, page_items: u32) -> bool {
        let last = self.tail.items().last().is_none_or(|last| last.report < report);
        last && self.heads.last().is_some_and(|head| head.bound <= report.0 && head.items < page_items)
    }

    /// Counts an item in that was put onto the page at this place. Answers the counts of all.
    fn count(&mut self, place: usize, item: Item) -> Badge {
        self.heads[place].items += 1;
        shift(&mut self.heads[place].counts, Badge::default(), item.counts());
        shift(&mut self.badge, Badge::default(), item.counts());
        self.badge
    }

    fn place(&self, report: ReportId) -> usize {
        self.heads.partition_point(|head| head.bound <= report.0).saturating_sub(1)
    }
}

/// Everybody's inbox.
pub(super) struct Inboxes {
    /// Items on a page.
    page_items: u32,
    pub(super) members: HashMap<MemberId, Inbox, RandomState>,
    pub(super) slots: Vec<MemberId>,
    /// Groups of inboxes that have to be written.
    pub(super) dirty: BTreeSet<usize>,
    /// Pages but the last ones.
    pub(super) pages: Shelf<PageKey, Page>,
    /// Of long inboxes that somebody looked through.
    overviews: Overviews,
}

pub(super) fn shift(badge: &mut Badge, before: Badge, after: Badge) {
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
    pub(super) fn new(options: &OpenOptions) -> Inboxes {
        Inboxes {
            page_items: options.page_items.clamp(2, u32::from(u16::MAX)),
            members: HashMap::default(),
            slots: Vec::new(),
            dirty: BTreeSet::new(),
            pages: Shelf::new(options.page_bytes),
            overviews: Overviews::new(options.overview_bytes, options.overview_pages),
        }
    }

    /// The overview of a member's inbox, if it is made.
    pub(super) fn overview(&self, member: MemberId) -> Option<&Overview> {
        self.overviews.get(member)
    }

    /// The overview that helps to answer a question.
    pub(super) fn overview_for(&self, query: &TimelineQuery) -> Option<&Overview> {
        if long_inbox::helps(query) { self.overview(query.viewer) } else { None }
    }

    /// Whether an inbox is long and has no overview.
    pub(super) fn lacks_overview(&self, member: MemberId) -> bool {
        self.heads(member).len() > self.overviews.pages() && self.overviews.get(member).is_none()
    }

    /// The next pages that an overview wants and that are not in memory.
    pub(super) fn pages_for_overview(&self, member: MemberId, most: usize) -> Vec<PageKey> {
        let upto = self.overviews.upto(member);
        let heads = self.heads(member);
        let next = heads.iter().skip(heads.partition_point(|head| head.bound < upto)).take(most);
        let keys = next.map(|head| PageKey { member, bound: head.bound });
        keys.filter(|key| self.page_in_memory(*key).is_none()).collect()
    }

    /// Takes the next pages over into an overview, as far as they are in memory or among these, which are as
    /// they stand on the disk now.
    pub(super) fn extend_overview(&mut self, member: MemberId, fetched: &[(PageKey, Page)]) {
        let mut overview = self.overviews.take(member);
        let heads = self.heads(member);
        let mut place = heads.partition_point(|head| head.bound < overview.upto());
        while let Some(head) = heads.get(place) {
            let key = PageKey { member, bound: head.bound };
            let end = heads.get(place + 1).map(|next| next.bound);
            let in_memory = self.page_in_memory(key);
            let there = fetched.binary_search_by_key(&key, |(key, _)| *key).ok();
            match (&in_memory, there) {
                (Some(page), _) => overview.take(page, end),
                (None, Some(there)) => overview.take(&fetched[there].1, end),
                (None, None) => break,
            }
            place += 1;
        }
        self.overviews.put(member, overview);
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

    /// A page, if it is in memory.
    pub(super) fn page_in_memory(&self, key: PageKey) -> Option<Arc<Page>> {
        match self.members.get(&key.member) {
            Some(inbox) if inbox.tail_bound() == key.bound => Some(Arc::clone(&inbox.tail)),
            _ => self.pages.get(&key),
        }
    }

    /// A page, from the disk where it must be. For use under the lock of the state.
    pub(super) fn page(&self, disk: &dyn Disk, key: PageKey) -> Result<Arc<Page>, StoreError> {
        if let Some(page) = self.page_in_memory(key) {
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

    /// The page to be changed. Whoever changes it marks the inbox dirty too.
    fn page_mut(&mut self, disk: &dyn Disk, key: PageKey) -> Result<&mut Page, StoreError> {
        let is_tail = self.members.get(&key.member).is_some_and(|inbox| inbox.tail_bound() == key.bound);
        // A small cache may let a page go between reading and editing it, so it is put in as dirty.
        if !is_tail && self.pages.get(&key).is_none() {
            let page = self.page(disk, key)?;
            self.pages.put(key, Page::clone(&page));
        }
        match self.members.get_mut(&key.member) {
            Some(inbox) if is_tail => Some(Arc::make_mut(&mut inbox.tail)),
            _ => self.pages.edit(&key),
        }
        .ok_or_else(|| StoreError::Broken("a page that was just put".to_owned()))
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
        if let Some(overview) = self.overviews.edit(member) {
            overview.change(&after);
        }
        if let Some(inbox) = self.members.get_mut(&member) {
            let place = inbox.place(report);
            shift(&mut inbox.heads[place].counts, before.counts(), after.counts());
            shift(&mut inbox.badge, before.counts(), after.counts());
            self.dirty.insert(inbox.slot / GROUP);
        }
        Ok(true)
    }

    /// Looks at the inboxes into which a report will be put.
    ///
    /// They lie far apart in memory: looked at one behind the other, with nothing done in between, the processor
    /// fetches many at a time, where one insertion after the other would wait for each.
    pub(super) fn look_at(&self, members: impl Iterator<Item = MemberId>, report: ReportId) {
        let inboxes: Vec<Option<&Inbox>> = members.map(|member| self.members.get(&member)).collect();
        let takes = |inbox: &&Inbox| inbox.takes_behind(report, self.page_items);
        // Nobody wants the answer, but it is not to be left out for that.
        black_box(inboxes.into_iter().flatten().filter(takes).count());
    }

    /// Puts an item in, if it is not there yet. Answers the counts of its member if it was put in.
    pub(super) fn insert(
        &mut self,
        disk: &dyn Disk,
        member: MemberId,
        item: Item,
        purposes: &[PurposeId],
    ) -> Result<Option<Badge>, StoreError> {
        let page_items = self.page_items;
        // What is filed now comes behind all that is there, on the page that is in memory.
        if let Some(inbox) = self.members.get_mut(&member)
            && inbox.takes_behind(item.report, page_items)
        {
            Arc::make_mut(&mut inbox.tail).insert(item, purposes);
            if let Some(overview) = self.overviews.edit(member) {
                overview.insert(&item, purposes);
            }
            let slot = inbox.slot;
            let badge = inbox.count(inbox.heads.len() - 1, item);
            self.dirty.insert(slot / GROUP);
            return Ok(Some(badge));
        }
        if self.item(disk, member, item.report)?.is_some() {
            return Ok(None);
        }
        let key = self.room(disk, member, item.report)?;
        self.page_mut(disk, key)?.insert(item, purposes);
        if let Some(overview) = self.overviews.edit(member) {
            overview.insert(&item, purposes);
        }
        let Some(inbox) = self.members.get_mut(&member) else { return Ok(None) };
        let place = inbox.place(item.report);
        let badge = inbox.count(place, item);
        self.dirty.insert(inbox.slot / GROUP);
        Ok(Some(badge))
    }

    /// The page for a report, with room for it.
    fn room(&mut self, disk: &dyn Disk, member: MemberId, report: ReportId) -> Result<PageKey, StoreError> {
        let Some(inbox) = self.members.get_mut(&member) else {
            let slot = self.slots.len();
            self.slots.push(member);
            let (heads, tail, badge) = (vec![head_of(0, &Page::default())], Arc::default(), Badge::default());
            self.members.insert(member, Inbox { slot, heads, tail, badge });
            return Ok(PageKey { member, bound: 0 });
        };
        let place = inbox.place(report);
        let Head { bound, items, .. } = inbox.heads[place];
        let key = PageKey { member, bound };
        if items < self.page_items {
            return Ok(key);
        }
        let is_tail = place + 1 == inbox.heads.len();
        if is_tail && inbox.tail.items().last().is_none_or(|item| item.report < report) {
            let upper = PageKey { member, bound: report.0 };
            inbox.heads.push(head_of(report.0, &Page::default()));
            self.pages.put_shared(key, std::mem::take(&mut inbox.tail));
            return Ok(upper);
        }
        let page = self.page_mut(disk, key)?;
        let upper = page.split();
        let lower_head = head_of(bound, page);
        let upper_head = head_of(upper.items().first().map_or(report.0, |item| item.report.0), &upper);
        let upper_key = PageKey { member, bound: upper_head.bound };
        if let Some(inbox) = self.members.get_mut(&member) {
            inbox.heads[place] = lower_head;
            inbox.heads.insert(place + 1, upper_head);
            if is_tail {
                let lower = std::mem::replace(&mut inbox.tail, Arc::new(upper));
                self.pages.put_shared(key, lower);
            } else {
                self.pages.put(upper_key, upper);
            }
        }
        Ok(if report.0 >= upper_key.bound { upper_key } else { key })
    }

    pub(super) fn is_clean(&self) -> bool {
        self.dirty.is_empty() && self.pages.is_clean()
    }
}

fn head_of(bound: u64, page: &Page) -> Head {
    // A page has as many items as fit into 16 bits.
    Head { bound, items: page.items().len() as u32, counts: page.counts() }
}
