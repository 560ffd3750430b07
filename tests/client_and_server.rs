//! The Rust client against the real server: what the one promises, the other keeps.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::time::Duration;

use serde_json::json;
use support::{Founded, House, Member, Options, QUIET, next, until};
use uchite_client::domain::{Code, EventFrame, EventKind, NewReply, Scope, Seq};
use uchite_client::{Credential, Ended, EventStream, Happening, Outcome, Session, SessionConfig};

/// The next event of a kind.
async fn event(stream: &mut EventStream, kind: EventKind) -> EventFrame {
    next(stream, |happening| match happening {
        Happening::Event { frame, .. } if frame.kind == kind => Some(*frame),
        _ => None,
    })
    .await
}

async fn connected(stream: &mut EventStream) {
    next(stream, |happening| matches!(happening, Happening::Connected { .. }).then_some(())).await;
}

/// Somebody of the first deal's team, who gets its reports without being the author.
fn colleague(house: &House) -> Member {
    let author = house.author();
    (0..house.organisation.members.len())
        .map(|place| house.member(place))
        .find(|m| m.id != author.id)
        .unwrap()
}

fn reply(text: &str) -> NewReply {
    serde_json::from_value(json!({ "kind": "advice", "text": text })).unwrap()
}

#[tokio::test]
async fn a_first_admin_signs_in_and_gets_a_token_for_a_program() {
    let house = Founded::new().await;
    let wrong = house.server.api().unwrap().sign_in("admin", "not the password").await.unwrap_err();
    assert_eq!(wrong.code(), Some(Code::WrongCredentials));
    let admin = house.admin().await;
    let me = admin.me().await.unwrap();
    assert_eq!((me.member.fields.login.as_str(), me.organisation.as_str()), ("admin", "試験株式会社"));
    let token = admin.issue_token("週報の集計", &[Scope::Read]).await.unwrap();
    let program = house.server.api().unwrap().with(Credential::bearer(token.secret));
    assert_eq!(program.me().await.unwrap().scopes, [Scope::Read]);
    let refused = program.issue_token("もう一つ", &[Scope::Read]).await.unwrap_err();
    assert_eq!(refused.code(), Some(Code::Forbidden));
    admin.sign_out().await.unwrap();
    assert_eq!(admin.me().await.unwrap_err().code(), Some(Code::Unauthenticated));
}

#[tokio::test]
async fn a_report_filed_by_frame_reaches_a_colleague_live_and_the_reply_comes_back() {
    let house = House::new().await;
    let (author, other) = (house.author(), colleague(&house));
    let (mine, mut at_mine) = author.session();
    let (theirs, mut at_theirs) = other.session();
    connected(&mut at_mine).await;
    connected(&mut at_theirs).await;

    let filed = mine.file("r-1", house.report("本日訪問。")).unwrap().outcome().await.unwrap();
    let Outcome::Done { seq } = filed else { panic!("{filed:?}") };
    let live = event(&mut at_theirs, EventKind::ReportFiled).await;
    assert_eq!((live.seq, live.client_ref), (seq, None));
    let card = live.card.unwrap();
    let fetched = other.api.report(card.body.id).await.unwrap().card;
    assert_eq!(card, fetched, "live equals fetched");

    theirs.reply("a-1", card.body.id, reply("性能の事例を見せましょう。")).unwrap().outcome().await.unwrap();
    let answered = event(&mut at_mine, EventKind::ReplyAdded).await;
    assert_eq!(answered.card.unwrap().body.replies[0].text, "性能の事例を見せましょう。");
    assert_eq!(author.api.badge().await.unwrap().addressed, 1);
    mine.read(card.body.id, answered.seq).unwrap();
    event(&mut at_mine, EventKind::Read).await;
    assert_eq!(author.api.badge().await.unwrap().addressed, 0);
}

#[tokio::test]
async fn the_same_reference_over_http_and_by_frame_files_one_report() {
    let house = House::new().await;
    let author = house.author();
    let (session, _stream) = author.session();
    let first = author.api.file("same", &house.report("一度だけ。")).await.unwrap();
    let again = session.file("same", house.report("一度だけ。")).unwrap().outcome().await.unwrap();
    assert_eq!(again, Outcome::Done { seq: first.seq });
    assert!(author.api.file("same", &house.report("一度だけ。")).await.unwrap().repeated);
    let other = session.file("same", house.report("別の報告。")).unwrap().outcome().await.unwrap();
    assert!(
        matches!(other, Outcome::Rejected { code: Code::ClientRefReused, retryable: false, .. }),
        "{other:?}"
    );
}

