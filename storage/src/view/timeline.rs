//! Timelines, unread lists, details and the ledger: the questions to the view.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::ops::RangeInclusive;

use uchite_domain::{
    Card, DepartmentId, Ledger, LedgerEntry, MemberId, NextMoveView, Place, Position, ReplyView, Report,
    ReportDetail, ReportId, Seq, TimelineFilter, TimelinePage, TimelineQuery, TimelineScope, TimelineSort,
    Timestamp, You,
};

use super::inbox::{Head, PageKey};
use super::item::{Item, Page};
use super::lookup::{Lookup, Stop, each};
use super::sieve::Sieve;
use crate::store::{InboxState, Reached};

/// Pages of an inbox that are asked for at once when they are not in memory.
const PAGES_AHEAD: usize = 16;
/// With one of so many of all reports a department is looked through by the rows of all.
const LARGE_SHARE: usize = 32;

impl Lookup<'_> {
    /// A page of a timeline.
    pub(super) fn timeline(&self, query: &TimelineQuery) -> Result<TimelinePage, Stop> {
        let limit = query.limit.max(1);
        let facts = &self.state.facts;
        let mut found = match query.scope {
            TimelineScope::Mine if query.filter.bookmarked => {
                self.of_list(query, self.state.bookmarks.of(query.viewer).rev(), limit + 1)?
            }
            TimelineScope::Mine => self.mine(query, limit + 1)?,
            TimelineScope::Deal(deal) => {
                self.of_list(query, facts.of_deal(deal).iter().rev().copied(), limit + 1)?
            }
            TimelineScope::Member(author) => {
                self.of_list(query, facts.of_author(author).iter().rev().copied(), limit + 1)?
            }
            TimelineScope::Customer(customer) => {
                let deals = self.state.org.deals.values().filter(|deal| deal.fields.customer == customer);
                self.of_list(query, Merged::of(deals.map(|deal| facts.of_deal(deal.id))), limit + 1)?
            }
            TimelineScope::Department(department) => self.of_department(query, department, limit + 1)?,
        };
        let more = found.len() > limit;
        found.truncate(limit);
        let next = found.last().copied().filter(|_| more);
        let cards = each(found, |position| self.card(query.viewer, position.report))?;
        let cards = cards.into_iter().flatten().collect();
        Ok(TimelinePage { cards, next, cursor: self.state.applied.upto() })
    }

    /// Pages of an inbox from a report backwards, each with the reports that are on it.
    fn pages_back(
        &self,
        member: MemberId,
        from: Option<Position>,
        mut wanted: impl FnMut(&Head) -> bool,
        mut take: impl FnMut(&Page) -> Result<bool, Stop>,
    ) -> Result<(), Stop> {
        let heads = self.state.inboxes.heads(member);
        let end = from.map_or(heads.len(), |p| heads.partition_point(|head| head.bound <= p.report.0));
        let heads: Vec<u64> =
            heads[..end].iter().rev().filter(|head| wanted(head)).map(|head| head.bound).collect();
        for chunk in heads.chunks(PAGES_AHEAD) {
            for (place, bound) in chunk.iter().enumerate() {
                match self.page(PageKey { member, bound: *bound }) {
                    Ok(page) if take(&page)? => {}
                    Ok(_) => return Ok(()),
                    Err(stop) => {
                        // The next ones will be asked for as soon as this one is there.
                        for ahead in &chunk[place + 1..] {
                            let _ = self.page(PageKey { member, bound: *ahead });
                        }
                        return Err(stop);
                    }
                }
            }
        }
        Ok(())
    }

    fn mine(&self, query: &TimelineQuery, limit: usize) -> Result<Vec<Position>, Stop> {
        if let Some(overview) = self.state.inboxes.overview_for(query) {
            return Ok(self.mine_by_overview(overview, query, limit));
        }
        let sieve = self.sieve(query);
        let mut newest = Newest::new(limit, query.after);
        let posted = query.sort == TimelineSort::Posted;
        let from = query.after.filter(|_| posted);
        let wanted = |head: &Head| page_may_hold(&query.filter, head);
        self.pages_back(query.viewer, from, wanted, |page| {
            for item in page.items().iter().rev() {
                let Ok(place) = self.state.facts.place(item.report) else { continue };
                let position = self.position(place, query.sort);
                if newest.takes(position)
                    && item_fits(&query.filter, page, item)
                    && sieve.passes(place)
                    && self.may_see(query.viewer, place)
                {
                    newest.push(position);
                }
                if posted && newest.is_full() {
                    return Ok(false);
                }
            }
            Ok(true)
        })?;
        Ok(newest.into_sorted())
    }

    /// The page of a department's reports. Also of those who have left since: what they reported is still the
    /// department's.
    fn of_department(
        &self,
        query: &TimelineQuery,
        department: DepartmentId,
        limit: usize,
    ) -> Result<Vec<Position>, Stop> {
        let facts = &self.state.facts;
        let authors = facts.author_numbers.keys();
        let within: Vec<bool> = authors.iter().map(|id| self.state.org.within(*id, department)).collect();
        let lists = || authors.iter().zip(&within).filter(|(_, within)| **within).map(|(id, _)| id);
        let reports: usize = lists().map(|id| facts.of_author(*id).len()).sum();
        if reports * LARGE_SHARE < facts.len() {
            return self.of_list(query, Merged::of(lists().map(|id| facts.of_author(*id))), limit);
        }
        // The rows of all reports stand in order already.
        let places = (0..facts.len()).rev().filter(|place| within[facts.author_at(*place)]);
        self.of_places(query, places, limit)
    }

    /// The page of some reports, which come in the order of their filing, the newest first.
    fn of_list(
        &self,
        query: &TimelineQuery,
        reports: impl Iterator<Item = ReportId>,
        limit: usize,
    ) -> Result<Vec<Position>, Stop> {
        self.of_places(query, reports.filter_map(|report| self.state.facts.place(report).ok()), limit)
    }

    /// The same by where their rows stand.
    fn of_places(
        &self,
        query: &TimelineQuery,
        places: impl Iterator<Item = usize>,
        limit: usize,
    ) -> Result<Vec<Position>, Stop> {
        let sieve = self.sieve(query);
        let mut newest = Newest::new(limit, query.after);
        let mut cold = false;
        for place in places {
            if query.sort == TimelineSort::Posted && newest.is_full() {
                break;
            }
            let position = self.position(place, query.sort);
            if !newest.takes(position) || !sieve.passes(place) || !self.may_see(query.viewer, place) {
                continue;
            }
            match self.is_in_inbox_as_asked(query, position.report) {
                Ok(true) => newest.push(position),
                Ok(false) => {}
                Err(Stop::Cold) => cold = true,
                Err(stop) => return Err(stop),
            }
        }
        if cold { Err(Stop::Cold) } else { Ok(newest.into_sorted()) }
    }

    /// Whether a report is bookmarked and stands in the viewer's inbox as the filter asks; true, if it asks for
    /// neither.
    fn is_in_inbox_as_asked(&self, query: &TimelineQuery, report: ReportId) -> Result<bool, Stop> {
        let TimelineQuery { viewer, filter, .. } = query;
        if filter.bookmarked && !self.state.bookmarks.has(*viewer, report) {
            return Ok(false);
        }
        if !asks_inbox(filter) {
            return Ok(true);
        }
        if let Some(overview) = self.state.inboxes.overview(*viewer) {
            let wish = overview.wish(filter);
            return Ok(overview.place(report).is_some_and(|place| overview.fits(&wish, place)));
        }
        let Some(key) = self.state.inboxes.page_of(*viewer, report) else { return Ok(false) };
        let page = self.page(key)?;
        Ok(page.get(report).is_some_and(|item| item_fits(filter, &page, item)))
    }

    pub(super) fn sieve<'q>(&'q self, query: &'q TimelineQuery) -> Sieve<'q> {
        Sieve::new(&query.filter, &self.state.org, &self.state.facts)
    }

    pub(super) fn position(&self, place: usize, sort: TimelineSort) -> Position {
        let report = self.state.facts.report_at(place);
        let key = match sort {
            TimelineSort::Posted => report.seq(),
            TimelineSort::Activity => self.state.facts.last_seq_at(place),
        };
        Position { key, report }
    }

    pub(super) fn may_see(&self, viewer: MemberId, place: usize) -> bool {
        let row = self.state.facts.row(place);
        self.state.org.may_see_report(viewer, row.deal, row.author)
    }

    /// A card as a member sees it.
    pub(super) fn card(&self, viewer: MemberId, id: ReportId) -> Result<Option<Card>, Stop> {
        let Some(report) = self.visible(viewer, id)? else { return Ok(None) };
        self.card_of(viewer, &report).map(Some)
    }

    fn visible(&self, viewer: MemberId, id: ReportId) -> Result<Option<std::sync::Arc<Report>>, Stop> {
        match self.state.facts.place(id) {
            Ok(place) if self.may_see(viewer, place) => self.report(id),
            _ => Ok(None),
        }
    }

    fn card_of(&self, viewer: MemberId, report: &Report) -> Result<Card, Stop> {
        let (addressed, unread) = self.marks(viewer, report.id)?;
        let bookmarked = self.state.bookmarks.has(viewer, report.id);
        let you = You::of(report, viewer, Place { addressed, unread, bookmarked });
        Ok(Card { body: self.state.org.card_body(report), you })
    }

    /// Whether a card is addressed to a member, and unread.
    fn marks(&self, viewer: MemberId, id: ReportId) -> Result<(bool, bool), Stop> {
        if let Some(overview) = self.state.inboxes.overview(viewer) {
            return Ok(overview.place(id).map_or((false, false), |place| overview.marks(place)));
        }
        let item = self.item(viewer, id)?;
        Ok(item.map_or((false, false), |item| (item.addressed, item.unread())))
    }

    /// A report as a member sees it.
    pub(super) fn detail(&self, viewer: MemberId, id: ReportId) -> Result<Option<ReportDetail>, Stop> {
        let Some(report) = self.visible(viewer, id)? else { return Ok(None) };
        let card = self.card_of(viewer, &report)?;
        let org = &self.state.org;
        let replies: Vec<ReplyView> = report.replies.iter().map(|r| org.reply_view(&report, r)).collect();
        let next_moves: Vec<NextMoveView> = report.next_moves.iter().map(|m| org.next_move_view(m)).collect();
        let cursor = self.state.applied.upto();
        Ok(Some(ReportDetail {
            card,
            replies,
            earlier: report.earlier.clone(),
            correctable_until: report.correctable_until(),
            next_moves,
            cursor,
        }))
    }

    /// Where a card stands in a member's inbox.
    pub(super) fn inbox_state(&self, member: MemberId, id: ReportId) -> Result<Option<InboxState>, Stop> {
        let item = self.item(member, id)?.filter(|item| !item.hidden);
        Ok(item.map(|item| InboxState {
            addressed: item.addressed,
            unread: item.unread(),
            read_at: item.first_read_at(),
        }))
    }

    /// Whom a card reaches as it is now.
    pub(super) fn reached(&self, id: ReportId) -> Result<Vec<Reached>, Stop> {
        let Some(report) = self.report(id)? else { return Ok(Vec::new()) };
        let holders = self.state.holders(&report);
        let all = each(&holders, |member| {
            let item = self.item(*member, id)?.filter(|item| !item.hidden);
            let reached =
                |item| Reached { member: *member, place: self.state.place(*member, &item), badge: None };
            Ok(item.map(reached))
        })?;
        let onlookers = self.state.onlookers(&report, |member| holders.contains(&member));
        Ok(all.into_iter().flatten().chain(onlookers).collect())
    }

    /// A member's unread cards, the newest first.
    pub(super) fn unread(&self, member: MemberId, addressed: bool) -> Result<Vec<ReportId>, Stop> {
        let mut found = Vec::new();
        let filter = TimelineFilter { unread: true, addressed, ..TimelineFilter::default() };
        self.pages_back(
            member,
            None,
            |head| page_may_hold(&filter, head),
            |page| {
                let unread = page.items().iter().rev().filter(|item| item.counts().unread > 0);
                found.extend(unread.filter(|item| item.addressed || !addressed).map(|item| item.report));
                Ok(true)
            },
        )?;
        Ok(found)
    }

    /// Whom a report went to, and who has read it.
    pub(super) fn ledger(&self, id: ReportId) -> Result<Option<Ledger>, Stop> {
        let Some(report) = self.report(id)? else { return Ok(None) };
        let audience = report.audience.iter().filter(|entry| entry.member != report.author);
        let entries = each(audience, |entry| {
            let item = self.item(entry.member, id)?;
            let org = &self.state.org;
            let acknowledged = report.acknowledgements.iter().find(|a| a.member == entry.member);
            let answer = report.replies.iter().find(|r| r.author == entry.member);
            Ok(LedgerEntry {
                member: org.member_ref(entry.member),
                reasons: entry.reasons.to_vec(),
                addressed: item.is_some_and(|item| item.addressed),
                routed_at: routed_at(&report, item.map_or(id.seq(), |item| item.joined)),
                delivered_at: None,
                displayed_at: item.and_then(|item| item.first_displayed_at()),
                read_at: item.and_then(|item| item.first_read_at()),
                read_how: item.and_then(|item| item.read_how),
                acknowledged_at: acknowledged.map(|a| a.at),
                answered_at: answer.map(|r| r.at),
                access_lost: !org.may_see(entry.member, &report),
            })
        })?;
        let read = entries.iter().filter(|entry| entry.read_at.is_some()).count();
        let read = u32::try_from(read).unwrap_or(u32::MAX);
        Ok(Some(Ledger { report: id, author: report.author, entries, read, delivered: 0 }))
    }
}

