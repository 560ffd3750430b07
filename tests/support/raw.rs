//! Requests as no well-behaved client sends them, and answers as they are.
#![allow(dead_code, reason = "each test binary uses its own part of this")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot be set up has failed")]

use reqwest::{Method, header::HeaderMap};
use serde_json::Value;

use super::{House, Member};

/// Asks a server over real HTTP.
#[derive(Clone)]
pub struct Asker {
    http: reqwest::Client,
    base: String,
    headers: Vec<(String, String)>,
}

/// What it said.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Answer {
    /// The body as JSON; null where it is none.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or(Value::Null)
    }

    /// A header's text; empty where it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The answer of success, as JSON.
    pub fn ok(self) -> Value {
        assert!(
            (200..300).contains(&self.status),
            "{} {}",
            self.status,
            String::from_utf8_lossy(&self.bytes)
        );
        self.json()
    }

    /// Status and stable code of a refusal, which has the shape that all refusals have.
    pub fn refusal(&self) -> (u16, String) {
        let (body, text) = (self.json(), String::from_utf8_lossy(&self.bytes));
        assert_eq!(self.header("content-type"), "application/problem+json", "{} {text}", self.status);
        assert_eq!(body["status"], self.status, "{text}");
        let code = body["code"].as_str().unwrap().to_owned();
        assert_eq!(body["type"], format!("urn:uchite:problem:{code}"));
        assert!(body["detail"].is_string() && body["title"].is_string(), "{text}");
        assert_eq!(body["request_id"].as_str().unwrap(), self.header("x-request-id"), "{text}");
        (self.status, code)
    }
}

impl Asker {
    /// Asks without a sign-in.
    pub fn stranger(house: &House) -> Asker {
        Asker::at(house.stranger().server().as_str())
    }

    /// Asks a server at this address.
    pub fn at(base: &str) -> Asker {
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Asker { http, base: base.trim_end_matches('/').to_owned(), headers: Vec::new() }
    }

    /// Asks as this member.
    pub fn of(house: &House, member: &Member) -> Asker {
        let (name, value) = member.api.credential().unwrap().header();
        Asker::stranger(house).with(name, &value)
    }

    /// The same as a browser that got this cookie (`name=value`), on a page of the server's own.
    pub fn browser(&self, cookie: &str) -> Asker {
        self.with("cookie", cookie).with("origin", &self.base)
    }

    /// The same with one header more.
    pub fn with(&self, name: &str, value: &str) -> Asker {
        let mut more = self.clone();
        more.headers.push((name.to_owned(), value.to_owned()));
        more
    }

    /// Any request. `path` begins with a slash; below the API's base unless it stands elsewhere.
    pub async fn ask(&self, method: &str, path: &str, body: Option<(&str, Vec<u8>)>) -> Answer {
        let outside = ["/healthz", "/readyz", "/metrics", "/api/", "/app", "/assets/"];
        let base = if path == "/" || outside.iter().any(|o| path.starts_with(o)) { "" } else { "/api/v1" };
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let mut request = self.http.request(method, format!("{}{base}{path}", self.base));
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        if let Some((media_type, bytes)) = body {
            request = request.header("content-type", media_type).body(bytes);
        }
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Answer { status, headers, bytes: response.bytes().await.unwrap().to_vec() }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, None).await
    }

    pub async fn send(&self, method: &str, path: &str, body: &Value) -> Answer {
        self.ask(method, path, Some(("application/json", body.to_string().into_bytes()))).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send("POST", path, body).await
    }

    /// Without a body.
    pub async fn bare(&self, method: &str, path: &str) -> Answer {
        self.ask(method, path, None).await
    }

    /// Without a body, for its status and code.
    pub async fn refused(&self, method: &str, path: &str) -> (u16, String) {
        self.bare(method, path).await.refusal()
    }
}
