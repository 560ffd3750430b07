//! The stage on which the demo company plays: its log, its people by name, and what is to happen next, in the
//! order of time.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, HashMap};

use uchite_domain::{
    CompetitorId, ContactId, CustomerId, DealId, MemberId, ProductId, ReportId, TemplateId, Timestamp,
};

use super::book::Book;
use super::calendar::{JapaneseDay, working_minutes_later};
use super::deals::Cast;
use super::rng::Rng;
use super::writer::Writer;

type Deed = Box<dyn FnOnce(&mut Play, Timestamp)>;

/// Everything at hand while the demo is made.
pub(super) struct Play {
    pub(super) book: Book,
    pub(super) rng: Rng,
    pub(super) writer: Writer,
    /// The present: nothing happens after it.
    pub(super) now: Timestamp,
    pub(super) ids: Ids,
    /// The deals, each with who and what belongs to it.
    pub(super) casts: Vec<Cast>,
    /// When each member last reported something.
    pub(super) last_filed: HashMap<MemberId, Timestamp>,
    queue: BinaryHeap<Reverse<(Timestamp, u64)>>,
    deeds: BTreeMap<u64, Deed>,
    order: u64,
}

/// Numbers by the keys of the tables.
#[derive(Default)]
pub(super) struct Ids {
    pub(super) members: HashMap<&'static str, MemberId>,
    pub(super) templates: HashMap<String, TemplateId>,
    pub(super) products: Vec<ProductId>,
    pub(super) competitors: Vec<CompetitorId>,
    pub(super) customers: Vec<CustomerId>,
    /// The people of each customer: who decides first.
    pub(super) contacts: Vec<Vec<ContactId>>,
    /// The general deal of our own company.
    pub(super) house: Option<DealId>,
}

impl Play {
    pub(super) fn new(now: Timestamp, seed: u64) -> Play {
        Play {
            book: Book::default(),
            rng: Rng::new(seed),
            writer: Writer::new(),
            now,
            ids: Ids::default(),
            casts: Vec::new(),
            last_filed: HashMap::new(),
            queue: BinaryHeap::new(),
            deeds: BTreeMap::new(),
            order: 0,
        }
    }

    pub(super) fn member(&self, login: &str) -> MemberId {
        self.ids.members.get(login).copied().unwrap_or(MemberId(0))
    }

    /// The day that today is.
    pub(super) fn today(&self) -> JapaneseDay {
        JapaneseDay::of(self.now)
    }

    /// Something is to happen at a moment; what lies in the future never does.
    pub(super) fn at(&mut self, at: Timestamp, deed: impl FnOnce(&mut Play, Timestamp) + 'static) {
        if at > self.now {
            return;
        }
        self.order += 1;
        self.queue.push(Reverse((at, self.order)));
        self.deeds.insert(self.order, Box::new(deed));
    }

    /// Something is to happen between so many working minutes after a moment.
    pub(super) fn later(
        &mut self,
        after: Timestamp,
        (first, last): (i64, i64),
        deed: impl FnOnce(&mut Play, Timestamp) + 'static,
    ) {
        let minutes = self.rng.between(first, last);
        let seconds = self.rng.between(1, 59);
        // What is only some minutes old goes on though it may be late in the evening: somebody is looking.
        let fresh = self.now.ms_since(after) < 4 * 60 * 60_000;
        let at = if fresh { after.plus_ms(minutes * 60_000) } else { working_minutes_later(after, minutes) };
        self.at(at.plus_ms(seconds * 1_000), deed);
    }

    /// Lets everything happen.
    pub(super) fn run(&mut self) {
        while let Some(Reverse((at, order))) = self.queue.pop() {
            if let Some(deed) = self.deeds.remove(&order) {
                deed(self, at);
            }
        }
    }

    /// What was filed, with its author. None for a number that no report has.
    pub(super) fn author(&self, report: ReportId) -> Option<(DealId, MemberId)> {
        self.book.reports.get(&report).map(|r| (r.deal, r.author))
    }
}
