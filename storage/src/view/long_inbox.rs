//! Timelines of a long inbox, found by its [overview](super::overview) and the rows of all reports, both in
//! memory. However rare what the filter asks for, every report is looked at once at most, and few bytes of it.

use uchite_domain::{MemberId, Position, ReportId, TimelineQuery, TimelineScope, TimelineSort};

use super::View;
use super::disk::Disk;
use super::inbox::{self, PageKey};
use super::item::Page;
use super::lookup::Lookup;
use super::overview::{Overview, Wish};
use super::sieve::{Sieve, keep};
use super::timeline::{Newest, asks_inbox};
use crate::store::StoreError;

/// Pages that are read from the disk before they are taken over under the lock.
const PAGES_AT_ONCE: usize = 64;
/// Looking a report up by its number takes as long as passing by so many rows, or so many cards.
const LOOK_UP_ROWS: usize = 256;
const LOOK_UP_CARDS: usize = 64;
/// Rows or cards that are looked at together, column by column.
const BLOCK: usize = 1_024;
/// An inbox with at least one of so many of all reports is looked through by the rows of all.
const DENSE: usize = 4;

/// A page of a timeline while it is looked for.
struct Search<'a> {
    lookup: &'a Lookup<'a>,
    overview: &'a Overview,
    query: &'a TimelineQuery,
    sieve: Sieve<'a>,
    wish: Wish,
    newest: Newest,
    /// Rows or cards that are looked at together.
    block: usize,
}

impl Lookup<'_> {
    /// The page of a long inbox.
    pub(super) fn mine_by_overview(
        &self,
        overview: &Overview,
        query: &TimelineQuery,
        limit: usize,
    ) -> Vec<Position> {
        let search = Search::begin(self, overview, query, limit);
        let way = search.way();
        search.run(way)
    }
}

/// By what reports are looked through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// The few reports on the deals that fit.
    Lists,
    /// The rows of all reports.
    Rows,
    /// The cards of the inbox.
    Inbox,
}

impl<'a> Search<'a> {
    fn begin(
        lookup: &'a Lookup<'a>,
        overview: &'a Overview,
        query: &'a TimelineQuery,
        limit: usize,
    ) -> Search<'a> {
        let mut sieve = lookup.sieve(query);
        sieve.decide_deals();
        let (wish, newest) = (overview.wish(&query.filter), Newest::new(limit, query.after));
        Search { lookup, overview, query, sieve, wish, newest, block: BLOCK }
    }

    /// The quickest way.
    fn way(&self) -> Way {
        let all = self.lookup.state.facts.len();
        let dense = self.overview.len() * DENSE >= all;
        // The newest cards of all stand at the end of the inbox, and few have come by one purpose.
        let by_cards = self.sieve.is_open() && (self.is_posted() || self.wish.names_purposes());
        let by_rows = dense && !by_cards;
        let on_the_way = if by_rows { all / LOOK_UP_ROWS } else { self.overview.len() / LOOK_UP_CARDS };
        let listed: Option<usize> = self.sieve.of_deals().map(|lists| lists.map(<[ReportId]>::len).sum());
        match listed {
            Some(listed) if listed < on_the_way => Way::Lists,
            _ if by_rows => Way::Rows,
            _ => Way::Inbox,
        }
    }

    fn run(mut self, way: Way) -> Vec<Position> {
        match way {
            Way::Lists => self.through_lists(),
            Way::Rows => self.through_rows(),
            Way::Inbox => self.through_inbox(),
        }
        self.newest.into_sorted()
    }

    fn through_lists(&mut self) {
        let lists: Vec<&[ReportId]> = self.sieve.of_deals().into_iter().flatten().collect();
        lists.into_iter().flatten().for_each(|report| self.look_up(*report));
    }

    fn is_posted(&self) -> bool {
        self.query.sort == TimelineSort::Posted
    }

    /// The report behind which the page begins, where reports are looked through in the order of the page.
    fn after(&self) -> Option<ReportId> {
        self.query.after.filter(|_| self.is_posted()).map(|after| after.report)
    }

    fn is_done(&self) -> bool {
        self.is_posted() && self.newest.is_full()
    }

    fn look_up(&mut self, report: ReportId) {
        if let Ok(place) = self.lookup.state.facts.place(report)
            && self.sieve.passes(place)
            && let Some(card) = self.overview.place(report)
            && self.overview.fits(&self.wish, card)
        {
            self.offer(place);
        }
    }

    fn through_rows(&mut self) {
        let facts = &self.lookup.state.facts;
        let end = self.after().map_or(facts.len(), |after| match facts.place(after) {
            Ok(place) | Err(place) => place,
        });
        let mut places = Vec::with_capacity(self.block);
        for start in (0..end).step_by(self.block).rev() {
            places.clear();
            places.extend(start..end.min(start + self.block));
            if !self.is_posted() {
                // What came up lately is found at once; hardly anything older can be among it.
                let keys = self.newest.keys();
                keep(&mut places, |place| keys.contains(&facts.last_seq_at(place)));
            }
            self.sieve.sift(&mut places);
            self.overview.sift(&self.wish, facts, &mut places);
            for place in places.iter().rev() {
                self.offer(*place);
                if self.is_done() {
                    return;
                }
            }
        }
    }

    fn through_inbox(&mut self) {
        let facts = &self.lookup.state.facts;
        let end = self.after().map_or(self.overview.len(), |after| self.overview.end_before(after));
        let mut from = facts.len();
        let mut cards = Vec::with_capacity(self.block);
        for start in (0..end).step_by(self.block).rev() {
            cards.clear();
            cards.extend(start..end.min(start + self.block));
            if !self.wish.is_open() {
                keep(&mut cards, |card| self.overview.fits(&self.wish, card));
            }
            for card in cards.iter().rev() {
                let report = self.overview.report_at(*card);
                let Some(place) = facts.place_before(from, report) else { continue };
                from = place;
                if self.sieve.passes(place) {
                    self.offer(place);
                    if self.is_done() {
                        return;
                    }
                }
            }
        }
    }

    /// Takes a report that is in the inbox as the filter asks and passes the sieve.
    fn offer(&mut self, place: usize) {
        let position = self.lookup.position(place, self.query.sort);
        if self.newest.takes(position) && self.lookup.may_see(self.query.viewer, place) {
            self.newest.push(position);
        }
    }
}

