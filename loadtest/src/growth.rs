//! A long history: how long a rebuild and a start take, what it costs in disk and memory, how fast any timeline
//! comes, and how many reports a second are filed upon it.

mod questions;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde::Serialize;
use tempfile::TempDir;
use tokio::task::JoinSet;
use uchite_client::{Backoff, Happening};

use crate::arguments;
use crate::journal::Journal;
use crate::{Crowd, Dice, Figures, Form, Organisation, Server, ServerOptions, TrialError, process, progress};
use questions::Questions;

/// Starts with the read model present, of which the slowest counts.
const STARTS: usize = 3;
/// How long a rebuild may take for a thousand reports: seven times what is demanded of it.
const REBUILT_WITHIN: Duration = Duration::from_millis(500);
/// How long the server is left alone before its memory is read: two of its checkpoints.
const SETTLED_AFTER: Duration = Duration::from_secs(7);

/// What to measure.
#[derive(Debug, Clone, Serialize, clap::Args)]
pub struct GrowthOptions {
    /// The server's program.
    #[arg(long, env = "UCHITE_BIN", default_value_os_t = arguments::server_beside_us())]
    pub server_bin: PathBuf,
    /// Members.
    #[arg(long, default_value = "10000", value_parser = arguments::count::<10, 100000>)]
    pub members: usize,
    /// Deals.
    #[arg(long, default_value = "100000", value_parser = arguments::count::<10, 1000000>)]
    pub deals: usize,
    /// Reports that lie behind.
    #[arg(long, default_value = "1000000", value_parser = arguments::count::<1, 10000000>)]
    pub reports: usize,
    /// A folder in which the history is kept and found again; a temporary one where it is absent.
    #[arg(long)]
    pub folder: Option<PathBuf>,
    /// Timelines of each kind that are asked for.
    #[arg(long, default_value = "200", value_parser = arguments::count::<1, 10000>)]
    pub asked: usize,
    /// Authors with a live session who file.
    #[arg(long, default_value = "200", value_parser = arguments::count::<3, 19000>)]
    pub sessions: usize,
    /// Reports that are under way at any time.
    #[arg(long, default_value = "256", value_parser = arguments::count::<1, 10000>)]
    pub in_flight: usize,
    /// Seconds for which they file.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=600))]
    pub seconds: u64,
    /// Seed of the dice.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
}

/// Measures.
pub async fn run(options: &GrowthOptions) -> Result<Figures, TrialError> {
    let temporary;
    let folder = match &options.folder {
        Some(folder) => folder.as_path(),
        None => {
            temporary = TempDir::with_prefix("uchite-growth-").map_err(TrialError::io("make a folder"))?;
            temporary.path()
        }
    };
    let mut settings = ServerOptions::for_load(&options.server_bin, folder);
    settings.ready_within += REBUILT_WITHIN * (options.reports / 1_000) as u32;
    let data = settings.data();
    let organisation = history(options, &data)?;
    let view = data.join("view");
    if view.exists() {
        fs::remove_dir_all(&view).map_err(TrialError::io(view.display().to_string()))?;
    }
    let mut figures = Figures::of("growth", options);
    let reports = options.reports.max(1) as f64;

    let since = Instant::now();
    let mut server = Server::start(settings).await?;
    let rebuilt = since.elapsed();
    figures.put("rebuilt and ready", rebuilt.as_secs_f64(), "s");
    figures.put("rebuilt", reports / rebuilt.as_secs_f64(), "reports per s");
    tokio::time::sleep(SETTLED_AFTER).await;
    figures.put("memory after the rebuild", megabytes(process::resident_bytes(server.pid())?), "MB");
    let mut slowest = Duration::ZERO;
    for _ in 0..STARTS {
        server.stop().await?;
        slowest = slowest.max(server.start_again().await?);
    }
    figures.put("started, the slowest of three", slowest.as_secs_f64(), "s");
    figures.put("memory after the start", megabytes(process::resident_bytes(server.pid())?), "MB");
    let (log, view) = (disk_bytes(&data.join("log"))?, disk_bytes(&view)?);
    figures.put("disk of the log", megabytes(log), "MB");
    figures.put("disk of the read model", megabytes(view), "MB");
    figures.put("disk per report", (log + view) as f64 / reports, "bytes");

    let questions = Questions::about(&server.api()?, &organisation).await?;
    figures.latencies = questions.ask(options.asked, options.seed).await?;
    figures.put("memory after the timelines", megabytes(process::resident_bytes(server.pid())?), "MB");

    file(options, &server, &organisation, &mut figures).await?;
    tokio::time::sleep(SETTLED_AFTER).await;
    figures.put("memory after filing", megabytes(process::resident_bytes(server.pid())?), "MB");
    figures.fault(server.panics(), "panics of the server");
    server.stop().await?;
    Ok(figures)
}

