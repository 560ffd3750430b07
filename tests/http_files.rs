//! Attachments: uploaded, attached by who uploaded them, fetched by who may see the report.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use serde_json::{Value, json};
use support::raw::{Answer, Asker};
use support::{House, Options, QUIET};
use uchite_client::Outcome;
use uchite_domain::Code;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0";

async fn upload(asker: &Asker, name: &str, bytes: &[u8]) -> Answer {
    asker
        .ask("POST", &format!("/files?name={name}"), Some(("application/octet-stream", bytes.to_vec())))
        .await
}

/// A report with this file, filed. Answers its number.
async fn filed_with(asker: &Asker, house: &House, file: &Value) -> Answer {
    let mut report = serde_json::to_value(house.report("図を付けます。")).unwrap();
    report["files"] =
        json!([{ "id": file["id"], "name": file["name"], "media_type": "text/html", "bytes": 1 }]);
    asker.post("/reports", &report).await
}

#[tokio::test]
async fn a_file_is_uploaded_attached_and_fetched() {
    let house = House::new().await;
    let author = Asker::of(&house, &house.author());
    let answer = upload(&author, "構成図.png", PNG).await;
    assert_eq!(answer.status, 201);
    let file = answer.ok();
    assert_eq!(
        (file["media_type"].as_str(), file["bytes"].as_u64()),
        (Some("image/png"), Some(PNG.len() as u64))
    );
    let filed = filed_with(&author, &house, &file).await.ok();
    let attached = &filed["card"]["files"][0];
    assert_eq!(
        (attached["media_type"].as_str(), attached["bytes"].as_u64()),
        (Some("image/png"), Some(PNG.len() as u64)),
        "what the client said is replaced"
    );
    let path = format!("/reports/{}/files/{}", filed["seq"], file["id"].as_str().unwrap());
    let reader = house.member(if house.author().id == house.member(1).id { 2 } else { 1 });
    let reads = Asker::of(&house, &reader);
    let fetched = reads.get(&path).await;
    assert_eq!((fetched.status, fetched.bytes.as_slice()), (200, PNG));
    for (name, value) in [
        ("content-type", "image/png"),
        ("x-content-type-options", "nosniff"),
        ("content-security-policy", "sandbox; default-src 'none'"),
        ("content-disposition", "inline; filename*=UTF-8''%E6%A7%8B%E6%88%90%E5%9B%B3.png"),
        ("cache-control", "private, no-cache"),
    ] {
        assert_eq!(fetched.header(name), value, "{name}");
    }
    let held = reads.with("if-none-match", fetched.header("etag")).get(&path).await;
    assert_eq!((held.status, held.bytes.len()), (304, 0));
    let other = "cd".repeat(32);
    assert_eq!(reads.refused("GET", &format!("/reports/{}/files/{other}", filed["seq"])).await.0, 404);
    assert_eq!(
        reads.refused("GET", &format!("/reports/999/files/{}", file["id"].as_str().unwrap())).await.0,
        404
    );
    assert_eq!(Asker::stranger(&house).get(&path).await.status, 401);
}

#[tokio::test]
async fn what_could_carry_a_script_is_only_ever_saved() {
    let house = House::new().await;
    let author = Asker::of(&house, &house.author());
    for (name, bytes, media_type) in [
        ("x.png", &b"<html><script>alert(1)</script></html>"[..], "text/html"),
        ("x.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", ""),
        ("x.pdf", b"%PDF-1.7 ...", "application/pdf"),
        ("memo.txt", "議事録".as_bytes(), "text/plain; charset=utf-8"),
    ] {
        let file = upload(&author, name, bytes).await.ok();
        let filed = filed_with(&author, &house, &file).await.ok();
        let fetched =
            author.get(&format!("/reports/{}/files/{}", filed["seq"], file["id"].as_str().unwrap())).await;
        assert!(fetched.header("content-disposition").starts_with("attachment;"), "{name}");
        assert!(fetched.header("content-security-policy").starts_with("sandbox"), "{name}");
        assert!(media_type.is_empty() || fetched.header("content-type") == media_type, "{name}");
    }
}

#[tokio::test]
async fn who_did_not_upload_a_file_cannot_attach_it() {
    let house = House::new().await;
    let (author, other) = (house.member(1), house.member(2));
    let (uploads, steals) = (Asker::of(&house, &author), Asker::of(&house, &other));
    let file = upload(&uploads, "機密.txt", "秘密".as_bytes()).await.ok();
    assert_eq!(filed_with(&steals, &house, &file).await.refusal(), (422, "unknown_reference".into()));
    // Nor over the websocket.
    let mut report = house.report("盗みます。");
    report.files = vec![serde_json::from_value(file.clone()).unwrap()];
    let (session, mut stream) = other.session();
    let outcome = session.file("ref-1", report).unwrap().outcome();
    let drained = async { while stream.next().await.is_some() {} };
    let outcome = tokio::select! {
        outcome = outcome => outcome.unwrap(),
        () = drained => panic!("the session is over"),
    };
    assert!(matches!(outcome, Outcome::Rejected { code: Code::UnknownReference, .. }), "{outcome:?}");
    // Who has the same content may upload it too.
    let own = upload(&steals, "同じ.txt", "秘密".as_bytes()).await.ok();
    assert_eq!(own["id"], file["id"]);
    assert_eq!(filed_with(&steals, &house, &own).await.status, 201);
}

#[tokio::test]
async fn uploads_that_do_not_fit_are_refused() {
    let config = format!("[files]\nmax_bytes = 1000\n{QUIET}");
    let house = House::with(Options { config, ..Options::default() }).await;
    let member = Asker::of(&house, &house.member(1));
    assert_eq!(upload(&member, "x", &[7; 1001]).await.refusal(), (413, "too_large".into()));
    assert_eq!(upload(&member, "x", &[7; 1000]).await.status, 201);
    assert_eq!(upload(&member, "x", &[]).await.refusal(), (422, "invalid".into()));
    assert_eq!(upload(&member, "", &[7]).await.refusal(), (422, "text_required".into()));
    assert_eq!(upload(&member, "a%00b", &[7]).await.refusal(), (422, "control_character".into()));
    assert_eq!(upload(&member, &"x".repeat(121), &[7]).await.refusal(), (422, "text_too_long".into()));
    assert_eq!(upload(&Asker::stranger(&house), "x", &[7]).await.status, 401);
    let named = upload(&member, "..%2F..%2Fetc%2Fpasswd", &[7]).await.ok();
    assert_eq!(named["name"], "passwd");
}
