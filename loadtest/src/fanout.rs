//! One report to a thousand live sessions: how much of the server's processor one delivery costs, alone and with
//! several reports in flight.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde::Serialize;
use serde_json::Value;
use tempfile::TempDir;
use uchite_client::domain::Department;
use uchite_client::{Backoff, Outcome, Page, SessionHandle};

use crate::form::share_with_all;
use crate::journal::Journal;
use crate::{
    Crowd, DealLine, Figures, Form, Organisation, Server, ServerOptions, TrialError, arguments, process,
    progress,
};

/// Reports before the measured ones.
const WARM_UP: usize = 20;
/// One report must have arrived everywhere within this time.
const ARRIVED_WITHIN: Duration = Duration::from_secs(30);

/// What to measure.
#[derive(Debug, Clone, Serialize, clap::Args)]
pub struct FanoutOptions {
    /// The server's program.
    #[arg(long, env = "UCHITE_BIN", default_value_os_t = arguments::server_beside_us())]
    pub server_bin: PathBuf,
    /// Live sessions, each of a member of its own; every report goes to all.
    #[arg(long, default_value = "1000", value_parser = arguments::count::<1, 19_000>)]
    pub sessions: usize,
    /// Reports one after another, and as many again with several in flight.
    #[arg(long, default_value = "500", value_parser = arguments::count::<1, 100_000>)]
    pub reports: usize,
    /// Reports in flight in the second part.
    #[arg(long, default_value = "8", value_parser = arguments::count::<1, 64>)]
    pub in_flight: usize,
}

/// Measures.
pub async fn run(options: &FanoutOptions) -> Result<Figures, TrialError> {
    let folder = TempDir::with_prefix("uchite-fanout-").map_err(TrialError::io("make a folder"))?;
    let mut settings = ServerOptions::for_load(&options.server_bin, folder.path());
    settings.cores = process::one_core_each()?;
    let organisation =
        Organisation::make(&settings.binary, &settings.data(), options.sessions, options.in_flight)?;
    let mut server = Server::start(settings).await?;
    let admin = organisation.as_member(&server.api()?, 0);
    let departments: Page<Department> = admin.get("departments", &[]).await?;
    let top = departments.items.iter().find(|d| d.fields.parent.is_none());
    let top = top.ok_or_else(|| TrialError::Machine("no department at the top".to_owned()))?.id;
    admin.post::<Value>("purposes", &share_with_all(top)).await?;
    let form = Form::of(&admin, organisation.visit).await?;

    let journal = Arc::new(Journal::default());
    let crowd = Crowd::open(&server, &organisation, options.sessions, Backoff::default(), |place| {
        journal.taker(place)
    })
    .await?;
    // One author a deal, so that reports in flight do not wait for one another's turn.
    let authors = authors(&crowd, &organisation, options.in_flight)?;
    let mut trial = Trial { journal: &journal, form, authors, filed: 0, intended: Vec::new() };
    trial.file(WARM_UP, 1).await?;

    let mut figures = Figures::of("fanout", options);
    let bar = progress::bar("reports", (2 * options.reports) as u64);
    for (in_flight, names) in [(1, &ALONE), (options.in_flight, &TOGETHER)] {
        let first = trial.filed;
        let (cpu, since) = (process::cpu_time(server.pid())?, Instant::now());
        trial.file(options.reports, in_flight).await?;
        let (cpu, wall) = (process::cpu_time(server.pid())? - cpu, since.elapsed());
        let deliveries = journal.deliveries(names[3], first, &trial.intended[first..]);
        figures.put(names[0], deliveries.count as f64 / cpu.as_secs_f64(), "per s of server CPU");
        figures.put(names[1], deliveries.count as f64 / wall.as_secs_f64(), "per s");
        figures.put(names[2], cpu.as_secs_f64() / wall.as_secs_f64() * 100.0, "% of one core");
        figures.latencies.push(deliveries.to_recipient);
        figures.fault(deliveries.expected.abs_diff(deliveries.count), "deliveries missing");
        figures.fault(deliveries.doubled, "deliveries doubled");
        bar.inc(options.reports as u64);
    }
    bar.finish_and_clear();
    figures.put("frame", journal.mean_bytes(), "bytes");
    figures.fault(server.panics(), "panics of the server");
    figures.fault(crowd.lines.lost(), "lines lost");
    server.stop().await?;
    Ok(figures)
}

const ALONE: [&str; 4] = [
    "deliveries, one report at a time",
    "  on the clock",
    "  server",
    "filed → received, one report at a time",
];
const TOGETHER: [&str; 4] = [
    "deliveries, several reports in flight",
    "  on the clock",
    "  server",
    "filed → received, several reports in flight",
];

struct Trial<'a> {
    journal: &'a Journal,
    form: Form,
    authors: Vec<(SessionHandle, DealLine)>,
    filed: usize,
    intended: Vec<Instant>,
}

impl Trial<'_> {
    /// Files so many reports, never more than `in_flight` that have not arrived everywhere.
    async fn file(&mut self, reports: usize, in_flight: usize) -> Result<(), TrialError> {
        let last = self.filed + reports;
        while self.filed < last {
            let (session, deal) = &self.authors[self.filed % self.authors.len()];
            let reference = Journal::reference(self.filed);
            let report = self.form.report(deal.id, &reference, Vec::new());
            self.intended.push(Instant::now());
            let under_way = session.file(&reference, report)?;
            self.filed += 1;
            tokio::spawn(async move {
                if let Ok(Outcome::Rejected { code, detail, .. }) = under_way.outcome().await {
                    eprintln!("refused: {} {detail}", code.as_str());
                }
            });
            self.arrived((self.filed + 1).saturating_sub(in_flight)).await?;
        }
        self.arrived(last).await
    }

    async fn arrived(&self, reports: usize) -> Result<(), TrialError> {
        if self.journal.until_complete(reports, ARRIVED_WITHIN).await {
            return Ok(());
        }
        let hint = format!("{} of {reports} reports did", self.journal.complete());
        Err(TrialError::TooLate {
            what: "a report's arrival everywhere".to_owned(),
            within: ARRIVED_WITHIN,
            hint,
        })
    }
}

fn authors(
    crowd: &Crowd,
    organisation: &Organisation,
    most: usize,
) -> Result<Vec<(SessionHandle, DealLine)>, TrialError> {
    let authors: Vec<_> = organisation
        .deals
        .iter()
        .filter_map(|deal| Some((crowd.seat_of(deal.owner)?.clone(), *deal)))
        .take(most.max(1))
        .collect();
    if authors.is_empty() {
        return Err(TrialError::Machine("no owner of a deal has a session".to_owned()));
    }
    Ok(authors)
}
