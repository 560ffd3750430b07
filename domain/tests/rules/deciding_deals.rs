//! Every command on a deal, and every refusal that it can get.

use serde_json::json;
use uchite_domain::*;

use crate::support::*;

const DAY: i64 = 24 * HOUR;

fn refused(house: &House, by: MemberId, command: DealCommand) -> Code {
    code(house.decide(by, house.deal, &command))
}

fn filing(report: FileReport) -> DealCommand {
    DealCommand::FileReport(Box::new(report))
}

#[test]
fn a_filed_report_carries_its_moment_its_audience_and_the_deal_as_it_is_with_its_changes() {
    let mut house = House::new();
    let report = FileReport {
        deal_changes: DealChanges {
            stage: Some(StageId(2)),
            amount_yen: Some(12_000_000),
            probability: Some(55),
            competitors_added: vec![house.rival],
            ..DealChanges::default()
        },
        competitors: vec![house.other_rival],
        next_move: Some(next_move("部長同行で再訪")),
        ..house.report(house.deal)
    };
    let id = house.file(house.sales, report);
    let filed = &house.reports[&id];
    assert_eq!((filed.occurred_at, filed.filed_at, filed.author), (house.now, house.now, house.sales));
    assert_eq!(filed.competitors, [house.other_rival]);
    let as_of = &filed.as_of;
    assert_eq!((as_of.stage, as_of.stage_before), (StageId(2), Some(StageId(1))));
    assert_eq!((as_of.amount_yen, as_of.probability), (Some(12_000_000), Some(55)));
    assert_eq!(as_of.competitors, [house.rival]);
    assert_eq!(filed.next_moves[0].id.0, id.0);
    assert_eq!(filed.next_moves[0].owner, house.sales);
    let deal = &house.org.deals[&house.deal];
    assert_eq!((deal.fields.stage, deal.reports, deal.last_activity_at), (StageId(2), 1, Some(house.now)));
    assert_eq!(deal.next_moves, filed.next_moves);
    // A report that moves nothing says so.
    let next = house.file(house.sales, house.report(house.deal));
    assert_eq!(house.reports[&next].as_of.stage_before, None);
}

