//! Whatever happens to a card: it is the same live, resumed, fetched, and after a restart; and who may not see it is
//! shown nothing of it by any way.

use uchite_domain::{
    Card, ClientFrame, Code, DealCommand, DealId, EventKind, MemberId, MoveKind, NewConsult, NewNextMove,
    NewReply, NextMoveChanges, NextMoveId, ReactionKind, Rejection, ReplyKind, ReportId, Seq, ServerFrame,
};
use uchite_storage::fixture::{Company, text_report};

use crate::scene::{Live, Scene, Stage};

fn reply(text: &str, mentions: Vec<MemberId>) -> NewReply {
    NewReply { kind: ReplyKind::Advice, text: text.to_owned(), mentions, files: Vec::new(), next_move: None }
}

/// A report with everything on it that can change.
fn rich_report(company: &Company) -> uchite_domain::FileReport {
    let mut report = text_report(company, company.open_deal, "夜間バッチの性能について質問");
    report.mentions = vec![company.engineer];
    report.consult = Some(NewConsult {
        question: "2時間で終わるか".to_owned(),
        topics: vec!["性能".to_owned()],
        products: Vec::new(),
        promised: None,
        ask: vec![company.technical_head],
    });
    report.next_move = Some(NewNextMove {
        kind: MoveKind::Visit,
        what: "再訪".to_owned(),
        owner: Some(company.tanaka),
        due: None,
        accompany: None,
    });
    report
}

/// What may happen to it, by whom, in an order that the rules allow.
fn happenings(company: &Company, report: ReportId) -> Vec<(MemberId, DealCommand)> {
    let hand_over = |to| DealCommand::ChangeNextMove {
        next_move: NextMoveId(report.0),
        changes: NextMoveChanges { owner: Some(to), ..NextMoveChanges::default() },
    };
    vec![
        (company.engineer, DealCommand::React { report, kind: ReactionKind::Insight, on: true }),
        (company.west_head, DealCommand::Acknowledge { report }),
        (company.engineer, DealCommand::ClaimConsult { report }),
        (company.tanaka, hand_over(company.suzuki)),
        (
            company.engineer,
            DealCommand::Reply { report, reply: reply("実績があります", vec![company.west_head]) },
        ),
        (company.engineer, DealCommand::React { report, kind: ReactionKind::Insight, on: false }),
        (company.tanaka, DealCommand::ChangeDeal { patch: serde_json::json!({ "amount_yen": 15_000_000 }) }),
        (company.sales_head, DealCommand::Reply { report, reply: reply("次は同行する", Vec::new()) }),
    ]
}

fn fetched(scene: &Scene, viewer: MemberId, report: ReportId) -> Option<Card> {
    scene.house.store().card(viewer, report).unwrap()
}

#[actix::test]
async fn whatever_happens_to_a_card_is_the_same_live_resumed_and_fetched() {
    let scene = Stage::default().open().await;
    let company = &scene.company;
    let viewers = [company.tanaka, company.engineer, company.west_head];
    let mut all = Vec::new();
    for viewer in viewers {
        all.push((viewer, scene.session(viewer).await, Vec::new()));
    }
    let since = all[0].1.hello;
    let filed = scene.file_report(company.tanaka, None, rich_report(company)).await;
    let report = ReportId::from(filed);
    let mut happened = vec![filed];
    let mut commands = happenings(company, report).into_iter();
    loop {
        let seq = *happened.last().unwrap();
        for (viewer, live, frames) in &mut all {
            let frame = live.event().await;
            assert_eq!(frame.seq, seq, "of {viewer}");
            if frame.kind != EventKind::DealChanged {
                assert_eq!(frame.card, fetched(&scene, *viewer, report), "of {viewer} at {seq}");
            }
            if let Some(badge) = frame.badge {
                assert_eq!(badge, scene.house.store().badge(*viewer).unwrap(), "of {viewer} at {seq}");
            }
            frames.push(frame);
        }
        let Some((by, command)) = commands.next() else { break };
        let deal = company.open_deal;
        happened.push(scene.house.deal_command(by, deal, None, command).await.unwrap().seq);
    }
    for (viewer, _, frames) in all {
        let (resumed, cursor) = scene.session(viewer).await.resume(since).await;
        assert_eq!(cursor, *happened.last().unwrap());
        assert_eq!(resumed.len(), frames.len(), "of {viewer}");
        for (resumed, live) in resumed.iter().zip(&frames) {
            assert_eq!((resumed.seq, resumed.kind, &resumed.card), (live.seq, live.kind, &live.card));
        }
    }
}

#[actix::test]
async fn a_house_that_was_restarted_resumes_everybody_whom_an_event_reached() {
    let stage = Stage {
        prepare: Box::new(|desk, company| {
            let report = desk.file(company.tanaka, rich_report(company));
            for (by, command) in happenings(company, report) {
                desk.command(by, company.open_deal, &command).unwrap();
            }
        }),
        ..Stage::default()
    };
    let scene = stage.open().await;
    let company = &scene.company;
    let head = scene.log.head();
    let steps = happenings(company, ReportId(0)).len() as u64;
    let report = ReportId(head.0 - steps);
    let since = report.seq().previous();
    // All are told all; who came in by the next move that was handed over, from then on.
    let handed_over = 4;
    for (viewer, told) in [
        (company.tanaka, steps + 1),
        (company.engineer, steps + 1),
        (company.suzuki, steps + 1 - handed_over),
    ] {
        let (resumed, cursor) = scene.session(viewer).await.resume(since).await;
        assert_eq!(cursor, head);
        let of_card = resumed.iter().filter(|event| event.card.is_some());
        let last = resumed.last().unwrap();
        assert_eq!((last.seq, &last.card), (head, &fetched(&scene, viewer, report)), "of {viewer}");
        for event in of_card {
            assert_eq!(event.card, last.card, "of {viewer} at {}", event.seq);
        }
        let after_it = resumed.iter().filter(|event| event.seq.0 > head.0 - told).count() as u64;
        // The deal's own change is told to those who work on it.
        let not_told = u64::from(viewer == company.suzuki);
        assert_eq!(after_it, told - not_told, "of {viewer}");
    }
}

