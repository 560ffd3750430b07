//! What a push service sees, and what comes of its answers. Everything stays on loopback.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod push_service;

use std::time::{Duration, Instant, SystemTime};

use push_service::*;
use uchite_actors::push::payload::MAX_PLAINTEXT_BYTES;
use uchite_actors::push::*;

#[tokio::test]
async fn the_device_reads_what_was_sent_and_the_push_service_sees_only_headers() {
    let (service, browser) = (PushService::http().await, Browser::new());
    let sender = sender_for(&service);
    let outcome = sender.send(&browser.device(service.endpoint()), &note()).await;
    assert_eq!(outcome, Outcome::Accepted { status: 201 });

    let received = service.received().remove(0);
    assert_eq!(received.path, "/wpush/v2/token:1");
    let claims = received.verified_claims(&service.origin());
    assert_eq!(claims["sub"], "mailto:it@uchite.co.jp");
    assert_eq!(received.header("content-encoding"), "aes128gcm");
    assert_eq!(received.header("ttl"), "86400");
    assert_eq!(received.header("urgency"), "high");
    assert_eq!(received.header("topic").len(), 32);
    assert!(received.header("topic").bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'));
    assert_eq!(browser.decrypt(&received.body), note().payload);
}

#[tokio::test]
async fn a_topic_is_the_same_for_a_subject_and_tells_devices_and_subjects_apart() {
    let service = PushService::http().await;
    let sender = sender_for(&service);
    let (first, second) = (Browser::new(), Browser::new());
    let other = PushNote { subject: Some("report:124".into()), ..note() };
    let none = PushNote { subject: None, ..note() };
    for (browser, note) in
        [(&first, &note()), (&first, &note()), (&second, &note()), (&first, &other), (&first, &none)]
    {
        sender.send(&browser.device(service.endpoint()), note).await;
    }
    let topics: Vec<_> = service.received().iter().map(|r| r.header("topic").to_owned()).collect();
    assert_eq!(topics[0], topics[1]);
    assert!(topics[0] != topics[2] && topics[0] != topics[3] && topics[2] != topics[3]);
    assert_eq!(topics[4], "");
    assert_eq!(service.connections(), 1, "one connection serves them all");
    let tokens: Vec<_> = service.received().iter().map(|r| r.header("authorization").to_owned()).collect();
    assert!(tokens.iter().all(|token| *token == tokens[0]), "signed once");
}

#[tokio::test]
async fn the_longest_push_stays_within_what_push_services_take() {
    let (service, browser) = (PushService::http().await, Browser::new());
    let sender = sender_for(&service);
    let mut long = note();
    long.payload.body = "長い本文。".repeat(2000);
    sender.send(&browser.device(service.endpoint()), &long).await;
    let body = service.received().remove(0).body;
    assert!(body.len() <= 4096 && body.len() > MAX_PLAINTEXT_BYTES, "{}", body.len());
    let shown = browser.decrypt(&body);
    assert!(shown.body.ends_with('…') && shown.body.len() > 2500);
    assert_eq!(shown.badge, 3);
}

#[tokio::test]
async fn every_status_has_its_outcome() {
    let (service, browser) = (PushService::http().await, Browser::new());
    let sender = sender_for(&service);
    let device = browser.device(service.endpoint());
    let retry =
        |status, after: Option<u64>| Outcome::RetryAfter { status, after: after.map(Duration::from_secs) };
    for (answer, outcome) in [
        (Answer::status(200), Outcome::Accepted { status: 200 }),
        (Answer::status(201), Outcome::Accepted { status: 201 }),
        (Answer::status(202), Outcome::Accepted { status: 202 }),
        (Answer::status(404), Outcome::Gone { status: 404 }),
        (Answer::status(410), Outcome::Gone { status: 410 }),
        (Answer::status(400), Outcome::Refused { status: 400 }),
        (
            Answer::Say(403, vec![], b"{\"reason\":\"VapidPkHashMismatch\"}".to_vec()),
            Outcome::Refused { status: 403 },
        ),
        (Answer::status(413), Outcome::Refused { status: 413 }),
        (Answer::with(429, "Retry-After", "120"), retry(429, Some(120))),
        (Answer::status(429), retry(429, None)),
        (Answer::with(503, "retry-after", "7"), retry(503, Some(7))),
        (Answer::status(500), retry(500, None)),
        (Answer::Say(201, vec![], vec![b'x'; 1 << 20]), Outcome::Accepted { status: 201 }),
        (Answer::Hangup, Outcome::Unreachable { why: Unreached::Broken }),
    ] {
        service.answer_next(answer.clone());
        assert_eq!(sender.send(&device, &note()).await, outcome, "{answer:?}");
    }
}

#[tokio::test]
async fn a_retry_after_date_is_a_wait_from_now() {
    let (service, browser) = (PushService::http().await, Browser::new());
    let sender = sender_for(&service);
    let date = httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(300));
    service.answer_next(Answer::with(429, "Retry-After", date));
    let outcome = sender.send(&browser.device(service.endpoint()), &note()).await;
    let Outcome::RetryAfter { status: 429, after: Some(after) } = outcome else { panic!("{outcome:?}") };
    assert!(after.as_secs() <= 300 && after.as_secs() >= 290, "{after:?}");
}

#[tokio::test]
async fn a_push_service_that_is_silent_or_absent_ends_in_time() {
    let (service, browser) = (PushService::http().await, Browser::new());
    let settings =
        SenderSettings { total_timeout: Duration::from_millis(300), ..settings(&[&service.origin()]) };
    let sender = WebPushSender::new(settings, signer()).unwrap();
    let begun = Instant::now();
    service.answer_next(Answer::Hang);
    let outcome = sender.send(&browser.device(service.endpoint()), &note()).await;
    assert_eq!(outcome, Outcome::Unreachable { why: Unreached::TimedOut });
    assert!(begun.elapsed() < Duration::from_secs(10));

    let unused = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let origin = format!("http://{unused}");
    let sender = WebPushSender::new(self::settings(&[&origin]), signer()).unwrap();
    let outcome = sender.send(&browser.device(format!("{origin}/x")), &note()).await;
    assert_eq!(outcome, Outcome::Unreachable { why: Unreached::Connect });

    let sender = WebPushSender::with_resolver(self::settings(&[]), signer(), Script::new(&[&[]])).unwrap();
    let outcome = sender.send(&browser.device("https://unknown.uchite.jp/x"), &note()).await;
    assert!(matches!(outcome, Outcome::Unreachable { .. }), "{outcome:?}");
}

#[tokio::test]
async fn the_sender_for_tests_remembers_and_answers_as_told() {
    let sender = MemorySender::new();
    let device = Browser::new().device("https://fcm.googleapis.com/x");
    sender.answer_next(device.id, Outcome::Gone { status: 410 });
    let as_object: &dyn PushSender = &sender;
    assert_eq!(as_object.send(&device, &note()).await, Outcome::Gone { status: 410 });
    assert_eq!(as_object.send(&device, &note()).await, Outcome::Accepted { status: 201 });
    let sent = tokio::time::timeout(Duration::from_secs(5), sender.wait_for(2)).await.unwrap();
    assert_eq!(sent, [(device.clone(), note()), (device, note())]);
}
