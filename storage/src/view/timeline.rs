//! Timelines, unread lists, details and the ledger: the questions to the view.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use uchite_domain::{
    Card, ConsultFilter, Deal, Ledger, LedgerEntry, MemberId, NextMoveView, Place, Position, PurposeId,
    ReplyView, Report, ReportDetail, ReportId, Seq, TimelineFilter, TimelinePage, TimelineQuery,
    TimelineScope, TimelineSort, Timestamp, You,
};

use super::facts::FactRow;
use super::inbox::{Head, PageKey};
use super::item::{Item, Page};
use super::lookup::{Lookup, Stop, each};
use crate::store::{InboxState, Reached};

/// Pages of an inbox that are asked for at once when they are not in memory.
const PAGES_AHEAD: usize = 16;

/// A report that may come onto a page, with what the viewer's inbox says of it.
struct Candidate<'a> {
    row: &'a FactRow,
    item: Option<Item>,
    purposes: Vec<PurposeId>,
}

impl Lookup<'_> {
    /// A page of a timeline.
    pub(super) fn timeline(&self, query: &TimelineQuery) -> Result<TimelinePage, Stop> {
        let limit = query.limit.max(1);
        let facts = &self.state.facts;
        let mut found = match (query.scope, query.sort) {
            (TimelineScope::Mine, _) if query.filter.bookmarked => {
                self.of_list(query, self.state.bookmarks.of(query.viewer).rev(), limit + 1)?
            }
            (TimelineScope::Mine, TimelineSort::Posted) => self.mine_posted(query, limit + 1)?,
            (TimelineScope::Mine, TimelineSort::Activity) => self.mine_active(query, limit + 1)?,
            (TimelineScope::Deal(deal), _) => {
                self.of_list(query, facts.of_deal(deal).iter().rev().copied(), limit + 1)?
            }
            (TimelineScope::Member(author), _) => {
                self.of_list(query, facts.of_author(author).iter().rev().copied(), limit + 1)?
            }
            (TimelineScope::Customer(customer), _) => {
                let deals = self.state.org.deals.values().filter(|deal| deal.fields.customer == customer);
                self.of_list(query, Merged::of(deals.map(|deal| facts.of_deal(deal.id))), limit + 1)?
            }
            (TimelineScope::Department(department), _) => {
                // Also those who have left since: what they reported is still the department's.
                let members = self.state.org.members.keys();
                let within = members.filter(|member| self.state.org.within(**member, department));
                self.of_list(query, Merged::of(within.map(|member| facts.of_author(*member))), limit + 1)?
            }
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

    fn mine_posted(&self, query: &TimelineQuery, limit: usize) -> Result<Vec<Position>, Stop> {
        let mut found = Vec::new();
        let wanted = |head: &Head| page_may_hold(&query.filter, head);
        self.pages_back(query.viewer, query.after, wanted, |page| {
            for item in page.items().iter().rev() {
                if query.after.is_some_and(|after| item.report >= after.report) {
                    continue;
                }
                let Some(row) = self.state.facts.get(item.report) else { continue };
                let purposes = wanted_purposes(&query.filter, page, item);
                if self.shows(query, &Candidate { row, item: Some(*item), purposes }) {
                    found.push(position(row, TimelineSort::Posted));
                    if found.len() >= limit {
                        return Ok(false);
                    }
                }
            }
            Ok(true)
        })?;
        Ok(found)
    }

    fn mine_active(&self, query: &TimelineQuery, limit: usize) -> Result<Vec<Position>, Stop> {
        let mut newest = Newest::new(limit, query.after);
        let wanted = |head: &Head| page_may_hold(&query.filter, head);
        self.pages_back(query.viewer, None, wanted, |page| {
            for item in page.items() {
                let Some(row) = self.state.facts.get(item.report) else { continue };
                let position = position(row, TimelineSort::Activity);
                if !newest.takes(position) {
                    continue;
                }
                let purposes = wanted_purposes(&query.filter, page, item);
                if self.shows(query, &Candidate { row, item: Some(*item), purposes }) {
                    newest.push(position);
                }
            }
            Ok(true)
        })?;
        Ok(newest.into_sorted())
    }

    /// The page of some reports, which come in the order of their filing, the newest first.
    fn of_list(
        &self,
        query: &TimelineQuery,
        reports: impl Iterator<Item = ReportId>,
        limit: usize,
    ) -> Result<Vec<Position>, Stop> {
        let mut newest = Newest::new(limit, query.after);
        let filter = &query.filter;
        let by_inbox = filter.unread || filter.addressed || !filter.purpose.is_empty();
        let mut cold = false;
        for report in reports {
            let Some(row) = self.state.facts.get(report) else { continue };
            let position = position(row, query.sort);
            if query.sort == TimelineSort::Posted && newest.is_full() {
                break;
            }
            if !newest.takes(position) {
                continue;
            }
            let mut candidate = Candidate { row, item: None, purposes: Vec::new() };
            if by_inbox && let Some(key) = self.state.inboxes.page_of(query.viewer, report) {
                match self.page(key) {
                    Ok(page) => {
                        candidate.item = page.get(report).copied();
                        if let Some(item) = &candidate.item {
                            candidate.purposes = page.purposes(item).collect();
                        }
                    }
                    Err(Stop::Cold) => {
                        cold = true;
                        continue;
                    }
                    Err(stop) => return Err(stop),
                }
            }
            if self.shows(query, &candidate) {
                newest.push(position);
            }
        }
        if cold { Err(Stop::Cold) } else { Ok(newest.into_sorted()) }
    }

    /// Whether the viewer may see it, and asked for it.
    fn shows(&self, query: &TimelineQuery, candidate: &Candidate<'_>) -> bool {
        let Candidate { row, item, purposes } = candidate;
        let TimelineQuery { viewer, filter, .. } = query;
        let any = |list_is_empty: bool, holds: bool| list_is_empty || holds;
        any(filter.author.is_empty(), filter.author.contains(&row.author))
            && any(filter.deal.is_empty(), filter.deal.contains(&row.deal))
            && any(filter.template.is_empty(), filter.template.contains(&row.template))
            && any(filter.purpose.is_empty(), filter.purpose.iter().any(|p| purposes.contains(p)))
            && any(!filter.unread, item.is_some_and(|item| item.unread()))
            && any(!filter.addressed, item.is_some_and(|item| item.addressed))
            && any(!filter.bookmarked, self.state.bookmarks.has(*viewer, row.report))
            && match filter.consult {
                None => true,
                Some(ConsultFilter::Any) => row.consult,
                Some(ConsultFilter::Waits) => row.waits,
            }
            && self.kind_fits(filter, row)
            && self.deal_fits(filter, row)
            && any(
                filter.department.is_empty(),
                filter.department.iter().any(|d| self.state.org.within(row.author, *d)),
            )
            && self.state.org.may_see_report(*viewer, row.deal, row.author)
    }

    fn kind_fits(&self, filter: &TimelineFilter, row: &FactRow) -> bool {
        let template = || self.state.org.templates.get(&row.template);
        filter.kind.is_empty() || template().is_some_and(|t| filter.kind.contains(&t.fields.activity))
    }

    /// Filters on the deal, as it is now.
    fn deal_fits(&self, filter: &TimelineFilter, row: &FactRow) -> bool {
        let TimelineFilter { owner, amount_min, amount_max, stage, customer, competitor, .. } = filter;
        let unasked = owner.is_empty()
            && amount_min.is_none()
            && amount_max.is_none()
            && stage.is_empty()
            && customer.is_empty()
            && competitor.is_empty();
        unasked || self.state.org.deals.get(&row.deal).is_some_and(|deal| deal_fits(filter, deal))
    }

    /// A card as a member sees it.
    pub(super) fn card(&self, viewer: MemberId, id: ReportId) -> Result<Option<Card>, Stop> {
        let Some(report) = self.visible(viewer, id)? else { return Ok(None) };
        self.card_of(viewer, &report).map(Some)
    }

    fn visible(&self, viewer: MemberId, id: ReportId) -> Result<Option<std::sync::Arc<Report>>, Stop> {
        let may = |row: &&FactRow| self.state.org.may_see_report(viewer, row.deal, row.author);
        if self.state.facts.get(id).filter(may).is_none() {
            return Ok(None);
        }
        self.report(id)
    }

    fn card_of(&self, viewer: MemberId, report: &Report) -> Result<Card, Stop> {
        let item = self.item(viewer, report.id)?;
        let place = self.place(viewer, report.id, item.as_ref());
        let you = You::of(report, viewer, place);
        Ok(Card { body: self.state.org.card_body(report), you })
    }

    fn place(&self, member: MemberId, report: ReportId, item: Option<&Item>) -> Place {
        Place {
            addressed: item.is_some_and(|item| item.addressed),
            unread: item.is_some_and(Item::unread),
            bookmarked: self.state.bookmarks.has(member, report),
        }
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
                |item| Reached { member: *member, place: self.place(*member, id, Some(&item)), badge: None };
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
                reasons: entry.reasons.clone(),
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

fn deal_fits(filter: &TimelineFilter, deal: &Deal) -> bool {
    let fields = &deal.fields;
    let amount = |holds: &dyn Fn(i64) -> bool| fields.amount_yen.is_some_and(holds);
    (filter.owner.is_empty() || filter.owner.contains(&fields.owner))
        && filter.amount_min.is_none_or(|min| amount(&|yen| yen >= min))
        && filter.amount_max.is_none_or(|max| amount(&|yen| yen <= max))
        && (filter.stage.is_empty() || filter.stage.contains(&fields.stage))
        && (filter.customer.is_empty() || filter.customer.contains(&fields.customer))
        && (filter.competitor.is_empty() || filter.competitor.iter().any(|c| fields.competitors.contains(c)))
}

/// Whether a page can hold anything that the filter asks for, by what the directory says of it.
fn page_may_hold(filter: &TimelineFilter, head: &Head) -> bool {
    match (filter.unread, filter.addressed) {
        (true, true) => head.counts.addressed > 0,
        (true, false) => head.counts.unread > 0,
        (false, _) => head.items > 0,
    }
}

/// Purposes are copied only where they are asked for.
fn wanted_purposes(filter: &TimelineFilter, page: &Page, item: &Item) -> Vec<PurposeId> {
    if filter.purpose.is_empty() { Vec::new() } else { page.purposes(item).collect() }
}

fn position(row: &FactRow, sort: TimelineSort) -> Position {
    let key = match sort {
        TimelineSort::Posted => row.report.seq(),
        TimelineSort::Activity => row.last_seq,
    };
    Position { key, report: row.report }
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
struct Newest {
    heap: BinaryHeap<Reverse<Position>>,
    limit: usize,
    after: Option<Position>,
}

impl Newest {
    fn new(limit: usize, after: Option<Position>) -> Newest {
        Newest { heap: BinaryHeap::new(), limit, after }
    }

    fn is_full(&self) -> bool {
        self.heap.len() >= self.limit
    }

    fn takes(&self, position: Position) -> bool {
        self.after.is_none_or(|after| position < after)
            && (!self.is_full() || self.heap.peek().is_some_and(|oldest| position > oldest.0))
    }

    fn push(&mut self, position: Position) {
        self.heap.push(Reverse(position));
        if self.heap.len() > self.limit {
            self.heap.pop();
        }
    }

    fn into_sorted(self) -> Vec<Position> {
        self.heap.into_sorted_vec().into_iter().map(|reversed| reversed.0).collect()
    }
}
