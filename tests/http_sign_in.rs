//! Signing in and out, tokens, passwords.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use serde_json::json;
use support::raw::Asker;
use support::{House, Options, QUIET};
use uchite::wiring::SystemClock;
use uchite_actors::token_digest;
use uchite_domain::{Clock, Event, LoggedEvent, Scope, TokenKind};
use uchite_storage::log::{Entry, Log, LogOptions, Revision, SegmentLog};

const PASSWORD: &str = "あおばの山と川と谷 2026";

/// A house whose second member has a password. Answers their name to sign in with.
async fn house_with_password(config: &str) -> (House, String) {
    let house = House::with(Options { config: format!("{config}{QUIET}"), ..Options::default() }).await;
    let admin = Asker::of(&house, &house.member(0));
    let id = house.member(1).id;
    let set = admin.send("PUT", &format!("/members/{id}/password"), &json!({ "new": PASSWORD })).await;
    assert_eq!(set.status, 204);
    (house, "m2".to_owned())
}

fn sign_in(login: &str, password: &str) -> serde_json::Value {
    json!({ "login": login, "password": password })
}

#[tokio::test]
async fn a_browser_signs_in_by_cookie_and_out_again() {
    let (house, login) = house_with_password("").await;
    let stranger = Asker::stranger(&house);
    let answer = stranger.post("/auth/login", &sign_in(&login.to_uppercase(), PASSWORD)).await;
    let cookie = answer.header("set-cookie").to_owned();
    for part in ["uchite=", "HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=2592000"] {
        assert!(cookie.contains(part), "{part}: {cookie}");
    }
    assert!(!cookie.contains("Secure"), "plain HTTP on this machine: {cookie}");
    let secret = cookie.split([';', '=']).nth(1).unwrap().to_owned();
    let signed_in = answer.ok();
    assert_eq!(signed_in["member"]["login"], "m2");
    assert!(!signed_in.to_string().contains(&secret), "the secret is in the cookie alone");

    let browser = stranger.browser(&format!("uchite={secret}"));
    assert_eq!(browser.get("/me").await.ok()["member"]["login"], "m2");
    let out = browser.bare("POST", "/auth/logout").await;
    assert_eq!(out.status, 204);
    assert!(out.header("set-cookie").contains("Max-Age=0"), "{}", out.header("set-cookie"));
    assert_eq!(browser.get("/me").await.refusal(), (401, "unauthenticated".into()));
}

#[tokio::test]
async fn what_one_member_left_behind_does_not_go_out_under_the_sign_in_of_another() {
    let (house, login) = house_with_password("").await;
    let stranger = Asker::stranger(&house);
    let answer = stranger.post("/auth/login", &sign_in(&login, PASSWORD)).await;
    let secret = answer.header("set-cookie").split([';', '=']).nth(1).unwrap().to_owned();
    let browser = stranger.browser(&format!("uchite={secret}"));
    let mine = house.member(1).id.to_string();
    assert_eq!(browser.with("uchite-member", &mine).get("/me").await.ok()["member"]["login"], "m2");
    for other in [house.member(0).id.to_string(), "nobody".to_owned()] {
        let refused = browser.with("uchite-member", &other).get("/me").await;
        assert_eq!(refused.refusal(), (401, "unauthenticated".into()), "{other}");
    }
}

