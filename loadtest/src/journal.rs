//! What arrived where and when, for trials that time deliveries.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::Notify;
use tokio::time::timeout;
use uchite_client::domain::{EventKind, Seq};
use uchite_client::{Glance, Happening};

use crate::Latency;
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
    arrivals: Vec<(Seq, Instant)>,
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
}

/// Deliveries of a span of reports.
pub(crate) struct Deliveries {
    pub(crate) count: usize,
    pub(crate) expected: usize,
    /// Reports that nobody acknowledged.
    pub(crate) unfiled: usize,
    pub(crate) to_recipient: Latency,
    pub(crate) to_author: Latency,
}

impl Journal {
    /// The reference of report number `place`.
    pub(crate) fn reference(place: usize) -> String {
        format!("report-{place}")
    }

    /// What a session's happenings go to.
    pub(crate) fn taker(self: &Arc<Self>) -> impl FnMut(Happening) + Send + 'static {
        let journal = Arc::clone(self);
        move |happening| {
            if let Happening::Glance { glance, .. } = happening
                && glance.kind == EventKind::ReportFiled
            {
                journal.arrived(&glance);
            }
        }
    }

    fn arrived(&self, glance: &Glance) {
        let now = Instant::now();
        let mut pages = self.pages();
        let pages = &mut *pages;
        pages.arrivals.push((glance.seq, now));
        pages.bytes += glance.bytes as u64;
        let recipients = glance.audience + 1;
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
        let (mut count, mut expected, mut unfiled) = (0, 0, 0);
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
        for (seq, at) in &pages.arrivals {
            if let Some(intended) = meant.get(seq) {
                count += 1;
                to_recipient.add(at.saturating_duration_since(*intended));
            }
        }
        Deliveries {
            count,
            expected,
            unfiled,
            to_recipient: to_recipient.so_far(),
            to_author: to_author.so_far(),
        }
    }

    fn pages(&self) -> MutexGuard<'_, Pages> {
        // Nothing panics while it holds the pages; if it did, the counts so far are still right.
        self.pages.lock().unwrap_or_else(PoisonError::into_inner)
    }
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
        let mut take = journal.taker();
        let meant = Instant::now();
        take(glance(50, Some("report-0")));
        take(glance(50, None));
        take(glance(51, None));
        assert!(!journal.until_complete(1, Duration::from_millis(1)).await);
        take(glance(50, None));
        assert!(journal.until_complete(1, Duration::from_secs(5)).await);
        let deliveries = journal.deliveries("filed → received", 0, &[meant, meant]);
        assert_eq!((deliveries.count, deliveries.expected, deliveries.unfiled), (3, 3, 1));
        assert_eq!((deliveries.to_recipient.count, deliveries.to_author.count), (3, 1));
        assert!((journal.mean_bytes() - 600.0).abs() < 0.1);
    }
}
