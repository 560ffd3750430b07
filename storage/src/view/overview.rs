//! What a filter has to know of every card of a long inbox: twelve bytes a card, made when it is first asked for
//! and kept up to date from then on.
//!
//! An inbox of a thousand cards is looked through page by page. That of somebody who is told of everything has a
//! million, and a filter that finds few of them would read every page of it from the disk.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use uchite_domain::{MemberId, PurposeId, ReportId, TimelineFilter};

use super::facts::Facts;
use super::item::{Item, Page};
use super::sieve::keep;

const UNREAD: u32 = 1;
const ADDRESSED: u32 = 2;
const FLAGS: u32 = 2;

/// The cards of one inbox.
#[derive(Debug, Default)]
pub(super) struct Overview {
    /// Cards of reports below this number are in it; all of them, once it is complete.
    upto: u64,
    /// In order.
    reports: Vec<ReportId>,
    /// The number of the card's set of purposes, and behind it whether it is unread and addressed.
    marks: Vec<u32>,
    /// Every set of purposes that routed a card.
    sets: Vec<Box<[PurposeId]>>,
    numbers: HashMap<Box<[PurposeId]>, u32>,
}

fn flags(unread: bool, addressed: bool) -> u32 {
    (u32::from(unread) * UNREAD) | (u32::from(addressed) * ADDRESSED)
}

fn flags_of(item: &Item) -> u32 {
    flags(item.unread(), item.addressed)
}

impl Overview {
    pub(super) fn is_complete(&self) -> bool {
        self.upto == u64::MAX
    }

    /// Where the next page begins that is not in it yet, if there is one.
    pub(super) fn upto(&self) -> u64 {
        self.upto
    }

    /// Bytes that it takes.
    pub(super) fn weigh(&self) -> usize {
        self.reports.capacity() * size_of::<ReportId>() + self.marks.capacity() * size_of::<u32>()
    }

    /// Takes the next page over. `end` is where the one after it begins; none: it was the last one.
    pub(super) fn take(&mut self, page: &Page, end: Option<u64>) {
        self.reports.reserve(page.items().len());
        for item in page.items() {
            let purposes: Vec<PurposeId> = page.purposes(item).collect();
            let number = self.number(&purposes);
            self.reports.push(item.report);
            self.marks.push(number << FLAGS | flags_of(item));
        }
        self.upto = end.unwrap_or(u64::MAX);
    }

    fn number(&mut self, purposes: &[PurposeId]) -> u32 {
        if let Some(number) = self.numbers.get(purposes) {
            return *number;
        }
        // An inbox has far fewer than 2^30 different sets.
        let number = self.sets.len() as u32;
        self.sets.push(purposes.into());
        self.numbers.insert(purposes.into(), number);
        number
    }

    /// A card came into the inbox.
    pub(super) fn insert(&mut self, item: &Item, purposes: &[PurposeId]) {
        if item.report.0 >= self.upto {
            return;
        }
        let marks = self.number(purposes) << FLAGS | flags_of(item);
        match self.reports.last() {
            Some(last) if *last >= item.report => {
                if let Err(place) = self.reports.binary_search(&item.report) {
                    self.reports.insert(place, item.report);
                    self.marks.insert(place, marks);
                }
            }
            _ => {
                self.reports.push(item.report);
                self.marks.push(marks);
            }
        }
    }

    /// A card of the inbox became another.
    pub(super) fn change(&mut self, item: &Item) {
        if let Ok(place) = self.reports.binary_search(&item.report) {
            let marks = &mut self.marks[place];
            *marks = *marks >> FLAGS << FLAGS | flags_of(item);
        }
    }

    pub(super) fn len(&self) -> usize {
        self.reports.len()
    }

    /// Where the cards end that are older than this one.
    pub(super) fn end_before(&self, report: ReportId) -> usize {
        self.reports.partition_point(|there| *there < report)
    }

    pub(super) fn report_at(&self, place: usize) -> ReportId {
        self.reports[place]
    }

    /// Leaves those of some rows, in order, whose reports have a card that fits.
    pub(super) fn sift(&self, wish: &Wish, facts: &Facts, places: &mut Vec<usize>) {
        let Some(first) = places.first() else { return };
        let mut card = self.end_before(facts.report_at(*first));
        keep(places, |place| {
            let report = facts.report_at(place);
            // Both are in the same order, and rows that lie together have cards that lie together.
            while self.reports.get(card).is_some_and(|there| *there < report) {
                card += 1;
            }
            self.reports.get(card) == Some(&report) && self.fits(wish, card)
        });
    }

