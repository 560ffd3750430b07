//! Invariants 1, 2, 5, 6, 7 and 8 of docs/ARCHITECTURE.md.

use std::collections::BTreeSet;
use std::sync::Arc;

use futures_util::future::join_all;
use uchite_domain::{
    Code, DealCommand, EventKind, NewReply, ReplyKind, Seq, ServerFrame, TimelineFilter, TimelineQuery,
    TimelineScope, TimelineSort,
};
use uchite_storage::fixture::text_report;

use crate::scene::{Gated, Stage, until};

fn mine(viewer: uchite_domain::MemberId) -> TimelineQuery {
    TimelineQuery {
        viewer,
        scope: TimelineScope::Mine,
        filter: TimelineFilter::default(),
        sort: TimelineSort::Posted,
        after: None,
        limit: 50,
    }
}

fn advice(text: &str) -> NewReply {
    NewReply {
        kind: ReplyKind::Advice,
        text: text.to_owned(),
        mentions: Vec::new(),
        files: Vec::new(),
        next_move: None,
    }
}

#[actix::test]
async fn durable_before_visible() {
    let gate: Arc<parking_lot::Mutex<Option<Arc<Gated>>>> = Arc::default();
    let keep = gate.clone();
    let stage = Stage {
        before_log: Box::new(move |log| {
            let gated = Gated::before(log);
            *keep.lock() = Some(gated.clone());
            gated
        }),
        ..Stage::default()
    };
    let scene = stage.open().await;
    let gate = gate.lock().clone().unwrap();
    let company = scene.company.clone();
    let mut superior = scene.session(company.west_head).await;
    let head = scene.log.head();

    gate.shut();
    let house = scene.house.clone();
    let report = text_report(&company, company.open_deal, "届くまで誰にも見えない");
    let filing = actix::spawn(async move {
        let command = DealCommand::FileReport(Box::new(report));
        house.deal_command(company.tanaka, company.open_deal, None, command).await
    });
    until("the event waits for the disk", || gate.waiting() == 1).await;
    assert!(superior.settle().await.is_empty(), "shown before it was durable");
    assert!(!filing.is_finished(), "acknowledged before it was durable");
    assert_eq!(scene.house.cursor(), head);
    let page = scene.house.store().timeline(&mine(company.west_head)).unwrap();
    assert!(page.cards.iter().all(|card| card.body.id.seq() <= head), "listed before it was durable");

    gate.open().await;
    let done = filing.await.unwrap().unwrap();
    assert_eq!(superior.event().await.seq, done.seq);
}

#[actix::test]
async fn one_writer_per_deal_decides_in_order_and_groups_what_waits() {
    let gate: Arc<parking_lot::Mutex<Option<Arc<Gated>>>> = Arc::default();
    let keep = gate.clone();
    let stage = Stage {
        before_log: Box::new(move |log| {
            let gated = Gated::before(log);
            *keep.lock() = Some(gated.clone());
            gated
        }),
        ..Stage::default()
    };
    let scene = stage.open().await;
    let gate = gate.lock().clone().unwrap();
    let company = &scene.company;
    let subject = format!("deal:{}", company.open_deal);
    let before = scene.records().iter().filter(|r| *r.subject == *subject).count();

    gate.shut();
    let commands = (0..64).map(|number| {
        let report = text_report(company, company.open_deal, &format!("報告 {number}"));
        let command = DealCommand::FileReport(Box::new(report));
        scene.house.deal_command(company.tanaka, company.open_deal, None, command)
    });
    let all = join_all(commands);
    let opened = async {
        until("all are decided while none is durable", || gate.waiting() == 64).await;
        gate.open().await;
    };
    let (done, ()) = futures_util::join!(all, opened);
    assert!(done.iter().all(Result::is_ok));

    let records = scene.records();
    let revisions: Vec<u64> =
        records.iter().filter(|r| *r.subject == *subject).filter_map(|r| r.revision).collect();
    let expected: Vec<u64> = (1..=revisions.len() as u64).collect();
    assert_eq!(revisions, expected, "a revision was given twice or left out");
    assert_eq!(revisions.len(), before + 64);
}