#[test]
fn reports_that_do_not_fit_are_refused() {
    let mut house = House::new();
    let retired = house.add(MasterCommand::AddTemplate {
        fields: TemplateFields {
            name: "旧様式".into(),
            name_en: String::new(),
            activity: ActivityKind::Other,
            fields: vec![],
            retired: true,
        },
    });
    let memo = house.template_without_required_fields();
    let ok = || house.report(house.deal);
    let value = |key: &str, value| FieldValues::from([(key.to_owned(), value)]);
    let text = |text: &str| FieldValue::Text(text.into());
    let asks = |consult| FileReport { consult: Some(consult), ..ok() };
    let changes = |deal_changes| FileReport { deal_changes, ..ok() };
    let moves = |next_move| FileReport { next_move: Some(next_move), ..ok() };
    let file = |name: &str| Attachment {
        id: FileId::parse(&"a".repeat(64)).unwrap(),
        name: name.into(),
        media_type: String::new(),
        bytes: 1,
    };
    let slot = |from, until| Slot { from: Timestamp(from), until: Timestamp(until) };
    let along = |who, slots| {
        moves(NewNextMove { accompany: Some(NewAccompany { who, slots }), ..next_move("再訪") })
    };
    let (gone, n) = (house.gone, 99_999);
    let table = [
        (FileReport { template: TemplateId(n), ..ok() }, Code::UnknownReference),
        (FileReport { template: retired.into(), ..ok() }, Code::Retired),
        (FileReport { fields: FieldValues::new(), ..ok() }, Code::FieldRequired),
        (FileReport { fields: value("nothing", text("x")), ..ok() }, Code::UnknownField),
        (FileReport { fields: value("reaction", text("最高")), ..ok() }, Code::FieldInvalid),
        (FileReport { occurred_at: Some(house.now.plus_ms(6 * MINUTE)), ..ok() }, Code::InTheFuture),
        (FileReport { occurred_at: Some(Timestamp(-1)), ..ok() }, Code::OutOfRange),
        (FileReport { text: "長".repeat(10_001), ..ok() }, Code::TextTooLong),
        (FileReport { text: "a\u{0}b".into(), ..ok() }, Code::ControlCharacter),
        (FileReport { met: vec![ContactId(n)], ..ok() }, Code::UnknownReference),
        (FileReport { met: vec![house.stranger], ..ok() }, Code::Invalid),
        (FileReport { met: vec![house.contact; 51], ..ok() }, Code::TooMany),
        (FileReport { products: vec![ProductId(n)], ..ok() }, Code::UnknownReference),
        (FileReport { competitors: vec![CompetitorId(n)], ..ok() }, Code::UnknownReference),
        (FileReport { files: vec![file("a"); 11], ..ok() }, Code::TooMany),
        (FileReport { files: vec![file("")], ..ok() }, Code::TextRequired),
        (FileReport { mentions: vec![gone], ..ok() }, Code::UnknownReference),
        (FileReport { also: vec![gone], ..ok() }, Code::UnknownReference),
        (FileReport { not: vec![house.engineer; 51], ..ok() }, Code::TooMany),
        (FileReport { effort: Some(Effort { taps: 10_001, seconds: 1 }), ..ok() }, Code::OutOfRange),
        (FileReport { effort: Some(Effort { taps: 1, seconds: 604_801 }), ..ok() }, Code::OutOfRange),
        (FileReport { not: vec![house.manager], ..ok() }, Code::SuperiorRequired),
        (asks(consult("", &[])), Code::TextRequired),
        (asks(consult(&"長".repeat(2_001), &[])), Code::TextTooLong),
        (asks(consult("?", &[""])), Code::TextRequired),
        (asks(consult("?", &["性能"; 51])), Code::TooMany),
        (asks(NewConsult { products: vec![ProductId(n)], ..consult("?", &[]) }), Code::UnknownReference),
        (asks(NewConsult { ask: vec![gone], ..consult("?", &[]) }), Code::UnknownReference),
        (changes(DealChanges { stage: Some(StageId(7)), ..DealChanges::default() }), Code::UnknownReference),
        (changes(DealChanges { amount_yen: Some(-1), ..DealChanges::default() }), Code::OutOfRange),
        (changes(DealChanges { probability: Some(101), ..DealChanges::default() }), Code::OutOfRange),
        (
            changes(DealChanges { competitors_added: vec![CompetitorId(n)], ..DealChanges::default() }),
            Code::UnknownReference,
        ),
        (
            changes(DealChanges { contacts_added: vec![ContactId(n)], ..DealChanges::default() }),
            Code::UnknownReference,
        ),
        (moves(next_move(" ")), Code::TextRequired),
        (moves(NewNextMove { owner: Some(gone), ..next_move("再訪") }), Code::UnknownReference),
        (along(gone, vec![]), Code::UnknownReference),
        (along(house.manager, vec![slot(1, 2); 11]), Code::TooMany),
        (along(house.manager, vec![slot(2, 2)]), Code::OutOfRange),
        (along(house.manager, vec![slot(-1, 2)]), Code::OutOfRange),
        (
            FileReport { template: memo, fields: FieldValues::new(), text: "\u{3000}\n".into(), ..ok() },
            Code::TextRequired,
        ),
    ];
    for (report, expected) in table {
        assert_eq!(refused(&house, house.sales, filing(report.clone())), expected, "{report:?}");
    }
    for report in [
        FileReport { occurred_at: Some(house.now.plus_ms(4 * MINUTE)), ..ok() },
        FileReport { text: "長".repeat(10_000), ..ok() },
        FileReport { not: vec![house.engineer], ..ok() },
        along(house.manager, vec![slot(1, 2); 10]),
    ] {
        assert!(house.decide(house.sales, house.deal, &filing(report)).is_ok());
    }
}

