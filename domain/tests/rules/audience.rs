//! Whom a report goes to: every condition, every recipient, reasons, how loudly, and need to know.

use serde_json::json;
use uchite_domain::*;

use crate::support::*;

/// Whether the house's purpose of this one condition takes the report.
fn takes(house: &House, condition: Condition, report: &FileReport) -> bool {
    let mut house = house.clone();
    house.only_purpose(
        vec![condition],
        vec![Recipient::Members { members: vec![house.guard] }],
        How::Timeline,
    );
    members(&house.audience(report)).contains(&house.guard)
}

/// Whom a purpose with this one recipient reaches, the author left out.
fn reached(house: &House, recipient: Recipient, report: &FileReport) -> Vec<MemberId> {
    let mut house = house.clone();
    house.only_purpose(vec![], vec![recipient], How::Timeline);
    members(&house.audience(report))[1..].to_vec()
}

#[test]
fn each_condition_holds_for_what_it_names_and_for_nothing_else() {
    let house = House::new();
    let plain = house.report(house.deal);
    let asks = |topics: &[&str]| FileReport { consult: Some(consult("?", topics)), ..plain.clone() };
    let moved = |stage| FileReport {
        deal_changes: DealChanges { stage: Some(StageId(stage)), ..DealChanges::default() },
        ..plain.clone()
    };
    let worth = |yen| FileReport {
        deal_changes: DealChanges { amount_yen: Some(yen), ..DealChanges::default() },
        ..plain.clone()
    };
    let rivals = |competitors: Vec<CompetitorId>| FileReport { competitors, ..plain.clone() };
    let came_in = FileReport {
        deal_changes: DealChanges { competitors_added: vec![house.rival], ..DealChanges::default() },
        ..plain.clone()
    };
    let about =
        |products: Vec<ProductId>| FileReport { products, ..house.report(house.customer.general_deal()) };
    let asks_about = FileReport {
        consult: Some(NewConsult { products: vec![house.product], ..consult("?", &[]) }),
        ..about(vec![])
    };
    let general = house.report(house.customer.general_deal());
    let complaint = FileReport {
        template: house.complaint,
        fields: FieldValues::from([
            ("severity".to_owned(), FieldValue::Text("軽微".into())),
            ("contained".to_owned(), FieldValue::Flag(true)),
        ]),
        ..plain.clone()
    };
    let topics = FieldValue::Many(vec!["競合".into(), "契約".into()]);
    let talked = FileReport {
        fields: FieldValues::from([
            ("reaction".to_owned(), FieldValue::Text("慎重".into())),
            ("topics".to_owned(), topics),
            ("participants".to_owned(), FieldValue::Number(3.0)),
        ]),
        ..plain.clone()
    };
    let field = |key: &str, one: &str| Condition::Field { key: key.into(), any_of: vec![one.into()] };
    let activity = |kind| Condition::Activity { any_of: vec![kind] };
    let product = |p| Condition::Product { any_of: vec![p] };
    let topic = |t: &str| Condition::Consult { topics: vec![t.into()] };
    let amount = |min_yen, max_yen| Condition::Amount { min_yen, max_yen };
    let competitor = |c| Condition::Competitor { any_of: vec![c] };
    let any = Condition::Competitor { any_of: vec![] };
    let table = [
        (activity(ActivityKind::Visit), &plain, true),
        (activity(ActivityKind::Call), &plain, false),
        (activity(ActivityKind::Complaint), &complaint, true),
        (Condition::Consult { topics: vec![] }, &plain, false),
        (Condition::Consult { topics: vec![] }, &asks(&[]), true),
        (topic("性能"), &asks(&["性能"]), true),
        (topic("性能"), &asks(&["価格", "性能"]), true),
        (topic("性能"), &asks(&["価格"]), false),
        (topic("性能"), &asks(&[]), false),
        // The deal's products, the report's, and the consult's.
        (product(house.product), &plain, true),
        (product(house.other_product), &plain, false),
        (product(house.other_product), &about(vec![house.other_product]), true),
        (product(house.product), &about(vec![house.other_product]), false),
        (product(house.product), &asks_about, true),
        (Condition::Stage { any_of: vec![StageId(1)] }, &plain, true),
        (Condition::Stage { any_of: vec![StageId(2)] }, &plain, false),
        (Condition::Stage { any_of: vec![StageId(2)] }, &moved(2), true),
        (Condition::StageChanged { to: vec![] }, &plain, false),
        (Condition::StageChanged { to: vec![] }, &moved(1), false),
        (Condition::StageChanged { to: vec![] }, &moved(2), true),
        (Condition::StageChanged { to: vec![StageId(2)] }, &moved(2), true),
        (Condition::StageChanged { to: vec![StageId(3)] }, &moved(2), false),
        (amount(Some(10_000_000), None), &plain, true),
        (amount(Some(10_000_001), None), &plain, false),
        (amount(None, Some(10_000_000)), &plain, true),
        (amount(None, Some(9_999_999)), &plain, false),
        (amount(Some(10_000_001), None), &worth(20_000_000), true),
        (amount(Some(0), None), &general, false),
        (any.clone(), &plain, false),
        (any.clone(), &rivals(vec![house.rival]), true),
        (any, &came_in, true),
        (competitor(house.rival), &came_in, true),
        (competitor(house.rival), &rivals(vec![house.other_rival]), false),
        (Condition::Customer { any_of: vec![house.customer] }, &plain, true),
        (Condition::Customer { any_of: vec![house.other_customer] }, &plain, false),
        (Condition::Industry { any_of: vec!["製造業".into()] }, &plain, true),
        (Condition::Industry { any_of: vec!["小売業".into()] }, &plain, false),
        (field("reaction", "前向き"), &plain, true),
        (field("reaction", "慎重"), &plain, false),
        (field("topics", "契約"), &talked, true),
        (field("topics", "納期・体制"), &talked, false),
        (field("contained", "true"), &complaint, true),
        (field("contained", "false"), &complaint, false),
        (field("contained", "true"), &plain, false),
        (field("participants", "3"), &talked, true),
        (field("participants", "4"), &talked, false),
    ];
    for (condition, report, expected) in table {
        assert_eq!(takes(&house, condition.clone(), report), expected, "{condition:?} of {report:?}");
    }
}