/// When a member came to a card by the event `joined`: its filing, or a reply.
fn routed_at(report: &Report, joined: Seq) -> Timestamp {
    let reply = report.replies.iter().find(|reply| reply.id.0 >= joined.0);
    match reply {
        Some(reply) if joined > report.id.seq() => reply.at,
        _ => report.filed_at,
    }
}

/// Whether a page can hold anything that the filter asks for, by what the directory says of it.
fn page_may_hold(filter: &TimelineFilter, head: &Head) -> bool {
    match (filter.unread, filter.addressed) {
        (true, true) => head.counts.addressed > 0,
        (true, false) => head.counts.unread > 0,
        (false, _) => head.items > 0,
    }
}

/// Whether a filter asks anything of the viewer's inbox.
pub(super) fn asks_inbox(filter: &TimelineFilter) -> bool {
    filter.unread || filter.addressed || !filter.purpose.is_empty()
}

/// Whether a card stands in the inbox as the filter asks.
fn item_fits(filter: &TimelineFilter, page: &Page, item: &Item) -> bool {
    (!filter.unread || item.unread())
        && (!filter.addressed || item.addressed)
        && (filter.purpose.is_empty() || page.purposes(item).any(|one| filter.purpose.contains(&one)))
}

/// Lists of reports, each the oldest first, as one, the newest first.
struct Merged<'a>(BinaryHeap<(ReportId, &'a [ReportId])>);

