//! What is decided, what is written and what is read again agree.

use serde_json::json;
use uchite_domain::*;

use crate::support::*;

/// A house in which something of everything has happened.
fn lively() -> House {
    let mut house = House::new();
    let asks = FileReport {
        consult: Some(consult("夜間バッチは何分か", &["性能"])),
        next_move: Some(NewNextMove {
            accompany: Some(NewAccompany {
                who: house.manager,
                slots: vec![Slot { from: START, until: START.plus_ms(HOUR) }],
            }),
            ..next_move("再訪")
        }),
        deal_changes: DealChanges {
            stage: Some(StageId(2)),
            competitors_added: vec![house.rival],
            ..DealChanges::default()
        },
        ..house.report(house.deal)
    };
    let id = house.file(house.sales, asks);
    house.now = house.now.plus_ms(MINUTE);
    house.on(house.engineer, DealCommand::ClaimConsult { report: id });
    let answer = house
        .on(house.engineer, DealCommand::Reply { report: id, reply: reply(ReplyKind::Advice, "三十分") });
    house.on(house.sales, DealCommand::AcceptAnswer { report: id, reply: answer.into() });
    house.on(house.manager, DealCommand::AcceptSlot { next_move: id.seq().into(), slot: 0 });
    house.on(house.manager, DealCommand::React { report: id, kind: ReactionKind::Like, on: true });
    house.on(house.director, DealCommand::Acknowledge { report: id });
    let correction = Correction { text: Some("訂正".into()), ..Correction::default() };
    house.on(house.sales, DealCommand::CorrectReport { report: id, correction });
    let done = NextMoveChanges { state: Some(MoveState::Done), ..NextMoveChanges::default() };
    house.on(house.sales, DealCommand::ChangeNextMove { next_move: id.seq().into(), changes: done });
    house.change_deal(json!({ "visibility": "department", "amount_yen": 7_000_000 }));
    house.file(house.west_sales, house.report(house.other_customer.general_deal()));
    house
}

#[test]
fn events_read_back_from_json_build_the_same_organisation_and_reports() {
    let house = lively();
    let mut org = Organisation::default();
    let mut reports = std::collections::BTreeMap::new();
    for (seq, at, logged) in &house.log {
        let bytes = serde_json::to_vec(logged).unwrap();
        let read: LoggedEvent = serde_json::from_slice(&bytes).unwrap();
        assert_eq!(&read, logged);
        org.apply(*seq, *at, &read);
        if let Some(report) = Report::file(*seq, *at, &read) {
            reports.insert(report.id, report);
        } else if let Some(id) = read.event.report(*seq) {
            let report: &mut Report = reports.get_mut(&id).unwrap();
            report.apply(*seq, *at, &read);
        }
    }
    assert_eq!(org, house.org);
    assert_eq!(reports, house.reports);
}

#[test]
fn subjects_may_arrive_in_any_order_between_each_other() {
    let mut house = House::new();
    let general = house.customer.general_deal();
    let start = house.log.len();
    let before = house.org.clone();
    // The customer changes hands while somebody changes its general deal.
    let change =
        MasterCommand::ChangeCustomer { customer: house.customer, patch: json!({ "owner": house.manager }) };
    let patch = json!({ "visibility": "team" });
    let stale = house.decide(house.sales, general, &DealCommand::ChangeDeal { patch }).unwrap();
    house.add(change);
    house.append(LoggedEvent { by: Some(house.sales), origin: None, event: stale });
    house.file(house.sales, house.report(house.deal));
    let tail = &house.log[start..];
    let subjects: Vec<String> = tail.iter().map(|(_, _, l)| l.event.subject().to_string()).collect();
    let deal = format!("deal:{}", house.deal);
    assert_eq!(subjects, ["organisation".to_owned(), format!("deal:{general}"), deal]);
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let mut org = before.clone();
        for place in order {
            let (seq, at, logged) = &tail[place];
            org.apply(*seq, *at, logged);
        }
        assert_eq!(org, house.org, "{order:?}");
    }
    assert_eq!(house.org.deals[&general].fields.owner, house.manager);
}

#[test]
fn what_a_writer_applies_before_it_is_durable_is_what_the_log_gives_but_for_the_numbers() {
    let mut house = House::new();
    let mut state = house.state(house.deal);
    let commands: Vec<(MemberId, DealCommand)> = vec![
        (
            house.sales,
            DealCommand::FileReport(Box::new(FileReport {
                deal_changes: DealChanges { stage: Some(StageId(3)), ..DealChanges::default() },
                ..house.report(house.deal)
            })),
        ),
        (house.sales, DealCommand::ChangeDeal { patch: json!({ "amount_yen": 5 }) }),
        (house.manager, DealCommand::SetNextMove { next_move: next_move("見積") }),
    ];
    for (by, command) in commands {
        let event = state.decide(&house.org, house.asked(by), &command).unwrap();
        state.apply(house.now, by, &event);
        house.append(LoggedEvent { by: Some(by), origin: None, event });
    }
    let durable = &house.org.deals[&house.deal];
    assert_eq!(state.deal.fields, durable.fields);
    assert_eq!((state.deal.reports, state.deal.stage_since), (durable.reports, durable.stage_since));
    assert_eq!(state.deal.next_moves.len(), durable.next_moves.len());
    assert!(state.reports.is_empty());
}