#[tokio::test]
async fn what_happened_while_the_server_was_killed_and_a_session_away_is_told_once_and_in_full() {
    let mut house = House::new().await;
    let (author, other) = (house.author(), colleague(&house));
    let (_theirs, mut at_theirs) = other.session();
    connected(&mut at_theirs).await;
    let first = author.api.file("r-1", &house.report("一件目。")).await.unwrap();
    assert_eq!(event(&mut at_theirs, EventKind::ReportFiled).await.seq, first.seq);
    house.crash().await;
    let second = author.api.file("r-2", &house.report("二件目。")).await.unwrap();
    assert_eq!(event(&mut at_theirs, EventKind::ReportFiled).await.seq, second.seq);
    let timeline = other.api.timeline(&[]).await.unwrap();
    let reports: Vec<u64> = timeline.cards.iter().map(|card| card.body.id.0).collect();
    assert_eq!(reports, [second.seq.0, first.seq.0]);
}

#[tokio::test]
async fn a_page_and_a_session_that_starts_from_its_cursor_join_without_a_hole() {
    let house = House::new().await;
    let (author, other) = (house.author(), colleague(&house));
    let page = other.api.timeline(&[]).await.unwrap();
    let between = author.api.file("r-1", &house.report("間の一件。")).await.unwrap();
    let mut config = SessionConfig::new(&other.api).unwrap();
    config.cursor = Some(page.cursor);
    let (session, mut stream) = Session::connect(config);
    assert_eq!(event(&mut stream, EventKind::ReportFiled).await.seq, between.seq);
    until("the resume is through", async || session.cursor().is_some_and(|c| c >= between.seq)).await;
}

#[tokio::test]
async fn a_cursor_from_another_world_is_answered_by_a_fetch_after_which_all_goes_on() {
    let house = House::new().await;
    let (author, other) = (house.author(), colleague(&house));
    let mut config = SessionConfig::new(&other.api).unwrap();
    config.cursor = Some(Seq(1 << 40));
    let (session, mut stream) = Session::connect(config);
    next(&mut stream, |happening| (happening == Happening::Resync).then_some(())).await;
    let page = other.api.timeline(&[]).await.unwrap();
    let between = author.api.file("r-1", &house.report("取得のあと。")).await.unwrap();
    session.fetched(page.cursor).unwrap();
    assert_eq!(event(&mut stream, EventKind::ReportFiled).await.seq, between.seq);
}

#[tokio::test]
async fn a_token_that_is_revoked_ends_its_session_for_good() {
    let house = House::new().await;
    let other = colleague(&house);
    let (_session, mut stream) = other.session();
    connected(&mut stream).await;
    let token = other.api.me().await.unwrap().token;
    other.api.delete(&format!("me/tokens/{token}")).await.unwrap();
    let ended = tokio::time::timeout(support::PATIENCE, stream.ended()).await.unwrap();
    assert!(matches!(ended, Ended::Closed { code: 4500, .. }), "{ended:?}");
}

#[tokio::test]
async fn a_server_that_goes_down_in_order_says_when_to_come_back_and_finds_its_sessions_again() {
    let config = format!("{QUIET}[sessions]\nheartbeat_ms = 1000\n");
    let mut house = House::with(Options { config, ..Options::default() }).await;
    let (_session, mut stream) = colleague(&house).session();
    connected(&mut stream).await;
    assert_eq!(house.server.stop().await.unwrap(), Some(0));
    let loss = next(&mut stream, |happening| match happening {
        Happening::Lost { loss, back_in } => Some((loss.to_string(), back_in)),
        _ => None,
    })
    .await;
    assert_eq!(loss.0, "closed with code 4000 (draining)");
    assert!(loss.1 <= Duration::from_secs(10), "{loss:?}");
    house.server.start_again().await.unwrap();
    connected(&mut stream).await;
}