impl<'a> Merged<'a> {
    fn of(lists: impl Iterator<Item = &'a [ReportId]>) -> Merged<'a> {
        Merged(lists.filter_map(<[ReportId]>::split_last).map(|(last, rest)| (*last, rest)).collect())
    }
}

impl Iterator for Merged<'_> {
    type Item = ReportId;

    fn next(&mut self) -> Option<ReportId> {
        let (report, rest) = self.0.pop()?;
        self.0.extend(rest.split_last().map(|(last, rest)| (*last, rest)));
        Some(report)
    }
}

/// The newest positions behind a given one, so many at most.
pub(super) struct Newest {
    heap: BinaryHeap<Reverse<Position>>,
    limit: usize,
    after: Option<Position>,
}

impl Newest {
    pub(super) fn new(limit: usize, after: Option<Position>) -> Newest {
        Newest { heap: BinaryHeap::new(), limit, after }
    }

    pub(super) fn is_full(&self) -> bool {
        self.heap.len() >= self.limit
    }

    /// Where the keys of all positions lie that are still taken.
    pub(super) fn keys(&self) -> RangeInclusive<Seq> {
        let oldest = self.heap.peek().filter(|_| self.is_full());
        oldest.map_or(Seq::ZERO, |oldest| oldest.0.key)..=self.after.map_or(Seq::MAX, |after| after.key)
    }

    pub(super) fn takes(&self, position: Position) -> bool {
        self.after.is_none_or(|after| position < after)
            && (!self.is_full() || self.heap.peek().is_some_and(|oldest| position > oldest.0))
    }

    pub(super) fn push(&mut self, position: Position) {
        self.heap.push(Reverse(position));
        if self.heap.len() > self.limit {
            self.heap.pop();
        }
    }

    pub(super) fn into_sorted(self) -> Vec<Position> {
        self.heap.into_sorted_vec().into_iter().map(|reversed| reversed.0).collect()
    }
}
