//! What is signed and said: the push key, the contact, tokens and payloads. No network.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::os::unix::fs::PermissionsExt as _;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use uchite_actors::push::payload::{MAX_PLAINTEXT_BYTES, fit};
use uchite_actors::push::*;

#[test]
fn the_push_key_is_made_once_closed_to_others_and_stays_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vapid.pem");
    let made = VapidKey::load_or_create(&path).unwrap().public_key();
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&path), 0o600);
    assert_eq!(URL_SAFE_NO_PAD.decode(&made).unwrap().len(), 65);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");

    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
    assert_eq!(VapidKey::load_or_create(&path).unwrap().public_key(), made);
    assert_eq!(mode(&path), 0o600, "a key that others could read is closed to them");
}

#[test]
fn a_key_made_by_openssl_is_understood() {
    let group = openssl::ec::EcGroup::from_curve_name(openssl::nid::Nid::X9_62_PRIME256V1).unwrap();
    let pair = openssl::ec::EcKey::generate(&group).unwrap();
    let pem = openssl::pkey::PKey::from_ec_key(pair).unwrap().private_key_to_pem_pkcs8().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vapid.pem");
    std::fs::write(&path, pem).unwrap();
    assert!(VapidKey::load_or_create(&path).is_ok());
}

#[test]
fn a_first_start_that_was_cut_off_is_made_good_by_the_next() {
    let folder = tempfile::tempdir().unwrap();
    let left = format!("vapid.new-{}", std::process::id());
    std::fs::write(folder.path().join(left), "half a k").unwrap();
    assert!(VapidKey::load_or_create(&folder.path().join("vapid.pem")).is_ok());
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_damaged_push_key_stops_with_the_path_and_is_never_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vapid.pem");
    let whole = {
        VapidKey::load_or_create(&path).unwrap();
        std::fs::read_to_string(&path).unwrap()
    };
    for text in ["", "no key", &whole[..whole.len() / 2], &whole.replace("MIG", "AAA")] {
        std::fs::write(&path, text).unwrap();
        let error = VapidKey::load_or_create(&path).err().expect("refused").to_string();
        assert!(error.contains("vapid.pem") && error.contains("backup"), "{error}");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), text, "what is there stays there");
    }
    let nowhere = folder.path().join("absent/vapid.pem");
    assert!(matches!(VapidKey::load_or_create(&nowhere), Err(VapidKeyError::Write { .. })));
}

#[test]
fn the_contact_must_be_one_that_can_be_real() {
    use SubjectRule::{AnyAddress, Real};
    for good in
        ["mailto:it@uchite.co.jp", "https://intra.uchite.co.jp/contact", "mailto:it+push@mail.uchite.jp"]
    {
        assert_eq!(VapidSubject::parse(good, Real).unwrap().as_str(), good);
    }
    for unreal in [
        "mailto:example@example.com",
        "mailto:a@mail.example.org",
        "mailto:a@localhost",
        "mailto:root@host.invalid",
        "mailto:a@corp.local",
        "https://localhost/",
        "https://example.com",
        "https://192.168.0.1/",
        "https://a.test/",
        "mailto:a@127.0.0.1",
    ] {
        assert!(matches!(VapidSubject::parse(unreal, Real), Err(SubjectRefused::NotReal(_))), "{unreal}");
        assert!(VapidSubject::parse(unreal, AnyAddress).is_ok(), "{unreal}");
    }
    for malformed in [
        "",
        "it@uchite.co.jp",
        "mailto:",
        "mailto:it",
        "mailto:@uchite.jp",
        "mailto: it@uchite.jp",
        "mailto:a@b@uchite.jp",
        "http://uchite.jp",
        "https://u:p@uchite.jp",
        "tel:0312345678",
        "mailto:a@uchite.jp\n",
    ] {
        let refused = VapidSubject::parse(malformed, AnyAddress);
        assert!(matches!(refused, Err(SubjectRefused::Malformed(_))), "{malformed}: {refused:?}");
    }
}

fn signer() -> VapidSigner {
    let folder = tempfile::tempdir().unwrap();
    let key = VapidKey::load_or_create(&folder.path().join("vapid.pem")).unwrap();
    VapidSigner::new(key, VapidSubject::parse("mailto:it@uchite.co.jp", SubjectRule::Real).unwrap())
}

#[test]
fn a_token_names_the_origin_with_its_port_and_is_signed_by_the_public_key() {
    let signer = signer();
    let now = 1_800_000_000;
    let token = signer
        .token(&Origin::parse("http://127.0.0.1:9009").unwrap(), UNIX_EPOCH + Duration::from_secs(now))
        .unwrap();
    let (signed, signature) = token.jwt.rsplit_once('.').unwrap();
    UnparsedPublicKey::new(
        &ECDSA_P256_SHA256_FIXED,
        URL_SAFE_NO_PAD.decode(signer.key().public_key()).unwrap(),
    )
    .verify(signed.as_bytes(), &URL_SAFE_NO_PAD.decode(signature).unwrap())
    .expect("the signature is right");
    let part = |n| -> serde_json::Value {
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(signed.split('.').nth(n).unwrap()).unwrap()).unwrap()
    };
    assert_eq!(part(0), serde_json::json!({"typ": "JWT", "alg": "ES256"}));
    let exp = now + 12 * 3600;
    assert_eq!(
        part(1),
        serde_json::json!({"aud": "http://127.0.0.1:9009", "exp": exp, "sub": "mailto:it@uchite.co.jp"})
    );
    assert_eq!(token.expires_at, exp);
}

