//! What arrived where and when, for trials that time deliveries.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::Notify;
use tokio::time::timeout;
use uchite_client::domain::{EventKind, Seq};
use uchite_client::{Glance, Happening};

use crate::Latency;
use crate::figures::Series;
use crate::latency::Times;

/// A report of ours: it bears its place among the intended ones as reference.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Filed {
    pub(crate) seq: Seq,
    /// All who get it, its author too.
    pub(crate) recipients: u32,
    pub(crate) acknowledged_at: Instant,
}

#[derive(Debug, Default)]
struct Pages {
    filed: HashMap<usize, Filed>,
    /// Which event, at which session, when.
    arrivals: Vec<(Seq, u32, Instant)>,
    counts: HashMap<Seq, u32>,
    /// Reports that arrived at all of their recipients, as far as the author's own frame has told how many.
    complete: usize,
    bytes: u64,
}

/// One journal for all sessions of a trial.
#[derive(Debug, Default)]
pub(crate) struct Journal {
    pages: Mutex<Pages>,
    changed: Notify,
    /// Of each report's recipients, those who have no session that writes here.
    absent: u32,
}

/// Deliveries of a span of reports.
pub(crate) struct Deliveries {
    /// Each counted once, however often it came.
    pub(crate) count: usize,
    /// Those that came again.
    pub(crate) doubled: usize,
    pub(crate) expected: usize,
    /// Reports that nobody acknowledged.
    pub(crate) unfiled: usize,
    pub(crate) to_recipient: Latency,
    pub(crate) to_author: Latency,
}

impl Journal {
    /// A journal of which so many recipients of each report know nothing.
    pub(crate) fn without(absent: u32) -> Journal {
        Journal { absent, ..Journal::default() }
    }

    /// The reference of report number `place`.
    pub(crate) fn reference(place: usize) -> String {
        format!("report-{place}")
    }

    /// What the happenings of the session at a place go to.
    pub(crate) fn taker(self: &Arc<Self>, place: usize) -> impl FnMut(Happening) + Send + 'static {
        let journal = Arc::clone(self);
        let place = u32::try_from(place).unwrap_or(u32::MAX);
        move |happening| {
            if let Happening::Glance { glance, .. } = happening
                && glance.kind == EventKind::ReportFiled
            {
                journal.arrived(place, &glance);
            }
        }
    }

    fn arrived(&self, place: u32, glance: &Glance) {
        let now = Instant::now();
        let mut pages = self.pages();
        let pages = &mut *pages;
        pages.arrivals.push((glance.seq, place, now));
        pages.bytes += glance.bytes as u64;
        let recipients = (glance.audience + 1).saturating_sub(self.absent);
        let own =
            glance.client_ref.as_deref().and_then(|r| r.strip_prefix("report-")).and_then(|n| n.parse().ok());
        if let Some(place) = own {
            pages.filed.insert(place, Filed { seq: glance.seq, recipients, acknowledged_at: now });
        }
        let count = pages.counts.entry(glance.seq).or_default();
        *count += 1;
        if *count == recipients {
            pages.complete += 1;
            self.changed.notify_one();
        }
    }

    /// Reports that arrived everywhere.
    pub(crate) fn complete(&self) -> usize {
        self.pages().complete
    }

    /// Waits until so many reports arrived everywhere. Answers whether they did in time.
    pub(crate) async fn until_complete(&self, reports: usize, within: Duration) -> bool {
        let all = async {
            while self.complete() < reports {
                self.changed.notified().await;
            }
        };
        timeout(within, all).await.is_ok()
    }

    /// The newest event that arrived anywhere.
    pub(crate) fn newest(&self) -> Seq {
        self.pages().counts.keys().max().copied().unwrap_or_default()
    }

    /// Mean bytes of a delivered frame.
    pub(crate) fn mean_bytes(&self) -> f64 {
        let pages = self.pages();
        pages.bytes as f64 / pages.arrivals.len().max(1) as f64
    }

    /// What became of the reports from `first` on that were meant to be filed at these moments.
    pub(crate) fn deliveries(&self, name: &'static str, first: usize, intended: &[Instant]) -> Deliveries {
        let pages = self.pages();
        let mut meant: HashMap<Seq, Instant> = HashMap::with_capacity(intended.len());
        let (mut to_recipient, mut to_author) = (Times::new(name), Times::new("filed → acknowledged"));
        let (mut expected, mut unfiled) = (0, 0);
        for (place, at) in intended.iter().enumerate() {
            match pages.filed.get(&(first + place)) {
                Some(filed) => {
                    meant.insert(filed.seq, *at);
                    expected += filed.recipients as usize;
                    to_author.add(filed.acknowledged_at.saturating_duration_since(*at));
                }
                None => unfiled += 1,
            }
        }
        let mut came = HashSet::with_capacity(expected);
        let mut doubled = 0;
        for (seq, place, at) in &pages.arrivals {
            if let Some(intended) = meant.get(seq) {
                if came.insert((*seq, *place)) {
                    to_recipient.add(at.saturating_duration_since(*intended));
                } else {
                    doubled += 1;
                }
            }
        }
        Deliveries {
            count: came.len(),
            doubled,
            expected,
            unfiled,
            to_recipient: to_recipient.so_far(),
            to_author: to_author.so_far(),
        }
    }

    /// The same over time: half and 99 of 100 deliveries of each span took no longer, in milliseconds.
    pub(crate) fn over_time(&self, first: usize, intended: &[Instant], span: Duration) -> [Series; 2] {
        let pages = self.pages();
        let Some(began) = intended.first() else { return [p50_of(Vec::new()), p99_of(Vec::new())] };
        let mut meant: HashMap<Seq, Instant> = HashMap::with_capacity(intended.len());
        for (place, at) in intended.iter().enumerate() {
            if let Some(filed) = pages.filed.get(&(first + place)) {
                meant.insert(filed.seq, *at);
            }
        }
        let mut spans: BTreeMap<u64, Times> = BTreeMap::new();
        for (seq, _, at) in &pages.arrivals {
            if let Some(intended) = meant.get(seq) {
                let since = intended.saturating_duration_since(*began);
                let number = (since.as_secs_f64() / span.as_secs_f64()) as u64;
                let times = spans.entry(number).or_insert_with(|| Times::new(""));
                times.add(at.saturating_duration_since(*intended));
            }
        }
        let latencies: Vec<_> = spans
            .iter()
            .map(|(number, times)| (*number as f64 * span.as_secs_f64(), times.so_far()))
            .collect();
        [
            p50_of(latencies.iter().map(|(at, latency)| (*at, latency.p50_ms)).collect()),
            p99_of(latencies.iter().map(|(at, latency)| (*at, latency.p99_ms)).collect()),
        ]
    }

    fn pages(&self) -> MutexGuard<'_, Pages> {
        // Nothing panics while it holds the pages; if it did, the counts so far are still right.
        self.pages.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn p50_of(points: Vec<(f64, f64)>) -> Series {
    Series { name: "filed → received, p50", unit: "ms", points }
}

