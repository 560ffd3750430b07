//! The stock over HTTP: who may change what, lists and their pages, patches.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use serde_json::{Value, json};
use support::House;
use support::raw::Asker;

/// Every master: where, a body that makes one, a patch with the value that it leads to, and whether only an
/// admin may.
fn masters(house: &House, customer: &Value) -> Vec<(&'static str, Value, Value, bool)> {
    let me = house.member(0).id;
    vec![
        (
            "/customers",
            json!({ "name": "東和精密工業株式会社", "kana": "とうわ" }),
            json!({ "industry": "機械" }),
            false,
        ),
        (
            "/contacts",
            json!({ "customer": customer, "name": "山本 一郎" }),
            json!({ "title": "部長" }),
            false,
        ),
        ("/competitors", json!({ "name": "競合A" }), json!({ "aliases": ["A社"] }), false),
        (
            "/deals",
            json!({ "name": "刷新", "customer": customer, "owner": me }),
            json!({ "amount_yen": 5_000_000 }),
            false,
        ),
        ("/products", json!({ "name": "生産管理" }), json!({ "retired": true }), true),
        (
            "/members",
            json!({ "name": "佐藤", "login": "Sato@x.jp", "department": 2 }),
            json!({ "title": "主任" }),
            true,
        ),
        ("/departments", json!({ "name": "技術部", "parent": 2 }), json!({ "head": me }), true),
        (
            "/purposes",
            json!({ "name": "全員へ", "recipients": [{ "to": "role", "role": "admin" }] }),
            json!({ "paused": true }),
            true,
        ),
        (
            "/report-templates",
            json!({ "name": "立会い", "activity": "other" }),
            json!({ "name_en": "Attendance" }),
            true,
        ),
    ]
}

#[tokio::test]
async fn every_master_is_added_found_and_changed_by_those_who_may() {
    let house = House::new().await;
    let (admin, member) = (Asker::of(&house, &house.member(0)), Asker::of(&house, &house.member(1)));
    let customer = admin.get(&format!("/deals/{}", house.deal())).await.ok()["customer"].clone();
    for (path, body, patch, admin_only) in masters(&house, &customer) {
        let who = if admin_only {
            assert_eq!(member.post(path, &body).await.refusal(), (403, "forbidden".into()), "{path}");
            &admin
        } else {
            &member
        };
        let keyed = who.with("idempotency-key", &format!("make{path}"));
        let made = keyed.post(path, &body).await;
        assert_eq!(made.status, 201, "{path} {}", made.json());
        let location = made.header("location").to_owned();
        let made = made.ok();
        assert_eq!(location, format!("/api/v1{path}/{}", made["id"]));
        let again = keyed.post(path, &body).await;
        assert_eq!((again.status, again.json()["id"].clone()), (200, made["id"].clone()), "{path}");
        let one = format!("{path}/{}", made["id"]);
        if admin_only {
            assert_eq!(member.send("PATCH", &one, &patch).await.refusal().1, "forbidden", "{path}");
        }
        // The deal's owner is the admin here; a member of the organisation may look at it only.
        let changed = admin.send("PATCH", &one, &patch).await.ok();
        for (key, value) in patch.as_object().unwrap() {
            assert_eq!(&changed[key], value, "{path}");
        }
        assert_eq!(changed["name"], made["name"], "{path}: what the patch does not name stays");
        assert_eq!(member.get(&one).await.ok(), changed, "{path}");
        let listed = member.get(&format!("{path}?limit=1000")).await.ok();
        assert!(listed["items"].as_array().unwrap().contains(&changed), "{path}");

        let unknown = admin.send("PATCH", &one, &json!({ "colour": "red" })).await.refusal();
        assert_eq!(unknown, (400, "unknown_field".into()), "{path}");
        let unknown = admin.send("PATCH", &one, &json!({ "id": 1 })).await.refusal();
        assert_eq!(unknown, (400, "unknown_field".into()), "{path}");
        let nameless = admin.send("PATCH", &one, &json!({ "name": null })).await.refusal();
        assert_eq!(nameless.0 / 100, 4, "{path}");
        let nobody = admin.send("PATCH", &format!("{path}/999999"), &patch).await.refusal();
        assert_eq!(nobody, (404, "not_found".into()), "{path}");
        let long = admin.send("PATCH", &one, &json!({ "name": "あ".repeat(121) })).await.refusal();
        assert_eq!(long, (422, "text_too_long".into()), "{path}");
        let list = admin.send("PATCH", &one, &json!([1])).await.refusal();
        assert_eq!(list, (400, "malformed".into()), "{path}");
    }
}

