//! A long inbox is looked through another way than a short one, and shows the same.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use proptest::prelude::*;
use uchite_domain::{
    ActivityKind, ConsultFilter, MemberId, Organisation, StageId, TimelineFilter, TimelineQuery,
    TimelineScope, TimelineSort,
};
use uchite_storage::store::Store;
use uchite_storage::view::{OpenOptions, SledView};

mod view_support;
use view_support::TINY;
use view_support::story::{Story, happenings};

/// Every bit asks for one thing more.
fn filter(bits: usize, org: &Organisation) -> TimelineFilter {
    let asked = |bit: usize| bits >> bit & 1 == 1;
    let second = |bit: usize| usize::from(bits >> bit & 1 == 1);
    fn nth<T: Copy>(all: impl Iterator<Item = T>, n: usize) -> Vec<T> {
        all.skip(n).take(2).collect()
    }
    let mut filter = TimelineFilter::default();
    if asked(0) {
        filter.author = nth(org.members.keys().copied(), 2 + second(12));
    }
    if asked(1) {
        filter.department = nth(org.departments.keys().copied(), second(13));
    }
    if asked(2) {
        filter.kind = vec![if asked(14) { ActivityKind::Complaint } else { ActivityKind::Visit }];
    }
    if asked(3) {
        let mut deals: Vec<_> = org.deals.keys().copied().collect();
        deals.sort_unstable();
        filter.deal = nth(deals.into_iter(), second(15));
    }
    if asked(4) {
        filter.stage = vec![StageId(1 + second(12) as u8)];
    }
    if asked(5) {
        filter.amount_min = Some(12_000_000 + second(13) as i64);
    }
    if asked(6) {
        filter.purpose = nth(org.purposes.keys().copied(), second(14));
    }
    if asked(7) {
        filter.consult = Some(if asked(15) { ConsultFilter::Waits } else { ConsultFilter::Any });
    }
    if asked(8) {
        filter.competitor = nth(org.competitors.keys().copied(), 0);
    }
    if asked(9) {
        filter.owner = nth(org.members.keys().copied(), 3 + second(12));
    }
    (filter.unread, filter.addressed) = (asked(10), asked(11));
    filter
}

/// All pages of a timeline: what is on them, where they end, and how the cards concern the viewer.
fn pages(store: &dyn Store, query: &TimelineQuery) -> Vec<String> {
    let mut query = query.clone();
    let mut all = Vec::new();
    loop {
        let page = store.timeline(&query).unwrap();
        all.extend(page.cards.iter().map(|card| format!("{} {:?}", card.body.id, card.you)));
        all.push(format!("{:?}", page.next));
        query.after = page.next;
        if page.next.is_none() {
            return all;
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_filter_shows_the_same_of_an_inbox_however_long_it_counts(
        happenings in happenings(90),
        filters in proptest::collection::vec((0..1usize << 16, 0..1usize << 16), 12),
    ) {
        let story = Story::tell(&happenings);
        let folder = tempfile::tempdir().unwrap();
        let open = |name: &str, options| SledView::open(&folder.path().join(name), options).unwrap().0;
        // Overviews that stay, overviews that go as soon as another is made, and none at all.
        let kept = open("kept", OpenOptions { overview_bytes: 1 << 20, ..TINY });
        let (going, none) = (open("going", TINY), open("none", OpenOptions { overview_pages: usize::MAX, ..TINY }));
        let views = [&kept, &going, &none];
        let mut filters = filters.iter().cycle();
        for event in &story.desk.written {
            views.iter().for_each(|view| drop(event.apply(*view)));
            if event.seq.0 % 11 != 0 || event.seq.0 < story.base as u64 {
                continue;
            }
            kept.checkpoint().unwrap();
            let org = none.organisation().clone();
            let members: Vec<MemberId> = org.members.keys().copied().collect();
            for viewer in members {
                // Of two bits at random the lower ones ask for a thing each: few at a time, or nothing fits.
                let (one, other) = filters.next().unwrap();
                let query = TimelineQuery {
                    viewer,
                    scope: match one >> 14 {
                        0 => TimelineScope::Member(viewer),
                        1 => TimelineScope::Deal(*org.deals.keys().min().unwrap()),
                        _ => TimelineScope::Mine,
                    },
                    filter: filter(one & other, &org),
                    sort: if other >> 15 == 1 { TimelineSort::Activity } else { TimelineSort::Posted },
                    after: None,
                    limit: 3,
                };
                let expected = pages(&none, &query);
                prop_assert_eq!(pages(&kept, &query), expected.clone(), "{:?}", &query);
                prop_assert_eq!(pages(&going, &query), expected, "{:?}", &query);
            }
        }
    }
}
