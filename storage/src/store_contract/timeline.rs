//! Timelines: what they show, in which order, and that pages fit together.

use uchite_domain::{
    ActivityKind, Card, ConsultFilter, DealChanges, Event, MemberId, NewConsult, ReadHow, ReportId, StageId,
    TimelineFilter, TimelineQuery, TimelineScope, TimelineSort,
};

use super::{Fed, Open};
use crate::fixture::{answers, text_report};

impl Fed {
    fn cards(&self, viewer: MemberId, scope: TimelineScope, filter: TimelineFilter) -> Vec<Card> {
        let query =
            TimelineQuery { viewer, scope, filter, sort: TimelineSort::Posted, after: None, limit: 1_000 };
        let page = self.store.timeline(&query).unwrap();
        assert_eq!(page.next, None);
        page.cards
    }

    fn mine(&self, viewer: MemberId, filter: TimelineFilter) -> Vec<ReportId> {
        ids(&self.cards(viewer, TimelineScope::Mine, filter))
    }
}

fn ids(cards: &[Card]) -> Vec<ReportId> {
    cards.iter().map(|card| card.body.id).collect()
}

fn newest_first(mut all: Vec<ReportId>) -> Vec<ReportId> {
    all.sort_unstable();
    all.reverse();
    all
}

pub fn a_timeline_shows_what_was_shared_and_what_was_filed(open: Open<'_>) {
    let mut fed = Fed::open(open);
    let company = fed.company.clone();
    let by_tanaka = fed.desk.file_text(company.tanaka, &company, company.open_deal, "一件目");
    let by_suzuki = fed.desk.file_text(company.suzuki, &company, company.open_deal, "二件目");
    let by_engineer = fed.desk.file_text(company.engineer, &company, company.open_deal, "三件目");
    fed.feed();
    let all = TimelineFilter::default;
    assert_eq!(fed.mine(company.west_head, all()), [by_suzuki, by_tanaka]);
    assert_eq!(fed.mine(company.tanaka, all()), [by_tanaka]);
    assert_eq!(fed.mine(company.engineer, all()), [by_engineer, by_suzuki, by_tanaka]);
    let cards = fed.cards(company.west_head, TimelineScope::Mine, all());
    assert_eq!(Some(&cards[1]), fed.store.card(company.west_head, by_tanaka).unwrap().as_ref());
}

pub fn the_pages_of_a_timeline_hold_every_card_once(open: Open<'_>) {
    let mut fed = Fed::open(open);
    let company = fed.company.clone();
    let mut filed = Vec::new();
    for n in 0..40 {
        let deal = company.deals()[n % 3];
        filed.push(fed.desk.file_text(company.suzuki, &company, deal, &format!("報告{n}")));
        if n % 4 == 0 {
            fed.desk.reply(company.west_head, filed[n / 2], "返信", &[]);
        }
    }
    fed.feed();
    for scope in [TimelineScope::Mine, TimelineScope::Member(company.suzuki)] {
        for sort in [TimelineSort::Posted, TimelineSort::Activity] {
            for limit in [1, 7, 40, 41] {
                let filter = TimelineFilter::default();
                let mut query =
                    TimelineQuery { viewer: company.west_head, scope, filter, sort, after: None, limit };
                let mut found: Vec<Card> = Vec::new();
                loop {
                    let page = fed.store.timeline(&query).unwrap();
                    assert!(page.cards.len() == limit || page.next.is_none());
                    found.extend(page.cards);
                    query.after = page.next;
                    if page.next.is_none() {
                        break;
                    }
                }
                assert_eq!(newest_first(ids(&found)), newest_first(filed.clone()));
                let key = |card: &Card| match sort {
                    TimelineSort::Posted => card.body.id.seq(),
                    TimelineSort::Activity => card.body.seq,
                };
                assert!(found.windows(2).all(|two| key(&two[0]) > key(&two[1])));
            }
        }
    }
}

