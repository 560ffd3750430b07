//! Those who file while the server is killed under them.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};
use uchite_client::domain::{MemberId, ReportId, Seq};
use uchite_client::{Outcome, SessionHandle};

use crate::{Crowd, DealLine, Dice, Form, Organisation};

/// How much is filed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Plan {
    /// Members who file, each on a deal of theirs.
    pub(crate) authors: usize,
    /// Reports under way of one author.
    pub(crate) under_way: usize,
    /// Mean time between two reports of one place in a queue.
    pub(crate) pause: Duration,
    pub(crate) seed: u64,
}

/// Members who get a report by name, besides those whom the purposes name.
const ALSO: usize = 3;
/// A refused but retryable command is given up after so many times.
const TRIES_MAX: usize = 200;

/// An acknowledged report.
#[derive(Debug, Clone)]
pub(super) struct Acknowledged {
    pub(super) report: ReportId,
    pub(super) author: MemberId,
    /// Stands at the beginning of its text.
    pub(super) mark: String,
}

/// What the filers did.
#[derive(Debug, Default)]
pub(super) struct Filed {
    pub(super) acknowledged: Vec<Acknowledged>,
    pub(super) refused: Vec<String>,
    pub(super) unanswered: usize,
}

impl Filed {
    /// The newest acknowledged event.
    pub(super) fn newest(&self) -> Seq {
        self.acknowledged.iter().map(|a| a.report.seq()).max().unwrap_or_default()
    }
}

/// The tasks that file.
pub(super) struct Filers {
    tasks: Vec<JoinHandle<()>>,
    stop: Arc<AtomicBool>,
    filed: Arc<Mutex<Filed>>,
}

impl Filers {
    pub(super) fn start(plan: Plan, organisation: &Organisation, crowd: &Crowd, form: &Form) -> Filers {
        let (stop, filed) = (Arc::new(AtomicBool::new(false)), Arc::<Mutex<Filed>>::default());
        let mut owners: Vec<DealLine> = organisation.deals.clone();
        owners.truncate(plan.authors.max(1));
        let tasks = (0..plan.authors.max(1) * plan.under_way.max(1)).filter_map(|place| {
            let deal = owners[place % owners.len()];
            let filer = Filer {
                session: crowd.seat_of(deal.owner)?.clone(),
                deal,
                name: format!("f{place}"),
                form: form.clone(),
                members: organisation.members.iter().map(|m| m.id).collect(),
                pause: plan.pause,
                dice: Dice::new(plan.seed.wrapping_add(place as u64)),
                stop: Arc::clone(&stop),
                filed: Arc::clone(&filed),
            };
            Some(tokio::spawn(filer.run()))
        });
        Filers { tasks: tasks.collect(), stop, filed }
    }

    /// Lets each filer end with an answer to its last report.
    pub(super) async fn finish(self, within: Duration) -> Filed {
        self.stop.store(true, Ordering::Relaxed);
        let mut unanswered = 0;
        let until = tokio::time::Instant::now() + within;
        for task in self.tasks {
            let left = until.saturating_duration_since(tokio::time::Instant::now());
            unanswered += usize::from(timeout(left, task).await.is_err());
        }
        let mut filed = self.filed.lock().unwrap_or_else(PoisonError::into_inner);
        filed.unanswered = unanswered;
        std::mem::take(&mut filed)
    }
}

/// One place in an author's queue.
struct Filer {
    session: SessionHandle,
    deal: DealLine,
    name: String,
    form: Form,
    members: Vec<MemberId>,
    pause: Duration,
    dice: Dice,
    stop: Arc<AtomicBool>,
    filed: Arc<Mutex<Filed>>,
}

impl Filer {
    async fn run(mut self) {
        let mut number = 0_usize;
        while !self.stop.load(Ordering::Relaxed) {
            number += 1;
            let mark = format!("{}-{number}", self.name);
            self.file(mark).await;
            sleep(self.pause.mul_f64(self.dice.unit() * 2.0)).await;
        }
    }

    async fn file(&mut self, mark: String) {
        let also = (0..ALSO).map(|_| self.members[self.dice.below(self.members.len())]).collect();
        let report = self.form.report(self.deal.id, &mark, also);
        for _ in 0..TRIES_MAX {
            let outcome = match self.session.file(&mark, report.clone()) {
                Ok(under_way) => under_way.outcome().await,
                Err(error) => Err(error),
            };
            match outcome {
                Ok(Outcome::Done { seq }) => {
                    let done = Acknowledged { report: ReportId::from(seq), author: self.deal.owner, mark };
                    return self.note(|filed| filed.acknowledged.push(done));
                }
                Ok(Outcome::Rejected { code, detail, retryable: false }) => {
                    return self.note(|filed| filed.refused.push(format!("{} {detail}", code.as_str())));
                }
                // Later, under the same reference.
                Ok(Outcome::Rejected { .. }) | Err(_) => sleep(Duration::from_millis(50)).await,
            }
        }
        self.note(|filed| filed.refused.push("too many tries".to_owned()));
    }

    fn note(&self, note: impl FnOnce(&mut Filed)) {
        note(&mut self.filed.lock().unwrap_or_else(PoisonError::into_inner));
    }
}
