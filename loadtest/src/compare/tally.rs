//! Who got how many of the published frames, and when.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::Notify;
use tokio::time::timeout;

use crate::latency::Times;

/// How a report's frame is known, whoever delivers it: among its first bytes stands this.
const MARK: &[u8] = br#""kind":"report_filed""#;
/// How a refusal is known.
const REFUSED: &[u8] = br#"{"type":"rejected""#;
/// Where the mark stands at the latest.
const MARKED_WITHIN_BYTES: usize = 200;

/// What one peer's sessions got so far. A session's frame number `k` counts as that of publish number `k`.
#[derive(Debug)]
pub(super) struct Tally {
    counts: Mutex<Counts>,
    changed: Notify,
}

#[derive(Debug)]
struct Counts {
    sessions: u32,
    published: Vec<Instant>,
    /// How many sessions got that many frames.
    arrivals: Vec<u32>,
    complete: usize,
    times: Times,
    sample: Vec<u8>,
    too_many: usize,
    lost_lines: usize,
    refused: Vec<String>,
}

/// What went wrong at a peer.
pub(super) struct Wrong {
    pub(super) missing: usize,
    pub(super) too_many: usize,
    pub(super) lost_lines: usize,
    pub(super) refused: Vec<String>,
}

impl Tally {
    pub(super) fn new(sessions: u32) -> Tally {
        let counts = Counts {
            sessions,
            published: Vec::new(),
            arrivals: Vec::new(),
            complete: 0,
            times: Times::new(""),
            sample: Vec::new(),
            too_many: 0,
            lost_lines: 0,
            refused: Vec::new(),
        };
        Tally { counts: Mutex::new(counts), changed: Notify::new() }
    }

    /// A frame is published now. Answers its number.
    pub(super) fn publish(&self) -> usize {
        let mut counts = self.counts();
        counts.published.push(Instant::now());
        counts.arrivals.push(0);
        counts.published.len() - 1
    }

    /// A session that got `so_far` frames got something. Answers whether it was one of them.
    pub(super) fn arrived(&self, so_far: usize, bytes: &[u8]) -> bool {
        let head = &bytes[..bytes.len().min(MARKED_WITHIN_BYTES)];
        if !head.windows(MARK.len()).any(|window| window == MARK) {
            if head.starts_with(REFUSED) {
                self.refuse(String::from_utf8_lossy(bytes).into_owned());
            }
            return false;
        }
        let now = Instant::now();
        let mut counts = self.counts();
        let counts = &mut *counts;
        let (Some(published), Some(arrivals)) =
            (counts.published.get(so_far), counts.arrivals.get_mut(so_far))
        else {
            counts.too_many += 1;
            return true;
        };
        *arrivals += 1;
        counts.times.add(now.saturating_duration_since(*published));
        if *arrivals == counts.sessions {
            counts.complete += 1;
            if counts.sample.is_empty() {
                counts.sample.extend(bytes);
            }
            self.changed.notify_one();
        }
        true
    }

    /// A line ended.
    pub(super) fn lost(&self) {
        self.counts().lost_lines += 1;
    }

    /// A publish was not taken.
    pub(super) fn refuse(&self, why: String) {
        self.counts().refused.push(why);
    }

    /// Waits until so many publishes arrived at every session. Answers whether they did in time.
    pub(super) async fn until_complete(&self, publishes: usize, within: Duration) -> bool {
        let all = async {
            while self.complete() < publishes {
                self.changed.notified().await;
            }
        };
        timeout(within, all).await.is_ok()
    }

    pub(super) fn complete(&self) -> usize {
        self.counts().complete
    }

    /// What the arrivals from now on are timed into; answers what those before were.
    pub(super) fn time_into(&self, times: Times) -> Times {
        std::mem::replace(&mut self.counts().times, times)
    }

    /// One frame as a session that files nothing got it.
    pub(super) fn sample(&self) -> Vec<u8> {
        self.counts().sample.clone()
    }

    pub(super) fn wrong(&self) -> Wrong {
        let counts = self.counts();
        let expected = counts.published.len() * counts.sessions as usize;
        let arrived: usize = counts.arrivals.iter().map(|n| *n as usize).sum();
        Wrong {
            missing: expected - arrived,
            too_many: counts.too_many,
            lost_lines: counts.lost_lines,
            refused: counts.refused.clone(),
        }
    }

    fn counts(&self) -> MutexGuard<'_, Counts> {
        // Nothing panics while it holds the counts; if it did, they are still right so far.
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAME: &[u8] = br#"{"type":"event","seq":7,"cursor":6,"kind":"report_filed","at":1}"#;

    #[tokio::test]
    async fn a_publish_is_complete_once_every_session_has_its_frame() {
        let tally = Tally::new(2);
        tally.publish();
        assert!(tally.arrived(0, FRAME));
        assert!(!tally.until_complete(1, Duration::from_millis(1)).await);
        assert!(tally.arrived(0, FRAME));
        assert!(tally.until_complete(1, Duration::from_secs(5)).await);
        assert_eq!(tally.sample(), FRAME);
        assert_eq!(tally.wrong().missing, 0);
    }

    #[test]
    fn what_is_missing_or_comes_twice_is_seen_and_what_is_no_report_is_passed_over() {
        let tally = Tally::new(2);
        tally.publish();
        assert!(tally.arrived(0, FRAME));
        assert!(tally.arrived(1, FRAME));
        assert!(!tally.arrived(1, br#"{"type":"pong","cursor":7}"#));
        assert!(!tally.arrived(1, br#"{"type":"rejected","code":"busy"}"#));
        let wrong = tally.wrong();
        assert_eq!((wrong.missing, wrong.too_many, wrong.refused.len()), (1, 1, 1));
    }
}