#[actix::test]
async fn what_was_decided_upon_a_failed_write_is_void_and_the_deal_goes_on() {
    let gate: Arc<parking_lot::Mutex<Option<Arc<Gated>>>> = Arc::default();
    let keep = gate.clone();
    let stage = Stage {
        before_log: Box::new(move |log| {
            let gated = Gated::before(log);
            *keep.lock() = Some(gated.clone());
            gated
        }),
        ..Stage::default()
    };
    let scene = stage.open().await;
    let gate = gate.lock().clone().unwrap();
    let company = &scene.company;
    let file = |text: &str| {
        let report = text_report(company, company.open_deal, text);
        let command = DealCommand::FileReport(Box::new(report));
        scene.house.deal_command(company.tanaka, company.open_deal, None, command)
    };

    gate.shut();
    let both = join_all([file("一"), file("二")]);
    let refused = async {
        until("both wait", || gate.waiting() == 2).await;
        gate.refuse();
    };
    let (outcomes, ()) = futures_util::join!(both, refused);
    for outcome in outcomes {
        let rejection = outcome.unwrap_err();
        assert_eq!(rejection.code, Code::StorageFull);
        assert!(rejection.code.retryable());
    }
    let head = scene.log.head();
    let done = file("三").await.unwrap();
    assert_eq!(done.seq, head.next());
    until("it is published", || scene.house.cursor() == done.seq).await;
}

#[actix::test]
async fn live_equals_resumed_equals_fetched() {
    let scene = Stage::default().open().await;
    let company = &scene.company;
    let mut live = scene.session(company.west_head).await;
    let since = live.hello;

    let report = scene.file(company.tanaka, company.open_deal, "夜間バッチの性能について質問").await;
    let command = DealCommand::Reply { report, reply: advice("2時間以内の実績があります") };
    let last = scene.house.report_command(company.engineer, report, None, command).await.unwrap().seq;

    let filed = live.event().await;
    let replied = live.event().await;
    assert_eq!((filed.kind, replied.kind), (EventKind::ReportFiled, EventKind::ReplyAdded));
    assert_eq!(replied.seq, last);

    let mut again = scene.session(company.west_head).await;
    let (resumed, cursor) = again.resume(since).await;
    assert_eq!(cursor, last);
    assert_eq!(resumed.iter().map(|e| &e.card).collect::<Vec<_>>(), vec![&filed.card, &replied.card]);

    let fetched = scene.house.store().card(company.west_head, report).unwrap();
    assert_eq!(fetched, replied.card);
    let listed = scene.house.store().timeline(&mine(company.west_head)).unwrap();
    assert_eq!(listed.cards.first(), replied.card.as_ref());
}

#[actix::test]
async fn no_gap_no_duplicate_whenever_the_connection_is_lost() {
    let scene = Stage::default().open().await;
    let company = &scene.company;
    let reader = company.west_head;
    let mut expected = BTreeSet::new();
    let mut shown: Vec<Seq> = Vec::new();
    let mut live = scene.session(reader).await;
    let mut cursor = live.hello;
    let mut seen_above = BTreeSet::new();

    for round in 0..40_u64 {
        let deals = [company.open_deal, company.department_deal];
        let filings = (0..1 + round % 4).map(|n| {
            let deal = deals[(n % 2) as usize];
            let report = text_report(company, deal, &format!("{round}-{n}"));
            let command = DealCommand::FileReport(Box::new(report));
            scene.house.deal_command(company.tanaka, deal, None, command)
        });
        let filed = join_all(filings);
        // Every third round the connection is cut while reports are on their way.
        if round % 3 == 0 {
            drop(live);
            let done = filed.await;
            expected.extend(done.into_iter().map(|done| done.unwrap().seq));
            live = scene.session(reader).await;
            let (events, upto) = live.resume(cursor).await;
            for event in events {
                if event.seq > cursor && seen_above.insert(event.seq) {
                    shown.push(event.seq);
                }
            }
            cursor = upto;
        } else {
            let done = filed.await;
            expected.extend(done.into_iter().map(|done| done.unwrap().seq));
            for event in live.settle().await {
                if event.seq > cursor && seen_above.insert(event.seq) {
                    shown.push(event.seq);
                }
                cursor = cursor.max(event.cursor);
            }
        }
        seen_above.retain(|seq| *seq > cursor);
    }
    let (events, _) = live.resume(cursor).await;
    shown.extend(events.iter().map(|e| e.seq).filter(|s| *s > cursor && !seen_above.contains(s)));

    let once: BTreeSet<Seq> = shown.iter().copied().collect();
    assert_eq!(once.len(), shown.len(), "shown twice");
    assert_eq!(once, expected, "a gap, or something that does not concern the reader");
}

