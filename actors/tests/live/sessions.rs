//! Live sessions: acknowledgements, references, refusals, signing out, draining.

use futures_util::{SinkExt, StreamExt};
use tokio_tungstenite::tungstenite::Message;
use uchite_domain::{ClientFrame, Code, Event, EventKind, Scope, Seq, ServerFrame, TokenKind};
use uchite_storage::fixture::text_report;

use crate::scene::{Live, Stage, secret};

async fn rejection(live: &mut Live) -> (Option<String>, Code) {
    loop {
        if let ServerFrame::Rejected { client_ref, code, .. } = live.next().await {
            return (client_ref, code);
        }
    }
}

#[actix::test]
async fn a_filed_report_is_acknowledged_by_its_own_frame() {
    let scene = Stage::default().open().await;
    let company = &scene.company;
    let mut live = scene.session(company.tanaka).await;
    let report = Box::new(text_report(company, company.open_deal, "訪問しました"));
    let frame = ClientFrame::FileReport { client_ref: "a-1".to_owned(), report };
    live.send(&frame).await;
    let first = live.event().await;
    assert_eq!(first.client_ref.as_deref(), Some("a-1"));
    assert_eq!(first.kind, EventKind::ReportFiled);

    // The same again is acknowledged again and filed once.
    live.send(&frame).await;
    let again = live.event().await;
    assert_eq!((again.seq, again.client_ref.as_deref()), (first.seq, Some("a-1")));
    assert_eq!(again.card, first.card);
    assert_eq!(scene.log.head(), first.seq);
}

#[actix::test]
async fn a_reference_used_for_something_else_is_refused() {
    let scene = Stage::default().open().await;
    let company = &scene.company;
    let mut live = scene.session(company.tanaka).await;
    for (text, expected) in [("一", None), ("二", Some(Code::ClientRefReused))] {
        let report = Box::new(text_report(company, company.open_deal, text));
        live.send(&ClientFrame::FileReport { client_ref: "same".to_owned(), report }).await;
        match expected {
            None => assert_eq!(live.event().await.kind, EventKind::ReportFiled),
            Some(code) => assert_eq!(rejection(&mut live).await, (Some("same".to_owned()), code)),
        }
    }
}