#[test]
fn whoever_may_not_see_a_deal_finds_no_deal_and_no_report() {
    let mut house = House::new();
    house.change_deal(json!({ "visibility": "team" }));
    let id =
        house.file(house.sales, FileReport { consult: Some(consult("?", &[])), ..house.report(house.deal) });
    let reply_id =
        house.on(house.engineer, DealCommand::Reply { report: id, reply: reply(ReplyKind::Advice, "A") });
    let commands = [
        filing(house.report(house.deal)),
        DealCommand::SetNextMove { next_move: next_move("再訪") },
        DealCommand::ChangeNextMove { next_move: NextMoveId(1), changes: NextMoveChanges::default() },
        DealCommand::AcceptSlot { next_move: NextMoveId(1), slot: 0 },
        DealCommand::ChangeDeal { patch: json!({}) },
        DealCommand::CorrectReport { report: id, correction: Correction::default() },
        DealCommand::Reply { report: id, reply: reply(ReplyKind::Advice, "A") },
        DealCommand::React { report: id, kind: ReactionKind::Like, on: true },
        DealCommand::Acknowledge { report: id },
        DealCommand::ClaimConsult { report: id },
        DealCommand::AcceptAnswer { report: id, reply: reply_id.into() },
        DealCommand::ReopenConsult { report: id },
    ];
    for command in commands {
        for by in [house.west_sales, house.gone, MemberId(99_999)] {
            assert_eq!(refused(&house, by, command.clone()), Code::NotFound, "{command:?}");
        }
    }
    // A report of another deal, or none at all.
    let nowhere = DealCommand::Acknowledge { report: ReportId(99_999) };
    assert_eq!(refused(&house, house.sales, nowhere), Code::NotFound);
}

#[test]
fn a_general_deal_takes_reports_but_has_no_business_of_its_own() {
    let mut house = House::new();
    let general = house.customer.general_deal();
    let report = house.report(general);
    let id = house.file(house.west_sales, report.clone());
    assert_eq!(house.reports[&id].as_of.owner, house.sales);
    let changes = DealChanges { stage: Some(StageId(1)), ..DealChanges::default() };
    let moving = filing(FileReport { deal_changes: changes, ..report });
    assert_eq!(code(house.decide(house.sales, general, &moving)), Code::Invalid);
    for patch in [
        json!({ "name": "x" }),
        json!({ "owner": house.manager }),
        json!({ "stage": 1 }),
        json!({ "amount_yen": 1 }),
        json!({ "probability": 1 }),
        json!({ "expected_close": "2026-12-01" }),
        json!({ "competitors": [house.rival] }),
        json!({ "products": [house.product] }),
    ] {
        let command = DealCommand::ChangeDeal { patch };
        assert_eq!(code(house.decide(house.sales, general, &command)), Code::Invalid, "{command:?}");
    }
    let patch = json!({ "visibility": "team", "team": [{ "member": house.engineer, "role": "engineer" }] });
    assert!(house.decide(house.sales, general, &DealCommand::ChangeDeal { patch }).is_ok());
}

#[test]
fn a_deal_is_changed_by_its_team_their_superiors_and_admins_only() {
    let mut house = House::new();
    let change = |patch| DealCommand::ChangeDeal { patch };
    for by in [house.sales, house.engineer, house.manager, house.director, house.admin] {
        assert!(house.decide(by, house.deal, &change(json!({ "amount_yen": 1 }))).is_ok(), "{by}");
    }
    for by in [house.west_sales, house.guard] {
        assert_eq!(refused(&house, by, change(json!({ "amount_yen": 1 }))), Code::Forbidden);
    }
    let table = [
        (json!({ "amount": 1 }), Code::UnknownField),
        (json!({ "amount_yen": "1" }), Code::Malformed),
        (json!({ "amount_yen": -1 }), Code::OutOfRange),
        (json!({ "customer": house.other_customer }), Code::Invalid),
        (json!({ "customer": 99_999 }), Code::UnknownReference),
        (json!({ "owner": house.gone }), Code::UnknownReference),
        (json!({ "name": "" }), Code::TextRequired),
        (json!({ "stage": 9 }), Code::UnknownReference),
    ];
    for (patch, expected) in table {
        assert_eq!(refused(&house, house.sales, change(patch.clone())), expected, "{patch}");
    }
    house.change_deal(json!({ "amount_yen": null, "stage": 3 }));
    let deal = &house.org.deals[&house.deal];
    assert_eq!((deal.fields.amount_yen, deal.fields.stage, deal.stage_since), (None, StageId(3), house.now));
}

