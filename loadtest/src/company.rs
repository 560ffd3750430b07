//! A company at work: many deals, audiences of about ten, reports at a steady rate whatever the answers take, over
//! as many sessions as the machine holds.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde::Serialize;
use tempfile::TempDir;
use uchite_client::Backoff;

use crate::journal::Journal;
use crate::sampling::Sampling;
use crate::work::{Also, Work};
use crate::{Crowd, Figures, Form, Organisation, Server, ServerOptions, TrialError, arguments, process};

/// Seconds of filing before the measured ones.
const WARM_UP_S: u64 = 3;

/// What to measure.
#[derive(Debug, Clone, Serialize, clap::Args)]
pub struct CompanyOptions {
    /// The server's program.
    #[arg(long, env = "UCHITE_BIN", default_value_os_t = arguments::server_beside_us())]
    pub server_bin: PathBuf,
    /// Live sessions, each of a member of its own.
    #[arg(long, default_value = "1000", value_parser = arguments::count::<1, 19_000>)]
    pub sessions: usize,
    /// Deals on which reports are filed.
    #[arg(long, default_value = "500", value_parser = arguments::count::<1, 1_000_000>)]
    pub deals: usize,
    /// Members who get a report by name, besides those whom the purposes name.
    #[arg(long, default_value = "0", value_parser = arguments::count::<0, 1_000>)]
    pub also: usize,
    /// Reports a second.
    #[arg(long, default_value = "500", value_parser = arguments::rate)]
    pub rate: f64,
    /// Seconds.
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=3_600))]
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
    let crowd = Crowd::open(&server, &organisation, options.sessions, Backoff::default(), |place| {
        journal.taker(place)
    })
    .await?;

    let mut work = Work::new(&organisation, &crowd, form, Also::Anybody(options.also), options.seed);
    work.file(options.rate, Duration::from_secs(WARM_UP_S), || {}).await;
    let first = work.intended.len();
    let memory = Sampling::memory(server.pid());
    let (cpu, since) = (process::cpu_time(server.pid())?, Instant::now());
    work.file(options.rate, Duration::from_secs(options.seconds), || {}).await;
    let filed_in = since.elapsed();
    let in_time = work.arrived(&journal).await;
    let cpu = process::cpu_time(server.pid())? - cpu;

    let deliveries = journal.deliveries("filed → received", first, &work.intended[first..]);
    let reports = work.intended.len() - first - deliveries.unfiled;
    let mut figures = Figures::of("company", options);
    figures.put("reports", reports as f64 / filed_in.as_secs_f64(), "per s");
    figures.put("deliveries", deliveries.count as f64 / filed_in.as_secs_f64(), "per s");
    figures.put("recipients of a report", deliveries.expected as f64 / reports.max(1) as f64, "");
    figures.put("server", cpu.as_secs_f64() / filed_in.as_secs_f64() * 100.0, "% of one core");
    figures.put("server CPU per delivery", cpu.as_secs_f64() * 1e6 / deliveries.count.max(1) as f64, "µs");
    figures.put("server memory", process::resident_bytes(server.pid())? as f64 / 1e6, "MB");
    figures.put("frame", journal.mean_bytes(), "bytes");
    figures.latencies.extend([deliveries.to_recipient, deliveries.to_author]);
    figures.series.extend(journal.over_time(first, &work.intended[first..], Duration::from_secs(1)));
    figures.series.push(memory.end());
    figures.fault(deliveries.expected.saturating_sub(deliveries.count), "deliveries missing");
    figures.fault(deliveries.doubled, "deliveries doubled");
    figures.fault(deliveries.unfiled, "reports without an acknowledgement");
    work.tell(&mut figures);
    figures.fault(server.panics(), "panics of the server");
    figures.fault(crowd.lines.lost(), "lines lost");
    figures.fault(usize::from(!in_time), "time limit passed with reports under way");
    server.stop().await?;
    Ok(figures)
}