#[test]
fn a_token_is_used_again_for_an_hour_per_origin() {
    let signer = signer();
    let at = |seconds: u64| UNIX_EPOCH + Duration::from_secs(1_800_000_000 + seconds);
    let token =
        |origin: &str, time: SystemTime| signer.token(&Origin::parse(origin).unwrap(), time).unwrap().jwt;
    let first = token("https://a.jp", at(0));
    assert_eq!(token("https://a.jp", at(3599)), first);
    assert_ne!(token("https://b.jp", at(10)), first, "another audience, another token");
    let second = token("https://a.jp", at(3600));
    assert_ne!(second, first);
    assert_ne!(token("https://a.jp", at(0)), second, "the clock was set back: not used from the future");
    for n in 0..1000 {
        token(&format!("https://host{n}.jp"), at(3700));
    }
    assert_eq!(
        token("https://a.jp", at(8000)),
        token("https://a.jp", at(8001)),
        "inventing origins does not end the reuse"
    );
}

fn payload(title: &str, body: &str) -> PushPayload {
    PushPayload {
        title: title.into(),
        body: body.into(),
        tag: "report:123".into(),
        url: "/reports/123".into(),
        badge: 7,
        kind: PushKind::Consult,
        seq: 123,
        lang: "ja".into(),
    }
}

fn fitted(title: &str, body: &str, max_bytes: usize) -> PushPayload {
    let json = fit(&payload(title, body), max_bytes).unwrap();
    assert!(json.len() <= max_bytes, "{} > {max_bytes}", json.len());
    serde_json::from_slice(&json).unwrap()
}

#[test]
fn what_fits_is_not_touched() {
    let exact = fit(&payload("相談", "至急"), MAX_PLAINTEXT_BYTES).unwrap();
    assert_eq!(fitted("相談", "至急", exact.len()), payload("相談", "至急"));
    assert_eq!(fitted("相談", "至急です", exact.len()).body, "至…");
}

#[test]
fn a_long_body_is_cut_by_bytes_between_characters() {
    let family = "👩‍👩‍👧‍👦";
    for body in [
        "あ".repeat(3000),
        "a\"\\\n\u{1}".repeat(900),
        family.repeat(200),
        "か\u{3099}".repeat(900),
        "🇯🇵".repeat(700),
    ] {
        for max_bytes in 150..190 {
            let cut = fitted("相談", &body, max_bytes).body;
            let kept = cut.strip_suffix('…').expect("the cut is marked");
            assert!(body.starts_with(kept));
            let pieces = [family, "か\u{3099}", "🇯🇵"];
            if let Some(piece) = pieces.iter().find(|piece| body.starts_with(**piece)) {
                assert_eq!(kept.len() % piece.len(), 0, "{kept}");
            }
        }
        let full = fit(&payload("相談", &body), MAX_PLAINTEXT_BYTES).unwrap();
        assert!(full.len() > MAX_PLAINTEXT_BYTES - 40, "the room is used: {}", full.len());
    }
}

#[test]
fn a_single_character_of_endless_marks_is_still_cut() {
    let zalgo = format!("あ{}", "\u{301}".repeat(5000));
    let cut = fitted("相談", &zalgo, MAX_PLAINTEXT_BYTES).body;
    assert!(cut.starts_with('あ') && cut.ends_with('…') && cut.len() > 2000);
}

#[test]
fn a_title_is_cut_only_when_the_body_is_gone_and_the_rest_is_never_cut() {
    let cut = fitted(&"題".repeat(2000), "本文", MAX_PLAINTEXT_BYTES);
    assert_eq!(cut.body, "");
    assert!(cut.title.ends_with('…') && cut.title.len() > 2900, "{}", cut.title.len());
    assert_eq!((cut.tag.as_str(), cut.url.as_str(), cut.badge), ("report:123", "/reports/123", 7));
    let mut endless = payload("題", "本文");
    endless.url = "/x".repeat(2000);
    assert!(fit(&endless, MAX_PLAINTEXT_BYTES).is_err());
}

#[test]
fn consults_and_mentions_wake_the_device() {
    use PushKind::*;
    for kind in [Report, Reply, Consult, Mention, NextMove, Escalation, Summary, Test] {
        let high = kind.urgency() == Urgency::High;
        assert_eq!(high, matches!(kind, Consult | Mention | Escalation | Test), "{kind:?}");
        assert!(kind.ttl_seconds() > 0);
    }
}