/// Makes the history, or takes the one that was made before.
fn history(options: &GrowthOptions, data: &Path) -> Result<Organisation, TrialError> {
    if Organisation::list(data).exists() {
        return Organisation::made(data);
    }
    fs::create_dir_all(data.parent().unwrap_or(data)).map_err(TrialError::io("make a folder"))?;
    Organisation::grown(&options.server_bin, data, options.members, options.deals, options.reports)
}

/// Files as fast as the answers come, so many at a time.
async fn file(
    options: &GrowthOptions,
    server: &Server,
    organisation: &Organisation,
    figures: &mut Figures,
) -> Result<(), TrialError> {
    let sessions = options.sessions.min(organisation.members.len());
    let form = Form::of(&organisation.as_member(&server.api()?, 0), organisation.visit).await?;
    let crowd =
        Crowd::open(server, organisation, sessions, Backoff::default(), |_| |_: Happening| {}).await?;
    let crowd = Arc::new(crowd);
    let deals: Arc<Vec<_>> = Arc::new(
        organisation.deals.iter().copied().filter(|deal| crowd.seat_of(deal.owner).is_some()).collect(),
    );
    let (cpu, since) = (process::cpu_time(server.pid())?, Instant::now());
    let until = since + Duration::from_secs(options.seconds);
    let (filed, refused) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let bar = progress::bar("seconds of filing", options.seconds);
    let mut writers = JoinSet::new();
    for writer in 0..options.in_flight {
        let (crowd, deals, form) = (Arc::clone(&crowd), Arc::clone(&deals), form.clone());
        let (filed, refused) = (Arc::clone(&filed), Arc::clone(&refused));
        let mut dice = Dice::new(options.seed.wrapping_add(writer as u64 * 7_919));
        writers.spawn(async move {
            let mut turn = 0_usize;
            while Instant::now() < until {
                let deal = deals[dice.below(deals.len())];
                let Some(session) = crowd.seat_of(deal.owner) else { return };
                let reference = Journal::reference(dice.roll() as usize >> 8);
                let report = form.report(deal.id, &format!("{writer}-{turn}"), Vec::new());
                turn += 1;
                let counted = match session.file(&reference, report) {
                    Ok(under_way) => match under_way.outcome().await.map(uchite_client::Outcome::done) {
                        Ok(Ok(_)) => &filed,
                        _ => &refused,
                    },
                    Err(_) => &refused,
                };
                counted.fetch_add(1, Ordering::Relaxed);
            }
        });
    }
    while writers.join_next().await.is_some() {
        bar.set_position(since.elapsed().as_secs().min(options.seconds));
    }
    bar.finish_and_clear();
    let (took, cpu) = (since.elapsed(), process::cpu_time(server.pid())? - cpu);
    let filed = filed.load(Ordering::Relaxed);
    figures.put("filed over websockets", filed as f64 / took.as_secs_f64(), "reports per s");
    figures.put("server CPU per report", cpu.as_secs_f64() * 1e6 / filed.max(1) as f64, "µs");
    figures.put("server while filing", cpu.as_secs_f64() / took.as_secs_f64() * 100.0, "% of one core");
    figures.fault(refused.load(Ordering::Relaxed), "reports refused");
    figures.fault(crowd.lines.lost(), "lines lost");
    Ok(())
}

fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

/// Bytes of the files in a folder, as the disk has them.
fn disk_bytes(folder: &Path) -> Result<u64, TrialError> {
    use std::os::unix::fs::MetadataExt;
    let failed = || TrialError::io(folder.display().to_string());
    let mut bytes = 0;
    for entry in fs::read_dir(folder).map_err(failed())? {
        let entry = entry.map_err(failed())?;
        let about = entry.metadata().map_err(failed())?;
        // The system counts blocks of 512 bytes.
        bytes += if about.is_dir() { disk_bytes(&entry.path())? } else { about.blocks() * 512 };
    }
    Ok(bytes)
}
