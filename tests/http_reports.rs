//! Reports over HTTP: from filing to reading, and what HTTP, websocket and ledger say of it.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use serde_json::{Value, json};
use support::House;
use support::raw::Asker;

fn filed(house: &House) -> Value {
    serde_json::to_value(house.report("訪問しました。")).unwrap()
}

/// Somebody of the audience of a report, who is not its author.
fn somebody(card: &Value, house: &House) -> support::Member {
    let author = card["author"]["id"].as_u64().unwrap();
    let place = (0..house.organisation.members.len()).find(|place| house.member(*place).id.0 != author);
    house.member(place.unwrap())
}

async fn numbers(asker: &Asker, path: &str) -> Vec<u64> {
    let page = asker.get(path).await.ok();
    page["cards"].as_array().unwrap().iter().map(|card| card["id"].as_u64().unwrap()).collect()
}

#[tokio::test]
async fn a_report_goes_to_its_audience_and_comes_back_with_who_read_it() {
    let house = House::new().await;
    let author = Asker::of(&house, &house.author());
    let preview = author.post("/reports/preview", &filed(&house)).await.ok();
    let answer = author.post("/reports", &filed(&house)).await;
    assert_eq!((answer.status, answer.header("cache-control")), (201, "no-store"));
    let location = answer.header("location").to_owned();
    let changed = answer.ok();
    let (id, card) = (changed["seq"].as_u64().unwrap(), &changed["card"]);
    assert_eq!(location, format!("/api/v1/reports/{id}"));
    assert_eq!(
        card["audience"].as_u64().unwrap() as usize + 1,
        preview["audience"].as_array().unwrap().len()
    );
    assert_eq!(
        (card["you"]["unread"].as_bool(), card["you"]["addressed"].as_bool()),
        (Some(false), Some(false))
    );

    let reader = somebody(card, &house);
    let reads = Asker::of(&house, &reader);
    assert_eq!(numbers(&reads, "/timeline").await, [id]);
    let mine = reads.get(&format!("/reports/{id}")).await.ok();
    assert_eq!(mine["card"]["you"]["unread"], true);
    assert_eq!(numbers(&reads, "/inbox").await, [id], "looking at a list or a report reads nothing");
    let badge = reads.send("PUT", &format!("/reports/{id}/read"), &json!({ "upto": id })).await.ok();
    assert_eq!(badge["unread"], 0);
    assert_eq!(numbers(&reads, "/inbox").await, [0; 0]);

    let ledger = author.get(&format!("/reports/{id}/audience")).await.ok();
    let entries = ledger["entries"].as_array().unwrap();
    let entry = entries.iter().find(|e| e["member"]["id"] == reader.id.0).unwrap();
    assert_eq!((entry["read_how"].as_str(), ledger["read"].as_u64()), (Some("opened"), Some(1)));
    assert!(entry["read_at"].as_i64().unwrap() >= entry["routed_at"].as_i64().unwrap());
}

