//! Bookmarks: told to the member's own sessions, kept live, bounded.

use uchite_domain::{Code, DealCommand, Event, EventKind, NewReply, ReplyKind, ReportId, limits};

use crate::scene::Stage;

#[actix::test]
async fn a_bookmark_is_told_to_all_devices_of_its_member_and_to_nobody_else() {
    let scene = Stage::default().open().await;
    let company = &scene.company;
    let report = scene.file(company.tanaka, company.open_deal, "訪問").await;
    let mut phone = scene.session(company.west_head).await;
    let mut desk = scene.session(company.west_head).await;
    let mut author = scene.session(company.tanaka).await;
    let before = phone.settle().await.last().map(|frame| frame.seq);
    scene.house.bookmark(company.west_head, report, true).await.unwrap();
    for device in [&mut phone, &mut desk] {
        let frame = device.event().await;
        assert_eq!((frame.kind, frame.bookmarked), (EventKind::Bookmarked, Some(true)));
        assert_eq!((frame.reports, frame.badge, frame.card), (vec![report], None, None));
        assert!(Some(frame.seq) > before);
    }
    assert!(author.settle().await.is_empty());
    // What is so already is no event.
    let head = scene.log.head();
    scene.house.bookmark(company.west_head, report, true).await.unwrap();
    assert_eq!(scene.log.head(), head);
}

#[actix::test]
async fn a_card_that_was_looked_up_and_bookmarked_is_kept_live() {
    let scene = Stage::default().open().await;
    let company = &scene.company;
    let report = scene.file(company.suzuki, company.open_deal, "訪問").await;
    let onlooker = company.technical_head;
    scene.house.bookmark(onlooker, report, true).await.unwrap();
    let mut live = scene.session(onlooker).await;
    let cursor = scene.house.cursor();
    let (kind, text) = (ReplyKind::Information, "次は".to_owned());
    let reply = NewReply { kind, text, mentions: Vec::new(), files: Vec::new(), next_move: None };
    let command = DealCommand::Reply { report, reply };
    scene.house.report_command(company.west_head, report, None, command).await.unwrap();
    let frame = live.event().await;
    let card = frame.card.unwrap();
    assert!(card.you.bookmarked && !card.you.unread && card.you.reasons.is_empty());
    assert_eq!(scene.house.store().card(onlooker, report).unwrap().as_ref(), Some(&card));
    let (resumed, _) = live.resume(cursor).await;
    assert_eq!(resumed[0].card.as_ref(), Some(&card));
}

#[actix::test]
async fn bookmarks_are_bounded_and_only_on_what_may_be_seen() {
    let scene = Stage::default().open().await;
    let company = &scene.company;
    let secret = scene.file(company.suzuki, company.team_deal, "内密").await;
    let refused = scene.house.bookmark(company.tanaka, secret, true).await.unwrap_err();
    assert_eq!(refused.code, Code::NotFound);
    let refused = scene.house.bookmark(company.tanaka, secret, false).await.unwrap_err();
    assert_eq!(refused.code, Code::NotFound);
    for n in 0..limits::BOOKMARKS_MAX {
        let report = ReportId(1_000_000 + n as u64);
        let event = Event::BookmarkSet { member: company.tanaka, report, on: true };
        scene.house.member_event(Some(company.tanaka), event).await.unwrap();
    }
    let report = scene.file(company.tanaka, company.open_deal, "訪問").await;
    let refused = scene.house.bookmark(company.tanaka, report, true).await.unwrap_err();
    assert_eq!(refused.code, Code::TooMany);
    scene.house.bookmark(company.tanaka, ReportId(1_000_000), false).await.unwrap();
    scene.house.bookmark(company.tanaka, report, true).await.unwrap();
}
