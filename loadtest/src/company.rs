//! A company at work: many deals, audiences of about ten, reports at a steady rate whatever the answers take, over
//! as many sessions as the machine holds.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde::Serialize;
use tempfile::TempDir;
use tokio::time::sleep_until;
use uchite_client::domain::MemberId;
use uchite_client::{Backoff, Outcome};

use crate::journal::Journal;
use crate::{
    Crowd, Dice, Figures, Form, Organisation, Server, ServerOptions, TrialError, arguments, process, progress,
};

/// What is under way at the end must arrive within this time.
const ARRIVED_WITHIN: Duration = Duration::from_secs(30);
/// Seconds of filing before the measured ones.
const WARM_UP_S: u64 = 3;

/// What to measure.
#[derive(Debug, Clone, Serialize, clap::Args)]
pub struct CompanyOptions {
    /// The server's program.
    #[arg(long, env = "UCHITE_BIN", default_value_os_t = arguments::server_beside_us())]
    pub server_bin: PathBuf,
    /// Live sessions, each of a member of its own.
    #[arg(long, default_value_t = 1_000)]
    pub sessions: usize,
    /// Deals on which reports are filed.
    #[arg(long, default_value_t = 500)]
    pub deals: usize,
    /// Members who get a report by name, besides those whom the purposes name.
    #[arg(long, default_value_t = 0)]
    pub also: usize,
    /// Reports a second.
    #[arg(long, default_value_t = 500.0)]
    pub rate: f64,
    /// Seconds.
    #[arg(long, default_value_t = 30)]
    pub seconds: u64,
    /// Leaves the server and this generator on all cores, instead of one each.
    #[arg(long)]
    pub all_cores: bool,
    /// Seed of the dice.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
}

/// Measures.
pub async fn run(options: &CompanyOptions) -> Result<Figures, TrialError> {
    let folder = TempDir::with_prefix("uchite-company-").map_err(TrialError::io("make a folder"))?;
    let mut settings = ServerOptions::for_load(&options.server_bin, folder.path());
    if !options.all_cores {
        settings.cores = process::one_core_each()?;
    }
    let organisation =
        Organisation::make(&settings.binary, &settings.data(), options.sessions, options.deals)?;
    let mut server = Server::start(settings).await?;
    let form = Form::of(&organisation.as_member(&server.api()?, 0), organisation.visit).await?;
    let journal = Arc::new(Journal::default());
    let crowd =
        Crowd::open(&server, &organisation, options.sessions, Backoff::default(), |_| journal.taker())
            .await?;

    let mut trial = Trial {
        organisation: &organisation,
        crowd: &crowd,
        form,
        also: options.also,
        dice: Dice::new(options.seed),
        intended: Vec::new(),
        refused: Arc::default(),
        kept_back: 0,
    };
    trial.file(options.rate, Duration::from_secs(WARM_UP_S)).await;
    let first = trial.intended.len();
    let (cpu, since) = (process::cpu_time(server.pid())?, Instant::now());
    trial.file(options.rate, Duration::from_secs(options.seconds)).await;
    let filed_in = since.elapsed();
    let in_time = journal.until_complete(trial.intended.len() - trial.lost_orders(), ARRIVED_WITHIN).await;
    let cpu = process::cpu_time(server.pid())? - cpu;

    let deliveries = journal.deliveries("filed → received", first, &trial.intended[first..]);
    let reports = trial.intended.len() - first - deliveries.unfiled;
    let mut figures = Figures::of("company", options);
    figures.put("reports", reports as f64 / filed_in.as_secs_f64(), "per s");
    figures.put("deliveries", deliveries.count as f64 / filed_in.as_secs_f64(), "per s");
    figures.put("recipients of a report", deliveries.expected as f64 / reports.max(1) as f64, "");
    figures.put("server", cpu.as_secs_f64() / filed_in.as_secs_f64() * 100.0, "% of one core");
    figures.put("server CPU per delivery", cpu.as_secs_f64() * 1e6 / deliveries.count.max(1) as f64, "µs");
    figures.put("server memory", process::resident_bytes(server.pid())? as f64 / 1e6, "MB");
    figures.put("frame", journal.mean_bytes(), "bytes");
    figures.latencies.extend([deliveries.to_recipient, deliveries.to_author]);
    figures.fault(deliveries.expected.saturating_sub(deliveries.count), "deliveries missing");
    figures.fault(deliveries.count.saturating_sub(deliveries.expected), "deliveries too many");
    figures.fault(deliveries.unfiled, "reports without an acknowledgement");
    figures.fault(trial.refused.load(Ordering::Relaxed), "reports refused");
    figures.fault(trial.kept_back, "reports kept back by the generator");
    figures.fault(server.panics(), "panics of the server");
    figures.fault(crowd.lines.lost(), "lines lost");
    figures.fault(usize::from(!in_time), "time limit passed with reports under way");
    server.stop().await?;
    Ok(figures)
}

struct Trial<'a> {
    organisation: &'a Organisation,
    crowd: &'a Crowd,
    form: Form,
    also: usize,
    dice: Dice,
    intended: Vec<Instant>,
    refused: Arc<AtomicUsize>,
    /// Reports that the author's session would not take: the generator's own fault.
    kept_back: usize,
}

impl Trial<'_> {
    fn lost_orders(&self) -> usize {
        self.refused.load(Ordering::Relaxed) + self.kept_back
    }

    /// Files at a rate for a time. Arrivals do not wait for answers; late ones are made up for at once, and
    /// timed from when they were meant.
    async fn file(&mut self, rate: f64, time: Duration) {
        let bar = progress::bar("reports", (rate * time.as_secs_f64()) as u64);
        let began = tokio::time::Instant::now();
        let mut next = began + self.dice.gap(rate);
        while next < began + time {
            sleep_until(next).await;
            self.file_one(next.into_std());
            bar.inc(1);
            next += self.dice.gap(rate);
        }
        bar.finish_and_clear();
    }

    fn file_one(&mut self, intended: Instant) {
        let deal = self.organisation.deals[self.dice.below(self.organisation.deals.len())];
        let reference = Journal::reference(self.intended.len());
        let also = (0..self.also).map(|_| self.anybody()).collect();
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

    fn anybody(&mut self) -> MemberId {
        self.organisation.members[self.dice.below(self.organisation.members.len())].id
    }
}
