//! A card in a member's inbox, and pages of them.
//!
//! An item is made of maxima and first times, so that events of a deal and of a member may come in any
//! order: nothing depends on which of two came first.

use uchite_domain::{Badge, PurposeId, ReadHow, ReportId, Seq, Timestamp};

use super::shelf::Weigh;
use super::varint::{self, Damaged, Reader};

/// A card in a member's inbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Item {
    pub(super) report: ReportId,
    /// The event by which it came here: the filing, or a reply that brought the member in.
    pub(super) joined: Seq,
    /// The last event on it that concerns the member; zero for none.
    pub(super) concern: Seq,
    /// Up to which event they have read it.
    pub(super) read_upto: Seq,
    /// The last event by which they read it, or acted on it.
    pub(super) read_event: Seq,
    /// The last event by which they marked it unread; zero for none.
    pub(super) marked: Seq,
    /// The first event by which they read it; zero: never.
    pub(super) first_read: Seq,
    /// When that was.
    pub(super) read_at: Timestamp,
    /// How they read it first.
    pub(super) read_how: Option<ReadHow>,
    /// When it was first on screen; zero: never. Not an option, which would take twice the room.
    displayed_at: Timestamp,
    pub(super) addressed: bool,
    /// The member may not see it now.
    pub(super) hidden: bool,
    /// Where the purposes that routed it stand in the page's pool.
    purposes: u32,
}

impl Item {
    /// A card as it comes into the inbox, read by nobody.
    pub(super) fn new(report: ReportId, joined: Seq) -> Item {
        Item {
            report,
            joined,
            concern: Seq::ZERO,
            read_upto: Seq::ZERO,
            read_event: Seq::ZERO,
            marked: Seq::ZERO,
            first_read: Seq::ZERO,
            read_at: Timestamp(0),
            read_how: None,
            displayed_at: Timestamp(0),
            addressed: false,
            hidden: false,
            purposes: 0,
        }
    }

    pub(super) fn unread(&self) -> bool {
        self.concern > self.read_upto || self.marked > self.read_event
    }

    /// When it was first read.
    pub(super) fn first_read_at(&self) -> Option<Timestamp> {
        (self.first_read > Seq::ZERO).then_some(self.read_at)
    }

    /// When it was first on screen.
    pub(super) fn first_displayed_at(&self) -> Option<Timestamp> {
        (self.displayed_at != Timestamp(0)).then_some(self.displayed_at)
    }

    /// What the item adds to its member's counts.
    pub(super) fn counts(&self) -> Badge {
        let unread = self.unread() && !self.hidden;
        Badge { addressed: u32::from(unread && self.addressed), unread: u32::from(unread) }
    }

    /// An event concerns the member.
    pub(super) fn concern(&mut self, seq: Seq) {
        self.concern = self.concern.max(seq);
        self.addressed = true;
    }

    /// The member read it, up to `upto`, by the event `seq`.
    ///
    /// What was read before the card was shared with the member counts for nothing: that event may be
    /// applied before the one that brings the card here, and could leave no trace then.
    pub(super) fn read(&mut self, seq: Seq, at: Timestamp, upto: Seq, how: ReadHow) {
        let upto = upto.min(seq);
        if self.joined != self.report.seq() && upto < self.joined {
            return;
        }
        self.read_upto = self.read_upto.max(upto);
        self.read_event = self.read_event.max(seq);
        if self.first_read == Seq::ZERO || seq < self.first_read {
            self.first_read = seq;
            self.read_at = at;
            self.read_how = Some(how);
        }
        if how == ReadHow::Displayed && self.displayed_at == Timestamp(0) {
            self.displayed_at = at;
        }
    }

    /// The member marked it unread.
    pub(super) fn mark_unread(&mut self, seq: Seq) {
        if seq > self.joined {
            self.marked = self.marked.max(seq);
        }
    }
}

// There are millions of them at times.
const _: () = assert!(size_of::<Item>() == 80);

/// Some items of one inbox, in the order of their reports.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Page {
    items: Vec<Item>,
    /// Purposes in runs, each behind its length.
    pool: Vec<u64>,
    /// Where the last run begins.
    last_run: u32,
}

impl Weigh for Page {
    fn weigh(&self) -> usize {
        self.items.capacity() * size_of::<Item>() + self.pool.capacity() * size_of::<u64>() + 128
    }
}

/// Items for which a page makes room at a time: there is a page in memory for every member, but each growth copies
/// what is there.
const GROWTH: usize = 32;

const ADDRESSED: u8 = 1;
const HIDDEN: u8 = 2;
const READ: u8 = 4;
const DISPLAYED: u8 = 8;
const MARKED: u8 = 16;

impl Page {
    pub(super) fn items(&self) -> &[Item] {
        &self.items
    }

    fn place(&self, report: ReportId) -> Result<usize, usize> {
        // The newest are asked for most.
        match self.items.last() {
            Some(last) if last.report < report => Err(self.items.len()),
            Some(last) if last.report == report => Ok(self.items.len() - 1),
            _ => self.items.binary_search_by_key(&report, |item| item.report),
        }
    }

    pub(super) fn get(&self, report: ReportId) -> Option<&Item> {
        self.place(report).ok().map(|place| &self.items[place])
    }

    pub(super) fn get_mut(&mut self, report: ReportId) -> Option<&mut Item> {
        self.place(report).ok().map(|place| &mut self.items[place])
    }