#[test]
fn all_conditions_of_a_purpose_must_hold() {
    let mut house = House::new();
    let guard = Recipient::Members { members: vec![house.guard] };
    let both = vec![
        Condition::Consult { topics: vec![] },
        Condition::Activity { any_of: vec![ActivityKind::Visit] },
    ];
    house.only_purpose(both, vec![guard], How::Timeline);
    let asks = FileReport { consult: Some(consult("?", &[])), ..house.report(house.deal) };
    assert!(!members(&house.audience(&house.report(house.deal))).contains(&house.guard));
    assert!(members(&house.audience(&asks)).contains(&house.guard));
}

#[test]
fn a_purpose_takes_the_reports_of_its_source_while_it_is_not_paused() {
    let mut house = House::new();
    let members_ = vec![house.guard];
    let purpose = house.only_purpose(vec![], vec![Recipient::Members { members: members_ }], How::Timeline);
    let by =
        |house: &House, by| members(&house.audience_of(by, &house.report(house.deal))).contains(&house.guard);
    let (division, east, engineering) = (house.sales_division, house.east, house.engineering);
    let patch = |house: &mut House, patch| {
        house.add(MasterCommand::ChangePurpose { purpose, patch });
    };
    patch(&mut house, json!({ "from": { "of": "departments", "any_of": [division] } }));
    assert_eq!((by(&house, house.sales), by(&house, house.engineer)), (true, false));
    patch(&mut house, json!({ "from": { "of": "departments", "any_of": [east, engineering] } }));
    assert_eq!((by(&house, house.sales), by(&house, house.engineer)), (true, true));
    assert_eq!((by(&house, house.west_sales), by(&house, house.director)), (false, false));
    patch(&mut house, json!({ "from": { "of": "roles", "any_of": ["manager"] } }));
    assert_eq!((by(&house, house.sales), by(&house, house.manager)), (false, true));
    patch(&mut house, json!({ "paused": true }));
    assert!(!by(&house, house.manager));
}

