//! Bookmarks: they are the member's own, show what may be seen, and keep a card live.

use uchite_domain::{
    Event, MemberId, ReportId, TimelineFilter, TimelineQuery, TimelineScope, TimelineSort, Visibility,
};

use super::{Fed, Open};
use crate::store::{Applied, Reached};

impl Fed {
    fn bookmark(&mut self, member: MemberId, report: ReportId, on: bool) -> Applied {
        self.desk.write(Some(member), Event::BookmarkSet { member, report, on });
        self.feed()
    }

    fn bookmarked(&self, viewer: MemberId, scope: TimelineScope, sort: TimelineSort) -> Vec<ReportId> {
        let filter = TimelineFilter { bookmarked: true, ..TimelineFilter::default() };
        let query = TimelineQuery { viewer, scope, filter, sort, after: None, limit: 100 };
        let cards = self.store.timeline(&query).unwrap().cards;
        assert!(cards.iter().all(|card| card.you.bookmarked));
        cards.iter().map(|card| card.body.id).collect()
    }
}

fn reached(applied: &Applied, member: MemberId) -> Option<Reached> {
    applied.reached.iter().find(|reached| reached.member == member).copied()
}

pub fn a_bookmark_is_its_members_own(open: Open<'_>) {
    let mut fed = Fed::open(open);
    let company = fed.company.clone();
    let first = fed.desk.file_text(company.tanaka, &company, company.open_deal, "一件目");
    let second = fed.desk.file_text(company.tanaka, &company, company.open_deal, "二件目");
    fed.feed();
    let applied = fed.bookmark(company.west_head, first, true);
    assert_eq!(applied, Applied::default(), "nobody's card or count changes");
    fed.bookmark(company.west_head, second, true);
    let mine = |fed: &Fed, sort| fed.bookmarked(company.west_head, TimelineScope::Mine, sort);
    assert_eq!(mine(&fed, TimelineSort::Posted), [second, first]);
    assert!(fed.bookmarked(company.sales_head, TimelineScope::Mine, TimelineSort::Posted).is_empty());
    assert!(!fed.store.card(company.sales_head, first).unwrap().unwrap().you.bookmarked);
    fed.desk.reply(company.sales_head, first, "よい", &[]);
    let applied = fed.feed();
    assert!(reached(&applied, company.west_head).unwrap().place.bookmarked);
    assert!(!reached(&applied, company.sales_head).unwrap().place.bookmarked);
    assert_eq!(mine(&fed, TimelineSort::Activity), [first, second]);
    fed.bookmark(company.west_head, second, false);
    assert_eq!(mine(&fed, TimelineSort::Posted), [first]);
    let of_author = TimelineScope::Member(company.tanaka);
    assert_eq!(fed.bookmarked(company.west_head, of_author, TimelineSort::Posted), [first]);
}

pub fn a_bookmarked_card_that_was_looked_up_is_shown_and_kept_live(open: Open<'_>) {
    let mut fed = Fed::open(open);
    let company = fed.company.clone();
    let report = fed.desk.file_text(company.suzuki, &company, company.open_deal, "訪問");
    fed.feed();
    let onlooker = company.technical_head;
    assert_eq!(fed.store.inbox_state(onlooker, report).unwrap(), None);
    fed.bookmark(onlooker, report, true);
    assert_eq!(fed.bookmarked(onlooker, TimelineScope::Mine, TimelineSort::Posted), [report]);
    fed.desk.reply(company.west_head, report, "次は", &[]);
    let applied = fed.feed();
    let told = reached(&applied, onlooker).unwrap();
    assert!(told.place.bookmarked && !told.place.addressed && !told.place.unread && told.badge.is_none());
    assert!(fed.store.reached(report).unwrap().contains(&told));
    assert_eq!(fed.store.inbox_state(onlooker, report).unwrap(), None, "it is in no inbox");
}

pub fn a_bookmark_shows_nothing_that_may_no_longer_be_seen(open: Open<'_>) {
    let mut fed = Fed::open(open);
    let company = fed.company.clone();
    let report = fed.desk.file_text(company.tanaka, &company, company.open_deal, "訪問");
    fed.feed();
    let onlooker = company.technical_head;
    fed.bookmark(onlooker, report, true);
    fed.desk.change_deal(company.open_deal, |fields| {
        fields.visibility = Visibility::Team;
        fields.team.clear();
    });
    fed.desk.reply(company.west_head, report, "内密に", &[]);
    let applied = fed.feed();
    assert_eq!(reached(&applied, onlooker), None);
    assert!(fed.bookmarked(onlooker, TimelineScope::Mine, TimelineSort::Posted).is_empty());
    fed.desk.change_deal(company.open_deal, |fields| fields.visibility = Visibility::Company);
    fed.feed();
    assert_eq!(fed.bookmarked(onlooker, TimelineScope::Mine, TimelineSort::Posted), [report], "it was kept");
}