pub fn activity_brings_a_card_up(open: Open<'_>) {
    let mut fed = Fed::open(open);
    let company = fed.company.clone();
    let old = fed.desk.file_text(company.tanaka, &company, company.open_deal, "古い");
    let new = fed.desk.file_text(company.tanaka, &company, company.open_deal, "新しい");
    fed.desk.reply(company.west_head, old, "掘り返す", &[]);
    fed.feed();
    for scope in
        [TimelineScope::Mine, TimelineScope::Deal(company.open_deal), TimelineScope::Member(company.tanaka)]
    {
        let query = |sort| TimelineQuery {
            viewer: company.tanaka,
            scope,
            filter: TimelineFilter::default(),
            sort,
            after: None,
            limit: 10,
        };
        let shown = |sort| ids(&fed.store.timeline(&query(sort)).unwrap().cards);
        assert_eq!(shown(TimelineSort::Posted), [new, old]);
        assert_eq!(shown(TimelineSort::Activity), [old, new]);
    }
}

pub fn every_filter_holds_what_it_says(open: Open<'_>) {
    let mut fed = Fed::open(open);
    let company = fed.company.clone();
    let plain = fed.desk.file_text(company.tanaka, &company, company.open_deal, "訪問");
    let mut complaint = text_report(&company, company.department_deal, "苦情");
    complaint.template = company.complaint;
    let complaint = fed.desk.file(company.tanaka, complaint);
    let mut consult = text_report(&company, company.team_deal, "相談");
    consult.consult = Some(NewConsult {
        question: "性能は".to_owned(),
        topics: vec!["性能".to_owned()],
        products: Vec::new(),
        promised: None,
        ask: Vec::new(),
    });
    let answered = fed.desk.file(company.suzuki, consult.clone());
    let waiting = fed.desk.file(company.suzuki, consult);
    fed.desk.reply(company.engineer, answered, "こうです", &[]);
    fed.desk.read(company.west_head, &[plain, waiting], ReadHow::Opened);
    let by_engineer = fed.desk.file_text(company.engineer, &company, company.open_deal, "技術訪問");
    fed.feed();
    let all = TimelineFilter::default;
    let head = company.west_head;
    let expect = |viewer: MemberId, filter: TimelineFilter, expected: &[ReportId]| {
        assert_eq!(fed.mine(viewer, filter.clone()), newest_first(expected.to_vec()), "{filter:?}");
    };
    expect(head, all(), &[plain, complaint, answered, waiting]);
    expect(head, TimelineFilter { unread: true, ..all() }, &[complaint, answered]);
    expect(head, TimelineFilter { author: vec![company.suzuki], ..all() }, &[answered, waiting]);
    expect(head, TimelineFilter { deal: vec![company.open_deal], ..all() }, &[plain]);
    expect(head, TimelineFilter { template: vec![company.complaint], ..all() }, &[complaint]);
    expect(head, TimelineFilter { kind: vec![ActivityKind::Complaint], ..all() }, &[complaint]);
    expect(head, TimelineFilter { consult: Some(ConsultFilter::Any), ..all() }, &[answered, waiting]);
    expect(head, TimelineFilter { consult: Some(ConsultFilter::Waits), ..all() }, &[waiting]);
    let engineer = company.engineer;
    expect(engineer, all(), &[plain, answered, waiting, by_engineer]);
    expect(engineer, TimelineFilter { addressed: true, ..all() }, &[answered, waiting]);
    let purpose = |purpose| TimelineFilter { purpose: vec![purpose], ..all() };
    expect(engineer, purpose(company.to_experts), &[answered, waiting]);
    expect(engineer, purpose(company.to_team), &[plain, answered, waiting]);
    expect(engineer, purpose(company.to_superiors), &[]);
    let department = |department| TimelineFilter { department: vec![department], ..all() };
    expect(engineer, department(company.sales), &[plain, answered, waiting]);
    expect(engineer, department(company.technical), &[by_engineer]);
    expect(engineer, department(company.top), &[plain, answered, waiting, by_engineer]);
    let both = TimelineFilter { unread: true, author: vec![company.tanaka, company.suzuki], ..all() };
    expect(head, both, &[complaint, answered]);
    // The same filters on lists that are not the viewer's own.
    let of_deal = |filter| ids(&fed.cards(engineer, TimelineScope::Deal(company.team_deal), filter));
    assert_eq!(of_deal(TimelineFilter { addressed: true, ..all() }), [waiting, answered]);
    assert_eq!(of_deal(purpose(company.to_experts)), [waiting, answered]);
    assert_eq!(of_deal(TimelineFilter { unread: true, ..all() }), [waiting]);
}