#[tokio::test]
async fn people_talk_on_a_report() {
    let house = House::new().await;
    let author = Asker::of(&house, &house.author());
    let mut report = filed(&house);
    report["consult"] = json!({ "question": "夜間バッチは何時間で終わりますか", "topics": ["性能"] });
    let filed = author.post("/reports", &report).await.ok();
    let id = filed["seq"].clone();
    let expert = Asker::of(&house, &somebody(&filed["card"], &house));
    let at = |rest: &str| format!("/reports/{id}{rest}");

    let claimed = expert.bare("POST", &at("/consult/claim")).await.ok();
    assert_eq!(claimed["card"]["consult"]["state"], "claimed");
    assert_eq!(expert.bare("POST", &at("/consult/claim")).await.refusal(), (409, "consult_state".into()));
    let keyed = expert.with("idempotency-key", "返信-1");
    let reply = json!({ "kind": "advice", "text": "同規模で二時間でした。" });
    let replied = keyed.post(&at("/replies"), &reply).await;
    assert_eq!(replied.status, 201);
    let replied = replied.ok();
    let again = keyed.post(&at("/replies"), &reply).await;
    assert_eq!((again.status, again.json()["seq"].clone()), (200, replied["seq"].clone()));
    assert_eq!(replied["card"]["consult"]["state"], "answered");
    assert_eq!(author.get("/inbox/badge").await.ok(), json!({ "addressed": 1, "unread": 1 }));
    let accepted = author.bare("POST", &at(&format!("/consult/answer/{}/accept", replied["seq"]))).await.ok();
    assert_eq!(
        (accepted["card"]["consult"]["state"].as_str(), accepted["card"]["replies"][0]["answer"].as_bool()),
        (Some("accepted"), Some(true))
    );
    assert_eq!(expert.bare("POST", &at("/consult/reopen")).await.refusal(), (403, "forbidden".into()));
    assert_eq!(
        author.bare("POST", &at("/consult/reopen")).await.ok()["card"]["consult"]["state"],
        "reopened"
    );

    let liked = expert.bare("PUT", &at("/reactions/like")).await.ok();
    assert_eq!(liked["card"]["reactions"], json!([{ "kind": "like", "count": 1 }]));
    assert_eq!(expert.bare("DELETE", &at("/reactions/like")).await.ok()["card"]["reactions"], json!([]));
    assert_eq!(expert.refused("PUT", &at("/reactions/shrug")).await, (404, "not_found".into()));
    let noted = expert.bare("PUT", &at("/acknowledgement")).await.ok();
    assert_eq!(noted["card"]["you"]["acknowledged"], true);
    let detail = author.get(&at("")).await.ok();
    assert_eq!(detail["replies"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn the_author_corrects_and_the_earlier_words_stay() {
    let house = House::new().await;
    let author = Asker::of(&house, &house.author());
    let filed = author.post("/reports", &filed(&house)).await.ok();
    let path = format!("/reports/{}", filed["seq"]);
    let corrected = author.send("PATCH", &path, &json!({ "text": "面談でした。" })).await.ok();
    assert_eq!(
        (corrected["card"]["text"].as_str(), corrected["card"]["corrections"].as_u64()),
        (Some("面談でした。"), Some(1))
    );
    let detail = author.get(&path).await.ok();
    assert_eq!(detail["earlier"][0]["text"], "訪問しました。");
    let a_day_on = detail["card"]["filed_at"].as_i64().unwrap() + 24 * 60 * 60 * 1000;
    assert_eq!(detail["correctable_until"].as_i64(), Some(a_day_on));
    let other = Asker::of(&house, &somebody(&filed["card"], &house));
    assert_eq!(
        other.send("PATCH", &path, &json!({ "text": "x" })).await.refusal(),
        (403, "forbidden".into())
    );
}

#[tokio::test]
async fn everything_is_read_at_once_and_taken_back() {
    let house = House::new().await;
    let author = Asker::of(&house, &house.author());
    let mut card = Value::Null;
    for _ in 0..3 {
        card = author.post("/reports", &filed(&house)).await.ok()["card"].clone();
    }
    let reader = Asker::of(&house, &somebody(&card, &house));
    let before = reader.get("/inbox/badge").await.ok();
    assert_eq!(before["unread"], 3);
    let nothing = reader.post("/inbox/read-all", &json!({ "addressed": true })).await.ok();
    assert_eq!(nothing["undo"].is_null(), before["addressed"] == 0);
    let done = reader.bare("POST", "/inbox/read-all").await.ok();
    assert_eq!(done["badge"]["unread"], 0);
    let undo = format!("/inbox/read-all/{}", done["undo"]);
    assert_eq!(author.refused("DELETE", &undo).await, (404, "not_found".into()), "not theirs");
    assert_eq!(reader.bare("DELETE", &undo).await.ok()["unread"], 3);
    let id = card["id"].as_u64().unwrap();
    reader.send("PUT", &format!("/reports/{id}/read"), &json!({ "upto": id })).await.ok();
    assert_eq!(reader.bare("POST", &format!("/reports/{id}/unread")).await.ok()["unread"], 3);
    let future = reader.send("PUT", &format!("/reports/{id}/read"), &json!({ "upto": 99_999_999 })).await;
    assert_eq!(future.refusal(), (422, "bad_cursor".into()));
}

#[tokio::test]
async fn timelines_are_filtered_sorted_and_paged_without_gap_or_repetition() {
    let house = House::new().await;
    let author = house.author();
    let asks = Asker::of(&house, &author);
    let mut all = Vec::new();
    for n in 0..7 {
        let mut report = filed(&house);
        report["text"] = json!(format!("報告 {n}"));
        if n == 2 {
            report["deal_changes"] = json!({ "stage": 2, "amount_yen": 123_456_000 });
        }
        all.push(asks.post("/reports", &report).await.ok()["seq"].as_u64().unwrap());
    }
    all.reverse();
    for sort in ["posted", "activity"] {
        let (mut seen, mut after) = (Vec::new(), String::new());
        loop {
            let page = asks.get(&format!("/timeline?limit=3&sort={sort}{after}")).await.ok();
            seen.extend(page["cards"].as_array().unwrap().iter().map(|card| card["id"].as_u64().unwrap()));
            let Some(next) = page["next"].as_str() else { break };
            after = format!("&after={next}");
        }
        assert_eq!(seen, all, "{sort}");
    }
    let (deal, me) = (house.deal(), author.id);
    for (query, count) in [
        (format!("deal={deal}"), 7),
        (format!("author={me}&kind=visit"), 7),
        ("kind=call,mail".to_owned(), 0),
        ("stage=2".to_owned(), 7),
        ("stage=0".to_owned(), 0),
        ("amount_min=123456000&amount_max=123456000".to_owned(), 7),
        ("amount_min=123456001".to_owned(), 0),
        ("unread=true".to_owned(), 0),
        ("consult=any".to_owned(), 0),
        (format!("owner={me}&owner=99999"), 7),
        ("owner=99999".to_owned(), 0),
    ] {
        assert_eq!(numbers(&asks, &format!("/timeline?{query}")).await.len(), count, "{query}");
    }
    assert_eq!(numbers(&asks, &format!("/deals/{deal}/timeline")).await, all);
    assert_eq!(numbers(&asks, &format!("/members/{me}/timeline")).await, all);
    // Something happens on an old one: it comes up by activity, and stays in its place by filing.
    let oldest = *all.last().unwrap();
    asks.post(&format!("/reports/{oldest}/replies"), &json!({ "kind": "information", "text": "追記" }))
        .await
        .ok();
    assert_eq!(numbers(&asks, "/timeline?limit=1&sort=activity").await, [oldest]);
    assert_eq!(numbers(&asks, "/timeline?limit=1").await, [all[0]]);
}

#[tokio::test]
async fn next_moves_are_set_agreed_and_done() {
    let house = House::new().await;
    let author = house.author();
    let asks = Asker::of(&house, &author);
    let deal = house.deal();
    let companion = house.member(if author.id == house.member(2).id { 3 } else { 2 });
    let wanted = json!({
        "kind": "visit", "what": "部長同行で再訪", "due": "2026-12-01",
        "accompany": { "who": companion.id, "slots": [{ "from": 1000, "until": 2000 }, { "from": 3000, "until": 4000 }] }
    });
    let keyed = asks.with("idempotency-key", "打ち手-1");
    let set = keyed.post(&format!("/deals/{deal}/next-moves"), &wanted).await;
    assert_eq!(set.status, 201);
    let set = set.ok();
    assert_eq!(set["owner"], author.id.0);
    assert_eq!(keyed.post(&format!("/deals/{deal}/next-moves"), &wanted).await.status, 200);
    let path = format!("/next-moves/{}", set["id"]);
    let goes = Asker::of(&house, &companion);
    assert_eq!(goes.refused("POST", &format!("{path}/slots/7/accept")).await, (404, "not_found".into()));
    let agreed = goes.bare("POST", &format!("{path}/slots/1/accept")).await.ok();
    assert_eq!(agreed["accompany"]["agreed"], 1);
    let refused = goes.bare("POST", &format!("{path}/slots/0/accept")).await.refusal();
    assert_eq!(refused, (409, "next_move_state".into()));
    assert_eq!(asks.get(&format!("/deals/{deal}")).await.ok()["next_moves"].as_array().unwrap().len(), 1);
    let done = asks.send("PATCH", &path, &json!({ "state": "done" })).await.ok();
    assert_eq!(done["state"], "done");
    assert_eq!(asks.get(&format!("/deals/{deal}")).await.ok()["next_moves"], json!([]));
    assert_eq!(
        asks.send("PATCH", &path, &json!({ "state": "open" })).await.refusal(),
        (404, "not_found".into())
    );
}

#[tokio::test]
async fn a_bookmark_is_mine_alone_and_can_be_taken_away() {
    let house = House::new().await;
    let author = Asker::of(&house, &house.author());
    let filed = author.post("/reports", &filed(&house)).await.ok();
    let id = filed["seq"].as_u64().unwrap();
    let (path, list) = (format!("/reports/{id}/bookmark"), "/timeline?bookmarked=true");
    let reader = Asker::of(&house, &somebody(&filed["card"], &house));
    assert_eq!(numbers(&reader, list).await, [0; 0]);
    for _ in 0..2 {
        let set = reader.bare("PUT", &path).await.ok();
        assert_eq!(set, json!({ "report": id, "bookmarked": true }));
    }
    assert_eq!(numbers(&reader, list).await, [id]);
    assert_eq!(numbers(&author, list).await, [0; 0]);
    assert_eq!(reader.get(&format!("/reports/{id}")).await.ok()["card"]["you"]["bookmarked"], true);
    assert_eq!(author.get(&format!("/reports/{id}")).await.ok()["card"]["you"]["bookmarked"], false);
    let taken = reader.bare("DELETE", &path).await.ok();
    assert_eq!(taken, json!({ "report": id, "bookmarked": false }));
    assert_eq!(numbers(&reader, list).await, [0; 0]);
    for path in ["/reports/999999/bookmark", "/reports/preview/bookmark", "/reports/-1/bookmark"] {
        for method in ["PUT", "DELETE"] {
            assert_eq!(reader.refused(method, path).await, (404, "not_found".into()), "{method} {path}");
        }
    }
    assert_eq!(reader.get("/timeline?bookmarked=perhaps").await.refusal(), (422, "invalid".into()));
}
