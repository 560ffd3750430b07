//! Counters of the HTTP side.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use actix_web::http::StatusCode;

/// Upper bounds of the buckets of answering times, in milliseconds.
pub(crate) const BUCKETS_MS: [u64; 9] = [1, 2, 5, 10, 25, 100, 250, 1_000, 5_000];

/// What was answered, and how fast.
#[derive(Debug, Default)]
pub(crate) struct HttpFigures {
    /// Answers by the first digit of their status, from 1.
    pub(crate) by_class: [AtomicU64; 5],
    /// Answers that took at most the bound of the bucket; the last one: longer.
    pub(crate) by_time: [AtomicU64; BUCKETS_MS.len() + 1],
    /// Microseconds of all answers.
    pub(crate) micros: AtomicU64,
}

impl HttpFigures {
    /// Notes an answer.
    pub(crate) fn note(&self, status: StatusCode, took: Duration) {
        let class = usize::from(status.as_u16() / 100).clamp(1, 5) - 1;
        self.by_class[class].fetch_add(1, Ordering::Relaxed);
        let bucket = BUCKETS_MS.iter().position(|max| took <= Duration::from_millis(*max));
        self.by_time[bucket.unwrap_or(BUCKETS_MS.len())].fetch_add(1, Ordering::Relaxed);
        self.micros.fetch_add(u64::try_from(took.as_micros()).unwrap_or(u64::MAX), Ordering::Relaxed);
    }
}
