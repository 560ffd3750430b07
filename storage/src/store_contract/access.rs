//! Need to know: what a change of the organisation hides and shows.

use uchite_domain::{
    MemberId, Report, ReportId, TimelineFilter, TimelineQuery, TimelineScope, TimelineSort, Visibility,
};

use super::{Fed, Open, badge};
use crate::store::Applied;

impl Fed {
    fn sees(&self, member: MemberId, report: ReportId) -> bool {
        let seen = self.store.detail(member, report).unwrap().is_some();
        let report: std::sync::Arc<Report> = self.store.report(report).unwrap().unwrap();
        assert_eq!(seen, self.store.organisation().may_see(member, &report));
        let in_inbox = self.store.inbox_state(member, report.id).unwrap().is_some();
        assert!(seen || !in_inbox, "what is not seen is in no inbox");
        seen
    }
}

fn lost(applied: &Applied, member: MemberId) -> &[ReportId] {
    applied.lost.iter().find(|(who, _)| *who == member).map_or(&[], |(_, reports)| reports)
}

pub fn a_restricted_deal_hides_its_cards_from_others(open: Open<'_>) {
    let mut fed = Fed::open(open);
    let company = fed.company.clone();
    let report = fed.desk.file_text(company.tanaka, &company, company.open_deal, "訪問");
    fed.desk.reply(company.technical_head, report, "技術から", &[company.suzuki]);
    fed.desk.reply(company.tanaka, report, "どうも", &[]);
    fed.feed();
    assert_eq!(fed.badge(company.suzuki), badge(1, 1));
    assert_eq!(fed.badge(company.technical_head), badge(1, 1));
    fed.desk.change_deal(company.open_deal, |fields| {
        fields.visibility = Visibility::Team;
        fields.team.clear();
    });
    let applied = fed.feed();
    // The technical head leads nobody on it any more, and came in by a reply only.
    for member in [company.suzuki, company.engineer, company.technical_head] {
        assert_eq!(lost(&applied, member), [report]);
        assert!(applied.badges.contains(&(member, badge(0, 0))));
        assert!(!fed.sees(member, report));
        assert_eq!(fed.badge(member), badge(0, 0));
    }
    for member in [company.tanaka, company.west_head, company.sales_head, company.president] {
        assert!(lost(&applied, member).is_empty());
        assert!(fed.sees(member, report));
    }
    fed.desk.reply(company.west_head, report, "内々に", &[]);
    let applied = fed.feed();
    let reached: Vec<_> = applied.reached.iter().map(|reached| reached.member).collect();
    assert_eq!(reached, [company.tanaka, company.sales_head, company.west_head]);
    fed.desk.change_deal(company.open_deal, |fields| fields.visibility = Visibility::Company);
    let applied = fed.feed();
    assert_eq!(applied.lost, []);
    assert!(applied.badges.contains(&(company.suzuki, badge(1, 1))));
    assert_eq!(fed.badge(company.technical_head), badge(1, 1));
    assert!(fed.sees(company.suzuki, report));
}

pub fn who_leaves_loses_everything_and_gets_it_back_by_returning(open: Open<'_>) {
    let mut fed = Fed::open(open);
    let company = fed.company.clone();
    let reports: Vec<ReportId> = (0..20)
        .map(|n| fed.desk.file_text(company.tanaka, &company, company.open_deal, &format!("報告{n}")))
        .collect();
    fed.desk.change_member(company.west_head, |fields| fields.active = false);
    let applied = fed.feed();
    assert_eq!(lost(&applied, company.west_head), reports);
    assert_eq!(applied.lost.len(), 1);
    assert_eq!(fed.badge(company.west_head), badge(0, 0));
    assert!(!fed.sees(company.west_head, reports[0]));
    fed.desk.change_member(company.west_head, |fields| fields.active = true);
    assert_eq!(fed.feed().badges, [(company.west_head, badge(20, 20))]);
}

pub fn who_moves_loses_what_their_department_saw(open: Open<'_>) {
    let mut fed = Fed::open(open);
    let company = fed.company.clone();
    let mut filed = crate::fixture::text_report(&company, company.department_deal, "部内");
    filed.also = vec![company.suzuki];
    let report = fed.desk.file(company.tanaka, filed);
    fed.feed();
    assert_eq!(fed.badge(company.suzuki), badge(1, 1));
    fed.desk.change_member(company.suzuki, |fields| fields.department = company.technical);
    let applied = fed.feed();
    assert_eq!(applied.lost, [(company.suzuki, vec![report])]);
    assert_eq!(applied.badges, [(company.suzuki, badge(0, 0))]);
    assert!(!fed.sees(company.suzuki, report));
    fed.desk.change_member(company.suzuki, |fields| fields.department = company.west);
    assert_eq!(fed.feed().badges, [(company.suzuki, badge(1, 1))]);
    assert!(fed.sees(company.suzuki, report));
}

pub fn a_new_superior_sees_and_the_old_one_does_not(open: Open<'_>) {
    let mut fed = Fed::open(open);
    let company = fed.company.clone();
    let report = fed.desk.file_text(company.suzuki, &company, company.team_deal, "内密");
    fed.feed();
    assert!(fed.sees(company.west_head, report) && fed.sees(company.sales_head, report));
    fed.desk.change_member(company.suzuki, |fields| fields.superior = Some(company.technical_head));
    let applied = fed.feed();
    assert_eq!(lost(&applied, company.west_head), [report]);
    assert_eq!(lost(&applied, company.sales_head), [report]);
    assert!(fed.sees(company.technical_head, report));
    assert!(!fed.sees(company.west_head, report));
    assert_eq!(fed.badge(company.west_head), badge(0, 0));
}

