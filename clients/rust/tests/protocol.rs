//! The session's state machine, without a socket: frames in, effects out.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::time::Duration;

use serde_json::{Value, json};
use uchite_client::domain::{Code, DealId, EventKind, ReportId, Seq};
use uchite_client::protocol::{Effect, Protocol, Pulse};
use uchite_client::{Backoff, Detail, Ended, Happening, Loss, Outcome};

/// A protocol with the words that tests use.
struct Line {
    protocol: Protocol<u32>,
}

impl Line {
    fn new(cursor: Option<u64>) -> Line {
        Line::reading(cursor, Detail::Whole)
    }

    fn reading(cursor: Option<u64>, detail: Detail) -> Line {
        Line { protocol: Protocol::new(cursor.map(Seq), detail, Backoff::default(), 4) }
    }

    fn hear(&mut self, frame: Value) -> Vec<Effect<u32>> {
        let mut effects = Vec::new();
        self.protocol.frame(&frame.to_string(), &mut effects);
        effects
    }

    /// A new connection, greeted at this watermark.
    fn open(&mut self, watermark: u64) -> Vec<Effect<u32>> {
        self.protocol.opened();
        self.hear(hello(watermark))
    }

    fn lose(&mut self) -> Duration {
        self.protocol.lost(&Loss::Broken, 1.0).unwrap()
    }

    /// The seqs that the application is told of.
    fn told(&mut self, frame: Value) -> Vec<u64> {
        told(&self.hear(frame))
    }

    /// The application fetched; what is sent for it.
    fn fetched(&mut self, page: u64) -> Vec<String> {
        let mut effects = Vec::new();
        self.protocol.fetched(Seq(page), &mut effects);
        sent(&effects)
    }

    fn cursor(&self) -> Option<u64> {
        self.protocol.cursor().map(|c| c.0)
    }

    fn command(&mut self, client_ref: &str, ticket: u32) -> Vec<Effect<u32>> {
        let mut effects = Vec::new();
        self.protocol.command(client_ref.to_owned(), format!("frame {client_ref}"), ticket, &mut effects);
        effects
    }
}

fn hello(watermark: u64) -> Value {
    json!({
        "type": "hello", "session": 1, "member": { "id": 3, "name": "田中 陽子", "department": "技術部" },
        "cursor": watermark, "badge": { "addressed": 1, "unread": 2 }, "heartbeat_ms": 30_000,
        "frame_max_bytes": 1_000, "server": "0.1.0", "at": 0,
    })
}

fn event(seq: u64, cursor: u64) -> Value {
    json!({ "type": "event", "seq": seq, "cursor": cursor, "kind": "deal_changed", "at": 0, "by": null, "deal": 9 })
}

fn own(seq: u64, cursor: u64, client_ref: &str) -> Value {
    let mut frame = event(seq, cursor);
    frame["client_ref"] = json!(client_ref);
    frame
}

fn resync() -> Value {
    json!({ "type": "resync", "cursor": 1_000 })
}

fn told(effects: &[Effect<u32>]) -> Vec<u64> {
    let seq = |effect: &Effect<u32>| match effect {
        Effect::Happen(Happening::Event { frame, .. }) => Some(frame.seq.0),
        Effect::Happen(Happening::Glance { glance, .. }) => Some(glance.seq.0),
        _ => None,
    };
    effects.iter().filter_map(seq).collect()
}

fn sent(effects: &[Effect<u32>]) -> Vec<String> {
    effects
        .iter()
        .filter_map(|e| if let Effect::Send(frame) = e { Some(frame.clone()) } else { None })
        .collect()
}

fn wants_fetch(effects: &[Effect<u32>]) -> bool {
    effects.contains(&Effect::Happen(Happening::Resync))
}