#[test]
fn a_writer_sees_its_own_undurable_changes_of_a_report_at_hand() {
    let mut house = House::new();
    let asks = FileReport { consult: Some(consult("?", &[])), ..house.report(house.deal) };
    let id = house.file(house.sales, asks);
    let mut state = house.state(house.deal);
    let claim = DealCommand::ClaimConsult { report: id };
    let event = state.decide(&house.org, house.asked(house.engineer), &claim).unwrap();
    state.apply(house.now, house.engineer, &event);
    let second = state.decide(&house.org, house.asked(house.guard), &claim);
    assert_eq!(code(second), Code::ConsultState);
}

#[test]
fn events_that_fit_nothing_change_nothing() {
    let mut house = lively();
    let before = house.org.clone();
    let nowhere = DealId(99_999);
    for event in [
        Event::ReportAcknowledged { deal: nowhere, report: ReportId(99_999) },
        Event::NextMoveChanged {
            deal: house.deal,
            next_move: NextMoveId(99_999),
            report: None,
            changes: NextMoveChanges::default(),
            concerns: vec![],
        },
        Event::SlotAgreed {
            deal: house.deal,
            next_move: NextMoveId(99_999),
            report: None,
            slot: 9,
            concerns: vec![],
        },
        Event::PasswordSet { member: house.sales, hash: "x".into() },
    ] {
        let logged = LoggedEvent { by: Some(house.sales), origin: None, event };
        assert!(house.org.apply(Seq(99_999), house.now, &logged).is_empty());
    }
    assert_eq!(house.org, before);
}

#[test]
fn every_change_says_what_it_touched() {
    let house = lively();
    let mut org = Organisation::default();
    for (seq, at, logged) in &house.log {
        let before = org.clone();
        let touched = org.apply(*seq, *at, logged);
        assert_eq!(touched.is_empty(), org == before, "{:?}", logged.event);
        for (deal, now) in &org.deals {
            if before.deals.get(deal) != Some(now) {
                assert!(touched.contains(&Touched::Deal(*deal)), "{:?}", logged.event);
            }
        }
    }
}

#[test]
fn accounts_follow_passwords_tokens_and_devices() {
    let mut accounts = Accounts::default();
    let member = MemberId(3);
    let mut seq = Seq::ZERO;
    let mut apply = |event| {
        seq = seq.next();
        let logged = LoggedEvent { by: Some(member), origin: None, event };
        accounts.apply(seq, START, &logged);
        (accounts.clone(), seq)
    };
    let issue = |digest: &str| Event::TokenIssued {
        member,
        kind: TokenKind::Personal,
        name: "CLI".into(),
        digest: digest.into(),
        scopes: vec![Scope::Read],
        expires_at: START.plus_ms(HOUR),
        address: String::new(),
    };
    let device = |member, endpoint: &str| Event::DeviceRegistered {
        member,
        name: "Firefox".into(),
        endpoint: endpoint.into(),
        p256dh: "k".into(),
        auth: "a".into(),
    };
    let (now, _) = apply(Event::PasswordSet { member, hash: "$argon2id$1".into() });
    assert_eq!(now.password(member), Some("$argon2id$1"));
    let (now, token) = apply(issue("d1"));
    assert_eq!(now.token("d1", START).map(|t| t.id), Some(token.into()));
    assert!(now.token("d1", START.plus_ms(HOUR)).is_none(), "over at its end");
    let (now, _) = apply(Event::TokenRevoked { member, token: token.into() });
    assert!(now.token("d1", START).is_none());
    let (now, first) = apply(device(member, "https://push.example/1"));
    assert_eq!(now.devices(member).count(), 1);
    // Another member on the same browser takes the device over.
    let (now, second) = apply(device(MemberId(4), "https://push.example/1"));
    assert_eq!((now.devices(member).count(), now.devices(MemberId(4)).count()), (0, 1));
    assert!(now.device(first.into()).is_none());
    let (passwords, tokens, devices) = now.parts();
    assert_eq!(Accounts::from_parts(passwords.clone(), tokens.clone(), devices.clone()), now);
    let removed = Event::DeviceRemoved { member: MemberId(4), device: second.into(), why: "410".into() };
    let (now, _) = apply(removed);
    assert_eq!(now.devices(MemberId(4)).count(), 0);
}
