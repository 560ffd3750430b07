//! Refusals as `application/problem+json` (RFC 9457).

use actix_web::http::StatusCode;
use actix_web::http::header::{ALLOW, HeaderValue, RETRY_AFTER};
use actix_web::{HttpResponse, ResponseError};
use serde::Serialize;
use uchite_domain::{Code, Rejection};
use utoipa::ToSchema;

/// Seconds after which a retryable refusal is worth another try, where nobody knows better.
const RETRY_AFTER_S: u64 = 2;

/// A refusal on its way out. Every handler and extractor fails with it.
#[derive(Debug, Clone)]
pub(crate) struct Problem {
    rejection: Rejection,
    retry_after_s: Option<u64>,
    allow: Option<String>,
}

/// What a refusal says.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub(crate) struct ProblemBody {
    /// `urn:uchite:problem:` and the code.
    #[serde(rename = "type")]
    pub(crate) kind: String,
    /// The code in words.
    pub(crate) title: String,
    /// The HTTP status.
    pub(crate) status: u16,
    /// Why. The text form is stable: clients act on it.
    pub(crate) code: Code,
    /// What exactly, in English; names the field where there is one.
    pub(crate) detail: String,
    /// The request's number, as in the header `X-Request-Id` and in the server's log.
    pub(crate) request_id: String,
}

impl Problem {
    pub(crate) fn new(code: Code, detail: impl Into<String>) -> Problem {
        Rejection::new(code, detail).into()
    }

    /// Nothing here by that number, or nothing that the asker may see.
    pub(crate) fn not_found(what: &str) -> Problem {
        Rejection::not_found(what).into()
    }

    /// Too much in too short a time; worth another try after so many milliseconds.
    pub(crate) fn too_often(detail: &str, wait_ms: i64) -> Problem {
        let wait_s = u64::try_from(wait_ms).unwrap_or(0).div_ceil(1000).max(1);
        let rejection = Rejection::new(Code::RateLimited, detail);
        Problem { rejection, retry_after_s: Some(wait_s), allow: None }
    }

    /// The path exists, with these methods.
    pub(crate) fn method(allow: String) -> Problem {
        let rejection = Rejection::new(Code::MethodNotAllowed, format!("this path takes {allow}"));
        Problem { rejection, retry_after_s: None, allow: Some(allow) }
    }

    pub(crate) fn code(&self) -> Code {
        self.rejection.code
    }

    pub(crate) fn detail(&self) -> &str {
        &self.rejection.detail
    }

    /// The answer, with the number of the request in it.
    pub(crate) fn response(&self, request_id: &str) -> HttpResponse {
        let code = self.rejection.code;
        let mut response = HttpResponse::build(self.status_code());
        response.content_type("application/problem+json");
        if let Some(seconds) = self.retry_after_s.or(code.retryable().then_some(RETRY_AFTER_S)) {
            response.insert_header((RETRY_AFTER, seconds));
        }
        if let Some(allow) = self.allow.as_deref().and_then(|allow| HeaderValue::from_str(allow).ok()) {
            response.insert_header((ALLOW, allow));
        }
        let body = ProblemBody {
            kind: format!("urn:uchite:problem:{}", code.as_str()),
            title: code.as_str().replace('_', " "),
            status: code.status(),
            code,
            detail: self.rejection.detail.clone(),
            request_id: request_id.to_owned(),
        };
        // Texts and a number always serialise.
        response.body(serde_json::to_vec(&body).unwrap_or_default())
    }
}

impl From<Rejection> for Problem {
    fn from(rejection: Rejection) -> Self {
        Problem { rejection, retry_after_s: None, allow: None }
    }
}

impl From<uchite_storage::store::StoreError> for Problem {
    fn from(error: uchite_storage::store::StoreError) -> Self {
        tracing::error!(%error, "the read model cannot be read");
        Problem::new(Code::Internal, "the read model cannot be read")
    }
}

impl From<actix_web::error::BlockingError> for Problem {
    fn from(_: actix_web::error::BlockingError) -> Self {
        // Only when the worker goes down under the request.
        Problem::new(Code::Draining, "the server is going down")
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.rejection.fmt(f)
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.rejection.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        self.response("")
    }
}

/// What the framework itself refused, in our words.
pub(crate) fn of_framework(error: &actix_web::Error) -> Problem {
    if let Some(problem) = error.as_error::<Problem>() {
        return problem.clone();
    }
    let status = error.as_response_error().status_code();
    let code = match status {
        StatusCode::NOT_FOUND => Code::NotFound,
        StatusCode::METHOD_NOT_ALLOWED => Code::MethodNotAllowed,
        StatusCode::PAYLOAD_TOO_LARGE => Code::TooLarge,
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Code::UnsupportedMedia,
        StatusCode::SERVICE_UNAVAILABLE => Code::Busy,
        status if status.is_client_error() => Code::Malformed,
        _ => {
            tracing::error!(%error, "a request failed");
            return Problem::new(Code::Internal, "something broke that should not");
        }
    };
    Problem::new(code, error.to_string())
}
