//! The HTTP half, against a server that says what it is told and remembers what it was asked.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use uchite_client::domain::{Code, ReactionKind, ReportId, Seq};
use uchite_client::{Api, ApiError, Credential};

/// A request as it came: first line, headers in lower case, body.
struct Asked {
    line: String,
    headers: String,
    body: Value,
}

impl Asked {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }
}

/// Answers one request with a status line, headers and body.
async fn answer(status: &str, headers: &str, body: &str) -> (Api, tokio::task::JoinHandle<Asked>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let api = Api::new(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
    let length = body.len();
    let answer =
        format!("HTTP/1.1 {status}\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n{body}");
    let asked = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut got = Vec::new();
        let (head, wanted) = loop {
            let mut chunk = [0; 4096];
            let read = stream.read(&mut chunk).await.unwrap();
            got.extend_from_slice(&chunk[..read]);
            let text = String::from_utf8_lossy(&got).into_owned();
            if let Some((head, _)) = text.split_once("\r\n\r\n") {
                let head = head.to_owned();
                let lower = head.to_lowercase();
                let length = lower.lines().find_map(|l| l.strip_prefix("content-length: ")?.parse().ok());
                break (head.clone(), head.len() + 4 + length.unwrap_or(0));
            }
        };
        while got.len() < wanted {
            let mut chunk = [0; 4096];
            let read = stream.read(&mut chunk).await.unwrap();
            got.extend_from_slice(&chunk[..read]);
        }
        stream.write_all(answer.as_bytes()).await.unwrap();
        let (line, headers) = head.split_once("\r\n").unwrap();
        let headers = headers.lines().map(|l| l.split_once(": ").unwrap());
        let headers = headers.map(|(name, value)| format!("{}: {value}\n", name.to_lowercase())).collect();
        let body = serde_json::from_slice(&got[head.len() + 4..]).unwrap_or(Value::Null);
        Asked { line: line.to_owned(), headers, body }
    });
    (api, asked)
}

#[tokio::test]
async fn signing_in_keeps_the_cookie_and_says_the_origin_from_then_on() {
    let cookie = "set-cookie: uchite=secret; HttpOnly; SameSite=Lax; Path=/\r\n";
    let (api, asked) = answer("200 OK", cookie, "{}").await;
    let signed_in = api.sign_in("tanaka", "correct horse").await.unwrap();
    let asked = asked.await.unwrap();
    assert_eq!(asked.line, "POST /api/v1/auth/login HTTP/1.1");
    assert_eq!(asked.body, json!({ "login": "tanaka", "password": "correct horse" }));
    assert_eq!(signed_in.credential(), Some(&Credential::Cookie("uchite=secret".to_owned())));
    assert_eq!(format!("{:?}", signed_in.credential()), "Some(Cookie(…))", "never printed");

    let (api, asked) = answer("204 No Content", "", "").await;
    let origin = api.server().origin().ascii_serialization();
    api.with(signed_in.credential().unwrap().clone()).sign_out().await.unwrap();
    let asked = asked.await.unwrap();
    assert_eq!(asked.header("cookie"), Some("uchite=secret"));
    assert_eq!(asked.header("origin"), Some(origin.as_str()));
}

#[tokio::test]
async fn a_token_goes_along_as_bearer_and_the_reference_of_a_command_as_idempotency_key() {
    let problem =
        r#"{"type":"about:blank","title":"","status":404,"code":"not_found","detail":"no such deal"}"#;
    let (api, asked) = answer("404 Not Found", "", problem).await;
    let report = serde_json::from_value(json!({ "deal": 9, "template": 4, "text": "訪問" })).unwrap();
    let refused = api.with(Credential::bearer("secret")).file("mine-1", &report).await.unwrap_err();
    assert_eq!(refused.code(), Some(Code::NotFound));
    assert!(!refused.retryable());
    let asked = asked.await.unwrap();
    assert_eq!(asked.line, "POST /api/v1/reports HTTP/1.1");
    assert_eq!(asked.header("authorization"), Some("Bearer secret"));
    assert_eq!(asked.header("idempotency-key"), Some("mine-1"));
    assert_eq!(asked.header("origin"), None);
    assert_eq!((&asked.body["deal"], &asked.body["text"]), (&json!(9), &json!("訪問")));
}

#[tokio::test]
async fn each_call_asks_where_the_protocol_says() {
    let badge = r#"{"addressed":1,"unread":2}"#;
    let (api, asked) = answer("200 OK", "", badge).await;
    assert_eq!(api.read(ReportId(7), Seq(12)).await.unwrap().unread, 2);
    let asked = asked.await.unwrap();
    assert_eq!(
        (asked.line.as_str(), asked.body),
        ("PUT /api/v1/reports/7/read HTTP/1.1", json!({ "upto": 12 }))
    );

    let page = r#"{"cards":[],"next":"abc","cursor":40}"#;
    let (api, asked) = answer("200 OK", "", page).await;
    let page = api.timeline(&[("unread", "true"), ("after", "a b")]).await.unwrap();
    assert_eq!((page.next.as_deref(), page.cursor), (Some("abc"), Seq(40)));
    assert_eq!(asked.await.unwrap().line, "GET /api/v1/timeline?unread=true&after=a+b HTTP/1.1");

    let (api, asked) = answer("409 Conflict", "", "{}").await;
    api.react(ReportId(7), ReactionKind::Like, false).await.unwrap_err();
    assert_eq!(asked.await.unwrap().line, "DELETE /api/v1/reports/7/reactions/like HTTP/1.1");
}

#[tokio::test]
async fn an_answer_that_is_no_json_of_ours_is_told_as_strange() {
    let (api, _asked) = answer("200 OK", "", "<html>a proxy's page</html>").await;
    let error = api.badge().await.unwrap_err();
    assert!(matches!(&error, ApiError::Strange { status: 200, body } if body.contains("proxy")), "{error}");
    for server in ["not an address", "ftp://example.jp", "mailto:a@example.jp"] {
        assert!(matches!(Api::new(server), Err(ApiError::Request(_))), "{server}");
    }
}
