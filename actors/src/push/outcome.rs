//! What became of a push to one device, and what follows from it.

use std::time::{Duration, SystemTime};

use super::backoff::{Backoff, Chance};
use super::device::KeysRefused;
use super::endpoint::EndpointRefused;
use super::payload::PayloadTooLarge;

/// What became of one attempt to push to one device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The push service took it. Whether the device shows it is told by the device.
    Accepted {
        /// 200 to 299, usually 201.
        status: u16,
    },
    /// 404 or 410: the browser has ended the registration.
    Gone {
        /// 404 or 410.
        status: u16,
    },
    /// 429 or 5xx: later, and not before `after` where the push service said so.
    RetryAfter {
        /// 429 or 500 to 599.
        status: u16,
        /// From `Retry-After`, as seconds or as a date; none when it did not say or said nonsense.
        after: Option<Duration>,
    },
    /// Another 4xx: the same again would be refused again.
    Refused {
        /// 400 to 499.
        status: u16,
    },
    /// 3xx, never followed: a push service does not redirect, and the target would be chosen by somebody else.
    Redirected {
        /// 300 to 399.
        status: u16,
    },
    /// The guard refused the endpoint. Nothing was sent.
    Blocked(EndpointRefused),
    /// The device's keys cannot be used to encrypt. Nothing was sent.
    BadKeys(KeysRefused),
    /// The note does not fit even without its text. Nothing was sent.
    TooLarge(PayloadTooLarge),
    /// No answer.
    Unreachable {
        /// How far it came.
        why: Unreached,
    },
}

/// Where an attempt without an answer ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unreached {
    /// The name is not known, or nobody could be asked.
    #[error("dns")]
    Name,
    /// No connection, or no agreement on encryption.
    #[error("connect")]
    Connect,
    /// It took too long.
    #[error("timeout")]
    TimedOut,
    /// The connection broke, or the answer was not HTTP.
    #[error("broken")]
    Broken,
    /// The push could not be signed on our side.
    #[error("unsigned")]
    Unsigned,
}

/// What is to be done after an outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// It is done.
    Done,
    /// The device can never be reached again: forget it.
    RemoveDevice,
    /// Try this push again after that time.
    RetryIn(Duration),
    /// This push will not arrive; the device stays.
    GiveUp,
}

impl Outcome {
    /// The outcome of an answer. `retry_after` is the header of that name.
    #[must_use]
    pub fn of_status(status: u16, retry_after: Option<&str>, now: SystemTime) -> Self {
        match status {
            200..300 => Self::Accepted { status },
            300..400 => Self::Redirected { status },
            404 | 410 => Self::Gone { status },
            429 | 500..600 => {
                Self::RetryAfter { status, after: retry_after.and_then(|text| parse_retry_after(text, now)) }
            }
            400..500 => Self::Refused { status },
            // Below 200 and above 599 nothing is defined.
            _ => Self::Unreachable { why: Unreached::Broken },
        }
    }

    /// What follows. `attempt` counts from 1, for this push to this device.
    #[must_use]
    pub fn next(&self, attempt: u32, backoff: &Backoff, chance: Chance) -> Next {
        match self {
            Self::Accepted { .. } => Next::Done,
            Self::Gone { .. } | Self::BadKeys(_) => Next::RemoveDevice,
            Self::Refused { .. } | Self::Redirected { .. } | Self::Blocked(_) | Self::TooLarge(_) => {
                Next::GiveUp
            }
            Self::RetryAfter { .. } | Self::Unreachable { .. } if attempt >= backoff.attempts_max => {
                Next::GiveUp
            }
            Self::RetryAfter { after: Some(asked), .. } if *asked > backoff.retry_after_max => Next::GiveUp,
            Self::RetryAfter { after: Some(asked), .. } => Next::RetryIn(backoff.after(*asked, chance)),
            Self::RetryAfter { after: None, .. } | Self::Unreachable { .. } => {
                Next::RetryIn(backoff.delay(attempt, chance))
            }
        }
    }

    /// The stable name for the ledger, the metrics and the page that shows a member their devices.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Accepted { .. } => "accepted",
            Self::Gone { .. } => "gone",
            Self::RetryAfter { status: 429, .. } => "throttled",
            Self::RetryAfter { .. } => "unavailable",
            Self::Refused { .. } => "refused",
            Self::Redirected { .. } => "redirected",
            Self::Blocked(why) => why.code(),
            Self::BadKeys(why) => why.code(),
            Self::TooLarge(_) => "too_large",
            Self::Unreachable { .. } => "unreachable",
        }
    }

    /// The status of the answer, where there was one.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Accepted { status }
            | Self::Gone { status }
            | Self::RetryAfter { status, .. }
            | Self::Refused { status }
            | Self::Redirected { status } => Some(*status),
            Self::Blocked(_) | Self::BadKeys(_) | Self::TooLarge(_) | Self::Unreachable { .. } => None,
        }
    }
}

/// Reads `Retry-After`: seconds, or a date of HTTP. A date that has passed means now.
fn parse_retry_after(text: &str, now: SystemTime) -> Option<Duration> {
    let text = text.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        // More digits than fit are a wait for ever, and must not read as no wait.
        return Some(Duration::from_secs(text.parse::<u32>().unwrap_or(u32::MAX).into()));
    }
    let until = httpdate::parse_http_date(text).ok()?;
    Some(until.duration_since(now).unwrap_or(Duration::ZERO))
}
