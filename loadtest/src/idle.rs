//! Sessions to which nothing happens: what they cost in memory and processor, and how fast they open.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use serde::Serialize;
use tempfile::TempDir;
use uchite_client::{Backoff, Happening};

use crate::{Crowd, Figures, Organisation, Server, ServerOptions, TrialError, arguments, process};

/// What to measure.
#[derive(Debug, Clone, Serialize, clap::Args)]
pub struct IdleOptions {
    /// The server's program.
    #[arg(long, env = "UCHITE_BIN", default_value_os_t = arguments::server_beside_us())]
    pub server_bin: PathBuf,
    /// Sessions.
    #[arg(long, default_value = "10000", value_parser = arguments::count::<1, 19_000>)]
    pub sessions: usize,
    /// Members to whom they belong.
    #[arg(long, default_value = "1000", value_parser = arguments::count::<1, 100_000>)]
    pub members: usize,
    /// Seconds for which they stay open.
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=3_600))]
    pub seconds: u64,
}

/// Measures.
pub async fn run(options: &IdleOptions) -> Result<Figures, TrialError> {
    let folder = TempDir::with_prefix("uchite-idle-").map_err(TrialError::io("make a folder"))?;
    let mut settings = ServerOptions::for_load(&options.server_bin, folder.path());
    settings.cores = process::one_core_each()?;
    let organisation = Organisation::make(&settings.binary, &settings.data(), options.members, 1)?;
    let mut server = Server::start(settings).await?;
    let pid = server.pid();
    // What the first session brings along once for all belongs to the server, not to each session.
    let first = Crowd::open(&server, &organisation, 1, Backoff::default(), |_| |_: Happening| {}).await?;
    let (empty, cpu) = (process::resident_bytes(pid)?, process::cpu_time(pid)?);
    let crowd =
        Crowd::open(&server, &organisation, options.sessions, Backoff::default(), |_| |_: Happening| {})
            .await?;
    let cpu_to_open = process::cpu_time(pid)? - cpu;
    let (cpu, since) = (process::cpu_time(pid)?, Instant::now());
    tokio::time::sleep(Duration::from_secs(options.seconds)).await;
    let (cpu_idle, full) = (process::cpu_time(pid)? - cpu, process::resident_bytes(pid)?);

    let sessions = options.sessions as f64;
    let mut figures = Figures::of("idle", options);
    figures.put("server memory without sessions", empty as f64 / 1e6, "MB");
    figures.put("server memory with all", full as f64 / 1e6, "MB");
    figures.put("server memory per session", full.saturating_sub(empty) as f64 / sessions, "bytes");
    figures.put("opened and greeted", sessions / crowd.opened_in.as_secs_f64(), "per s");
    figures.put(
        "opened and greeted, by the server's CPU",
        sessions / cpu_to_open.as_secs_f64(),
        "per s of server CPU",
    );
    let idle = cpu_idle.as_secs_f64() / since.elapsed().as_secs_f64();
    figures.put("server while nothing happens", idle * 100.0, "% of one core");
    figures.fault(server.panics(), "panics of the server");
    figures.fault(crowd.lines.lost() + first.lines.lost(), "lines lost");
    server.stop().await?;
    Ok(figures)
}