pub fn filters_on_a_deal_mean_the_deal_as_it_is_now(open: Open<'_>) {
    let mut fed = Fed::open(open);
    let company = fed.company.clone();
    let report = fed.desk.file_text(company.tanaka, &company, company.open_deal, "訪問");
    let general = fed.desk.file_text(company.tanaka, &company, company.customer.general_deal(), "雑談");
    let mut moving = text_report(&company, company.open_deal, "提案した");
    moving.deal_changes = DealChanges {
        stage: Some(StageId(2)),
        amount_yen: Some(30_000_000),
        competitors_added: vec![company.competitor],
        ..DealChanges::default()
    };
    let moving = fed.desk.file(company.tanaka, moving);
    fed.desk.change_deal(company.open_deal, |fields| fields.owner = company.suzuki);
    fed.feed();
    let all = TimelineFilter::default;
    let shown = |filter: TimelineFilter| fed.mine(company.tanaka, filter);
    let both = [moving, report];
    assert_eq!(shown(TimelineFilter { stage: vec![StageId(2)], ..all() }), both);
    assert!(shown(TimelineFilter { stage: vec![StageId(1)], ..all() }).is_empty());
    assert_eq!(shown(TimelineFilter { amount_min: Some(30_000_000), ..all() }), both);
    assert!(shown(TimelineFilter { amount_max: Some(29_999_999), ..all() }).is_empty());
    assert_eq!(shown(TimelineFilter { competitor: vec![company.competitor], ..all() }), both);
    assert_eq!(shown(TimelineFilter { owner: vec![company.suzuki], ..all() }), both);
    assert_eq!(shown(TimelineFilter { owner: vec![company.tanaka], ..all() }), [general]);
    let customer = TimelineFilter { customer: vec![company.customer], ..all() };
    assert_eq!(shown(customer), [moving, general, report]);
}

pub fn a_timeline_of_a_deal_or_a_member_shows_what_the_viewer_may_see(open: Open<'_>) {
    let mut fed = Fed::open(open);
    let company = fed.company.clone();
    let by_tanaka = fed.desk.file_text(company.tanaka, &company, company.open_deal, "公開");
    let inside = fed.desk.file_text(company.tanaka, &company, company.department_deal, "部内");
    let secret = fed.desk.file_text(company.suzuki, &company, company.team_deal, "内密");
    fed.feed();
    let of = |viewer, scope| ids(&fed.cards(viewer, scope, TimelineFilter::default()));
    let tanaka = TimelineScope::Member(company.tanaka);
    assert_eq!(of(company.suzuki, tanaka), [inside, by_tanaka]);
    assert_eq!(of(company.engineer, tanaka), [by_tanaka]);
    let team = TimelineScope::Deal(company.team_deal);
    assert_eq!(of(company.engineer, team), [secret]);
    assert_eq!(of(company.tanaka, team), []);
    // Looked up, not shared: there is no reason, and nothing to read.
    let cards = fed.cards(company.technical_head, tanaka, TimelineFilter::default());
    assert!(cards[0].you.reasons.is_empty() && !cards[0].you.unread && !cards[0].you.addressed);
}