#[actix::test]
async fn every_queue_is_bounded_and_its_bound_is_felt() {
    let mut stage = Stage::default();
    stage.settings.session_backlog_bytes = 64 * 1024;
    let scene = stage.open().await;
    let company = &scene.company;
    // This one never reads; its socket and backlog fill.
    let stalled = scene.session(company.west_head).await;
    let mut other = scene.session(company.engineer).await;
    let text = "長い報告。".repeat(1_900);
    let mut filed = 0;
    while scene.house.figures().too_slow == 0 {
        let report = text_report(company, company.open_deal, &text);
        scene.file_report(company.tanaka, None, report).await;
        // The other one takes its frames and is not held up.
        assert_eq!(other.event().await.kind, EventKind::ReportFiled);
        filed += 1;
        assert!(filed < 4_000, "a session that never reads was fed {filed} reports");
    }
    // It reads at last: what it is told is to come back with its cursor.
    let mut stalled = stalled;
    assert_eq!(stalled.end().await, Some(4001));
}

#[actix::test]
async fn need_to_know_is_checked_live_on_resume_and_on_watch() {
    let scene = Stage::default().open().await;
    let company = &scene.company;
    let mut outsider = scene.session(company.tanaka).await;
    let mut insider = scene.session(company.engineer).await;
    outsider.send(&uchite_domain::ClientFrame::Watch { deal: company.team_deal }).await;
    match outsider.next().await {
        ServerFrame::Rejected { code, .. } => assert_eq!(code, Code::NotFound),
        other => panic!("watching a deal of others: {other:?}"),
    }
    let since = outsider.hello;
    let report = scene.file(company.suzuki, company.team_deal, "極秘の案件").await;
    assert_eq!(insider.event().await.card.unwrap().body.id, report);
    assert!(outsider.settle().await.is_empty());
    let (resumed, _) = outsider.resume(since).await;
    assert!(resumed.is_empty(), "a resume showed {resumed:?}");

    // The engineer leaves the team: told at once, and from then on nothing more.
    let patch = serde_json::json!({ "team": [] });
    let command = DealCommand::ChangeDeal { patch };
    scene.house.deal_command(company.suzuki, company.team_deal, None, command).await.unwrap();
    let lost = insider.event().await;
    assert_eq!(lost.kind, EventKind::AccessLost);
    assert_eq!(lost.reports, vec![report]);
    scene.file(company.suzuki, company.team_deal, "続報").await;
    assert!(insider.settle().await.is_empty());
    let (resumed, _) = insider.resume(since).await;
    assert!(resumed.iter().all(|event| event.card.is_none()), "a resume showed a lost card");
    assert_eq!(scene.house.store().card(company.engineer, report).unwrap(), None);
}

#[actix::test]
async fn a_push_endpoint_is_hostile_input() {
    use uchite_actors::push::EndpointPolicy;
    let policy = EndpointPolicy::default();
    for inside in [
        "http://push.example.net/a",
        "https://127.0.0.1/a",
        "https://[::1]/a",
        "https://2130706433/a",
        "https://0x7f.1/a",
        "https://10.0.0.8/a",
        "https://169.254.169.254/latest/meta-data",
        "https://[::ffff:192.168.0.1]/a",
        "https://localhost/a",
        "https://push.example.net:8443/a",
        "https://user:secret@push.example.net/a",
    ] {
        assert!(policy.check_url(inside).is_err(), "{inside} was accepted");
    }
    assert!(policy.check_url("https://updates.push.services.mozilla.com/wpush/v2/abc").is_ok());
    // What names resolve to and where redirects lead is tested in push_guard.rs, on real sockets.
}