#[tokio::test]
async fn rows_are_found_by_a_part_of_any_of_their_names() {
    let house = House::new().await;
    let member = Asker::of(&house, &house.member(1));
    for name in ["東和精密工業株式会社", "東和商事", "精密東和"] {
        member.post("/customers", &json!({ "name": name, "kana": "とうわ", "aliases": ["TOWA"] })).await.ok();
    }
    let found = async |q: &str| {
        let page = member.get(&format!("/customers?q={q}")).await.ok();
        page["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|c| c["name"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(found("東和").await, ["東和精密工業株式会社", "東和商事", "精密東和"]);
    assert_eq!(found("トウワ").await.len(), 3);
    assert_eq!(found("ｔｏｗａ").await.len(), 3);
    assert_eq!(found("商事").await, ["東和商事"]);
    assert_eq!(found("ない").await, [""; 0]);
    let first = member.get("/customers?q=東和&limit=2").await.ok();
    let rest = member
        .get(&format!("/customers?q=東和&limit=2&after={}", first["next"].as_str().unwrap()))
        .await
        .ok();
    assert_eq!((first["items"].as_array().unwrap().len(), rest["items"].as_array().unwrap().len()), (2, 1));
    assert!(rest["next"].is_null());
}

#[tokio::test]
async fn names_that_must_be_one_of_a_kind_are_and_references_lead_somewhere() {
    let house = House::new().await;
    let admin = Asker::of(&house, &house.member(0));
    admin.post("/products", &json!({ "name": "生産管理" })).await.ok();
    let twice = admin.post("/products", &json!({ "name": "生産管理" })).await.refusal();
    assert_eq!(twice, (409, "already_exists".into()));
    let login =
        admin.post("/members", &json!({ "name": "x", "login": "M2", "department": 2 })).await.refusal();
    assert_eq!(login, (409, "already_exists".into()));
    for (path, body) in [
        ("/contacts", json!({ "customer": 99999, "name": "x" })),
        ("/members", json!({ "name": "x", "login": "x", "department": 99999 })),
        ("/deals", json!({ "name": "x", "customer": 99999, "owner": house.member(0).id })),
        ("/purposes", json!({ "name": "x", "recipients": [{ "to": "members", "members": [99999] }] })),
    ] {
        assert_eq!(admin.post(path, &body).await.refusal(), (422, "unknown_reference".into()), "{path}");
    }
    // The last admin can neither leave nor step down.
    let me = format!("/members/{}", house.member(0).id);
    for patch in [json!({ "active": false }), json!({ "role": "member" })] {
        assert!(admin.send("PATCH", &me, &patch).await.refusal().0 / 100 == 4, "{patch}");
    }
}

#[tokio::test]
async fn stages_are_set_by_an_admin_alone() {
    let house = House::new().await;
    let (admin, member) = (Asker::of(&house, &house.member(0)), Asker::of(&house, &house.member(1)));
    let mut stages = admin.get("/stages").await.ok();
    stages["stages"][0]["name"] = json!("初回接触");
    assert_eq!(member.send("PUT", "/stages", &stages).await.refusal(), (403, "forbidden".into()));
    assert_eq!(admin.send("PUT", "/stages", &stages).await.ok(), stages);
    assert_eq!(member.get("/me").await.ok()["stages"], stages["stages"]);
    let none = admin.send("PUT", "/stages", &json!({ "stages": [] })).await.refusal();
    assert_eq!(none.0, 422);
}

#[tokio::test]
async fn a_deal_tells_how_it_came_to_where_it_is() {
    let house = House::new().await;
    let author = house.author();
    let asker = Asker::of(&house, &author);
    let admin = Asker::of(&house, &house.member(0));
    let path = format!("/deals/{}/history", house.deal());
    let opened = asker.get(&path).await.ok();
    assert_eq!(opened["steps"].as_array().unwrap().len(), 1);
    let mut report = serde_json::to_value(house.report("提案しました。")).unwrap();
    report["deal_changes"] = json!({ "stage": 2, "amount_yen": 12_000_000 });
    let filed = asker.post("/reports", &report).await.ok();
    admin.send("PATCH", &format!("/deals/{}", house.deal()), &json!({ "amount_yen": null })).await.ok();
    let history = asker.get(&path).await.ok();
    let steps = history["steps"].as_array().unwrap();
    assert_eq!(steps.len(), 3, "{history}");
    assert_eq!((&steps[1]["report"], &steps[1]["by"]["id"]), (&filed["seq"], &json!(author.id)));
    assert_eq!(steps[1]["standing"]["stage"]["id"], 2);
    assert_eq!(steps[1]["standing"]["amount_yen"], 12_000_000);
    assert!(steps[2]["report"].is_null() && steps[2]["standing"]["amount_yen"].is_null());
    assert!(steps[1]["at"].as_i64() <= steps[2]["at"].as_i64());
    assert_eq!(asker.get("/deals/999999/history").await.refusal(), (404, "not_found".into()));
    let deal = asker.get(&format!("/deals/{}", house.deal())).await.ok();
    let general = asker.get(&format!("/deals/{}/history", deal["customer"])).await.ok();
    assert_eq!(general["steps"], json!([]), "a general deal has no way");
}

#[tokio::test]
async fn a_customer_and_a_department_have_timelines_of_all_their_reports() {
    let house = House::new().await;
    let author = house.author();
    let asker = Asker::of(&house, &author);
    let customer = asker.get(&format!("/deals/{}", house.deal())).await.ok()["customer"].clone();
    let filed = asker.post("/reports", &serde_json::to_value(house.report("訪問")).unwrap()).await.ok();
    let mut general = serde_json::to_value(house.report("雑談")).unwrap();
    general["deal"] = customer.clone();
    let general = asker.post("/reports", &general).await.ok();
    let expected = json!([general["seq"], filed["seq"]]);
    let department = asker.get(&format!("/members/{}", author.id)).await.ok()["department"].clone();
    for path in [format!("/customers/{customer}/timeline"), format!("/departments/{department}/timeline")] {
        let page = asker.get(&path).await.ok();
        let ids: Vec<Value> =
            page["cards"].as_array().unwrap().iter().map(|card| card["id"].clone()).collect();
        assert_eq!(json!(ids), expected, "{path}");
        assert!(page["cursor"].as_u64() >= general["seq"].as_u64());
        let first = asker.get(&format!("{path}?limit=1")).await.ok();
        let rest = asker.get(&format!("{path}?limit=1&after={}", first["next"].as_str().unwrap())).await.ok();
        assert_eq!(rest["cards"][0]["id"], filed["seq"], "{path}");
    }
    for path in ["/customers/999999/timeline", "/departments/999999/timeline", "/customers/x/timeline"] {
        assert_eq!(asker.get(path).await.refusal(), (404, "not_found".into()), "{path}");
    }
}