    /// Where a card stands, if it is in the inbox.
    pub(super) fn place(&self, report: ReportId) -> Option<usize> {
        self.reports.binary_search(&report).ok()
    }

    /// Whether a card is addressed and unread.
    pub(super) fn marks(&self, place: usize) -> (bool, bool) {
        let marks = self.marks[place];
        (marks & ADDRESSED != 0, marks & UNREAD != 0)
    }

    /// What a filter asks of the inbox.
    pub(super) fn wish(&self, filter: &TimelineFilter) -> Wish {
        let flags = flags(filter.unread, filter.addressed);
        let any = |set: &[PurposeId]| filter.purpose.iter().any(|purpose| set.contains(purpose));
        let sets = (!filter.purpose.is_empty()).then(|| self.sets.iter().map(|set| any(set)).collect());
        Wish { flags, sets }
    }

    pub(super) fn fits(&self, wish: &Wish, place: usize) -> bool {
        let marks = self.marks[place];
        marks & wish.flags == wish.flags
            && wish.sets.as_ref().is_none_or(|sets| sets[(marks >> FLAGS) as usize])
    }
}

/// What a filter asks of an inbox.
pub(super) struct Wish {
    flags: u32,
    /// Which sets of purposes; none: any.
    sets: Option<Vec<bool>>,
}

impl Wish {
    /// Whether it asks by which purpose a card came.
    pub(super) fn names_purposes(&self) -> bool {
        self.sets.is_some()
    }

    /// Whether every card of the inbox fits.
    pub(super) fn is_open(&self) -> bool {
        self.flags == 0 && self.sets.is_none()
    }
}

/// The overviews of all long inboxes that were asked for lately.
#[derive(Debug)]
pub(super) struct Overviews {
    all: HashMap<MemberId, Kept>,
    /// Counts questions, so that the one that was asked for longest ago goes first.
    questions: AtomicU64,
    limit_bytes: usize,
    pages: usize,
}

#[derive(Debug, Default)]
struct Kept {
    overview: Overview,
    asked: AtomicU64,
}

impl Overviews {
    pub(super) fn new(limit_bytes: usize, pages: usize) -> Overviews {
        Overviews { all: HashMap::new(), questions: AtomicU64::new(0), limit_bytes, pages }
    }

    /// An inbox of more pages than this is long.
    pub(super) fn pages(&self) -> usize {
        self.pages
    }

    /// One that is complete.
    pub(super) fn get(&self, member: MemberId) -> Option<&Overview> {
        let kept = self.all.get(&member).filter(|kept| kept.overview.is_complete())?;
        kept.asked.store(self.questions.fetch_add(1, Relaxed) + 1, Relaxed);
        Some(&kept.overview)
    }

    /// How far one is made.
    pub(super) fn upto(&self, member: MemberId) -> u64 {
        self.all.get(&member).map_or(0, |kept| kept.overview.upto())
    }

    /// One that is to be kept up to date, complete or not.
    pub(super) fn edit(&mut self, member: MemberId) -> Option<&mut Overview> {
        self.all.get_mut(&member).map(|kept| &mut kept.overview)
    }

    /// Takes one out to be gone on with, or begins it.
    pub(super) fn take(&mut self, member: MemberId) -> Overview {
        self.all.remove(&member).unwrap_or_default().overview
    }

    /// Puts it back. Others go where there is no room for all.
    pub(super) fn put(&mut self, member: MemberId, overview: Overview) {
        let asked = AtomicU64::new(self.questions.fetch_add(1, Relaxed) + 1);
        self.all.insert(member, Kept { overview, asked });
        let mut bytes: usize = self.all.values().map(|kept| kept.overview.weigh()).sum();
        while bytes > self.limit_bytes && self.all.len() > 1 {
            let oldest = self.all.iter().min_by_key(|(_, kept)| kept.asked.load(Relaxed));
            let Some((oldest, gone)) = oldest.map(|(member, kept)| (*member, kept.overview.weigh())) else {
                return;
            };
            self.all.remove(&oldest);
            bytes -= gone;
        }
    }
}