#[test]
fn a_first_session_starts_where_the_server_is() {
    let mut line = Line::new(None);
    let effects = line.open(10);
    assert!(sent(&effects).is_empty());
    assert_eq!(line.cursor(), Some(10));
    assert_eq!(line.told(event(11, 10)), [11]);
    assert_eq!(line.told(event(12, 11)), [12]);
    assert_eq!(line.cursor(), Some(11));
}

#[test]
fn a_session_that_was_here_before_resumes_from_its_cursor() {
    let mut line = Line::new(Some(7));
    assert_eq!(sent(&line.open(10)), [r#"{"type":"resume","cursor":7}"#]);
    assert_eq!(line.told(event(8, 10)), [8]);
    let through = line.hear(json!({ "type": "resumed", "cursor": 10 }));
    assert_eq!(through, [Effect::Happen(Happening::Advanced { keep: Seq(10) })]);
    assert_eq!(line.cursor(), Some(10));
}

#[test]
fn events_that_come_out_of_order_are_all_told_and_the_cursor_follows_the_watermark() {
    let mut line = Line::new(None);
    line.open(10);
    assert_eq!(line.told(event(13, 10)), [13]);
    assert_eq!(line.told(event(11, 10)), [11]);
    assert_eq!(line.cursor(), Some(10), "12 may still come");
    assert_eq!(line.told(event(12, 10)), [12]);
    assert_eq!(line.told(event(14, 13)), [14]);
    assert_eq!(line.cursor(), Some(13));
}

#[test]
fn what_came_beyond_the_cursor_before_a_loss_is_not_told_again_by_the_resume() {
    let mut line = Line::new(None);
    line.open(10);
    line.told(event(13, 10));
    line.lose();
    assert_eq!(sent(&line.open(14)), [r#"{"type":"resume","cursor":10}"#]);
    assert_eq!(line.told(event(11, 14)), [11]);
    assert!(line.told(event(13, 14)).is_empty());
    assert_eq!(line.told(event(14, 14)), [14]);
    line.hear(json!({ "type": "resumed", "cursor": 14 }));
    assert_eq!(line.cursor(), Some(14));
    assert!(line.told(event(14, 14)).is_empty());
}

#[test]
fn a_loss_in_the_middle_of_a_resume_leaves_no_hole() {
    let mut line = Line::new(Some(10));
    line.open(20);
    // The watermark on the frame speaks of live events, not of how far the resume has come.
    assert_eq!(line.told(event(11, 20)), [11]);
    line.lose();
    assert_eq!(sent(&line.open(21)), [r#"{"type":"resume","cursor":10}"#]);
    assert!(line.told(event(11, 21)).is_empty());
    assert_eq!(line.told(event(12, 21)), [12]);
}

#[test]
fn one_event_may_say_two_things() {
    let mut line = Line::new(None);
    line.open(10);
    assert_eq!(line.told(event(11, 10)), [11]);
    let mut lost = event(11, 10);
    lost["kind"] = json!("access_lost");
    assert_eq!(line.told(lost.clone()), [11]);
    assert!(line.told(lost).is_empty());
}

#[test]
fn a_pong_moves_the_cursor_of_a_session_to_which_nothing_happens() {
    let mut line = Line::new(None);
    line.open(10);
    let effects = line.hear(json!({ "type": "pong", "cursor": 400 }));
    assert_eq!(effects, [Effect::Happen(Happening::Advanced { keep: Seq(400) })]);
    assert!(line.hear(json!({ "type": "pong", "cursor": 400 })).is_empty());
}

#[test]
fn a_cursor_that_is_too_old_asks_for_a_fetch_and_goes_on_from_its_page() {
    let mut line = Line::new(Some(3));
    line.open(1_000);
    assert!(wants_fetch(&line.hear(resync())));
    assert_eq!(line.cursor(), None);
    assert!(line.told(event(1_001, 1_000)).is_empty(), "the resume from the page brings it");
    assert_eq!(line.fetched(1_000), [r#"{"type":"resume","cursor":1000}"#]);
    assert_eq!(line.told(event(1_001, 1_001)), [1_001]);
    line.hear(json!({ "type": "resumed", "cursor": 1_001 }));
    assert_eq!(line.cursor(), Some(1_001));
}

#[test]
fn what_was_told_before_a_fetch_and_is_newer_than_its_page_is_not_told_again() {
    let mut line = Line::new(Some(3));
    line.open(1_000);
    assert_eq!(line.told(event(1_005, 1_000)), [1_005], "live, before the resume was answered");
    line.hear(resync());
    line.fetched(1_002);
    assert_eq!(line.told(event(1_004, 1_005)), [1_004]);
    assert!(line.told(event(1_005, 1_005)).is_empty());
}

#[test]
fn a_fetch_that_was_owed_when_the_line_broke_is_asked_for_again() {
    let mut line = Line::new(Some(3));
    line.open(1_000);
    line.hear(resync());
    line.lose();
    let effects = line.open(2_000);
    assert!(sent(&effects).is_empty(), "there is nothing to resume from");
    assert!(wants_fetch(&effects));
    // The page of the first fetch comes late and is as good as any: the resume fills what lies between.
    assert_eq!(line.fetched(1_000), [r#"{"type":"resume","cursor":1000}"#]);
    assert_eq!(line.told(event(1_500, 2_000)), [1_500]);
}

#[test]
fn a_fetch_without_a_line_is_where_the_next_one_resumes() {
    let mut line = Line::new(Some(3));
    line.open(1_000);
    line.hear(resync());
    line.lose();
    assert!(line.fetched(1_000).is_empty());
    assert_eq!(sent(&line.open(2_000)), [r#"{"type":"resume","cursor":1000}"#]);
}

#[test]
fn a_flood_of_events_in_a_resume_ends_in_a_fetch_and_the_answer_of_that_resume_counts_no_more() {
    let mut line = Line::reading(Some(0), Detail::Glance);
    line.open(100_000);
    let asked_at = (1..=100_000).find(|seq| wants_fetch(&line.hear(event(*seq, 100_000)))).unwrap();
    assert_eq!(asked_at, 65_537);
    assert_eq!(line.fetched(90_000), [r#"{"type":"resume","cursor":90000}"#]);
    assert!(line.hear(json!({ "type": "resumed", "cursor": 100_000 })).is_empty());
    assert_eq!(line.cursor(), Some(90_000), "what was dropped meanwhile is still to come");
    assert_eq!(line.told(event(90_001, 100_000)), [90_001]);
    line.hear(json!({ "type": "resumed", "cursor": 100_000 }));
    assert_eq!(line.cursor(), Some(100_000));
}

#[test]
fn a_cursor_from_the_future_is_answered_by_a_fetch() {
    let mut line = Line::new(Some(500));
    line.open(20);
    let frame = json!({ "type": "rejected", "client_ref": null, "code": "bad_cursor", "detail": "", "retryable": false });
    assert!(wants_fetch(&line.hear(frame)));
    line.fetched(20);
    line.hear(json!({ "type": "resumed", "cursor": 20 }));
    assert_eq!(line.told(event(21, 20)), [21]);
}

#[test]
fn a_command_is_done_when_its_own_frame_comes() {
    let mut line = Line::new(None);
    line.open(10);
    assert_eq!(sent(&line.command("a", 1)), ["frame a"]);
    let effects = line.hear(own(11, 10, "a"));
    assert_eq!(effects[0], Effect::Settle(1, Outcome::Done { seq: Seq(11) }));
    assert_eq!(told(&effects), [11]);
    assert_eq!(line.protocol.under_way(), 0);
}

#[test]
fn a_command_without_an_answer_goes_out_again_after_the_resume() {
    let mut line = Line::new(None);
    line.open(10);
    line.command("a", 1);
    line.command("b", 2);
    line.lose();
    assert!(sent(&line.command("c", 3)).is_empty(), "there is no line");
    assert_eq!(sent(&line.open(12)), [r#"{"type":"resume","cursor":10}"#]);
    let effects = line.hear(own(11, 12, "a"));
    assert_eq!(effects[0], Effect::Settle(1, Outcome::Done { seq: Seq(11) }), "the resume itself answered");
    assert_eq!(sent(&line.hear(json!({ "type": "resumed", "cursor": 12 }))), ["frame b", "frame c"]);
}

#[test]
fn the_old_event_of_a_command_that_was_sent_twice_settles_it_and_is_not_told_again() {
    let mut line = Line::new(None);
    line.open(10);
    line.told(event(11, 10));
    line.told(event(12, 11));
    line.command("a", 1);
    let effects = line.hear(own(11, 12, "a"));
    assert_eq!(effects, [Effect::Settle(1, Outcome::Done { seq: Seq(11) })]);
}

#[test]
fn a_refused_command_is_settled_with_its_reason() {
    let mut line = Line::new(None);
    line.open(10);
    line.command("a", 1);
    let frame = json!({ "type": "rejected", "client_ref": "a", "code": "busy", "detail": "later", "retryable": true });
    let outcome = Outcome::Rejected { code: Code::Busy, detail: "later".to_owned(), retryable: true };
    assert_eq!(line.hear(frame), [Effect::Settle(1, outcome)]);
}

#[test]
fn commands_are_bounded_unique_and_no_larger_than_the_server_takes() {
    let code = |effects: &[Effect<u32>]| match effects {
        [Effect::Settle(_, Outcome::Rejected { code, .. })] => Some(*code),
        _ => None,
    };
    let mut line = Line::new(None);
    line.open(10);
    line.command("a", 1);
    assert_eq!(code(&line.command("a", 2)), Some(Code::ClientRefReused));
    assert_eq!(code(&line.command(&"x".repeat(1_000), 3)), Some(Code::TooLarge));
    for client_ref in ["b", "c", "d"] {
        line.command(client_ref, 4);
    }
    assert_eq!(code(&line.command("e", 5)), Some(Code::Busy));
}

#[test]
fn watched_deals_are_watched_over_every_line() {
    let mut line = Line::new(None);
    let mut effects = Vec::new();
    assert!(line.protocol.watch(DealId(9), &mut effects));
    assert!(effects.is_empty());
    assert_eq!(sent(&line.open(10)), [r#"{"type":"watch","deal":9}"#]);
    line.protocol.unwatch(DealId(9), &mut effects);
    assert_eq!(sent(&effects), [r#"{"type":"unwatch","deal":9}"#]);
    line.lose();
    line.open(11);
    assert!(sent(&line.hear(json!({ "type": "resumed", "cursor": 11 }))).is_empty());
}

#[test]
fn a_mark_goes_over_a_second_line_unless_its_own_event_confirmed_it() {
    let mut line = Line::new(None);
    line.open(10);
    let mut effects = Vec::new();
    line.protocol.mark(vec![ReportId(4)], "read 4".to_owned(), &mut effects);
    line.protocol.mark(vec![ReportId(5)], "read 5".to_owned(), &mut effects);
    assert_eq!(sent(&effects), ["read 4", "read 5"]);
    let mut read = event(11, 10);
    read["kind"] = json!("read");
    read["reports"] = json!([4]);
    line.hear(read);
    for expected in [&["read 5"][..], &[]] {
        line.lose();
        line.open(12);
        assert_eq!(sent(&line.hear(json!({ "type": "resumed", "cursor": 12 }))), expected);
    }
}

#[test]
fn close_codes_and_statuses_say_whether_to_come_back() {
    let closed = |code| Loss::Closed { code, reason: "why".to_owned() };
    let refused = |status| Loss::Refused { status, retry_after: None };
    let back = [closed(4000), closed(4001), closed(4499), closed(1005), closed(1006), closed(1012)];
    let also = [refused(503), refused(429), refused(502), Loss::Broken, Loss::Silent, Loss::Asked];
    for loss in back.into_iter().chain(also) {
        assert!(Line::new(None).protocol.lost(&loss, 0.5).is_ok(), "{loss}");
    }
    for code in [4500, 4501, 4502, 4503, 4999, 1002, 1009] {
        let ended = Line::new(None).protocol.lost(&closed(code), 0.5);
        assert_eq!(ended, Err(Ended::Closed { code, reason: "why".to_owned() }));
    }
    for status in [400, 401, 403, 404] {
        assert_eq!(Line::new(None).protocol.lost(&refused(status), 0.5), Err(Ended::Refused(status)));
    }
    assert_eq!(Line::new(None).protocol.lost(&Loss::WrongProtocol, 0.5), Err(Ended::WrongProtocol));
}

#[test]
fn the_window_of_a_goodbye_replaces_the_first_back_off_and_a_good_line_starts_anew() {
    let mut line = Line::new(None);
    line.open(10);
    line.hear(json!({ "type": "bye", "retry_after_ms": 8_000 }));
    assert_eq!(line.lose(), Duration::from_secs(8));
    assert_eq!(line.lose(), Duration::from_millis(500));
    let wait = Loss::Refused { status: 503, retry_after: Some(Duration::from_secs(5)) };
    assert_eq!(
        line.protocol.lost(&wait, 0.0),
        Ok(Duration::from_secs(5)),
        "never earlier than the server says"
    );
    line.open(10);
    assert_eq!(line.lose(), Duration::from_secs(2), "a greeting alone proves nothing");
    line.open(10);
    line.protocol.tick(&mut Vec::new());
    assert_eq!(line.lose(), Duration::from_millis(250));
}

#[test]
fn a_line_on_which_nothing_is_heard_counts_as_dead_after_one_and_a_half_heartbeats() {
    let mut line = Line::new(None);
    line.open(10);
    assert_eq!(line.protocol.tick_every(), Duration::from_secs(15));
    let mut effects = Vec::new();
    assert_eq!(line.protocol.tick(&mut effects), Pulse::Alive);
    assert_eq!(sent(&effects), [r#"{"type":"ping"}"#]);
    assert_eq!(line.protocol.tick(&mut effects), Pulse::Alive);
    line.hear(json!({ "type": "pong", "cursor": 10 }));
    for expected in [Pulse::Alive, Pulse::Alive, Pulse::Alive, Pulse::Silent] {
        assert_eq!(line.protocol.tick(&mut effects), expected);
    }
}

#[test]
fn a_session_that_only_looks_is_told_number_kind_and_card() {
    let mut line = Line::reading(None, Detail::Glance);
    line.open(10);
    let mut frame = own(11, 10, "a");
    frame["kind"] = json!("report_filed");
    frame["card"] = json!({ "seq": 11, "id": 11, "text": "長い本文", "audience": 12 });
    let effects = line.hear(frame);
    let [Effect::Happen(Happening::Glance { glance, keep: Some(Seq(10)) })] = &effects[..] else {
        panic!("{effects:?}");
    };
    assert_eq!((glance.seq, glance.kind), (Seq(11), EventKind::ReportFiled));
    assert_eq!((glance.report, glance.audience), (Some(ReportId(11)), 12));
    assert_eq!(glance.client_ref.as_deref(), Some("a"));
    assert_eq!(line.hear(json!({ "type": "badge", "addressed": 1, "unread": 1 })).len(), 1);
}

#[test]
fn words_that_a_newer_server_says_are_passed_by() {
    let mut line = Line::new(None);
    line.open(10);
    assert!(line.hear(json!({ "type": "of_tomorrow" })).is_empty());
    assert!(line.hear(json!(7)).is_empty());
    let mut effects = Vec::new();
    line.protocol.frame("not JSON", &mut effects);
    assert!(effects.is_empty());
}