#[test]
fn each_recipient_finds_its_people() {
    let mut house = House::new();
    house.change_deal(json!({ "owner": house.west_sales }));
    let plain = house.report(house.deal);
    let met = FileReport { met: vec![house.contact], ..plain.clone() };
    let sorted = |mut all: Vec<MemberId>| {
        all.sort();
        all
    };
    let h = &house;
    let table = [
        (Recipient::Superior { levels: 1 }, &plain, vec![h.manager]),
        (Recipient::Superior { levels: 2 }, &plain, vec![h.director, h.manager]),
        (Recipient::Superior { levels: 9 }, &plain, vec![h.director, h.manager]),
        (Recipient::DealOwner {}, &plain, vec![h.west_sales]),
        (Recipient::DealTeam { role: None }, &plain, vec![h.engineer, h.support]),
        (Recipient::DealTeam { role: Some(TeamRole::Support) }, &plain, vec![h.support]),
        (Recipient::DealTeam { role: Some(TeamRole::Sales) }, &plain, vec![]),
        // The customer's owner is the author.
        (Recipient::CustomerOwner {}, &plain, vec![]),
        (Recipient::Department { department: h.east }, &plain, vec![h.manager]),
        (
            Recipient::Department { department: h.sales_division },
            &plain,
            vec![h.director, h.manager, h.west_sales],
        ),
        (Recipient::Role { role: Role::Manager }, &plain, vec![h.director, h.manager]),
        (Recipient::Members { members: vec![h.guard, h.sales] }, &plain, vec![h.guard]),
        (Recipient::Acquaintances {}, &plain, vec![]),
        (Recipient::Acquaintances {}, &met, vec![h.manager]),
    ];
    for (recipient, report, expected) in table {
        assert_eq!(reached(h, recipient.clone(), report), sorted(expected), "{recipient:?}");
    }
    let theirs = members(&{
        let mut other = house.clone();
        other.only_purpose(vec![], vec![Recipient::CustomerOwner {}], How::Timeline);
        other.audience_of(other.guard, &other.report(other.deal))
    });
    assert_eq!(theirs, [house.guard, house.sales]);
}

#[test]
fn experts_are_found_by_topic_and_product_then_by_topic_then_by_product() {
    let mut house = House::new();
    let other_product = house.other_product;
    let tuner = house.member("tuner", house.engineering, |m| {
        m.topics = vec!["性能".into()];
        m.products = vec![other_product];
    });
    let asks =
        |topics: &[&str]| FileReport { consult: Some(consult("?", topics)), ..house.report(house.deal) };
    let nothing = FileReport {
        consult: Some(consult("?", &["性能"])),
        ..house.report(house.customer.general_deal())
    };
    let h = &house;
    let table = [
        // The deal is about the product that only one of the two knows.
        (asks(&["性能"]), vec![h.engineer]),
        // Nobody knows both: the topic counts.
        (asks(&["セキュリティ"]), vec![h.guard]),
        // Nobody knows the topic: the product counts.
        (asks(&["税務"]), vec![h.engineer]),
        (asks(&[]), vec![h.engineer]),
        (h.report(h.deal), vec![h.engineer]),
        // No product at all.
        (nothing, vec![h.engineer, tuner]),
        (h.report(h.customer.general_deal()), vec![]),
    ];
    for (report, expected) in table {
        assert_eq!(reached(h, Recipient::Experts {}, &report), expected, "{:?}", report.consult);
    }
}

#[test]
fn being_named_addresses_a_report_and_says_so() {
    let mut house = House::new();
    house.only_purpose(vec![], vec![Recipient::Members { members: vec![house.guard] }], How::Digest);
    let report = FileReport {
        mentions: vec![house.guard, house.support],
        also: vec![house.west_sales, house.support],
        consult: Some(NewConsult { ask: vec![house.engineer], ..consult("?", &[]) }),
        next_move: Some(NewNextMove {
            owner: Some(house.engineer),
            accompany: Some(NewAccompany { who: house.manager, slots: vec![] }),
            ..next_move("再訪")
        }),
        ..house.report(house.deal)
    };
    let audience = house.audience(&report);
    let reasons = |m| audience.iter().find(|e| e.member == m).map(|e| (e.reasons.to_vec(), e.how)).unwrap();
    assert_eq!(reasons(house.sales), (vec![Reason::Author], How::Timeline));
    assert_eq!(reasons(house.engineer), (vec![Reason::Asked, Reason::NextMove], How::Notify));
    assert_eq!(reasons(house.manager), (vec![Reason::Accompany], How::Notify));
    assert_eq!(reasons(house.west_sales), (vec![Reason::Added], How::Notify));
    assert_eq!(reasons(house.support), (vec![Reason::Mentioned, Reason::Added], How::Notify));
    // The loudest reason counts, and the quiet one is kept beside it.
    let (guard, how) = reasons(house.guard);
    assert_eq!((guard.len(), how), (2, How::Notify));
}

