//! What is refused over HTTP, each with its stable code; and that the server goes on.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use serde_json::{Value, json};
use support::House;
use support::raw::Asker;

fn filed(house: &House) -> Value {
    serde_json::to_value(house.report("訪問しました。")).unwrap()
}

/// The report with one field set.
fn with(house: &House, pointer: &str, value: Value) -> Value {
    let mut report = filed(house);
    let (place, key) = pointer.rsplit_once('/').unwrap();
    report.pointer_mut(place).unwrap()[key] = value;
    report
}

#[tokio::test]
async fn bodies_that_cannot_be_read_are_refused_by_what_is_wrong_with_them() {
    let house = House::new().await;
    let member = Asker::of(&house, &house.author());
    let json = "application/json";
    let long = format!("{{\"text\":\"{}\"}}", "x".repeat(1_100_000));
    let deep = format!("{}1{}", "[".repeat(10_000), "]".repeat(10_000));
    for (media_type, body, refusal) in [
        (json, &b"{"[..], (400, "malformed")),
        (json, b"", (400, "malformed")),
        (json, b"null", (400, "malformed")),
        (json, b"[1,2]", (400, "malformed")),
        (json, b"{\"deal\":\"x\",\"template\":1}", (400, "malformed")),
        (json, b"{\"deal\":-1,\"template\":1}", (400, "malformed")),
        (json, b"{\"deal\":1e99,\"template\":1}", (400, "malformed")),
        (json, b"{\"deal\":1,\"template\":1} trailing", (400, "malformed")),
        (json, b"{\"deal\":1,\"template\":1,\"recipients\":[2]}", (400, "unknown_field")),
        (json, b"{\"deal\":1,\"text\":\"\xff\xfe\"}", (400, "invalid_utf8")),
        (json, long.as_bytes(), (413, "too_large")),
        (json, deep.as_bytes(), (400, "malformed")),
        ("text/plain", b"{}", (415, "unsupported_media")),
        ("application/x-www-form-urlencoded", b"deal=1", (415, "unsupported_media")),
    ] {
        let shown = String::from_utf8_lossy(&body[..body.len().min(60)]).into_owned();
        let answer = member.ask("POST", "/reports", Some((media_type, body.to_vec()))).await;
        assert_eq!(answer.refusal(), (refusal.0, refusal.1.to_owned()), "{media_type} {shown}");
        if refusal.1 == "unknown_field" {
            assert!(answer.json()["detail"].as_str().unwrap().contains("recipients"));
        }
    }
    let packed = member.with("content-encoding", "gzip").post("/reports", &filed(&house)).await;
    assert_eq!(packed.refusal(), (415, "unsupported_media".into()));
    assert_eq!(member.bare("POST", "/reports").await.refusal(), (415, "unsupported_media".into()));
    assert_eq!(member.post("/reports", &filed(&house)).await.status, 201, "and the server goes on");
}

