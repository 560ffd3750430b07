//! A company at work for a long time: whether memory stays flat, no session is stuck, and the last minute is as quick
//! as the first. Some sessions a second give their line up and come back, as phones do.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde::Serialize;
use tempfile::TempDir;
use uchite_client::Backoff;
use uchite_client::domain::Seq;

use crate::journal::Journal;
use crate::sampling::{Sampling, slope};
use crate::work::{Also, Work};
use crate::{
    Crowd, Dice, Figures, Form, Organisation, Server, ServerOptions, TrialError, arguments, process,
};

/// The part of the time that counts as warm-up.
const WARM_UP: f64 = 0.25;
/// What memory may grow by for each report that is filed, since its history is kept: the bound of 1.5 GB for a
/// million reports.
const ALLOWED_BYTES_PER_REPORT: f64 = 1_536.0;
/// What memory may grow by in a minute besides, of what there is: the noise of an allocator.
const ALLOWED_NOISE_PER_MINUTE: f64 = 0.001;
/// The read model's cache is made small, and the ring of recent events is full after some 20,000 reports: both have
/// what they may take before the judged part begins, so that what still grows is kept for good or lost.
const CACHES: &str = "[storage]\nview_cache_mib = 16\n";
/// A shorter run says nothing about memory.
const JUDGED_FROM_MINUTES: f64 = 5.0;
/// At the end every session must answer for itself within this time.
const ANSWERED_WITHIN: Duration = Duration::from_secs(60);

/// What to measure.
#[derive(Debug, Clone, Serialize, clap::Args)]
pub struct SoakOptions {
    /// The server's program.
    #[arg(long, env = "UCHITE_BIN", default_value_os_t = arguments::server_beside_us())]
    pub server_bin: PathBuf,
    /// Live sessions, each of a member of its own.
    #[arg(long, default_value = "5000", value_parser = arguments::count::<1, 19_000>)]
    pub sessions: usize,
    /// Deals on which reports are filed.
    #[arg(long, default_value = "1000", value_parser = arguments::count::<1, 1_000_000>)]
    pub deals: usize,
    /// Reports a second.
    #[arg(long, default_value = "100", value_parser = arguments::rate)]
    pub rate: f64,
    /// Minutes.
    #[arg(long, default_value = "20", value_parser = arguments::minutes)]
    pub minutes: f64,
    /// For each report, so many sessions in a hundred give their line up and come back.
    #[arg(long, default_value = "5", value_parser = arguments::count::<0, 100>)]
    pub churn_percent: usize,
    /// Seed of the dice.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
}

/// Measures.
pub async fn run(options: &SoakOptions) -> Result<Figures, TrialError> {
    process::raise_open_files()?;
    let folder = TempDir::with_prefix("uchite-soak-").map_err(TrialError::io("make a folder"))?;
    let mut settings = ServerOptions::for_load(&options.server_bin, folder.path());
    settings.cores = process::one_core_each()?;
    // At the end each session's own ping says that it lives; few sessions may say it soon.
    let heartbeat_ms = (2 * options.sessions).clamp(4_000, 30_000);
    let heartbeat = format!("[sessions]\nheartbeat_ms = {heartbeat_ms}");
    settings.config = settings.config.replace("[sessions]", &heartbeat);
    settings.config += CACHES;
    let organisation =
        Organisation::make(&settings.binary, &settings.data(), options.sessions, options.deals)?;
    let mut server = Server::start(settings).await?;
    let form = Form::of(&organisation.as_member(&server.api()?, 0), organisation.visit).await?;
    let journal = Arc::new(Journal::default());
    let take = |place| journal.taker(place);
    let crowd = Crowd::open(&server, &organisation, options.sessions, Backoff::default(), take).await?;

    let mut work = Work::new(&organisation, &crowd, form, Also::Anybody(0), options.seed);
    let mut churn = Churn { crowd: &crowd, dice: Dice::new(options.seed), asked: 0 };
    let memory = Sampling::memory(server.pid());
    let (cpu, since) = (process::cpu_time(server.pid())?, Instant::now());
    let time = Duration::from_secs_f64(options.minutes * 60.0);
    work.file(options.rate, time, || churn.turn(options.churn_percent)).await;
    let filed_in = since.elapsed();
    let cpu = process::cpu_time(server.pid())?.saturating_sub(cpu);
    let in_time = work.arrived(&journal).await;
    let asked = churn.asked;
    let stuck = stuck(&crowd, journal.newest()).await;
    let memory = memory.end();

    let deliveries = journal.deliveries("filed → received", 0, &work.intended);
    let minute = Duration::from_secs(60).min(time / 4);
    let over_time = journal.over_time(0, &work.intended, minute);
    let mut figures = Figures::of("soak", options);
    let reports = (work.intended.len() - deliveries.unfiled) as f64;
    figures.put("reports", reports / filed_in.as_secs_f64(), "per s");
    figures.put("deliveries", deliveries.count as f64 / filed_in.as_secs_f64(), "per s");
    figures.put("server", cpu.as_secs_f64() / filed_in.as_secs_f64() * 100.0, "% of one core");
    figures.put("sessions that came back by themselves", asked as f64, "");
    let p99 = |minutes: &[(f64, f64)]| minutes.iter().map(|(_, ms)| *ms).fold(0.0, f64::max);
    let minutes = &over_time[1].points;
    figures.put("p99 of the first minute", p99(&minutes[..minutes.len().min(1)]), "ms");
    figures.put("p99 of the last minute", p99(&minutes[minutes.len().saturating_sub(1)..]), "ms");
    figures.put("p99 of the worst minute", p99(minutes), "ms");
    judge_memory(options, &memory.points, reports / filed_in.as_secs_f64(), &mut figures);
    figures.latencies.extend([deliveries.to_recipient, deliveries.to_author]);
    figures.series.extend(over_time);
    figures.series.push(memory);
    figures.put("sessions stuck at the end", stuck as f64, "");
    figures.fault(stuck, "sessions do not answer at the end");
    figures.fault(deliveries.expected.saturating_sub(deliveries.count), "deliveries missing");
    figures.fault(deliveries.doubled, "deliveries doubled");
    figures.fault(deliveries.unfiled, "reports without an acknowledgement");
    work.tell(&mut figures);
    figures.fault(server.panics(), "panics of the server");
    figures.fault(crowd.lines.lost().saturating_sub(asked), "lines lost that nobody gave up");
    figures.fault(usize::from(!in_time), "time limit passed with reports under way");
    server.stop().await?;
    Ok(figures)
}