/// Whether an overview helps to answer a question, if the inbox is long. The newest cards alone stand on its last
/// page.
pub(super) fn helps(query: &TimelineQuery) -> bool {
    match query.scope {
        TimelineScope::Mine if !query.filter.bookmarked => {
            query.sort == TimelineSort::Activity || query.filter != Default::default()
        }
        _ => asks_inbox(&query.filter),
    }
}

impl<D: Disk> View<D> {
    /// Makes the overview of a long inbox that a question needs and that is not there yet. Pages are read without
    /// the lock of the state, and taken over some at a time, so nobody waits for long.
    pub(super) fn prepare(&self, query: &TimelineQuery) -> Result<(), StoreError> {
        if !helps(query) || !self.lacks_overview(query.viewer)? {
            return Ok(());
        }
        // One at a time: who comes meanwhile for the same inbox finds it made.
        let _alone = self.overviewing.lock();
        while self.lacks_overview(query.viewer)? {
            let (keys, epoch) = {
                let state = self.state.read();
                let keys = state.inboxes.pages_for_overview(query.viewer, PAGES_AT_ONCE);
                (keys, state.inboxes.pages.epoch())
            };
            let fetched = self.fetch_pages(&keys)?;
            let mut state = self.state.write();
            state.check()?;
            let current = state.inboxes.pages.epoch() == epoch;
            state.inboxes.extend_overview(query.viewer, if current { &fetched } else { &[] });
        }
        Ok(())
    }

    fn lacks_overview(&self, member: MemberId) -> Result<bool, StoreError> {
        let state = self.state.read();
        state.check()?;
        Ok(state.inboxes.lacks_overview(member))
    }

    fn fetch_pages(&self, keys: &[PageKey]) -> Result<Vec<(PageKey, Page)>, StoreError> {
        let fetch = |key: &PageKey| Ok(inbox::load_page(&self.disk, *key)?.map(|page| (*key, page)));
        keys.iter().map(fetch).filter_map(Result::transpose).collect()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use uchite_domain::{ActivityKind, ConsultFilter, Seq, StageId, TimelineFilter};

    use super::*;
    use crate::fixture::Desk;
    use crate::store::Store;
    use crate::view::state::ViewState;
    use crate::view::{MemoryDisk, OpenOptions};

    #[test]
    fn every_way_leads_to_the_same_page() {
        let (mut desk, company) = Desk::with_company();
        for n in 0..60 {
            let report = desk.file_text(company.suzuki, &company, company.deals()[n % 3], "報告");
            // What the engineer reports is not in the inbox of the head.
            if n % 4 == 3 {
                desk.file_text(company.engineer, &company, company.open_deal, "報告");
            }
            if n % 5 == 0 {
                desk.reply(company.west_head, report, "返信", &[company.suzuki]);
            }
        }
        desk.change_deal(company.open_deal, |fields| fields.stage = StageId(2));
        let options = OpenOptions { overview_pages: 0, ..OpenOptions::default() };
        let view = View::new(MemoryDisk::default(), ViewState::new(options));
        desk.written.iter().for_each(|event| drop(event.apply(&view)));
        let stage = |stage| TimelineFilter { stage: vec![StageId(stage)], ..TimelineFilter::default() };
        let unread = TimelineFilter { unread: true, ..stage(1) };
        let visit = TimelineFilter { kind: vec![ActivityKind::Visit], ..unread.clone() };
        let of_suzuki = TimelineFilter { author: vec![company.suzuki], ..visit.clone() };
        let asks = TimelineFilter { consult: Some(ConsultFilter::Any), ..stage(1) };
        for filter in [stage(1), stage(2), stage(3), unread, visit, of_suzuki, asks] {
            for sort in [TimelineSort::Posted, TimelineSort::Activity] {
                let scope = TimelineScope::Mine;
                let filter = filter.clone();
                let mut query =
                    TimelineQuery { viewer: company.west_head, scope, filter, sort, after: None, limit: 7 };
                view.prepare(&query).unwrap();
                for _ in 0..4 {
                    let by = |way, block| {
                        view.look(|lookup| {
                            let overview = lookup.state.inboxes.overview(query.viewer).unwrap();
                            let search = Search::begin(lookup, overview, &query, 8);
                            Ok(Search { block, ..search }.run(way))
                        })
                        .unwrap()
                    };
                    let page = by(Way::Inbox, BLOCK);
                    for block in [1, 7, BLOCK] {
                        assert_eq!(by(Way::Inbox, block), page, "{query:?}");
                        assert_eq!(by(Way::Rows, block), page, "{query:?}");
                        assert_eq!(by(Way::Lists, block), page, "{query:?}");
                    }
                    query.after = view.timeline(&query).unwrap().next;
                    if query.after.is_none() {
                        break;
                    }
                    assert!(page[0].key > Seq::ZERO);
                }
            }
        }
    }
}
