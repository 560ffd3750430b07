//! What is seen between two steps of the house: while an event waits for the disk, is applied, is handed out, or
//! while a session comes in.

use std::collections::BTreeSet;

use tokio::task::JoinHandle;
use uchite_actors::Done;
use uchite_domain::{
    ClientFrame, Code, DealCommand, Event, MemberId, NewConsult, Rejection, Scope, ServerFrame, TokenKind,
};
use uchite_storage::fixture::text_report;

use crate::door::{Door, Spot};
use crate::scene::{Gated, Scene, Stage, until};

type Answer = Result<Done, Rejection>;

/// Begins to file a report on the open deal.
fn begin(scene: &Scene, text: &str) -> JoinHandle<Answer> {
    let (house, deal, by) = (scene.house.clone(), scene.company.open_deal, scene.company.tanaka);
    let command = DealCommand::FileReport(Box::new(text_report(&scene.company, deal, text)));
    actix::spawn(async move { house.deal_command(by, deal, None, command).await })
}

fn sign_in_of(member: MemberId, number: usize) -> Event {
    Event::TokenIssued {
        member,
        kind: TokenKind::Personal,
        name: "test".to_owned(),
        digest: uchite_actors::token_digest(&format!("another-{number}")),
        scopes: vec![Scope::Read],
        expires_at: uchite_domain::Timestamp::MAX,
        address: String::new(),
    }
}

#[actix::test]
async fn nobody_is_answered_before_what_they_did_can_be_seen() {
    let (scene, door) = Door::before(Stage::default()).await;
    let mut superior = scene.session(scene.company.west_head).await;
    door.shut(Spot::Apply);
    let filing = begin(&scene, "答える前に見える");
    until("the event is about to be applied", || door.waiting() == 1).await;
    assert!(superior.settle().await.is_empty());
    assert!(!filing.is_finished(), "answered before it could be seen");
    door.open();
    let report = filing.await.unwrap().unwrap().seq.into();
    assert!(scene.house.store().card(scene.company.tanaka, report).unwrap().is_some());
}

#[actix::test]
async fn of_two_who_take_one_consult_the_second_is_refused_while_the_first_waits_for_the_disk() {
    let (scene, gate) = Gated::scene(Stage::default()).await;
    let company = scene.company.clone();
    let mut asking = text_report(&company, company.open_deal, "性能の実績は");
    let question = "夜間バッチは何時間ですか".to_owned();
    asking.consult = Some(NewConsult {
        question,
        topics: vec!["性能".to_owned()],
        products: Vec::new(),
        promised: None,
        ask: vec![company.technical_head],
    });
    let report = scene.file_report(company.tanaka, None, asking).await.into();
    gate.shut();
    let claim = |by: MemberId| {
        let house = scene.house.clone();
        let command = DealCommand::ClaimConsult { report };
        actix::spawn(async move { house.report_command(by, report, None, command).await })
    };
    let first = claim(company.engineer);
    until("the first waits for the disk", || gate.waiting() == 1).await;
    let second = claim(company.technical_head);
    until("the second is decided", || second.is_finished() || gate.waiting() == 2).await;
    assert_eq!(gate.waiting(), 1, "it was decided upon a state without the first");
    assert_eq!(second.await.unwrap().unwrap_err().code, Code::ConsultState);
    gate.open().await;
    assert!(first.await.unwrap().is_ok());
}

#[actix::test]
async fn nothing_is_decided_upon_what_failed_and_the_deal_goes_on_when_that_is_over() {
    let (scene, gate) = Gated::scene(Stage::default()).await;
    begin(&scene, "零").await.unwrap().unwrap();
    gate.shut();
    let first = begin(&scene, "一");
    until("the first waits", || gate.waiting() == 1).await;
    let second = begin(&scene, "二");
    until("the second waits", || gate.waiting() == 2).await;
    gate.refuse_first();
    assert_eq!(first.await.unwrap().unwrap_err().code, Code::StorageFull);
    let third = begin(&scene, "三");
    until("the third is decided", || third.is_finished() || gate.waiting() == 2).await;
    assert_eq!(gate.waiting(), 1, "it was put upon what failed");
    assert_eq!(third.await.unwrap().unwrap_err().code, Code::Busy);
    gate.refuse();
    assert_eq!(second.await.unwrap().unwrap_err().code, Code::StorageFull);
    let (head, fourth) = (scene.log.head(), begin(&scene, "四"));
    assert_eq!(fourth.await.unwrap().unwrap().seq, head.next());
}

#[actix::test]
async fn a_writer_whose_disk_stands_still_says_busy() {
    let mut stage = Stage::default();
    stage.settings.in_flight_events = 4;
    let (scene, gate) = Gated::scene(stage).await;
    let member = scene.company.tanaka;
    let own = |number: usize| {
        let house = scene.house.clone();
        actix::spawn(async move {
            house
                .member_event(Some(member), sign_in_of(member, number))
                .await
                .map(|seq| Done { seq, repeated: false })
        })
    };
    for writer in [&(|_| begin(&scene, "待つ")) as &dyn Fn(usize) -> JoinHandle<Answer>, &own] {
        gate.shut();
        let all: Vec<_> = (0..20).map(writer).collect();
        let answered = || all.iter().filter(|one| one.is_finished()).count();
        until("each waits or is refused", || answered() + gate.waiting() == 20).await;
        // Four stand in line, and one more where the first was taken out of it in time.
        let in_flight = gate.waiting();
        assert!((4..=5).contains(&in_flight), "{in_flight} are in flight");
        gate.open().await;
        let mut busy = 0;
        for one in all {
            if let Err(rejection) = one.await.unwrap() {
                assert_eq!(rejection.code, Code::Busy);
                busy += 1;
            }
        }
        assert_eq!(busy, 20 - in_flight);
    }
}