#[test]
fn the_next_move_is_addressed_to_the_deals_owner_where_nobody_else_is_named() {
    let mut house = House::new();
    house.only_purpose(vec![], vec![Recipient::Members { members: vec![house.guard] }], How::Digest);
    let report = FileReport { next_move: Some(next_move("再訪")), ..house.report(house.deal) };
    let audience = house.audience_of(house.engineer, &report);
    let owner = audience.iter().find(|e| e.member == house.sales).unwrap();
    assert_eq!((owner.reasons.to_vec(), owner.addressed()), (vec![Reason::NextMove], true));
}

#[test]
fn a_reason_names_the_purpose_its_version_and_as_what_it_found_them() {
    let mut house = House::new();
    let recipients = vec![Recipient::DealTeam { role: None }, Recipient::Superior { levels: 1 }];
    let purpose = house.only_purpose(vec![], recipients, How::Timeline);
    house.add(MasterCommand::ChangePurpose { purpose, patch: json!({ "name": "新しい名" }) });
    let audience = house.audience(&house.report(house.deal));
    let reason = |via| Reason::Purpose { purpose, version: 2, name: "新しい名".into(), via };
    let of = |m| audience.iter().find(|e| e.member == m).unwrap().reasons.to_vec();
    assert_eq!(of(house.engineer), [reason(Via::DealTeam)]);
    assert_eq!(of(house.manager), [reason(Via::Superior)]);
}

#[test]
fn every_purpose_that_finds_a_member_is_a_reason_of_its_own_and_the_loudest_decides() {
    let mut house = House::new();
    let to = house.guard;
    let guard = || vec![Recipient::Members { members: vec![to] }];
    let (one, two) = (guard(), guard());
    house.only_purpose(vec![], one, How::Digest);
    let quiet = PurposeFields { recipients: guard(), how: How::Digest, ..purpose_fields("静かな一つ") };
    let loud = PurposeFields { recipients: two, how: How::Timeline, ..purpose_fields("もう一つ") };
    house.add(MasterCommand::AddPurpose { fields: loud });
    house.add(MasterCommand::AddPurpose { fields: quiet });
    let audience = house.audience(&house.report(house.deal));
    let entry = audience.iter().find(|e| e.member == house.guard).unwrap();
    assert_eq!((entry.reasons.len(), entry.how), (3, How::Timeline));
}

#[test]
fn the_author_comes_first_and_everybody_else_once_in_order() {
    let house = House::new();
    let report = FileReport {
        mentions: vec![house.sales, house.manager, house.manager],
        also: vec![house.sales],
        ..house.report(house.deal)
    };
    let all = members(&house.audience(&report));
    assert_eq!(all[0], house.sales);
    let mut rest = all[1..].to_vec();
    rest.sort();
    rest.dedup();
    assert_eq!(rest, all[1..]);
    assert!(!rest.contains(&house.sales));
}

#[test]
fn who_is_left_out_who_has_left_and_who_may_not_know_get_nothing() {
    let mut house = House::new();
    house.change_deal(json!({ "visibility": "team" }));
    let everybody = Recipient::Department { department: house.headquarters };
    house.only_purpose(vec![], vec![everybody], How::Notify);
    let report = FileReport {
        mentions: vec![house.west_sales],
        also: vec![house.guard],
        not: vec![house.support],
        ..house.report(house.deal)
    };
    let expected = [house.sales, house.director, house.manager, house.engineer];
    let mut all = members(&house.audience(&report));
    all[1..].sort();
    assert_eq!(all, expected);
}

#[test]
fn the_authors_superiors_may_know_also_where_the_deal_is_not_theirs_to_see() {
    let mut house = House::new();
    // Led by the support's own head, who has nothing to do with the deal.
    let head = house.member("head", house.engineering, |_| {});
    house.change_member(house.support, json!({ "superior": head }));
    house.change_deal(json!({ "visibility": "team" }));
    house.only_purpose(vec![], vec![Recipient::Superior { levels: 1 }], How::Timeline);
    let report = house.report(house.deal);
    assert_eq!(members(&house.audience_of(house.support, &report)), [house.support, head]);
}