pub fn where_a_leader_leaves_the_next_one_sees_until_they_return(open: Open<'_>) {
    let mut fed = Fed::open(open);
    let company = fed.company.clone();
    fed.desk.change_member(company.suzuki, |fields| fields.superior = Some(company.technical_head));
    fed.desk.change_member(company.technical_head, |fields| fields.active = false);
    let report = fed.desk.file_text(company.suzuki, &company, company.team_deal, "内密");
    fed.feed();
    assert!(fed.sees(company.west_head, report));
    assert_eq!(fed.badge(company.west_head), badge(1, 1));
    fed.desk.change_member(company.technical_head, |fields| fields.active = true);
    let applied = fed.feed();
    assert_eq!(lost(&applied, company.west_head), [report]);
    assert!(!fed.sees(company.west_head, report) && fed.sees(company.technical_head, report));
}

pub fn an_owner_who_moves_takes_the_deal_along(open: Open<'_>) {
    let mut fed = Fed::open(open);
    let company = fed.company.clone();
    let mut filed = crate::fixture::text_report(&company, company.department_deal, "部内");
    filed.also = vec![company.suzuki];
    let report = fed.desk.file(company.tanaka, filed);
    fed.desk.change_member(company.tanaka, |fields| fields.department = company.technical);
    let applied = fed.feed();
    assert_eq!(lost(&applied, company.suzuki), [report]);
    assert_eq!(lost(&applied, company.west_head), [report]);
    assert!(fed.sees(company.engineer, report) && !fed.sees(company.suzuki, report));
}

pub fn a_department_that_moves_brings_other_leaders(open: Open<'_>) {
    let mut fed = Fed::open(open);
    let company = fed.company.clone();
    let report = fed.desk.file_text(company.suzuki, &company, company.team_deal, "内密");
    fed.feed();
    fed.desk.change_department(company.west, |fields| fields.parent = Some(company.technical));
    let applied = fed.feed();
    assert_eq!(applied.lost, [(company.sales_head, vec![report])]);
    assert!(fed.sees(company.technical_head, report) && fed.sees(company.west_head, report));
    fed.desk.change_department(company.west, |fields| fields.head = Some(company.engineer));
    let applied = fed.feed();
    assert_eq!(applied.lost, [(company.west_head, vec![report])]);
    fed.desk.change_department(company.west, |fields| {
        (fields.parent, fields.head) = (Some(company.sales), Some(company.west_head));
    });
    assert_eq!(fed.feed().badges.len(), 2);
    assert!(fed.sees(company.sales_head, report));
}

pub fn a_change_that_concerns_no_access_hides_nothing(open: Open<'_>) {
    let mut fed = Fed::open(open);
    let company = fed.company.clone();
    for deal in company.deals() {
        fed.desk.file_text(company.suzuki, &company, deal, "報告");
    }
    fed.feed();
    fed.desk.change_member(company.suzuki, |fields| fields.title = "主任".to_owned());
    fed.desk.change_department(company.west, |fields| fields.name = "西部".to_owned());
    for deal in company.deals() {
        fed.desk.change_deal(deal, |fields| fields.amount_yen = None);
    }
    for _ in 0..5 {
        let applied = fed.feed();
        assert_eq!((applied.lost.len(), applied.badges.len()), (0, 0));
    }
    assert_eq!(fed.badge(company.west_head), badge(3, 3));
}

pub fn hidden_cards_are_neither_counted_nor_listed_nor_shown(open: Open<'_>) {
    let mut fed = Fed::open(open);
    let company = fed.company.clone();
    let hidden = fed.desk.file_text(company.tanaka, &company, company.open_deal, "後で内密");
    let shown = fed.desk.file_text(company.tanaka, &company, company.department_deal, "部内");
    fed.desk.change_deal(company.open_deal, |fields| {
        fields.visibility = Visibility::Team;
        (fields.owner, fields.team) = (company.technical_head, Vec::new());
    });
    fed.feed();
    // The author and their superiors go on seeing it; the engineer, who was of the team, does not.
    assert!(fed.sees(company.tanaka, hidden) && !fed.sees(company.engineer, hidden));
    assert_eq!(fed.store.unread(company.engineer, false).unwrap(), []);
    assert_eq!(fed.store.inbox_state(company.engineer, hidden).unwrap(), None);
    for scope in
        [TimelineScope::Mine, TimelineScope::Deal(company.open_deal), TimelineScope::Member(company.tanaka)]
    {
        for sort in [TimelineSort::Posted, TimelineSort::Activity] {
            let query = TimelineQuery {
                viewer: company.engineer,
                scope,
                filter: TimelineFilter::default(),
                sort,
                after: None,
                limit: 50,
            };
            assert_eq!(fed.store.timeline(&query).unwrap().cards, []);
        }
    }
    assert!(fed.store.ledger(hidden).unwrap().unwrap().entries.iter().any(|e| e.access_lost));
    assert_eq!(fed.store.unread(company.west_head, true).unwrap(), [shown, hidden]);
}
