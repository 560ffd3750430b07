//! What can go wrong with a request.

use std::time::Duration;

use serde::Deserialize;
use uchite_domain::Code;

/// Why a request failed.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    /// The server said no (RFC 9457).
    #[error("{} ({status}): {detail}", code.as_str())]
    Refused {
        /// The HTTP status.
        status: u16,
        /// The stable code.
        code: Code,
        /// What exactly.
        detail: String,
        /// When the same request may be tried again.
        retry_after: Option<Duration>,
    },
    /// An answer that does not look like one of this server's: something stands in between.
    #[error("unexpected answer ({status}): {body}")]
    Strange {
        /// The HTTP status.
        status: u16,
        /// The beginning of the body.
        body: String,
    },
    /// No answer, or one that broke off.
    #[error("no answer: {}", chain(.0))]
    Line(#[from] reqwest::Error),
    /// An address or a header that cannot be.
    #[error("cannot ask: {0}")]
    Request(String),
}

impl ApiError {
    /// The stable code, where the server gave one.
    #[must_use]
    pub fn code(&self) -> Option<Code> {
        match self {
            ApiError::Refused { code, .. } => Some(*code),
            _ => None,
        }
    }

    /// Whether the same request may succeed later. Writes are safe to repeat under the same `client_ref`.
    #[must_use]
    pub fn retryable(&self) -> bool {
        match self {
            ApiError::Refused { code, .. } => code.retryable(),
            ApiError::Strange { status, .. } => matches!(status, 408 | 425 | 429 | 500..=599),
            ApiError::Line(_) => true,
            ApiError::Request(_) => false,
        }
    }

    /// Reads an answer of a status of 400 and above.
    pub(crate) fn of(status: u16, retry_after: Option<&str>, body: &[u8]) -> ApiError {
        #[derive(Deserialize)]
        struct Problem {
            code: Code,
            #[serde(default)]
            detail: String,
        }
        match serde_json::from_slice::<Problem>(body) {
            Ok(Problem { code, detail }) => {
                let retry_after = retry_after.and_then(|s| s.parse().ok()).map(Duration::from_secs);
                ApiError::Refused { status, code, detail, retry_after }
            }
            Err(_) => {
                let body = String::from_utf8_lossy(body).chars().take(200).collect();
                ApiError::Strange { status, body }
            }
        }
    }
}

/// An error with what caused it, outermost first.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text += &format!(": {inner}");
        cause = inner.source();
    }
    text
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use super::*;

    #[test]
    fn a_problem_is_read_with_its_code_and_its_time_to_wait() {
        let body =
            br#"{"type":"about:blank","title":"x","status":429,"code":"rate_limited","detail":"slow"}"#;
        let error = ApiError::of(429, Some("7"), body);
        let ApiError::Refused { status: 429, code: Code::RateLimited, retry_after, .. } = &error else {
            panic!("{error:?}");
        };
        assert_eq!(*retry_after, Some(Duration::from_secs(7)));
        assert!(error.retryable());
        assert_eq!(error.to_string(), "rate_limited (429): slow");
    }

    #[test]
    fn what_is_no_problem_of_ours_is_told_as_it_came() {
        let error = ApiError::of(502, None, "<h1>Bad gateway</h1>".as_bytes());
        assert!(matches!(&error, ApiError::Strange { status: 502, body } if body.contains("gateway")));
        assert!(error.retryable());
        assert!(!ApiError::of(404, None, b"").retryable());
        let unknown = ApiError::of(409, None, br#"{"code":"of_tomorrow"}"#);
        assert!(matches!(unknown, ApiError::Strange { status: 409, .. }));
    }
}