#[test]
fn an_author_corrects_a_report_for_a_day_and_what_it_said_before_stays() {
    let mut house = House::new();
    let id = house.file(house.sales, house.report(house.deal));
    let correct = |correction| DealCommand::CorrectReport { report: id, correction };
    let text = |text: &str| Correction { text: Some(text.into()), ..Correction::default() };
    assert_eq!(refused(&house, house.manager, correct(text("x"))), Code::Forbidden);
    let table = [
        (text(&"長".repeat(10_001)), Code::TextTooLong),
        (
            Correction { occurred_at: Some(house.now.plus_ms(HOUR)), ..Correction::default() },
            Code::InTheFuture,
        ),
        (Correction { met: Some(vec![ContactId(9_999)]), ..Correction::default() }, Code::UnknownReference),
        (Correction { met: Some(vec![house.stranger]), ..Correction::default() }, Code::Invalid),
        (Correction { fields: Some(FieldValues::new()), ..Correction::default() }, Code::FieldRequired),
    ];
    for (correction, expected) in table {
        assert_eq!(refused(&house, house.sales, correct(correction.clone())), expected, "{correction:?}");
    }
    house.now = START.plus_ms(DAY);
    assert_eq!(house.reports[&id].correctable_until(), Some(house.now));
    house.on(house.sales, correct(text("訂正しました")));
    let report = &house.reports[&id];
    assert_eq!((report.text.as_str(), report.earlier[0].text.as_str()), ("訂正しました", "訪問しました"));
    assert_eq!(report.earlier[0].corrected_at, house.now);
    house.now = START.plus_ms(DAY + 1);
    assert_eq!(refused(&house, house.sales, correct(text("x"))), Code::CorrectionClosed);
    house.now = START;
    for _ in 1..20 {
        house.on(house.sales, correct(text("x")));
    }
    assert_eq!(refused(&house, house.sales, correct(text("x"))), Code::CorrectionClosed);
    assert_eq!(house.reports[&id].correctable_until(), None);
}

#[test]
fn a_reply_concerns_those_who_talk_and_brings_in_whom_it_names() {
    let mut house = House::new();
    let id = house.file(house.sales, house.report(house.deal));
    house.on(house.engineer, DealCommand::Reply { report: id, reply: reply(ReplyKind::Question, "規模は") });
    let answer = NewReply {
        mentions: vec![house.guard],
        next_move: Some(NewNextMove {
            accompany: Some(NewAccompany { who: house.director, slots: vec![] }),
            owner: Some(house.west_sales),
            ..next_move("同行")
        }),
        ..reply(ReplyKind::Instruction, "同行します")
    };
    let seq = house.on(house.manager, DealCommand::Reply { report: id, reply: answer });
    let Event::ReplyAdded(added) = &house.log[seq.0 as usize - 1].2.event else { panic!("a reply") };
    let mut concerned = vec![house.sales, house.engineer, house.guard, house.director, house.west_sales];
    concerned.sort();
    assert_eq!(added.concerns, concerned);
    let joined = |m| added.joined.iter().find(|e| e.member == m).map(|e| e.reasons.to_vec());
    assert_eq!(joined(house.guard), Some(vec![Reason::Mentioned]));
    assert_eq!(joined(house.director), Some(vec![Reason::Accompany]));
    assert_eq!(joined(house.west_sales), Some(vec![Reason::NextMove]));
    let report = &house.reports[&id];
    assert!(report.entry(house.guard).unwrap().addressed());
    assert_eq!(report.participants(), [house.sales, house.engineer, house.manager]);
    assert_eq!(report.replies[1].next_move, Some(seq.into()));
    assert_eq!(house.org.deals[&house.deal].next_moves[0].id, seq.into());
}

