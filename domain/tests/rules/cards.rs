//! Cards: facts as of then and now, for all and for you.

use serde_json::json;
use uchite_domain::*;

use crate::support::*;

#[test]
fn a_card_shows_the_deal_as_it_was_and_as_it_is() {
    let mut house = House::new();
    let moved = FileReport {
        deal_changes: DealChanges {
            stage: Some(StageId(2)),
            competitors_added: vec![house.rival],
            ..DealChanges::default()
        },
        competitors: vec![house.other_rival],
        met: vec![house.contact],
        ..house.report(house.deal)
    };
    let id = house.file(house.sales, moved);
    house.now = house.now.plus_ms(HOUR);
    house.change_deal(json!({ "stage": 5, "amount_yen": 9_000_000, "name": "刷新" }));
    let card = house.org.card_body(&house.reports[&id]);
    let stock = &card.stock;
    assert_eq!((stock.then.stage.id, stock.now.stage.id), (StageId(2), StageId(5)));
    assert_eq!((stock.then.amount_yen, stock.now.amount_yen), (Some(10_000_000), Some(9_000_000)));
    assert_eq!((stock.then.probability, stock.now.probability), (40, 100));
    assert_eq!(stock.then.competitors[0].name, "B社");
    assert_eq!(stock.stage_before.as_ref().map(|s| s.name.as_str()), Some("ヒアリング"));
    assert_eq!((stock.deal_name.as_str(), stock.stage_since), ("刷新", house.now));
    assert_eq!(stock.progress, Progress { step: 6, of: 6 });
    assert_eq!(card.competitors[0].name, "C社");
    assert_eq!((card.met[0].name.as_str(), card.met[0].decision), ("山本 一郎", DecisionRole::Decider));
    assert_eq!(card.facts[0].label, "お客様の反応");
    assert_eq!((card.activity.name.as_str(), card.activity.kind), ("訪問", ActivityKind::Visit));
    assert_eq!(card.author.department, "東日本営業部");
    assert_eq!(card.audience as usize, house.reports[&id].audience.len() - 1);
}

#[test]
fn a_card_carries_the_last_three_replies_and_counts_all() {
    let mut house = House::new();
    let asks = FileReport { consult: Some(consult("?", &[])), ..house.report(house.deal) };
    let id = house.file(house.sales, asks);
    for n in 1..=5 {
        let text = format!("{n}");
        house.on(house.engineer, DealCommand::Reply { report: id, reply: reply(ReplyKind::Advice, &text) });
    }
    house.on(house.manager, DealCommand::React { report: id, kind: ReactionKind::Insight, on: true });
    house.on(house.guard, DealCommand::React { report: id, kind: ReactionKind::Insight, on: true });
    house.on(house.guard, DealCommand::React { report: id, kind: ReactionKind::Like, on: true });
    house.on(house.guard, DealCommand::Acknowledge { report: id });
    let report = &house.reports[&id];
    let card = house.org.card_body(report);
    let texts: Vec<&str> = card.replies.iter().map(|r| r.text.as_str()).collect();
    assert_eq!((texts, card.reply_count), (vec!["3", "4", "5"], 5));
    // The first one answered the question.
    assert!(house.org.reply_view(report, &report.replies[0]).answer && !card.replies[2].answer);
    assert_eq!(card.consult.unwrap().consult.state, ConsultState::Answered);
    let count = |kind, count| ReactionCount { kind, count };
    assert_eq!(card.reactions, [count(ReactionKind::Like, 1), count(ReactionKind::Insight, 2)]);
    assert_eq!(card.acknowledged[0].id, house.guard);
    assert_eq!(card.seq, report.last_seq);
    let you = You::of(report, house.guard, Place { addressed: true, ..Place::default() });
    assert!(you.acknowledged && you.addressed && !you.unread);
    assert_eq!(you.reactions, [ReactionKind::Insight, ReactionKind::Like]);
    assert_eq!(You::of(report, house.west_sales, Place::default()).reasons, []);
}

#[test]
fn what_is_unknown_is_called_by_its_number() {
    let house = House::new();
    assert_eq!(house.org.member_ref(MemberId(77)).name, "#77");
    for (stage, step) in [(0, 1), (4, 5), (5, 6), (6, 0)] {
        assert_eq!(house.org.progress(StageId(stage)), Progress { step, of: 6 });
    }
}

#[test]
fn cards_survive_the_wire() {
    let mut house = House::new();
    let id = house.file(
        house.sales,
        FileReport {
            consult: Some(consult("?", &[])),
            next_move: Some(next_move("再訪")),
            ..house.report(house.deal)
        },
    );
    let report = &house.reports[&id];
    let card =
        Card { body: house.org.card_body(report), you: You::of(report, house.sales, Place::default()) };
    let json = serde_json::to_string(&card).unwrap();
    assert_eq!(serde_json::from_str::<Card>(&json).unwrap(), card);
    let stored = serde_json::to_string(report).unwrap();
    assert_eq!(&serde_json::from_str::<Report>(&stored).unwrap(), report);
    for deal in house.org.deals.values() {
        let stored = serde_json::to_string(deal).unwrap();
        assert_eq!(&serde_json::from_str::<Deal>(&stored).unwrap(), deal);
    }
    for member in house.org.members.values() {
        let stored = serde_json::to_string(member).unwrap();
        assert_eq!(&serde_json::from_str::<Member>(&stored).unwrap(), member);
    }
    for purpose in house.org.purposes.values() {
        let stored = serde_json::to_string(purpose).unwrap();
        assert_eq!(&serde_json::from_str::<Purpose>(&stored).unwrap(), purpose);
    }
}