#[tokio::test]
async fn a_cookie_over_tls_is_secure() {
    let (house, login) = house_with_password("[http]\ntrusted_proxies = [\"127.0.0.1\"]\n").await;
    let behind =
        Asker::stranger(&house).with("x-forwarded-proto", "https").with("x-forwarded-host", "uchite.jp");
    let answer = behind.post("/auth/login", &sign_in(&login, PASSWORD)).await;
    assert!(answer.header("set-cookie").contains("Secure"), "{}", answer.header("set-cookie"));
    assert!(answer.header("strict-transport-security").contains("max-age"));
    answer.ok();
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_name_look_the_same() {
    let (house, login) = house_with_password("").await;
    let stranger = Asker::stranger(&house);
    let wrong = stranger.post("/auth/login", &sign_in(&login, "not the password")).await;
    let unknown = stranger.post("/auth/login", &sign_in("nobody", "not the password")).await;
    assert_eq!(wrong.refusal(), (401, "wrong_credentials".into()));
    assert_eq!(unknown.refusal(), wrong.refusal());
    assert_eq!(wrong.json()["detail"], unknown.json()["detail"]);
    // Somebody without any password, too.
    let none = stranger.post("/auth/login", &sign_in("m3", "")).await;
    assert_eq!(none.refusal(), wrong.refusal());
}

#[tokio::test]
async fn who_guesses_has_to_wait_longer_and_longer() {
    let (house, login) = house_with_password("[sign_in]\nfailures_per_name = 2\n").await;
    let stranger = Asker::stranger(&house);
    for _ in 0..2 {
        let wrong = stranger.post("/auth/login", &sign_in(&login, "not the password")).await;
        assert_eq!(wrong.status, 401);
    }
    // The right password has to wait as well, else the wait would tell that it is right.
    let held = stranger.post("/auth/login", &sign_in(&login, PASSWORD)).await;
    assert_eq!(held.refusal(), (429, "rate_limited".into()));
    assert!(held.header("retry-after").parse::<u32>().unwrap() >= 1);
    // Nobody else waits.
    let other = stranger.post("/auth/login", &sign_in("m3", "not the password")).await;
    assert_eq!(other.status, 401);
}

#[tokio::test]
async fn a_new_password_ends_the_other_sign_ins() {
    let (house, login) = house_with_password("").await;
    let stranger = Asker::stranger(&house);
    let browser = async |password: &str| {
        let answer = stranger.post("/auth/login", &sign_in(&login, password)).await;
        let cookie = answer.header("set-cookie").split(';').next().unwrap().to_owned();
        answer.ok();
        stranger.browser(&cookie)
    };
    let (here, there) = (browser(PASSWORD).await, browser(PASSWORD).await);
    let change = |current: &str, new: &str| json!({ "current": current, "new": new });
    for (body, refusal) in [
        (change("not the password", "another password"), (401, "wrong_credentials")),
        (change(PASSWORD, "short"), (422, "invalid")),
        (change(PASSWORD, &"x".repeat(2000)), (422, "text_too_long")),
    ] {
        let refused = here.send("PUT", "/me/password", &body).await.refusal();
        assert_eq!(refused, (refusal.0, refusal.1.to_owned()));
    }
    let changed = here.send("PUT", "/me/password", &change(PASSWORD, "another password")).await;
    assert_eq!(changed.status, 204);
    assert_eq!(here.get("/me").await.status, 200);
    assert_eq!(there.get("/me").await.status, 401);
    browser("another password").await;
    let program = Asker::of(&house, &house.member(1));
    let refused = program.send("PUT", "/me/password", &change("another password", PASSWORD)).await;
    assert_eq!(refused.refusal(), (403, "forbidden".into()));
}

#[tokio::test]
async fn a_token_is_shown_once_listed_without_its_secret_and_revoked() {
    let house = House::new().await;
    let member = Asker::of(&house, &house.member(1));
    let issued = member.post("/me/tokens", &json!({ "name": "集計", "scopes": ["read"], "days": 30 })).await;
    assert_eq!(issued.status, 201);
    let issued = issued.ok();
    let (secret, id) = (issued["secret"].as_str().unwrap(), issued["token"]["id"].as_u64().unwrap());
    let program = Asker::stranger(&house).with("authorization", &format!("bearer {secret}"));
    assert_eq!(program.get("/me").await.ok()["scopes"], json!(["read"]));
    let listed = member.get("/me/tokens").await.ok();
    assert!(!listed.to_string().contains(secret));
    let row = listed["items"].as_array().unwrap().iter().find(|t| t["id"] == id).unwrap().clone();
    assert_eq!((row["current"].as_bool(), row["kind"].as_str()), (Some(false), Some("personal")));
    assert!(row["last_used_at"].is_i64(), "{row}");

    // It allows what it was given, and no more.
    let report = serde_json::to_value(house.report("x")).unwrap();
    assert_eq!(program.post("/reports", &report).await.refusal(), (403, "forbidden".into()));
    let more = json!({ "name": "x", "scopes": ["read", "admin"] });
    assert_eq!(program.post("/me/tokens", &more).await.refusal(), (403, "forbidden".into()));

    // Another member cannot revoke it, nor find out that it is there.
    let other = Asker::of(&house, &house.member(2));
    assert_eq!(other.refused("DELETE", &format!("/me/tokens/{id}")).await, (404, "not_found".into()));
    assert_eq!(member.bare("DELETE", &format!("/me/tokens/{id}")).await.status, 204);
    assert_eq!(program.get("/me").await.refusal(), (401, "unauthenticated".into()));
    assert_eq!(member.refused("DELETE", &format!("/me/tokens/{id}")).await, (404, "not_found".into()));
}

#[tokio::test]
async fn a_member_who_left_gets_nothing_any_more() {
    let house = House::new().await;
    let (admin, gone) = (Asker::of(&house, &house.member(0)), house.member(1));
    let gone_asks = Asker::of(&house, &gone);
    assert_eq!(gone_asks.get("/me").await.status, 200);
    let left = admin.send("PATCH", &format!("/members/{}", gone.id), &json!({ "active": false })).await;
    assert_eq!(left.ok()["active"], false);
    for path in ["/me", "/timeline", "/inbox/badge", "/customers"] {
        assert_eq!(gone_asks.get(path).await.refusal(), (401, "unauthenticated".into()), "{path}");
    }
}

#[tokio::test]
async fn tokens_of_no_use_are_refused() {
    let house = House::new().await;
    let stranger = Asker::stranger(&house);
    for value in ["Bearer", "Bearer ", "Bearer x", "Basic eDp4", "Bearer \u{7f}"] {
        // A control character in a header never arrives; the library refuses it before.
        if value.contains('\u{7f}') {
            continue;
        }
        let asker = stranger.with("authorization", value);
        assert_eq!(asker.get("/me").await.refusal(), (401, "unauthenticated".into()), "{value}");
    }
    assert_eq!(stranger.with("cookie", "uchite=nonsense").get("/me").await.status, 401);
    let member = Asker::of(&house, &house.member(1));
    for (body, code) in [
        (json!({ "name": "", "scopes": ["read"] }), "text_required"),
        (json!({ "name": "x", "scopes": [] }), "invalid"),
        (json!({ "name": "x", "scopes": ["read"], "days": 0 }), "out_of_range"),
        (json!({ "name": "x", "scopes": ["read"], "days": 100_000 }), "out_of_range"),
    ] {
        assert_eq!(member.post("/me/tokens", &body).await.refusal(), (422, code.to_owned()), "{body}");
    }
}

#[tokio::test]
async fn an_expired_token_is_over() {
    let mut house = House::new().await;
    let member = house.member(1).id;
    house.server.stop().await.unwrap();
    // No call issues a token that is over already, so it is written into the log while no server runs on it.
    let ended = |name: &str, before_ms: i64| {
        let issued = Event::TokenIssued {
            member,
            kind: TokenKind::Personal,
            name: name.to_owned(),
            digest: token_digest(name),
            scopes: vec![Scope::Read],
            expires_at: SystemClock.now().plus_ms(-before_ms),
            address: String::new(),
        };
        serde_json::to_vec(&LoggedEvent { by: None, origin: None, event: issued }).unwrap()
    };
    let (log, _) = SegmentLog::open(&house.folder().join("data/log"), LogOptions::default()).unwrap();
    for (name, before_ms) in [("over", 1), ("good", -3_600_000)] {
        let subject = format!("member:{member}").into_boxed_str();
        let payload = ended(name, before_ms).into();
        let entry = Entry { subject, expected: Revision::Unordered, at: SystemClock.now(), payload };
        log.append(entry).await.unwrap();
    }
    log.close();
    drop(log);
    house.server.start_again().await.unwrap();
    let with = |secret: &str| Asker::stranger(&house).with("authorization", &format!("Bearer {secret}"));
    assert_eq!(with("good").get("/me").await.status, 200);
    assert_eq!(with("over").get("/me").await.refusal(), (401, "unauthenticated".into()));
    let listed = with("good").get("/me/tokens").await.ok().to_string();
    assert!(listed.contains("\"good\"") && !listed.contains("\"over\""), "{listed}");
}