#[actix::test]
async fn frames_that_cannot_be_taken_are_refused_with_their_code_and_the_session_goes_on() {
    let scene = Stage::default().open().await;
    let company = &scene.company;
    let mut live = scene.session(company.tanaka).await;
    let deal = company.open_deal;
    let cases: Vec<(String, Code)> = vec![
        ("not json".to_owned(), Code::Malformed),
        ("[]".to_owned(), Code::Malformed),
        (r#"{"type":"dance"}"#.to_owned(), Code::Malformed),
        (r#"{"type":"ping","tempo":3}"#.to_owned(), Code::UnknownField),
        (r#"{"type":"resume","cursor":-1}"#.to_owned(), Code::Malformed),
        (r#"{"type":"resume","cursor":9007199254740991}"#.to_owned(), Code::BadCursor),
        (r#"{"type":"read","report":1,"upto":9007199254740991}"#.to_owned(), Code::BadCursor),
        (r#"{"type":"watch","deal":999999}"#.to_owned(), Code::NotFound),
        (
            format!(r#"{{"type":"file_report","client_ref":"","report":{{"deal":{deal},"template":1}}}}"#),
            Code::TextRequired,
        ),
        (
            format!(
                r#"{{"type":"file_report","client_ref":"x","report":{{"deal":{deal},"template":999999}}}}"#
            ),
            Code::UnknownReference,
        ),
        (
            r#"{"type":"reply","client_ref":"y","report":999999,"reply":{"kind":"advice","text":"a"}}"#
                .to_owned(),
            Code::NotFound,
        ),
    ];
    for (text, expected) in cases {
        live.send_text(text.clone()).await;
        assert_eq!(rejection(&mut live).await.1, expected, "{text}");
    }
    live.socket.send(Message::binary(vec![1, 2, 3])).await.unwrap();
    assert_eq!(rejection(&mut live).await.1, Code::BinaryFrame);
    // It is still alive.
    scene.file(company.tanaka, deal, "まだ動いています").await;
    assert_eq!(live.event().await.kind, EventKind::ReportFiled);
}

#[actix::test]
async fn a_thousand_frames_at_once_cost_strikes_and_then_the_session() {
    let scene = Stage::default().open().await;
    let mut live = scene.session(scene.company.tanaka).await;
    for _ in 0..1_000 {
        if live.socket.feed(Message::text(r#"{"type":"ping"}"#)).await.is_err() {
            break;
        }
    }
    let _ = live.socket.flush().await;
    let mut limited = 0;
    let code = loop {
        match live.come().await {
            crate::scene::Came::Frame(frame) => {
                if matches!(*frame, ServerFrame::Rejected { code: Code::RateLimited, .. }) {
                    limited += 1;
                }
            }
            crate::scene::Came::Closed(code) => break code,
        }
    };
    assert!(limited > 10);
    assert_eq!(code, Some(4501));
}

#[actix::test]
async fn revoking_the_token_ends_the_open_session_at_once() {
    let scene = Stage::default().open().await;
    let company = &scene.company;
    let mut live = scene.session(company.tanaka).await;
    let token = scene.house.authenticate(&secret(company.tanaka)).unwrap().token;
    let revoked = Event::TokenRevoked { member: company.tanaka, token };
    scene.house.member_event(Some(company.tanaka), revoked).await.unwrap();
    scene.file(company.suzuki, company.open_deal, "もう届かない").await;
    assert_eq!(live.end().await, Some(4500));
    assert_eq!(scene.house.authenticate(&secret(company.tanaka)), None);
}

#[actix::test]
async fn the_close_frame_says_its_reason_in_words() {
    let scene = Stage::default().open().await;
    let company = &scene.company;
    let mut live = scene.session(company.tanaka).await;
    let token = scene.house.authenticate(&secret(company.tanaka)).unwrap().token;
    let revoked = Event::TokenRevoked { member: company.tanaka, token };
    scene.house.member_event(Some(company.tanaka), revoked).await.unwrap();
    let reason = loop {
        match live.socket.next().await {
            Some(Ok(Message::Close(frame))) => break frame.map(|frame| frame.reason.to_string()),
            Some(Ok(_)) => {}
            end => panic!("no close frame: {end:?}"),
        }
    };
    assert_eq!(reason.as_deref(), Some("signed_out"));
}

#[actix::test]
async fn a_token_that_may_only_read_files_nothing() {
    let scene = Stage::default().open().await;
    let company = &scene.company;
    let issued = Event::TokenIssued {
        member: company.suzuki,
        kind: TokenKind::Personal,
        name: "reader".to_owned(),
        digest: uchite_actors::token_digest("read-only"),
        scopes: vec![Scope::Read],
        expires_at: uchite_domain::Timestamp::MAX,
        address: String::new(),
    };
    scene.house.member_event(None, issued).await.unwrap();
    let caller = scene.house.authenticate("read-only").unwrap();
    assert_eq!(caller.scopes, vec![Scope::Read]);
}

#[actix::test]
async fn a_member_with_many_sessions_loses_the_oldest() {
    let mut stage = Stage::default();
    stage.settings.sessions_per_member = 3;
    let scene = stage.open().await;
    let member = scene.company.tanaka;
    let mut sessions = Vec::new();
    for _ in 0..4 {
        sessions.push(scene.session(member).await);
    }
    assert_eq!(sessions[0].end().await, Some(4502));
    assert!(sessions[3].settle().await.is_empty());
}

#[actix::test]
async fn a_session_that_says_nothing_is_closed_as_quiet() {
    let scene = Stage::default().open().await;
    let mut live = scene.session(scene.company.tanaka).await;
    scene.clock.forward_ms(10 * 60 * 1_000);
    assert_eq!(live.end().await, Some(4002));
}

#[actix::test]
async fn draining_says_bye_and_refuses_commands_with_a_retryable_code() {
    let scene = Stage::default().open().await;
    let company = &scene.company;
    let mut live = scene.session(company.tanaka).await;
    scene.file(company.suzuki, company.open_deal, "最後の報告").await;
    scene.house.drain().await;
    let mut said_bye = false;
    let code = loop {
        match live.come().await {
            crate::scene::Came::Frame(frame) => said_bye |= matches!(*frame, ServerFrame::Bye { .. }),
            crate::scene::Came::Closed(code) => break code,
        }
    };
    assert!(said_bye);
    assert_eq!(code, Some(4000));
    let report = Box::new(text_report(company, company.open_deal, "遅すぎ"));
    let command = uchite_domain::DealCommand::FileReport(report);
    let refused = scene.house.deal_command(company.tanaka, company.open_deal, None, command).await;
    assert_eq!(refused.unwrap_err().code, Code::Draining);
}

#[actix::test]
async fn an_old_cursor_gets_resync_and_the_cursor_of_another_member_shows_nothing_of_theirs() {
    let mut stage = Stage::default();
    stage.settings.ring_events = 4;
    let scene = stage.open().await;
    let company = &scene.company;
    for number in 0..8 {
        scene.file(company.suzuki, company.team_deal, &format!("{number}")).await;
    }
    let mut live = scene.session(company.tanaka).await;
    live.send(&ClientFrame::Resume { cursor: Seq(1) }).await;
    match live.next().await {
        ServerFrame::Resync { cursor } => assert_eq!(cursor, scene.log.head()),
        other => panic!("expected resync, got {other:?}"),
    }
    // The engineer's cursor in tanaka's hands: the reports of the team are not for tanaka.
    let (events, _) = live.resume(Seq(scene.log.head().0 - 2)).await;
    assert!(events.is_empty());
}

#[actix::test]
async fn reading_is_told_to_the_readers_own_sessions_and_to_the_author() {
    let scene = Stage::default().open().await;
    let company = &scene.company;
    let mut author = scene.session(company.tanaka).await;
    let mut reader = scene.session(company.west_head).await;
    let mut phone = scene.session(company.west_head).await;
    let report = scene.file(company.tanaka, company.open_deal, "読んでください").await;
    let filed = reader.event().await;
    assert_eq!(filed.badge.map(|b| b.unread), Some(1));
    assert_eq!(phone.event().await.seq, filed.seq);
    assert_eq!(author.event().await.seq, filed.seq);
    reader.send(&ClientFrame::Read { report, upto: filed.seq }).await;
    let read = phone.event().await;
    assert_eq!((read.kind, read.unread, read.reports.clone()), (EventKind::Read, Some(false), vec![report]));
    assert_eq!(read.badge.map(|b| b.unread), Some(0));
    let receipt = author.event().await;
    assert_eq!((receipt.kind, receipt.by.unwrap().id), (EventKind::Receipt, company.west_head));
    let ledger = scene.house.ledger(company.tanaka, report).unwrap();
    let entry = ledger.entries.iter().find(|e| e.member.id == company.west_head).unwrap();
    assert!(entry.delivered_at.is_some() && entry.read_at.is_some());
    assert_eq!(scene.house.store().badge(company.west_head).unwrap().unread, 0);
}

#[actix::test]
async fn fragments_are_put_together_and_an_endless_one_is_refused() {
    use tokio_tungstenite::tungstenite::protocol::frame::Frame;
    use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};
    let scene = Stage::default().open().await;
    let mut live = scene.session(scene.company.tanaka).await;
    let parts = [
        (OpCode::Data(Data::Text), r#"{"type":"#, false),
        (OpCode::Data(Data::Continue), r#""ping"}"#, true),
    ];
    for (opcode, text, last) in parts {
        let frame = Frame::message(text.as_bytes().to_vec(), opcode, last);
        live.socket.send(Message::Frame(frame)).await.unwrap();
    }
    assert!(matches!(live.next().await, ServerFrame::Pong { .. }));
    let first = Frame::message(vec![b'a'; 60_000], OpCode::Data(Data::Text), false);
    live.socket.send(Message::Frame(first)).await.unwrap();
    for _ in 0..2 {
        let more = Frame::message(vec![b'a'; 60_000], OpCode::Data(Data::Continue), false);
        live.socket.send(Message::Frame(more)).await.unwrap();
    }
    assert_eq!(rejection(&mut live).await.1, Code::TooLarge);
    drop(live.socket.next());
}

#[actix::test]
async fn a_text_that_is_not_utf_8_is_refused_and_reserved_bits_end_the_session() {
    use tokio_tungstenite::tungstenite::protocol::frame::Frame;
    use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};
    let scene = Stage::default().open().await;
    let mut live = scene.session(scene.company.tanaka).await;
    let broken = Frame::message(b"{\"type\":\"\xff\"}".to_vec(), OpCode::Data(Data::Text), true);
    live.socket.send(Message::Frame(broken)).await.unwrap();
    assert_eq!(rejection(&mut live).await.1, Code::InvalidUtf8);
    // The frames behind it are read as ever.
    assert!(live.settle().await.is_empty());
    let mut reserved = Frame::message(b"{}".to_vec(), OpCode::Data(Data::Text), true);
    reserved.header_mut().rsv2 = true;
    live.socket.send(Message::Frame(reserved)).await.unwrap();
    assert_eq!(live.end().await, Some(1002));
}
