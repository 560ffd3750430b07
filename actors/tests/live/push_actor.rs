//! Who is pushed, when, and what becomes of it.

use std::time::Duration;

use uchite_actors::push::Outcome;
use uchite_domain::{
    ClientFrame, DealCommand, Event, MemberId, MoveKind, NewNextMove, NextMoveChanges, NextMoveId, ReportId,
};
use uchite_storage::fixture::text_report;

use crate::scene::{Scene, Stage, until};

fn registered(member: MemberId) -> Event {
    Event::DeviceRegistered {
        member,
        name: "phone".to_owned(),
        endpoint: format!("https://push.example.net/{member}"),
        p256dh: "key".to_owned(),
        auth: "auth".to_owned(),
    }
}

async fn device(scene: &Scene, member: MemberId) {
    scene.house.member_event(Some(member), registered(member)).await.unwrap();
}

/// A report that names the engineer.
async fn mention(scene: &Scene) -> ReportId {
    let company = &scene.company;
    let mut report = text_report(company, company.open_deal, "性能について教えてください");
    report.mentions = vec![company.engineer];
    scene.file_report(company.tanaka, None, report).await.into()
}

#[actix::test]
async fn who_is_away_is_pushed_with_the_absolute_count() {
    let scene = Stage::default().open().await;
    let engineer = scene.company.engineer;
    device(&scene, engineer).await;
    let report = mention(&scene).await;
    until("a push is sent", || !scene.pushes.sent().is_empty()).await;
    let sent = scene.pushes.sent();
    assert_eq!(sent.len(), 1);
    let payload = &sent[0].1.payload;
    assert_eq!(payload.badge, scene.house.store().badge(engineer).unwrap().addressed);
    assert_eq!(payload.tag, format!("report-{report}"));
    assert!(payload.body.contains("性能について"));
    until("the ledger knows", || {
        let ledger = scene.house.ledger(scene.company.tanaka, report).unwrap();
        ledger.entries.iter().any(|e| e.member.id == engineer && e.delivered_at.is_some())
    })
    .await;
}

#[actix::test]
async fn who_sees_the_card_live_is_not_pushed_and_who_does_not_look_is() {
    let scene = Stage::default().open().await;
    let engineer = scene.company.engineer;
    device(&scene, engineer).await;
    let mut live = scene.session(engineer).await;
    let first = mention(&scene).await;
    let shown = live.event().await;
    live.send(&ClientFrame::Displayed { reports: vec![first], upto: shown.seq }).await;
    until("it is read", || {
        scene.house.store().inbox_state(engineer, first).unwrap().is_some_and(|s| !s.unread)
    })
    .await;
    scene.clock.forward_ms(5_000);
    // The second one is left unread while the session is open.
    let second = mention(&scene).await;
    scene.clock.forward_ms(5_000);
    until("the second is pushed", || !scene.pushes.sent().is_empty()).await;
    let tags: Vec<String> = scene.pushes.sent().iter().map(|(_, note)| note.payload.tag.clone()).collect();
    assert_eq!(tags, vec![format!("report-{second}")]);
}

#[actix::test]
async fn a_device_that_is_gone_is_removed() {
    let scene = Stage::default().open().await;
    let engineer = scene.company.engineer;
    device(&scene, engineer).await;
    let device = scene.house.store().accounts().devices(engineer).next().unwrap().id;
    scene.pushes.answer_next(device.0, Outcome::Gone { status: 410 });
    mention(&scene).await;
    until("the device is removed", || scene.house.store().accounts().devices(engineer).count() == 0).await;
}

#[actix::test]
async fn what_is_tried_again_is_told_anew_and_not_at_all_once_it_is_read() {
    let scene = Stage::default().open().await;
    let engineer = scene.company.engineer;
    device(&scene, engineer).await;
    let device = scene.house.store().accounts().devices(engineer).next().unwrap().id;
    let busy = || Outcome::RetryAfter { status: 429, after: Some(Duration::from_secs(60)) };
    for _ in 0..2 {
        scene.pushes.answer_next(device.0, busy());
    }
    let read = mention(&scene).await;
    let unread = mention(&scene).await;
    until("both are refused", || scene.pushes.sent().len() == 2).await;
    let mut live = scene.session(engineer).await;
    let upto = scene.house.cursor();
    live.send(&ClientFrame::Displayed { reports: vec![read], upto }).await;
    until("one is read", || {
        scene.house.store().inbox_state(engineer, read).unwrap().is_some_and(|s| !s.unread)
    })
    .await;
    scene.clock.forward_ms(120_000);
    until("the other is tried again", || scene.pushes.sent().len() > 2).await;
    until("nothing waits", || scene.house.figures().pushes_waiting == 0).await;
    let again: Vec<(String, u32)> =
        scene.pushes.sent().drain(2..).map(|(_, note)| (note.payload.tag, note.payload.badge)).collect();
    assert_eq!(again, vec![(format!("report-{unread}"), 1)]);
}

#[actix::test]
async fn what_was_published_and_not_pushed_before_a_crash_is_pushed_after_the_start() {
    // The report stands in the log and nobody was pushed: the cursor of pushes is behind.
    let stage = Stage {
        prepare: Box::new(|desk, company| {
            let member = company.engineer;
            desk.write(Some(member), registered(member));
            let mut report = text_report(company, company.open_deal, "落ちる前の報告");
            report.mentions = vec![member];
            desk.file(company.tanaka, report);
        }),
        push_cursor: Some(uchite_domain::Seq(1)),
        ..Stage::default()
    };
    let scene = stage.open().await;
    until("it is pushed", || !scene.pushes.sent().is_empty()).await;
    assert!(scene.pushes.sent()[0].1.payload.body.contains("落ちる前の報告"));
}

#[actix::test]
async fn who_was_handed_a_next_move_before_a_crash_is_pushed_after_the_start() {
    let stage = Stage {
        prepare: Box::new(|desk, company| {
            // Not of the report's audience: the card came with the next move.
            let member = company.suzuki;
            desk.write(Some(member), registered(member));
            let mut report = text_report(company, company.open_deal, "引き継ぎます");
            report.next_move = Some(NewNextMove {
                kind: MoveKind::Visit,
                what: "再訪".to_owned(),
                owner: Some(company.tanaka),
                due: None,
                accompany: None,
            });
            let report = desk.file(company.tanaka, report);
            let changes = NextMoveChanges { owner: Some(member), ..NextMoveChanges::default() };
            let command = DealCommand::ChangeNextMove { next_move: NextMoveId(report.0), changes };
            desk.command(company.tanaka, company.open_deal, &command).unwrap();
        }),
        push_cursor: Some(uchite_domain::Seq(1)),
        ..Stage::default()
    };
    let scene = stage.open().await;
    until("it is pushed", || !scene.pushes.sent().is_empty()).await;
    assert!(scene.pushes.sent()[0].1.payload.body.contains("引き継ぎます"));
}