#[actix::test]
async fn who_comes_to_a_deal_that_does_not_move_is_told_so_in_time() {
    let mut stage = Stage::default();
    stage.settings.deal_mailbox_commands = 4;
    let (scene, door) = Door::before(stage).await;
    begin(&scene, "動いている").await.unwrap().unwrap();
    door.shut(Spot::Apply);
    let first = begin(&scene, "止まる");
    until("the deal stands still", || door.waiting() == 1).await;
    let more: Vec<_> = (0..64).map(|_| begin(&scene, "待つ")).collect();
    until("some are refused", || more.iter().any(JoinHandle::is_finished)).await;
    assert_eq!(door.waiting(), 1);
    door.open();
    assert!(first.await.unwrap().is_ok());
    let mut busy = 0;
    for one in more {
        match one.await.unwrap() {
            Ok(_) => {}
            Err(rejection) => {
                assert_eq!(rejection.code, Code::Busy);
                busy += 1;
            }
        }
    }
    assert!(busy > 0);
}

#[actix::test]
async fn a_session_that_resumes_between_apply_and_hand_out_misses_nothing() {
    let (scene, door) = Door::before(Stage::default()).await;
    door.shut(Spot::Compose);
    let filing = begin(&scene, "配っている間");
    until("it was applied", || door.waiting() == 1).await;
    let first = scene.log.head();
    assert!(scene.house.cursor() < first, "the cursor is ahead of what was handed out");
    let mut reader = scene.session(scene.company.west_head).await;
    assert!(reader.hello < first, "a session was told that all of it is behind it");
    let (resumed, _) = reader.resume(reader.hello).await;
    let mut seen: Vec<_> = resumed.iter().map(|event| event.seq).collect();
    door.open();
    filing.await.unwrap().unwrap();
    let second = begin(&scene, "次").await.unwrap().unwrap().seq;
    seen.extend(reader.settle().await.iter().map(|event| event.seq));
    assert_eq!(seen, [first, second]);
}

#[actix::test]
async fn what_is_filed_while_a_session_comes_in_is_behind_its_cursor_or_handed_to_it() {
    let (scene, door) = Door::before(Stage::default()).await;
    door.shut(Spot::Enter);
    let meanwhile = async {
        until("the session comes in", || door.waiting() == 1).await;
        let filed = begin(&scene, "入ってくる間").await.unwrap().unwrap().seq;
        door.open();
        filed
    };
    let (mut reader, filed) = futures_util::join!(scene.session(scene.company.west_head), meanwhile);
    if reader.hello < filed {
        assert_eq!(reader.event().await.seq, filed);
    }
}

#[actix::test]
async fn a_resume_answers_no_cursor_beyond_what_it_has_shown() {
    let (scene, door) = Door::before(Stage::default()).await;
    let mut reader = scene.session(scene.company.west_head).await;
    let since = reader.hello;
    let first = begin(&scene, "先").await.unwrap().unwrap().seq;
    assert_eq!(reader.event().await.seq, first);
    door.shut(Spot::Resume);
    reader.send(&ClientFrame::Resume { cursor: since }).await;
    until("the resume has read the ring", || door.waiting() == 1).await;
    let second = begin(&scene, "後").await.unwrap().unwrap().seq;
    door.open();
    let mut shown = Vec::new();
    let cursor = loop {
        match reader.next().await {
            ServerFrame::Event(event) => shown.push(event.seq),
            ServerFrame::Resumed { cursor } => break cursor,
            _ => {}
        }
    };
    // A connection that is lost right here is resumed from this cursor.
    assert_eq!((shown, cursor), (vec![first], first));
    assert_eq!(reader.event().await.seq, second);
}

#[actix::test]
async fn no_pong_tells_a_cursor_ahead_of_the_events_that_were_sent() {
    let mut stage = Stage::default();
    stage.settings.frames_per_s = 1_000_000;
    stage.settings.frames_burst = 1_000_000;
    let scene = stage.open().await;
    let mut reader = scene.session(scene.company.west_head).await;
    let filing: Vec<_> = (0..300).map(|_| begin(&scene, "続けざまに")).collect();
    let (mut seen, mut told) = (BTreeSet::new(), Vec::new());
    while !filing.iter().all(JoinHandle::is_finished) {
        reader.send(&ClientFrame::Ping {}).await;
        loop {
            match reader.next().await {
                ServerFrame::Event(event) => _ = seen.insert(event.seq),
                ServerFrame::Pong { cursor } => break told.push((cursor, seen.clone())),
                _ => {}
            }
        }
    }
    let mut filed = BTreeSet::new();
    for one in filing {
        filed.insert(one.await.unwrap().unwrap().seq);
    }
    for (cursor, seen) in told {
        let behind: BTreeSet<_> = filed.range(..=cursor).copied().collect();
        assert!(behind.is_subset(&seen), "a client that stores {cursor} misses an event");
    }
}
