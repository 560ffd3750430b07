//! The HTTP half: one method for each thing that a program does, and four for everything else.

use std::time::Duration;

use reqwest::{Method, header};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use uchite_domain::{
    Badge, DealId, FileReport, Ledger, MemberId, NewReply, ReactionKind, ReportDetail, ReportId, Scope, Seq,
};
use url::Url;

use crate::{ApiError, CardPage, Changed, Credential, IssuedToken, Me, Preview};

/// A request that has no answer after this time has failed.
const TIMEOUT: Duration = Duration::from_secs(30);

/// A server and who asks it. Cloning is cheap and shares the connections.
#[derive(Debug, Clone)]
pub struct Api {
    http: reqwest::Client,
    server: Url,
    credential: Option<Credential>,
}

impl Api {
    /// A server by its address, `http://localhost:8080`, not signed in.
    pub fn new(server: &str) -> Result<Api, ApiError> {
        crate::install_crypto();
        let mut server = Url::parse(server).map_err(|e| ApiError::Request(format!("{server}: {e}")))?;
        if !matches!(server.scheme(), "http" | "https") || server.host_str().is_none() {
            return Err(ApiError::Request(format!("{server}: not an address of the web")));
        }
        // So that `join` keeps a path under which the server may stand.
        if !server.path().ends_with('/') {
            let path = format!("{}/", server.path());
            server.set_path(&path);
        }
        let http = reqwest::Client::builder()
            .timeout(TIMEOUT)
            .redirect(reqwest::redirect::Policy::none())
            .user_agent(concat!("uchite-client/", env!("CARGO_PKG_VERSION")))
            .build()?;
        Ok(Api { http, server, credential: None })
    }

    /// The same server, asked by somebody.
    #[must_use]
    pub fn with(&self, credential: Credential) -> Api {
        Api { credential: Some(credential), ..self.clone() }
    }

    /// The server's address.
    #[must_use]
    pub fn server(&self) -> &Url {
        &self.server
    }

    /// Who asks.
    #[must_use]
    pub fn credential(&self) -> Option<&Credential> {
        self.credential.as_ref()
    }

    /// Signs in with name and password, as a browser does.
    pub async fn sign_in(&self, login: &str, password: &str) -> Result<Api, ApiError> {
        let body = json!({ "login": login, "password": password });
        let response = self.send(Method::POST, "auth/login", &[], Some(&body), None).await?;
        let pair = response
            .headers()
            .get_all(header::SET_COOKIE)
            .iter()
            .filter_map(|cookie| cookie.to_str().ok()?.split(';').next())
            .map(str::trim)
            .find(|pair| pair.contains('=') && !pair.ends_with('='))
            .map(str::to_owned);
        match pair {
            Some(pair) => Ok(self.with(Credential::Cookie(pair))),
            None => {
                Err(ApiError::Strange { status: response.status().as_u16(), body: "no cookie".to_owned() })
            }
        }
    }

    /// Ends the sign-in.
    pub async fn sign_out(&self) -> Result<(), ApiError> {
        self.done(Method::POST, "auth/logout", None, None).await
    }

    /// Who we are.
    pub async fn me(&self) -> Result<Me, ApiError> {
        self.get("me", &[]).await
    }

    /// Issues a personal access token. Its secret is shown this once.
    pub async fn issue_token(&self, name: &str, scopes: &[Scope]) -> Result<IssuedToken, ApiError> {
        self.post("me/tokens", &json!({ "name": name, "scopes": scopes })).await
    }

    /// Files a report. A repetition under the same reference answers what the first one did.
    pub async fn file(&self, client_ref: &str, report: &FileReport) -> Result<Changed, ApiError> {
        self.ask(Method::POST, "reports", &[], Some(report), Some(client_ref)).await
    }

    /// Whom a report would go to, and why.
    pub async fn preview(&self, report: &FileReport) -> Result<Preview, ApiError> {
        self.post("reports/preview", report).await
    }

    /// A report with its whole conversation.
    pub async fn report(&self, report: ReportId) -> Result<ReportDetail, ApiError> {
        self.get(&format!("reports/{report}"), &[]).await
    }

    /// Whom a report went to, and what became of it.
    pub async fn ledger(&self, report: ReportId) -> Result<Ledger, ApiError> {
        self.get(&format!("reports/{report}/audience"), &[]).await
    }

    /// Replies to a report. A repetition under the same reference answers what the first one did.
    pub async fn reply(
        &self,
        client_ref: &str,
        report: ReportId,
        reply: &NewReply,
    ) -> Result<Changed, ApiError> {
        self.ask(Method::POST, &format!("reports/{report}/replies"), &[], Some(reply), Some(client_ref)).await
    }

    /// Says that a card was opened; `upto` is the card's `seq`. Answers our counts.
    pub async fn read(&self, report: ReportId, upto: Seq) -> Result<Badge, ApiError> {
        let path = format!("reports/{report}/read");
        self.ask(Method::PUT, &path, &[], Some(&json!({ "upto": upto })), None).await
    }