#[actix::test]
async fn who_lost_cards_while_away_fetches_anew_after_a_restart() {
    let stage = Stage {
        prepare: Box::new(|desk, company| {
            desk.file_text(company.suzuki, company, company.team_deal, "限定の案件です");
            desk.change_deal(company.team_deal, |fields| fields.team.clear());
            desk.file_text(company.tanaka, company, company.open_deal, "その後");
        }),
        ..Stage::default()
    };
    let scene = stage.open().await;
    let head = scene.log.head();
    let mut engineer = scene.session(scene.company.engineer).await;
    engineer.send(&ClientFrame::Resume { cursor: Seq(head.0 - 2) }).await;
    loop {
        match engineer.next().await {
            ServerFrame::Resync { cursor } => {
                assert_eq!(cursor, head);
                break;
            }
            ServerFrame::Resumed { .. } => panic!("nobody said that a card is to be taken away"),
            _ => {}
        }
    }
    // Who knows of it already goes on as ever.
    let (resumed, _) = engineer.resume(head.previous()).await;
    assert_eq!(resumed.len(), 1);
}

/// Everything that comes by a resume and by what is handed over.
async fn everything(live: &mut Live, since: Seq) -> usize {
    live.settle().await.len() + live.resume(since).await.0.len()
}

#[actix::test]
async fn who_watches_a_deal_is_told_nothing_of_it_once_they_may_not_see_it() {
    let scene = Stage::default().open().await;
    let company = &scene.company;
    let deal = company.department_deal;
    let mut watcher = scene.session(company.suzuki).await;
    let since = watcher.hello;
    watcher.send(&ClientFrame::Watch { deal }).await;
    assert!(watcher.settle().await.is_empty());
    let first = scene.file(company.tanaka, deal, "まだ見える").await;
    assert_eq!(watcher.event().await.card.unwrap().body.id, first);
    let change =
        |patch| scene.house.deal_command(company.tanaka, deal, None, DealCommand::ChangeDeal { patch });
    change(serde_json::json!({ "amount_yen": 1 })).await.unwrap();
    assert_eq!(watcher.event().await.kind, EventKind::DealChanged);

    change(serde_json::json!({ "visibility": "team" })).await.unwrap();
    assert_eq!(everything(&mut watcher, since).await, 0, "at the change that took the deal away");
    scene.file(company.tanaka, deal, "もう見えない").await;
    change(serde_json::json!({ "amount_yen": 2 })).await.unwrap();
    assert_eq!(everything(&mut watcher, since).await, 0, "after it");
}

#[actix::test]
async fn what_a_member_may_not_see_is_not_found_by_its_number() {
    let scene = Stage::default().open().await;
    let company = &scene.company;
    let (house, outsider, deal) = (&scene.house, company.tanaka, company.team_deal);
    let mut planned = rich_report(company);
    planned.deal = deal;
    planned.mentions = vec![company.engineer];
    planned.next_move = planned.next_move.map(|next| NewNextMove { owner: Some(company.suzuki), ..next });
    planned.consult = None;
    let report: ReportId = scene.file_report(company.suzuki, None, planned).await.into();
    let code = |answer: Result<(), Rejection>| answer.unwrap_err().code;

    for command in [
        DealCommand::Reply { report, reply: reply("のぞく", Vec::new()) },
        DealCommand::React { report, kind: ReactionKind::Like, on: true },
        DealCommand::Acknowledge { report },
    ] {
        let by_report = house.report_command(outsider, report, None, command.clone()).await;
        assert_eq!(code(by_report.map(drop)), Code::NotFound, "{command:?}");
        // Nor by going to the deal itself, whose number can be guessed.
        let by_deal = house.deal_command(outsider, deal, None, command.clone()).await;
        assert_eq!(code(by_deal.map(drop)), Code::NotFound, "{command:?}");
    }
    let filed = DealCommand::FileReport(Box::new(text_report(company, deal, "のぞく")));
    assert_eq!(code(house.deal_command(outsider, deal, None, filed).await.map(drop)), Code::NotFound);
    let preview = house.preview(outsider, &text_report(company, deal, "のぞく"));
    assert_eq!(code(preview.map(drop)), Code::NotFound);
    assert_eq!(code(house.ledger(outsider, report).map(drop)), Code::NotFound);
    assert_eq!(code(house.deal_of(outsider, NextMoveId(report.0)).map(drop)), Code::NotFound);
    assert_eq!(house.deal_of(company.suzuki, NextMoveId(report.0)).unwrap(), DealId(deal.0));
    assert_eq!(scene.log.head(), report.seq());
}