#[tokio::test]
async fn reports_that_do_not_fit_are_refused_by_name() {
    let house = House::new().await;
    let member = Asker::of(&house, &house.author());
    let far = 9_007_199_254_740_991_u64;
    for (report, refusal) in [
        (with(&house, "/text", json!("あ".repeat(100_000))), (422, "text_too_long")),
        (with(&house, "/text", json!("a\u{0}b")), (422, "control_character")),
        (with(&house, "/text", json!("a\u{202e}b")), (422, "control_character")),
        (with(&house, "/deal", json!(far)), (404, "not_found")),
        (with(&house, "/template", json!(far)), (422, "unknown_reference")),
        (with(&house, "/met", json!([far])), (422, "unknown_reference")),
        (with(&house, "/mentions", json!([far])), (422, "unknown_reference")),
        (with(&house, "/also", json!(vec![1; 51])), (422, "too_many")),
        (with(&house, "/occurred_at", json!(253_402_300_799_999_i64)), (422, "in_the_future")),
        (with(&house, "/occurred_at", json!(-1)), (422, "out_of_range")),
        (with(&house, "/fields/nonsense", json!("x")), (400, "unknown_field")),
        (with(&house, "/fields/reaction", json!("たぶん")), (422, "field_invalid")),
        (with(&house, "/fields", json!({})), (422, "field_required")),
        (with(&house, "/deal_changes", json!({ "amount_yen": -5 })), (422, "out_of_range")),
        (with(&house, "/deal_changes", json!({ "stage": 99 })), (422, "unknown_reference")),
        (with(&house, "/deal_changes", json!({ "stag": 1 })), (400, "unknown_field")),
        (with(&house, "/files", json!([{ "id": "ab".repeat(32), "name": "x" }])), (422, "unknown_reference")),
        (with(&house, "/files", json!([{ "id": "../../etc", "name": "x" }])), (400, "malformed")),
        (with(&house, "/consult", json!({ "question": " " })), (422, "text_required")),
        (
            with(&house, "/next_move", json!({ "kind": "visit", "what": "x", "due": "2026-02-30" })),
            (400, "malformed"),
        ),
    ] {
        let answer = member.post("/reports", &report).await;
        let shown: String = report.to_string().chars().take(200).collect();
        assert_eq!(answer.refusal(), (refusal.0, refusal.1.to_owned()), "{shown}");
    }
    assert_eq!(member.get("/timeline").await.ok()["cards"], json!([]), "nothing was filed");
}

#[tokio::test]
async fn unknown_numbers_paths_methods_and_parameters_are_refused() {
    let house = House::new().await;
    let member = Asker::of(&house, &house.member(1));
    for path in [
        "/reports/999999",
        "/reports/0",
        "/reports/abc",
        "/reports/-1",
        "/reports/18446744073709551616",
        "/reports/999999/audience",
        "/deals/999999",
        "/deals/999999/timeline",
        "/members/999999/timeline",
        "/customers/999999",
        "/customers/%00",
        "/nothing",
        "/reports/",
        "//timeline",
    ] {
        assert_eq!(member.get(path).await.refusal(), (404, "not_found".into()), "{path}");
    }
    assert_eq!(member.get("/api/v2/timeline").await.refusal().1, "not_found");
    let answer = member.bare("DELETE", "/timeline").await;
    assert_eq!(answer.refusal(), (405, "method_not_allowed".into()));
    assert_eq!(answer.header("allow"), "GET");
    assert_eq!(member.bare("PUT", "/reports/5").await.header("allow"), "GET, PATCH");
    for (path, refusal) in [
        ("/timeline?ownr=3", (400, "unknown_field")),
        ("/timeline?owner=x", (422, "invalid")),
        ("/timeline?kind=dance", (422, "invalid")),
        ("/timeline?sort=oldest", (422, "invalid")),
        ("/timeline?limit=0", (422, "out_of_range")),
        ("/timeline?limit=100000", (422, "out_of_range")),
        ("/timeline?limit=1&limit=2", (422, "invalid")),
        ("/timeline?amount_min=-1", (422, "out_of_range")),
        ("/timeline?after=%20nonsense", (422, "bad_cursor")),
        ("/timeline?after=e30", (422, "bad_cursor")),
        ("/timeline?q=%ff", (400, "invalid_utf8")),
        ("/customers?q=a%00", (422, "control_character")),
        ("/customers?page=2", (400, "unknown_field")),
        ("/me?x=1", (0, "")),
    ] {
        let answer = member.get(path).await;
        if refusal.0 == 0 {
            assert_eq!(answer.status, 200, "{path}: no parameters are read here");
            continue;
        }
        assert_eq!(answer.refusal(), (refusal.0, refusal.1.to_owned()), "{path}");
    }
}