/// Says whether memory is flat: that it grows by no more than what the history of the reports may take.
fn judge_memory(options: &SoakOptions, points: &[(f64, f64)], reports_per_s: f64, figures: &mut Figures) {
    let warm = options.minutes * 60.0 * WARM_UP;
    let at = |place: Option<&(f64, f64)>| place.map_or(0.0, |(_, mb)| *mb);
    let last = at(points.last());
    figures.put("server memory after the warm-up", at(points.iter().find(|(at, _)| *at >= warm)), "MB");
    figures.put("server memory at the end", last, "MB");
    let grows_kb = slope(points, warm) * 60.0 * 1_000.0;
    let allowed_kb =
        reports_per_s * 60.0 * ALLOWED_BYTES_PER_REPORT / 1_000.0 + last * 1_000.0 * ALLOWED_NOISE_PER_MINUTE;
    figures.put("memory grows after the warm-up", grows_kb, "KB per min");
    figures.put("  of which the reports' history may take", allowed_kb, "KB per min");
    figures.put(
        "memory grows, by reports",
        grows_kb * 1_000.0 / (reports_per_s * 60.0).max(1.0),
        "bytes per report",
    );
    let noise = ALLOWED_NOISE_PER_MINUTE * 100.0;
    figures.note(
        format!(
            "最初の4分の1を過ぎてからの増え方が、報告1件あたり {ALLOWED_BYTES_PER_REPORT} バイト(履歴を残すため。\
             100万件で1.5GB)と毎分 {noise} % までなら、メモリは平らとみなします。"
        ),
        format!(
            "Memory counts as flat when, after the first quarter of the time, it grows by no more than \
             {ALLOWED_BYTES_PER_REPORT} bytes for each report filed (their history is kept: 1.5 GB for a million) \
             and {noise} % of what there is a minute."
        ),
    );
    if options.minutes < JUDGED_FROM_MINUTES {
        figures.note(
            format!("{JUDGED_FROM_MINUTES} 分より短いので、メモリが平らかどうかは判定していません。"),
            format!("Memory was not judged: a run of {JUDGED_FROM_MINUTES} minutes and more says whether it is flat."),
        );
    } else {
        figures.fault(usize::from(grows_kb > allowed_kb), "memory is not flat");
    }
}

/// Sessions that give their line up.
struct Churn<'a> {
    crowd: &'a Crowd,
    dice: Dice,
    asked: usize,
}

impl Churn<'_> {
    fn turn(&mut self, percent: usize) {
        if self.dice.below(100) < percent {
            let seats = &self.crowd.seats;
            self.asked += usize::from(seats[self.dice.below(seats.len())].new_line().is_ok());
        }
    }
}

/// Sessions that have not learned in time, by an event or by the answer to their own ping, that everything up to the
/// newest event was sent to them.
async fn stuck(crowd: &Crowd, newest: Seq) -> usize {
    let behind =
        || crowd.seats.iter().filter(|seat| seat.cursor().is_none_or(|cursor| cursor < newest)).count();
    let until = Instant::now() + ANSWERED_WITHIN;
    while behind() > 0 && Instant::now() < until {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    behind()
}
