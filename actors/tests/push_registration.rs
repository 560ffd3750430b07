//! What a member may register: endpoints and keys. No network.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::net::IpAddr;

use base64::Engine as _;
use base64::engine::general_purpose::{URL_SAFE, URL_SAFE_NO_PAD};
use uchite_actors::push::address::{NotPublic, require_public};
use uchite_actors::push::endpoint::{MAX_ENDPOINT_BYTES, Route};
use uchite_actors::push::*;

fn check(endpoint: &str) -> Result<Endpoint, EndpointRefused> {
    EndpointPolicy::default().check_url(endpoint)
}

#[test]
fn endpoints_of_the_browser_vendors_are_accepted() {
    for (endpoint, origin) in [
        ("https://fcm.googleapis.com/fcm/send/dQw:APA91b-x_Y", "https://fcm.googleapis.com"),
        (
            "https://updates.push.services.mozilla.com/wpush/v2/gAAAA",
            "https://updates.push.services.mozilla.com",
        ),
        ("https://web.push.apple.com/QGn-x_1", "https://web.push.apple.com"),
        ("https://wns2-by3p.notify.windows.com/w/?token=AwYA%2b%3d", "https://wns2-by3p.notify.windows.com"),
        ("https://jmt17.google.com:443/fcm/send/x", "https://jmt17.google.com"),
        ("https://8.8.8.8/push", "https://8.8.8.8"),
        ("https://[2606:4700::1111]/push", "https://[2606:4700::1111]"),
    ] {
        let accepted = check(endpoint).unwrap_or_else(|error| panic!("{endpoint}: {error}"));
        assert_eq!(accepted.origin().as_str(), origin);
        assert_eq!(accepted.route(), Route::Guarded);
        assert_eq!(accepted.dial().as_str(), endpoint.replace(":443", ""), "the path is dialled unchanged");
    }
}

#[test]
fn an_address_inside_is_refused_in_every_notation() {
    for host in [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0177.0.0.1",
        "017700000001",
        "127.0.0.1.",
        "127%2e0.0.1",
        "１２７.0.0.1",
        "127。0。0。1",
        "0",
        "0.0.0.0",
        "10.1.2.3",
        "0xa000001",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "3232235777",
        "169.254.169.254",
        "0xa9fea9fe",
        "100.64.0.1",
        "100.127.255.255",
        "192.0.0.1",
        "192.0.2.1",
        "192.88.99.1",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.7",
        "203.0.113.9",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "[::]",
        "[::1]",
        "[0:0:0:0:0:0:0:1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::ffff:192.168.0.1]",
        "[::127.0.0.1]",
        "[64:ff9b::127.0.0.1]",
        "[64:ff9b::10.0.0.1]",
        "[64:ff9b:1::1]",
        "[2001::1]",
        "[2001:2::1]",
        "[2001:10::1]",
        "[2001:db8::1]",
        "[2002:7f00:1::1]",
        "[2002:808:808::1]",
        "[3fff::1]",
        "[100::1]",
        "[fc00::1]",
        "[fd12:3456::1]",
        "[fe80::1]",
        "[fec0::1]",
        "[ff02::1]",
        "[4000::1]",
        "[5f00::1]",
    ] {
        let refused = check(&format!("https://{host}/push")).expect_err(host);
        assert!(matches!(refused, EndpointRefused::Address(_)), "{host}: {refused:?}");
        assert_eq!(refused.code(), "push_endpoint_not_public");
    }
}

#[test]
fn addresses_beside_the_special_ranges_are_public() {
    for address in [
        "1.1.1.1",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "169.253.255.255",
        "169.255.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.0.1.0",
        "192.0.3.0",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "::ffff:8.8.8.8",
        "64:ff9b::8.8.8.8",
        "2001:200::1",
        "2001:4860:4860::8888",
        "2003::1",
        "2606:4700::1",
        "3ffe::1",
    ] {
        assert_eq!(require_public(address.parse::<IpAddr>().unwrap()), Ok(()), "{address}");
    }
    assert_eq!(require_public("169.254.169.254".parse().unwrap()), Err(NotPublic::LinkLocal));
    assert_eq!(require_public("2001:0:1::1".parse().unwrap()), Err(NotPublic::Tunnel));
}

#[test]
fn endpoints_that_no_browser_hands_out_are_refused_by_name() {
    let long = format!("https://push.example.co.jp/{}", "a".repeat(MAX_ENDPOINT_BYTES));
    for (endpoint, code) in [
        (long.as_str(), "push_endpoint_too_long"),
        ("", "push_endpoint_malformed"),
        ("/wpush/v2/x", "push_endpoint_malformed"),
        ("https://", "push_endpoint_malformed"),
        ("https://1.2.3.4.5/", "push_endpoint_malformed"),
        ("https://[::1/", "push_endpoint_malformed"),
        ("http://fcm.googleapis.com/x", "push_endpoint_not_https"),
        ("ftp://fcm.googleapis.com/x", "push_endpoint_not_https"),
        ("file:///etc/passwd", "push_endpoint_not_https"),
        ("javascript:alert(1)", "push_endpoint_not_https"),
        ("https://user@fcm.googleapis.com/x", "push_endpoint_userinfo"),
        ("https://:pass@fcm.googleapis.com/x", "push_endpoint_userinfo"),
        ("https://fcm.googleapis.com:8443/x", "push_endpoint_port"),
        ("https://fcm.googleapis.com:80/x", "push_endpoint_port"),
        ("https://localhost/x", "push_endpoint_local_name"),
        ("https://LOCALHOST/x", "push_endpoint_local_name"),
        ("https://a.localhost/x", "push_endpoint_local_name"),
        ("https://localhost./x", "push_endpoint_local_name"),
        ("https://fcm.googleapis.com./x", "push_endpoint_local_name"),
        ("https://printer/x", "push_endpoint_local_name"),
        ("https://nas.local/x", "push_endpoint_local_name"),
        ("https://metadata.google.internal/x", "push_endpoint_local_name"),
        ("https://router.home.arpa/x", "push_endpoint_local_name"),
        ("https://wiki.corp/x", "push_endpoint_local_name"),
    ] {
        assert_eq!(check(endpoint).expect_err(endpoint).code(), code, "{endpoint}");
    }
    assert!(check("https://notlocal.jp/x").is_ok(), "only whole labels count");
}