pub fn a_timeline_of_a_customer_or_a_department_is_the_sum_of_its_parts(open: Open<'_>) {
    let mut fed = Fed::open(open);
    let company = fed.company.clone();
    let other = fed.desk.customer("別の顧客", None);
    let mut filed = Vec::new();
    for n in 0..12 {
        let (author, deal) = [
            (company.tanaka, company.open_deal),
            (company.suzuki, company.team_deal),
            (company.engineer, company.customer.general_deal()),
        ][n % 3];
        filed.push((author, fed.desk.file_text(author, &company, deal, &format!("報告{n}"))));
    }
    let mut elsewhere = text_report(&company, other.general_deal(), "別");
    elsewhere.met.clear();
    let elsewhere = fed.desk.file(company.tanaka, elsewhere);
    fed.desk.reply(company.west_head, filed[0].1, "返信", &[]);
    fed.feed();
    let all = TimelineFilter::default;
    let viewer = company.president;
    let of = |scope| ids(&fed.cards(viewer, scope, all()));
    let whole: Vec<ReportId> = filed.iter().map(|(_, report)| *report).collect();
    assert_eq!(of(TimelineScope::Customer(company.customer)), newest_first(whole.clone()));
    assert_eq!(of(TimelineScope::Customer(other)), [elsewhere]);
    let by = |authors: &[MemberId]| {
        let theirs = filed.iter().filter(|(author, _)| authors.contains(author));
        theirs.map(|(_, report)| *report).collect::<Vec<_>>()
    };
    let west = [by(&[company.tanaka, company.suzuki]), vec![elsewhere]].concat();
    assert_eq!(of(TimelineScope::Department(company.west)), newest_first(west.clone()));
    assert_eq!(of(TimelineScope::Department(company.sales)), newest_first(west));
    let top = [whole, vec![elsewhere]].concat();
    assert_eq!(of(TimelineScope::Department(company.top)), newest_first(top));
    // Who may not see a deal does not see it here either.
    let scope = TimelineScope::Customer(company.customer);
    let seen = fed.cards(company.tanaka, scope, all());
    assert_eq!(seen.len(), 8, "all but those on the team's deal");
    assert!(seen.iter().all(|card| card.body.stock.deal != company.team_deal));
    // By activity, and in pages.
    let mut query =
        TimelineQuery { viewer, scope, filter: all(), sort: TimelineSort::Activity, after: None, limit: 5 };
    let mut found = Vec::new();
    loop {
        let page = fed.store.timeline(&query).unwrap();
        found.extend(ids(&page.cards));
        query.after = page.next;
        if page.next.is_none() {
            break;
        }
    }
    assert_eq!((found[0], found.len()), (filed[0].1, 12));
}

pub fn the_history_of_a_deal_says_who_moved_it_when_and_by_which_report(open: Open<'_>) {
    let mut fed = Fed::open(open);
    let company = fed.company.clone();
    let deal = company.open_deal;
    fed.desk.file_text(company.tanaka, &company, deal, "何も変わらない");
    let mut moving = text_report(&company, deal, "提案した");
    moving.deal_changes =
        DealChanges { stage: Some(StageId(2)), amount_yen: Some(30_000_000), ..DealChanges::default() };
    let moving = fed.desk.file(company.tanaka, moving);
    fed.desk.change_deal(deal, |fields| fields.owner = company.suzuki);
    // Contacts and the name are no steps on its way.
    fed.desk.change_deal(deal, |fields| fields.name = "新しい名前".to_owned());
    fed.desk.file_text(company.tanaka, &company, company.customer.general_deal(), "雑談");
    fed.feed();
    let before = answers(&*fed.store);
    fed.store.checkpoint().unwrap();
    assert_eq!(answers(&*fed.store), before);
    let org = fed.store.organisation();
    let steps = org.deal_step_views(deal);
    let stage = |place: usize| steps[place].standing.stage.id;
    assert_eq!(steps.len(), 3, "{steps:?}");
    assert_eq!((steps[0].report, stage(0)), (None, StageId(1)));
    assert_eq!(steps[1].report, Some(moving));
    assert_eq!((stage(1), steps[1].standing.amount_yen), (StageId(2), Some(30_000_000)));
    assert_eq!(steps[1].by.as_ref().map(|by| by.id), Some(company.tanaka));
    assert_eq!((steps[2].report, steps[2].standing.owner.id), (None, company.suzuki));
    assert!(steps.windows(2).all(|two| two[0].at < two[1].at && two[0].seq < two[1].seq));
    assert!(org.deal_steps(company.customer.general_deal()).is_empty());
}

pub fn every_list_says_at_which_event_it_was_made(open: Open<'_>) {
    let mut fed = Fed::open(open);
    let company = fed.company.clone();
    let report = fed.desk.file_text(company.tanaka, &company, company.open_deal, "訪問");
    let seq = fed.desk.write(
        Some(company.suzuki),
        Event::CardsRead {
            member: company.suzuki,
            reports: vec![report],
            upto: report.seq(),
            how: ReadHow::Opened,
        },
    );
    fed.feed();
    let query = TimelineQuery {
        viewer: company.tanaka,
        scope: TimelineScope::Mine,
        filter: TimelineFilter::default(),
        sort: TimelineSort::Posted,
        after: None,
        limit: 5,
    };
    assert_eq!(fed.store.timeline(&query).unwrap().cursor, seq);
    assert_eq!(fed.store.detail(company.tanaka, report).unwrap().unwrap().cursor, seq);
}