    /// The purposes that routed an item of this page.
    pub(super) fn purposes(&self, item: &Item) -> impl ExactSizeIterator<Item = PurposeId> + '_ {
        self.run(item.purposes).iter().map(|number| PurposeId(*number))
    }

    fn run(&self, from: u32) -> &[u64] {
        match self.pool.get(from as usize..) {
            Some([length, rest @ ..]) => rest.get(..*length as usize).unwrap_or_default(),
            _ => &[],
        }
    }

    /// Puts an item in that is not there yet.
    pub(super) fn insert(&mut self, mut item: Item, purposes: &[PurposeId]) {
        let Err(place) = self.place(item.report) else { return };
        item.purposes = self.remember(purposes);
        if self.items.len() == self.items.capacity() {
            self.items.reserve_exact(GROWTH);
        }
        self.items.insert(place, item);
    }

    fn remember(&mut self, purposes: &[PurposeId]) -> u32 {
        // Reports of one kind are routed by the same purposes, so the last run often fits again.
        let fits = self.run(self.last_run).iter().eq(purposes.iter().map(|purpose| &purpose.0));
        if !fits || self.pool.is_empty() {
            // A page has thousands of items at most, so its pool has far fewer than 2^32 entries.
            self.last_run = self.pool.len() as u32;
            self.pool.push(purposes.len() as u64);
            self.pool.extend(purposes.iter().map(|purpose| purpose.0));
        }
        self.last_run
    }

    /// Takes the upper half off.
    pub(super) fn split(&mut self) -> Page {
        let upper = self.items.split_off(self.items.len() / 2);
        let lower = std::mem::take(self);
        let purposes = |item: &Item| lower.purposes(item).collect::<Vec<_>>();
        for item in &lower.items {
            self.insert(*item, &purposes(item));
        }
        let mut page = Page::default();
        for item in &upper {
            page.insert(*item, &purposes(item));
        }
        page
    }

    pub(super) fn counts(&self) -> Badge {
        self.items.iter().fold(Badge::default(), |sum, item| {
            let counts = item.counts();
            Badge { addressed: sum.addressed + counts.addressed, unread: sum.unread + counts.unread }
        })
    }

    pub(super) fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.items.len() * 24 + 8);
        varint::put(&mut bytes, self.items.len() as u64);
        let mut before = 0;
        for item in &self.items {
            let base = item.report.0;
            varint::put(&mut bytes, base - before);
            before = base;
            let flag = |on: bool, flag: u8| if on { flag } else { 0 };
            let read = item.first_read > Seq::ZERO;
            bytes.push(
                flag(item.addressed, ADDRESSED)
                    | flag(item.hidden, HIDDEN)
                    | flag(read, READ)
                    | flag(item.first_displayed_at().is_some(), DISPLAYED)
                    | flag(item.marked > Seq::ZERO, MARKED),
            );
            varint::put_near(&mut bytes, base, item.joined.0);
            varint::put_near(&mut bytes, base, item.concern.0);
            varint::put_near(&mut bytes, base, item.read_upto.0);
            varint::put_near(&mut bytes, item.read_upto.0, item.read_event.0);
            if item.marked > Seq::ZERO {
                varint::put_near(&mut bytes, base, item.marked.0);
            }
            if read {
                varint::put_near(&mut bytes, item.read_event.0, item.first_read.0);
                varint::put_signed(&mut bytes, item.read_at.0);
                bytes.push(how_number(item.read_how));
            }
            if let Some(at) = item.first_displayed_at() {
                varint::put_signed(&mut bytes, at.0.wrapping_sub(item.read_at.0));
            }
            let purposes = self.purposes(item);
            varint::put(&mut bytes, purposes.len() as u64);
            purposes.for_each(|purpose| varint::put(&mut bytes, purpose.0));
        }
        bytes
    }

    pub(super) fn decode(bytes: &[u8]) -> Result<Page, Damaged> {
        let mut reader = Reader(bytes);
        let length: u16 = reader.small()?;
        let mut page = Page { items: Vec::with_capacity(usize::from(length)), ..Page::default() };
        let mut base = 0u64;
        let mut purposes = Vec::new();
        for _ in 0..length {
            base = base.checked_add(reader.number()?).ok_or(Damaged)?;
            let mut item = Item::new(ReportId(base), Seq::ZERO);
            let flags = reader.byte()?;
            item.addressed = flags & ADDRESSED != 0;
            item.hidden = flags & HIDDEN != 0;
            item.joined = Seq(reader.near(base)?);
            item.concern = Seq(reader.near(base)?);
            item.read_upto = Seq(reader.near(base)?);
            item.read_event = Seq(reader.near(item.read_upto.0)?);
            if flags & MARKED != 0 {
                item.marked = Seq(reader.near(base)?);
            }
            if flags & READ != 0 {
                item.first_read = Seq(reader.near(item.read_event.0)?);
                item.read_at = Timestamp(reader.signed()?);
                item.read_how = how_of(reader.byte()?)?;
            }
            if flags & DISPLAYED != 0 {
                item.displayed_at = Timestamp(reader.signed()?.wrapping_add(item.read_at.0));
            }
            purposes.clear();
            for _ in 0..reader.small::<u16>()? {
                purposes.push(PurposeId(reader.number()?));
            }
            page.insert(item, &purposes);
        }
        reader.end()?;
        if page.items.len() == usize::from(length) { Ok(page) } else { Err(Damaged) }
    }
}

fn how_number(how: Option<ReadHow>) -> u8 {
    match how {
        None => 0,
        Some(ReadHow::Displayed) => 1,
        Some(ReadHow::Opened) => 2,
        Some(ReadHow::Acknowledged) => 3,
        Some(ReadHow::Bulk) => 4,
    }
}

fn how_of(number: u8) -> Result<Option<ReadHow>, Damaged> {
    Ok(match number {
        0 => None,
        1 => Some(ReadHow::Displayed),
        2 => Some(ReadHow::Opened),
        3 => Some(ReadHow::Acknowledged),
        4 => Some(ReadHow::Bulk),
        _ => return Err(Damaged),
    })
}