fn p99_of(points: Vec<(f64, f64)>) -> Series {
    Series { name: "filed → received, p99", unit: "ms", points }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn glance(seq: u64, client_ref: Option<&str>) -> Happening {
        let glance = Glance {
            seq: Seq(seq),
            kind: EventKind::ReportFiled,
            report: None,
            audience: 2,
            client_ref: client_ref.map(str::to_owned),
            bytes: 600,
        };
        Happening::Glance { glance, keep: None }
    }

    #[tokio::test]
    async fn a_report_is_complete_once_all_of_its_recipients_have_it() {
        let journal = Arc::new(Journal::default());
        let mut sessions = [0, 1, 2].map(|place| journal.taker(place));
        let meant = Instant::now();
        sessions[0](glance(50, Some("report-0")));
        sessions[1](glance(50, None));
        sessions[1](glance(51, None));
        assert!(!journal.until_complete(1, Duration::from_millis(1)).await);
        sessions[2](glance(50, None));
        assert!(journal.until_complete(1, Duration::from_secs(5)).await);
        let deliveries = journal.deliveries("filed → received", 0, &[meant, meant]);
        assert_eq!((deliveries.count, deliveries.expected, deliveries.unfiled), (3, 3, 1));
        assert_eq!((deliveries.to_recipient.count, deliveries.to_author.count), (3, 1));
        assert!((journal.mean_bytes() - 600.0).abs() < 0.1);
        let [p50, p99] = journal.over_time(0, &[meant, meant], Duration::from_secs(60));
        assert_eq!((p50.points.len(), p99.points.len()), (1, 1));
    }

    #[test]
    fn a_delivery_that_comes_twice_does_not_stand_in_for_one_that_is_missing() {
        let journal = Arc::new(Journal::default());
        let mut sessions = [0, 1].map(|place| journal.taker(place));
        sessions[0](glance(50, Some("report-0")));
        sessions[1](glance(50, None));
        sessions[1](glance(50, None));
        let deliveries = journal.deliveries("filed → received", 0, &[Instant::now()]);
        assert_eq!((deliveries.count, deliveries.expected, deliveries.doubled), (2, 3, 1));
    }

    #[tokio::test]
    async fn who_has_no_session_here_is_not_waited_for() {
        let journal = Arc::new(Journal::without(2));
        journal.taker(0)(glance(50, Some("report-0")));
        assert!(journal.until_complete(1, Duration::from_secs(5)).await);
    }
}