#[test]
fn nobody_is_brought_to_a_report_that_they_may_not_see() {
    let mut house = House::new();
    house.change_deal(json!({ "visibility": "team" }));
    let id = house.file(house.sales, house.report(house.deal));
    let named = NewReply { mentions: vec![house.west_sales], ..reply(ReplyKind::Information, "参考") };
    let seq = house.on(house.manager, DealCommand::Reply { report: id, reply: named });
    let Event::ReplyAdded(added) = &house.log[seq.0 as usize - 1].2.event else { panic!("a reply") };
    assert_eq!((added.joined.len(), added.concerns.clone()), (0, vec![house.sales]));
    for next_move in [
        NewNextMove { owner: Some(house.west_sales), ..next_move("x") },
        NewNextMove {
            accompany: Some(NewAccompany { who: house.west_sales, slots: vec![] }),
            ..next_move("x")
        },
    ] {
        let command = DealCommand::SetNextMove { next_move };
        assert_eq!(refused(&house, house.sales, command), Code::Invalid);
    }
}

#[test]
fn replies_that_do_not_fit_are_refused() {
    let mut house = House::new();
    let id = house.file(house.sales, house.report(house.deal));
    let say = |reply| DealCommand::Reply { report: id, reply };
    let table = [
        (reply(ReplyKind::Advice, "\u{3000}"), Code::TextRequired),
        (reply(ReplyKind::Advice, &"長".repeat(10_001)), Code::TextTooLong),
        (reply(ReplyKind::Acknowledgement, "\u{7}"), Code::ControlCharacter),
        (NewReply { mentions: vec![house.gone], ..reply(ReplyKind::Advice, "a") }, Code::UnknownReference),
        (NewReply { mentions: vec![house.guard; 51], ..reply(ReplyKind::Advice, "a") }, Code::TooMany),
        (NewReply { next_move: Some(next_move("")), ..reply(ReplyKind::Advice, "a") }, Code::TextRequired),
    ];
    for (reply, expected) in table {
        assert_eq!(refused(&house, house.manager, say(reply.clone())), expected, "{reply:?}");
    }
    // Taking note needs no words.
    assert!(house.decide(house.manager, house.deal, &say(reply(ReplyKind::Acknowledgement, ""))).is_ok());
    let report = house.reports.get_mut(&id).unwrap();
    let full = Reply {
        id: ReplyId(1),
        author: house.manager,
        at: START,
        kind: ReplyKind::Advice,
        text: "a".into(),
        mentions: vec![],
        files: vec![],
        next_move: None,
    };
    report.replies = vec![full; 1_000];
    assert_eq!(refused(&house, house.manager, say(reply(ReplyKind::Advice, "a"))), Code::TooMany);
}

