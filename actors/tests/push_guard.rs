//! Where a push is not allowed to go, and whom the operator may vouch for. Everything stays on loopback.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod push_service;

use std::path::Path;
use std::time::Duration;

use push_service::*;
use uchite_actors::push::address::NotPublic;
use uchite_actors::push::*;

#[tokio::test]
async fn a_redirect_is_never_followed() {
    let (service, inside, browser) = (PushService::http().await, PushService::http().await, Browser::new());
    let sender = sender_for(&service);
    for status in [301, 302, 303, 307, 308] {
        service.answer_next(Answer::with(status, "Location", inside.endpoint()));
        let outcome = sender.send(&browser.device(service.endpoint()), &note()).await;
        assert_eq!(outcome, Outcome::Redirected { status });
    }
    assert_eq!((service.received().len(), inside.connections()), (5, 0));
}

#[tokio::test]
async fn an_endpoint_or_keys_that_cannot_be_right_cost_no_connection() {
    let (service, browser) = (PushService::http().await, Browser::new());
    let sender = WebPushSender::new(settings(&[]), signer()).unwrap();
    let outcome = sender.send(&browser.device(service.endpoint()), &note()).await;
    assert_eq!(outcome, Outcome::Blocked(EndpointRefused::NotHttps));
    let https = format!("https://{}/x", service.address);
    let outcome = sender.send(&browser.device(https), &note()).await;
    assert_eq!(outcome, Outcome::Blocked(EndpointRefused::Address(NotPublic::Loopback)));

    let sender = sender_for(&service);
    let mut off_curve = browser.device(service.endpoint());
    // 65 bytes that begin with 4 and are no point.
    off_curve.p256dh = format!("B{}", "A".repeat(86));
    let outcome = sender.send(&off_curve, &note()).await;
    assert_eq!(outcome, Outcome::BadKeys(KeysRefused::PublicKeyOffCurve));
    let mut endless = note();
    endless.payload.url = "/x".repeat(2000);
    let outcome = sender.send(&browser.device(service.endpoint()), &endless).await;
    assert!(matches!(outcome, Outcome::TooLarge(_)), "{outcome:?}");
    assert_eq!(service.connections(), 0);
}

#[tokio::test]
async fn a_name_that_leads_inside_is_blocked_even_among_public_addresses() {
    for (answer, why) in [
        (&["127.0.0.1:0"] as &[&str], NotPublic::Loopback),
        (&["10.0.0.7:0"], NotPublic::Private),
        (&["169.254.169.254:0"], NotPublic::LinkLocal),
        (&["[::ffff:127.0.0.1]:0"], NotPublic::Loopback),
        (&["[fd00::1]:0"], NotPublic::Private),
        (&[PUBLIC_BUT_NOWHERE, "192.168.0.1:0"], NotPublic::Private),
        (&["192.168.0.1:0", PUBLIC_BUT_NOWHERE], NotPublic::Private),
    ] {
        let sender = WebPushSender::with_resolver(settings(&[]), signer(), Script::new(&[answer])).unwrap();
        let outcome = sender.send(&Browser::new().device("https://push.attacker.jp/x"), &note()).await;
        assert_eq!(outcome, Outcome::Blocked(EndpointRefused::ResolvedAddress(why)), "{answer:?}");
    }
}

#[tokio::test]
async fn a_name_that_changes_its_answer_gains_nothing() {
    let script = Script::new(&[&[PUBLIC_BUT_NOWHERE], &["127.0.0.1:0"]]);
    let sender = WebPushSender::with_resolver(
        SenderSettings { connect_timeout: Duration::from_millis(200), ..settings(&[]) },
        signer(),
        script.clone(),
    )
    .unwrap();
    let device = Browser::new().device("https://rebind.attacker.jp/x");
    let first = sender.send(&device, &note()).await;
    assert!(matches!(first, Outcome::Unreachable { .. }), "dialled what was checked: {first:?}");
    assert_eq!(
        *script.asked.lock(),
        ["rebind.attacker.jp"],
        "asked once, so there is no second answer to use"
    );
    let second = sender.send(&device, &note()).await;
    assert_eq!(second, Outcome::Blocked(EndpointRefused::ResolvedAddress(NotPublic::Loopback)));
}

#[tokio::test]
async fn trusting_a_relay_does_not_open_its_name_to_the_guarded_client() {
    let folder = tempfile::tempdir().unwrap();
    let service = PushService::https("relay.uchite.jp", &root_file(&folder)).await;
    let relay = format!("https://relay.uchite.jp:{}", service.address.port());
    let settings = SenderSettings { extra_roots: vec![root_file(&folder)], ..settings(&[&relay]) };
    let sender = WebPushSender::with_resolver(settings, signer(), Script::new(&[&["127.0.0.1:0"]])).unwrap();
    let browser = Browser::new();
    let outcome = sender.send(&browser.device(format!("{relay}/x")), &note()).await;
    assert_eq!(outcome, Outcome::Accepted { status: 201 });
    service.received().remove(0).verified_claims(&relay);
    let outcome = sender.send(&browser.device("https://relay.uchite.jp/x"), &note()).await;
    assert_eq!(outcome, Outcome::Blocked(EndpointRefused::ResolvedAddress(NotPublic::Loopback)));
}

#[tokio::test]
async fn a_certificate_that_nobody_vouches_for_is_not_accepted() {
    let folder = tempfile::tempdir().unwrap();
    let service = PushService::https("relay.uchite.jp", &root_file(&folder)).await;
    let relay = format!("https://relay.uchite.jp:{}", service.address.port());
    let script = Script::new(&[&["127.0.0.1:0"]]);
    let sender = WebPushSender::with_resolver(settings(&[&relay]), signer(), script).unwrap();
    let outcome = sender.send(&Browser::new().device(format!("{relay}/x")), &note()).await;
    assert_eq!(outcome, Outcome::Unreachable { why: Unreached::Connect });
    assert_eq!(service.received().len(), 0);
}

#[tokio::test]
async fn an_override_dials_elsewhere_and_signs_for_the_original() {
    let (service, browser) = (PushService::http().await, Browser::new());
    let mut settings = settings(&[]);
    let original = "https://jmt17.google.com";
    settings
        .policy
        .overrides
        .insert(Origin::parse(original).unwrap(), Origin::parse(&service.origin()).unwrap());
    let sender = WebPushSender::new(settings, signer()).unwrap();
    let outcome = sender.send(&browser.device(format!("{original}/fcm/send/a:b")), &note()).await;
    assert_eq!(outcome, Outcome::Accepted { status: 201 });
    let received = service.received().remove(0);
    assert_eq!(received.path, "/fcm/send/a:b");
    received.verified_claims(original);
}

#[tokio::test]
async fn root_certificates_that_cannot_be_used_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = root_file(&folder);
    let refused = |path: &Path| {
        let settings = SenderSettings { extra_roots: vec![path.to_owned()], ..settings(&[]) };
        WebPushSender::new(settings, signer()).err().expect("refused").to_string()
    };
    assert!(refused(&path).contains("root.pem"), "absent");
    std::fs::write(&path, "no certificate").unwrap();
    assert!(refused(&path).contains("root.pem"), "empty of certificates");
    std::fs::write(&path, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n").unwrap();
    let said = WebPushSender::new(SenderSettings { extra_roots: vec![path], ..settings(&[]) }, signer());
    assert!(said.is_err(), "not a certificate");
}