#[tokio::test]
async fn a_reference_is_carried_out_once_and_never_means_two_things() {
    let house = House::new().await;
    let member = Asker::of(&house, &house.author()).with("idempotency-key", "朝の訪問-1");
    let first = member.post("/reports", &filed(&house)).await;
    assert_eq!(first.status, 201);
    let location = first.header("location").to_owned();
    let first = first.ok();
    let again = member.post("/reports", &filed(&house)).await;
    assert_eq!((again.status, again.header("location")), (200, location.as_str()));
    let again = again.ok();
    assert_eq!((&again["seq"], &again["card"]), (&first["seq"], &first["card"]));
    assert_eq!((&first["repeated"], &again["repeated"]), (&json!(false), &json!(true)));
    let other = member.post("/reports", &with(&house, "/text", json!("別の内容"))).await;
    assert_eq!(other.refusal(), (409, "client_ref_reused".into()));
    // Another member's reference of the same name is another reference.
    let neighbour = Asker::of(&house, &house.member(3)).with("idempotency-key", "朝の訪問-1");
    assert_eq!(neighbour.post("/reports", &with(&house, "/text", json!("別の人"))).await.status, 201);
    for (key, code) in [("", "text_required"), (&"x".repeat(65), "text_too_long")] {
        let asker = Asker::of(&house, &house.author()).with("idempotency-key", key);
        assert_eq!(asker.post("/reports", &filed(&house)).await.refusal(), (422, code.to_owned()));
    }
    assert_eq!(member.get("/timeline").await.ok()["cards"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn what_others_may_not_see_does_not_exist_for_them() {
    let house = House::new().await;
    // Members are in each other's teams here; a deal of one alone is opened for it.
    let (owner, outsider) = (house.member(1), house.member(4));
    let (mine, theirs) = (Asker::of(&house, &owner), Asker::of(&house, &outsider));
    let customer = mine.get(&format!("/deals/{}", house.deal())).await.ok()["customer"].clone();
    let fields = json!({ "name": "極秘案件", "customer": customer, "owner": owner.id, "visibility": "team" });
    let deal = mine.post("/deals", &fields).await.ok()["id"].clone();
    let report = with(&house, "/deal", deal.clone());
    let filed = mine.post("/reports", &report).await.ok()["seq"].clone();
    assert_eq!(mine.get(&format!("/reports/{filed}")).await.status, 200);

    for (method, path, body) in [
        ("GET", format!("/reports/{filed}"), Value::Null),
        ("GET", format!("/reports/{filed}/audience"), Value::Null),
        ("GET", format!("/deals/{deal}"), Value::Null),
        ("GET", format!("/deals/{deal}/timeline"), Value::Null),
        ("POST", format!("/reports/{filed}/replies"), json!({ "kind": "advice", "text": "x" })),
        ("PATCH", format!("/reports/{filed}"), json!({ "text": "x" })),
        ("PUT", format!("/reports/{filed}/read"), json!({ "upto": 1 })),
        ("PUT", format!("/reports/{filed}/acknowledgement"), Value::Null),
        ("PUT", format!("/reports/{filed}/reactions/like"), Value::Null),
        ("POST", format!("/reports/{filed}/unread"), Value::Null),
        ("POST", format!("/reports/{filed}/consult/claim"), Value::Null),
        ("PATCH", format!("/deals/{deal}"), json!({ "name": "x" })),
        ("POST", format!("/deals/{deal}/next-moves"), json!({ "kind": "call", "what": "x" })),
        ("POST", "/reports".to_owned(), report),
        ("POST", "/reports/preview".to_owned(), with(&house, "/deal", deal.clone())),
    ] {
        let answer = match &body {
            Value::Null => theirs.bare(method, &path).await,
            body => theirs.send(method, &path, body).await,
        };
        assert_eq!(answer.refusal(), (404, "not_found".into()), "{method} {path}");
    }
    let deals = theirs.get("/deals?q=極秘").await.ok();
    assert_eq!(deals["items"], json!([]));
    let of_owner = theirs.get(&format!("/members/{}/timeline", owner.id)).await.ok();
    assert_eq!(of_owner["cards"], json!([]));
}

#[tokio::test]
async fn what_another_site_causes_is_refused() {
    let house = House::new().await;
    let admin = Asker::of(&house, &house.member(0));
    let id = house.member(1).id;
    let password = "あおばの山と川と谷 2026";
    admin.send("PUT", &format!("/members/{id}/password"), &json!({ "new": password })).await;
    let stranger = Asker::stranger(&house);
    let sign_in = json!({ "login": "m2", "password": password });
    let answer = stranger.post("/auth/login", &sign_in).await;
    let browser = stranger.with("cookie", answer.header("set-cookie").split(';').next().unwrap());
    let own = house.stranger().server().origin().ascii_serialization();

    for (name, value) in [
        ("origin", "https://evil.example"),
        ("origin", "null"),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
    ] {
        let cross = browser.with(name, value);
        let refused = cross.post("/reports", &filed(&house)).await.refusal();
        assert_eq!(refused, (403, "cross_site".into()), "{name}: {value}");
        assert_eq!(cross.refused("POST", "/auth/logout").await.1, "cross_site");
        // Not even with the right password: else another site could sign a browser in as somebody else.
        let refused = stranger.with(name, value).post("/auth/login", &sign_in).await.refusal();
        assert_eq!(refused, (403, "cross_site".into()));
        // The websocket is refused before anybody is asked who they are.
        assert_eq!(cross.refused("GET", "/live").await.1, "cross_site");
        // Looking changes nothing, and the answer cannot be read over there.
        assert_eq!(cross.get("/me").await.status, 200);
    }
    assert_eq!(browser.post("/reports", &filed(&house)).await.refusal(), (403, "cross_site".into()));
    assert_eq!(browser.refused("GET", "/live").await.1, "cross_site", "browsers say where they come from");
    assert_eq!(browser.with("origin", &own).post("/reports", &filed(&house)).await.status, 201);
    // A program's token is no sign-in that a browser sends by itself.
    let program = Asker::of(&house, &house.member(1)).with("origin", "https://evil.example");
    assert_eq!(program.post("/reports", &filed(&house)).await.status, 201);
}

#[tokio::test]
async fn the_websocket_takes_only_who_is_signed_in_and_speaks_it() {
    let house = House::new().await;
    let stranger = Asker::stranger(&house);
    assert_eq!(stranger.get("/live").await.status, 401);
    let member = Asker::of(&house, &house.member(1));
    assert_eq!(member.get("/live").await.refusal(), (400, "malformed".into()));
    let other = member
        .with("connection", "upgrade")
        .with("upgrade", "websocket")
        .with("sec-websocket-version", "13")
        .with("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==")
        .with("sec-websocket-protocol", "mqtt");
    assert_eq!(other.get("/live").await.refusal(), (400, "malformed".into()));
}

#[tokio::test]
async fn too_many_requests_are_told_to_wait() {
    let options = support::Options {
        config: format!(
            "[rates]\nper_member_burst = 20\nper_member_per_s = 1\nper_address_burst = 5\nper_address_per_s = 1\n{}",
            support::QUIET
        ),
        ..support::Options::default()
    };
    let house = House::with(options).await;
    let (member, other) = (Asker::of(&house, &house.member(1)), Asker::of(&house, &house.member(2)));
    let mut statuses = Vec::new();
    for _ in 0..30 {
        statuses.push(member.get("/inbox/badge").await.status);
    }
    assert_eq!((statuses[0], *statuses.last().unwrap()), (200, 429), "{statuses:?}");
    let held = member.get("/inbox/badge").await;
    assert_eq!(held.refusal(), (429, "rate_limited".into()));
    assert!(held.header("retry-after").parse::<u32>().unwrap() >= 1);
    assert_eq!(other.get("/inbox/badge").await.status, 200, "another member is not held up");
    let stranger = Asker::stranger(&house);
    let mut codes = Vec::new();
    for _ in 0..10 {
        codes.push(stranger.get("/me").await.status);
    }
    assert!(codes.contains(&401) && codes.contains(&429), "{codes:?}");
    assert_eq!(other.get("/inbox/badge").await.status, 200, "members at that address are not held up");
}

#[tokio::test]
async fn devices_that_must_not_be_called_are_refused() {
    let options = support::Options {
        config:
            "[push]\nsubject = \"mailto:push@uchite.test\"\nany_subject = true\n[output]\nlevel = \"warn\"\n"
                .to_owned(),
        ..support::Options::default()
    };
    let house = House::with(options).await;
    let member = Asker::of(&house, &house.member(1));
    let key = member.get("/push/key").await.ok()["key"].as_str().unwrap().to_owned();
    assert_eq!(key.len(), 87);
    let device = |endpoint: &str, p256dh: &str, auth: &str| json!({ "endpoint": endpoint, "p256dh": p256dh, "auth": auth });
    let auth = "AAAAAAAAAAAAAAAAAAAAAA";
    let good = "https://updates.push.services.mozilla.com/wpush/v2/abc";
    for endpoint in [
        "http://updates.push.services.mozilla.com/wpush/v2/abc",
        "https://127.0.0.1/x",
        "https://localhost/x",
        "https://10.0.0.1/x",
        "https://192.168.1.1/x",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/x",
        "https://[fd00::1]/x",
        "https://0x7f.1/x",
        "https://2130706433/x",
        "https://intranet/x",
        "https://user:pass@updates.push.services.mozilla.com/x",
        "https://updates.push.services.mozilla.com:22/x",
        "file:///etc/passwd",
        "nonsense",
        "",
    ] {
        let refused = member.post("/push/devices", &device(endpoint, &key, auth)).await.refusal();
        assert_eq!(refused, (422, "endpoint_refused".into()), "{endpoint}");
    }
    for (p256dh, auth) in [("", auth), ("AAAA", auth), (&*"A".repeat(87), auth), (&key, ""), (&key, "AAAA")] {
        let refused = member.post("/push/devices", &device(good, p256dh, auth)).await.refusal();
        assert_eq!(refused, (422, "endpoint_refused".into()), "{p256dh} {auth}");
    }
    let registered = member.post("/push/devices", &device(good, &key, auth)).await;
    assert_eq!(registered.status, 201);
    let registered = registered.ok();
    assert_eq!(registered["service"], "https://updates.push.services.mozilla.com");
    assert!(!registered.to_string().contains("/wpush/"), "the endpoint is a secret: {registered}");
    let again = member.post("/push/devices", &device(good, &key, auth)).await;
    assert_eq!((again.status, again.json()["id"].clone()), (200, registered["id"].clone()));
    let id = &registered["id"];
    let other = Asker::of(&house, &house.member(2));
    assert_eq!(other.refused("DELETE", &format!("/push/devices/{id}")).await, (404, "not_found".into()));
    assert_eq!(other.refused("POST", &format!("/push/devices/{id}/test")).await, (404, "not_found".into()));
    assert_eq!(other.get("/push/devices").await.ok()["items"], json!([]));
    // That it showed something is for its owner to say.
    let shown = json!({ "endpoint": good });
    let shown_at = async || member.get("/push/devices").await.ok()["items"][0]["shown_at"].clone();
    assert_eq!(other.post("/push/shown", &shown).await.refusal(), (404, "not_found".into()));
    assert_eq!(shown_at().await, Value::Null);
    assert_eq!(member.post("/push/shown", &shown).await.status, 204);
    assert!(shown_at().await.is_i64());
    assert_eq!(member.bare("DELETE", &format!("/push/devices/{id}")).await.status, 204);
    assert_eq!(member.get("/push/devices").await.ok()["items"], json!([]));
}

#[tokio::test]
async fn without_pushes_there_is_no_key_and_no_device() {
    let house = House::new().await;
    let member = Asker::of(&house, &house.member(1));
    assert_eq!(member.refused("GET", "/push/key").await, (404, "not_found".into()));
    let device =
        json!({ "endpoint": "https://updates.push.services.mozilla.com/x", "p256dh": "x", "auth": "x" });
    assert_eq!(member.post("/push/devices", &device).await.refusal(), (404, "not_found".into()));
}