#[test]
fn a_trusted_origin_is_exempt_and_its_other_ports_are_not() {
    let policy: EndpointPolicy =
        serde_json::from_str(r#"{"trusted_origins": ["http://127.0.0.1:9009", "https://relay.corp/"]}"#)
            .unwrap();
    let accepted = policy.check_url("http://127.0.0.1:9009/wpush/1").unwrap();
    assert_eq!((accepted.origin().as_str(), accepted.route()), ("http://127.0.0.1:9009", Route::Trusted));
    assert!(policy.check_url("https://relay.corp/x").is_ok());
    for other in [
        "http://127.0.0.1:9010/x",
        "https://127.0.0.1:9009/x",
        "https://relay.corp:22/x",
        "http://u@127.0.0.1:9009/x",
    ] {
        assert!(policy.check_url(other).is_err(), "{other}");
    }
}

#[test]
fn an_override_moves_the_dialling_and_keeps_the_audience() {
    let policy: EndpointPolicy =
        serde_json::from_str(r#"{"overrides": {"https://jmt17.google.com": "http://127.0.0.1:9010"}}"#)
            .unwrap();
    let moved = policy.check_url("https://jmt17.google.com/fcm/send/a:b%2Fc?x=1#frag").unwrap();
    assert_eq!(moved.origin().as_str(), "https://jmt17.google.com");
    assert_eq!(moved.dial().as_str(), "http://127.0.0.1:9010/fcm/send/a:b%2Fc?x=1");
    assert_eq!(moved.route(), Route::Trusted);
    assert!(policy.check_url("http://127.0.0.1:9010/x").is_err(), "the target is not open to members");
}

#[test]
fn an_origin_in_the_configuration_must_be_one() {
    for text in ["https://a.jp/path", "https://u@a.jp", "a.jp", "ws://a.jp", "https://a.jp?x"] {
        assert!(Origin::parse(text).is_err(), "{text}");
    }
    assert_eq!(Origin::parse("HTTPS://Push.A.jp:443/").unwrap().as_str(), "https://push.a.jp");
    assert!(
        serde_json::from_str::<EndpointPolicy>(r#"{"trusted_origin": []}"#).is_err(),
        "unknown keys are refused"
    );
}

#[test]
fn keys_are_accepted_with_and_without_padding_and_checked_for_shape_and_curve() {
    let (pair, auth) = ece::generate_keypair_and_auth_secret().unwrap();
    let point = pair.pub_as_raw().unwrap();
    for engine in [&URL_SAFE, &URL_SAFE_NO_PAD] {
        let keys = DeviceKeys::check(&engine.encode(&point), &engine.encode(auth)).unwrap();
        assert_eq!((keys.p256dh(), keys.auth()), (point.as_slice(), auth.as_slice()));
    }
    let (p256dh, auth) = (URL_SAFE_NO_PAD.encode(&point), URL_SAFE_NO_PAD.encode(auth));
    let mut off_curve = point.clone();
    off_curve[40] ^= 1;
    let mut compressed = point.clone();
    compressed[0] = 2;
    for (p256dh, auth, code) in [
        (URL_SAFE_NO_PAD.encode(&off_curve), auth.clone(), "push_key_invalid"),
        (URL_SAFE_NO_PAD.encode(&compressed), auth.clone(), "push_key_invalid"),
        (URL_SAFE_NO_PAD.encode(&point[..33]), auth.clone(), "push_key_invalid"),
        ("A".repeat(1 << 20), auth.clone(), "push_key_invalid"),
        (p256dh.replace(['-', '_'], "+") + "!", auth.clone(), "push_key_invalid"),
        (String::new(), auth.clone(), "push_key_invalid"),
        (p256dh.clone(), auth[..20].to_owned(), "push_auth_invalid"),
        (p256dh.clone(), format!("{auth}AA"), "push_auth_invalid"),
        (p256dh.clone(), String::new(), "push_auth_invalid"),
    ] {
        assert_eq!(
            DeviceKeys::check(&p256dh, &auth).err().map(|e| e.code()),
            Some(code),
            "{p256dh:.90} {auth}"
        );
    }
    let device = Device { id: 7, endpoint: "https://secret.jp/x".into(), p256dh, auth };
    assert!(!format!("{device:?}").contains("secret"), "an endpoint must not reach a log");
}
