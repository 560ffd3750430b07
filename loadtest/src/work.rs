//! A company's work: reports at a steady rate whatever the answers take, over the authors' own sessions.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio::time::sleep_until;
use uchite_client::Outcome;
use uchite_client::domain::MemberId;

use crate::journal::Journal;
use crate::{Crowd, Dice, Figures, Form, Organisation, progress};

/// What is under way at the end must arrive within this time.
const ARRIVED_WITHIN: Duration = Duration::from_secs(30);

/// Who gets a report by name, besides those whom the purposes name.
pub(crate) enum Also {
    /// So many, whoever they are.
    Anybody(usize),
    /// These, each time.
    Always(Vec<MemberId>),
}

/// Work under way.
pub(crate) struct Work<'a> {
    organisation: &'a Organisation,
    crowd: &'a Crowd,
    form: Form,
    also: Also,
    dice: Dice,
    /// When each report so far was meant to be filed.
    pub(crate) intended: Vec<Instant>,
    refused: Arc<AtomicUsize>,
    /// Reports that the author's session would not take: the generator's own fault.
    kept_back: usize,
}

impl<'a> Work<'a> {
    pub(crate) fn new(
        organisation: &'a Organisation,
        crowd: &'a Crowd,
        form: Form,
        also: Also,
        seed: u64,
    ) -> Work<'a> {
        Work {
            organisation,
            crowd,
            form,
            also,
            dice: Dice::new(seed),
            intended: Vec::new(),
            refused: Arc::default(),
            kept_back: 0,
        }
    }

    /// Files at a rate for a time. Arrivals do not wait for answers; late ones are made up for at once, and
    /// timed from when they were meant. `meanwhile` is called after each.
    pub(crate) async fn file(&mut self, rate: f64, time: Duration, mut meanwhile: impl FnMut()) {
        let bar = progress::bar("reports", (rate * time.as_secs_f64()) as u64);
        let began = tokio::time::Instant::now();
        let mut next = began + self.dice.gap(rate);
        while next < began + time {
            sleep_until(next).await;
            self.file_one(next.into_std());
            meanwhile();
            bar.inc(1);
            next += self.dice.gap(rate);
        }
        sleep_until(began + time).await;
        bar.finish_and_clear();
    }

    /// Waits until everything that was filed has arrived. Answers whether it did in time.
    pub(crate) async fn arrived(&self, journal: &Journal) -> bool {
        let orders = self.intended.len() - self.refused.load(Ordering::Relaxed) - self.kept_back;
        journal.until_complete(orders, ARRIVED_WITHIN).await
    }

    /// Says what went wrong on the way to the server.
    pub(crate) fn tell(&self, figures: &mut Figures) {
        figures.fault(self.refused.load(Ordering::Relaxed), "reports refused");
        figures.fault(self.kept_back, "reports kept back by the generator");
    }

    fn file_one(&mut self, intended: Instant) {
        let deal = self.organisation.deals[self.dice.below(self.organisation.deals.len())];
        let reference = Journal::reference(self.intended.len());
        let also = match &self.also {
            Also::Always(members) => members.clone(),
            Also::Anybody(count) => {
                let members = &self.organisation.members;
                (0..*count).map(|_| members[self.dice.below(members.len())].id).collect()
            }
        };
        let report = self.form.report(deal.id, &reference, also);
        self.intended.push(intended);
        let session = self.crowd.seat_of(deal.owner);
        let Some(Ok(under_way)) = session.map(|s| s.file(&reference, report)) else {
            self.kept_back += 1;
            return;
        };
        let refused = Arc::clone(&self.refused);
        tokio::spawn(async move {
            if let Ok(Outcome::Rejected { .. }) = under_way.outcome().await {
                refused.fetch_add(1, Ordering::Relaxed);
            }
        });
    }
}