#[test]
fn a_consult_goes_from_open_over_claimed_and_answered_to_accepted_and_back() {
    let mut house = House::new();
    let asks = FileReport {
        consult: Some(consult("夜間バッチは何分か", &["性能"])),
        ..house.report(house.deal)
    };
    let id = house.file(house.sales, asks);
    let state = |house: &House| house.reports[&id].consult.as_ref().unwrap().state;
    let say = |kind| DealCommand::Reply { report: id, reply: reply(kind, "三十分です") };
    let claim = || DealCommand::ClaimConsult { report: id };
    let reopen = || DealCommand::ReopenConsult { report: id };
    assert_eq!(state(&house), ConsultState::Open);
    assert_eq!(refused(&house, house.sales, reopen()), Code::ConsultState);
    house.on(house.engineer, claim());
    assert_eq!(state(&house), ConsultState::Claimed);
    assert_eq!(refused(&house, house.guard, claim()), Code::ConsultState);
    // A question, an instruction and the author's own words answer nothing, nor does somebody else's advice.
    house.on(house.manager, say(ReplyKind::Advice));
    house.on(house.engineer, say(ReplyKind::Question));
    house.on(house.manager, say(ReplyKind::Instruction));
    house.on(house.sales, say(ReplyKind::Information));
    assert_eq!(state(&house), ConsultState::Claimed);
    house.now = house.now.plus_ms(30 * MINUTE);
    let answer: ReplyId = house.on(house.engineer, say(ReplyKind::Advice)).into();
    let consult = house.reports[&id].consult.clone().unwrap();
    assert_eq!((consult.state, consult.answer), (ConsultState::Answered, Some(answer)));
    assert_eq!(consult.answered_at, Some(house.now));
    let accept = |reply| DealCommand::AcceptAnswer { report: id, reply };
    assert_eq!(refused(&house, house.engineer, accept(answer)), Code::Forbidden);
    assert_eq!(refused(&house, house.sales, accept(ReplyId(99_999))), Code::NotFound);
    let seq = house.on(house.sales, accept(answer));
    assert_eq!(house.log[seq.0 as usize - 1].2.event.concerns(), [house.engineer]);
    assert_eq!(state(&house), ConsultState::Accepted);
    assert_eq!(refused(&house, house.sales, accept(answer)), Code::ConsultState);
    assert_eq!(refused(&house, house.manager, reopen()), Code::Forbidden);
    let seq = house.on(house.sales, reopen());
    assert_eq!(house.log[seq.0 as usize - 1].2.event.concerns(), [house.engineer]);
    assert_eq!(state(&house), ConsultState::Reopened);
    house.on(house.guard, claim());
    house.on(house.guard, say(ReplyKind::Information));
    let consult = house.reports[&id].consult.clone().unwrap();
    assert_eq!((consult.state, consult.answered_at), (ConsultState::Answered, Some(house.now)));
}

#[test]
fn a_report_without_a_question_has_no_consult_to_act_on() {
    let mut house = House::new();
    let id = house.file(house.sales, house.report(house.deal));
    let reply_id =
        house.on(house.manager, DealCommand::Reply { report: id, reply: reply(ReplyKind::Advice, "a") });
    for command in [
        DealCommand::ClaimConsult { report: id },
        DealCommand::AcceptAnswer { report: id, reply: reply_id.into() },
        DealCommand::ReopenConsult { report: id },
    ] {
        assert_eq!(refused(&house, house.sales, command), Code::NotFound);
    }
}

#[test]
fn a_reaction_and_a_note_are_kept_once_and_a_reaction_can_be_taken_back() {
    let mut house = House::new();
    let id = house.file(house.sales, house.report(house.deal));
    let react = |kind, on| DealCommand::React { report: id, kind, on };
    for on in [true, true] {
        house.on(house.manager, react(ReactionKind::Like, on));
        house.on(house.manager, DealCommand::Acknowledge { report: id });
    }
    house.on(house.manager, react(ReactionKind::Insight, true));
    assert_eq!(house.reports[&id].reactions.len(), 2);
    assert_eq!(house.reports[&id].acknowledgements.len(), 1);
    house.on(house.manager, react(ReactionKind::Like, false));
    assert_eq!(
        house.reports[&id].reactions,
        [Reaction { member: house.manager, kind: ReactionKind::Insight }]
    );
}

#[test]
fn a_digest_tells_a_repetition_from_another_command() {
    let house = House::new();
    let one = filing(house.report(house.deal));
    let other = filing(FileReport { text: "別の文".into(), ..house.report(house.deal) });
    assert_eq!(one.digest(), one.clone().digest());
    assert_ne!(one.digest(), other.digest());
    assert_eq!(one.digest().len(), 64);
    let patch = |text: &str| DealCommand::ChangeDeal { patch: serde_json::from_str(text).unwrap() };
    assert_eq!(
        patch(r#"{"stage":1,"amount_yen":2}"#).digest(),
        patch(r#"{"amount_yen":2,"stage":1}"#).digest()
    );
}