    /// Takes note of a report (確認しました).
    pub async fn acknowledge(&self, report: ReportId) -> Result<Changed, ApiError> {
        let path = format!("reports/{report}/acknowledgement");
        self.ask(Method::PUT, &path, &[], None::<&()>, None).await
    }

    /// Sets a reaction or takes it back.
    pub async fn react(&self, report: ReportId, kind: ReactionKind, on: bool) -> Result<Changed, ApiError> {
        let kind = serde_json::to_value(kind).unwrap_or_default();
        let path = format!("reports/{report}/reactions/{}", kind.as_str().unwrap_or_default());
        let method = if on { Method::PUT } else { Method::DELETE };
        self.ask(method, &path, &[], None::<&()>, None).await
    }

    /// A page of our timeline. Filters as in the protocol: `("unread", "true")`, `("stage", "2")`, `("after", …)`.
    pub async fn timeline(&self, filter: &[(&str, &str)]) -> Result<CardPage, ApiError> {
        self.get("timeline", filter).await
    }

    /// A page of a deal's timeline.
    pub async fn deal_timeline(&self, deal: DealId, filter: &[(&str, &str)]) -> Result<CardPage, ApiError> {
        self.get(&format!("deals/{deal}/timeline"), filter).await
    }

    /// A page of a member's timeline.
    pub async fn member_timeline(
        &self,
        member: MemberId,
        filter: &[(&str, &str)],
    ) -> Result<CardPage, ApiError> {
        self.get(&format!("members/{member}/timeline"), filter).await
    }

    /// Our counts.
    pub async fn badge(&self) -> Result<Badge, ApiError> {
        self.get("inbox/badge", &[]).await
    }

    /// The key with which the server signs its pushes.
    pub async fn push_key(&self) -> Result<Value, ApiError> {
        self.get("push/key", &[]).await
    }

    /// Registers a device for pushes: a browser's subscription as it is, and a name.
    pub async fn register_device(&self, device: &Value) -> Result<Value, ApiError> {
        self.post("push/devices", device).await
    }

    /// Looks something up. Lists answer a [`crate::Page`]: `get::<Page<Customer>>("customers", &[("q", "東和")])`.
    pub async fn get<T: DeserializeOwned>(&self, path: &str, query: &[(&str, &str)]) -> Result<T, ApiError> {
        self.ask(Method::GET, path, query, None::<&()>, None).await
    }

    /// Makes something: `post("customers", &fields)`.
    pub async fn post<T: DeserializeOwned>(&self, path: &str, body: &impl Serialize) -> Result<T, ApiError> {
        self.ask(Method::POST, path, &[], Some(body), None).await
    }

    /// Changes something by a merge patch: `patch("customers/12", &json!({ "kana": "トウワ" }))`.
    pub async fn patch<T: DeserializeOwned>(
        &self,
        path: &str,
        patch: &impl Serialize,
    ) -> Result<T, ApiError> {
        self.ask(Method::PATCH, path, &[], Some(patch), None).await
    }

    /// Takes something away: `delete("push/devices/7")`.
    pub async fn delete(&self, path: &str) -> Result<(), ApiError> {
        self.done(Method::DELETE, path, None, None).await
    }

    async fn ask<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        query: &[(&str, &str)],
        body: Option<&impl Serialize>,
        key: Option<&str>,
    ) -> Result<T, ApiError> {
        let response = self.send(method, path, query, body, key).await?;
        let status = response.status().as_u16();
        let bytes = response.bytes().await?;
        serde_json::from_slice(&bytes).map_err(|error| ApiError::Strange {
            status,
            body: format!(
                "{error}: {}",
                String::from_utf8_lossy(&bytes).chars().take(200).collect::<String>()
            ),
        })
    }

    /// A request whose answer says nothing more.
    async fn done(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
        key: Option<&str>,
    ) -> Result<(), ApiError> {
        // The body is read so that the connection can be used again.
        self.send(method, path, &[], body, key).await?.bytes().await?;
        Ok(())
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        query: &[(&str, &str)],
        body: Option<&impl Serialize>,
        key: Option<&str>,
    ) -> Result<reqwest::Response, ApiError> {
        let url = self
            .server
            .join(&format!("api/v1/{path}"))
            .map_err(|error| ApiError::Request(format!("{path}: {error}")))?;
        let mut request = self.http.request(method, url);
        if !query.is_empty() {
            request = request.query(query);
        }
        if let Some(credential) = &self.credential {
            let (name, value) = credential.header();
            request = request.header(name, value);
            // A cookie goes along by itself in a browser, so the server asks where a request with one comes from.
            if matches!(credential, Credential::Cookie(_)) {
                request = request.header(header::ORIGIN, self.server.origin().ascii_serialization());
            }
        }
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        if let Some(body) = body {
            request = request.json(body);
        }
        let response = request.send().await?;
        let status = response.status();
        if status.is_success() {
            return Ok(response);
        }
        let retry_after =
            response.headers().get(header::RETRY_AFTER).and_then(|v| v.to_str().ok()).map(str::to_owned);
        let body = response.bytes().await?;
        Err(ApiError::of(status.as_u16(), retry_after.as_deref(), &body))
    }
}
