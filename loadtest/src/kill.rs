//! Kill -9 under load, again and again: whether every acknowledged report is in the log, in the inbox of each of its
//! audience exactly once, and was shown to each of them exactly once.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde::Serialize;
use tempfile::TempDir;
use tokio::time::sleep;
use uchite_client::Backoff;

use crate::crowd::Lines;
use crate::latency::Times;
use crate::proof::{Plan, Proof};
use crate::{Dice, Figures, Organisation, Server, ServerOptions, TrialError, arguments, process, progress};

/// Kills, where the command line says none: fewer where each takes longer.
const ROUNDS: usize = 200;
const ROUNDS_OF_MANY: usize = 50;
/// Somebody must be back within this time.
const BACK_WITHIN: Duration = Duration::from_secs(180);
/// Sessions from which on there are many.
const MANY: usize = 1_000;

/// What to do.
#[derive(Debug, Clone, Serialize, clap::Args)]
pub struct KillOptions {
    /// The server's program.
    #[arg(long, env = "UCHITE_BIN", default_value_os_t = arguments::server_beside_us())]
    pub server_bin: PathBuf,
    /// Kills; 200, or 50 with a thousand sessions and more.
    #[arg(long, value_parser = arguments::count::<1, 10_000>)]
    pub rounds: Option<usize>,
    /// Members, each with a live session.
    #[arg(long, default_value = "30", value_parser = arguments::count::<2, 19_000>)]
    pub members: usize,
    /// Deals on which reports are filed.
    #[arg(long, default_value = "20", value_parser = arguments::count::<1, 1_000_000>)]
    pub deals: usize,
    /// Members who file, each with this many reports under way.
    #[arg(long, default_value = "8", value_parser = arguments::count::<1, 10_000>)]
    pub authors: usize,
    /// Reports under way of one author.
    #[arg(long, default_value = "4", value_parser = arguments::count::<1, 64>)]
    pub under_way: usize,
    /// Milliseconds between two reports of one place in a queue: keeps the number of reports within reason.
    #[arg(long, default_value_t = 40)]
    pub pause_ms: u64,
    /// The longest time that a server is left alive once it is ready, in milliseconds; 700, and half of one more for
    /// each session, so that some kills meet them while they come back and some when all are there.
    #[arg(long)]
    pub alive_max_ms: Option<u64>,
    /// Seed of the dice.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
}

impl KillOptions {
    fn rounds(&self) -> usize {
        self.rounds.unwrap_or(if self.members < MANY { ROUNDS } else { ROUNDS_OF_MANY })
    }

    fn alive_max_ms(&self) -> usize {
        let asked = self.alive_max_ms.and_then(|ms| usize::try_from(ms).ok());
        asked.unwrap_or(700 + self.members / 2).max(1)
    }

    /// A few sessions come back as quickly as the server does. Many spread out, as those of a real client do: else
    /// nothing but vain attempts would be made while it is away.
    fn backoff(&self) -> Backoff {
        let sessions = self.members as u64;
        Backoff {
            base: Duration::from_millis((sessions / 20).clamp(20, 1_000)),
            cap: Duration::from_millis((sessions / 4).clamp(250, 5_000)),
        }
    }

    /// Sessions to which nothing happens learn from their pongs how far the others are: soon where they are few,
    /// and without keeping the server busy where they are many.
    fn heartbeat_ms(&self) -> usize {
        self.members.clamp(2_000, 30_000)
    }
}

/// Kills and counts. A loss is a fault in the figures.
pub async fn run(options: &KillOptions) -> Result<Figures, TrialError> {
    process::raise_open_files()?;
    let folder = TempDir::with_prefix("uchite-kill-").map_err(TrialError::io("make a folder"))?;
    let mut settings = ServerOptions::for_load(&options.server_bin, folder.path());
    let heartbeat = format!("[sessions]\nheartbeat_ms = {}", options.heartbeat_ms());
    settings.config = settings.config.replace("[sessions]", &heartbeat);
    let organisation =
        Organisation::make(&settings.binary, &settings.data(), options.members, options.deals)?;
    let mut server = Server::start(settings).await?;
    let plan = Plan {
        authors: options.authors,
        under_way: options.under_way,
        pause: Duration::from_millis(options.pause_ms),
        seed: options.seed,
    };
    let proof = Proof::begin(&server, &organisation, plan, options.backoff()).await?;

    let mut dice = Dice::new(options.seed);
    let mut restarts = Times::new("killed → serving again");
    let (mut all_back, mut fewest, mut never_back) = (0, options.members, 0);
    let lines = Arc::clone(&proof.crowd.lines);
    let bar = progress::bar("kills", options.rounds() as u64);
    for _ in 0..options.rounds() {
        let alive = dice.below(options.alive_max_ms());
        sleep(Duration::from_millis(alive as u64)).await;
        let live = lines.live();
        all_back += usize::from(live == options.members);
        fewest = fewest.min(live);
        let fallen = lines.fallen() + live;
        let since = Instant::now();
        server.kill()?;
        server.begin_again()?;
        // Where many come back, a question for readiness waits in the same queue as they do.
        let first = |lines: &Lines| lines.fallen() >= fallen && lines.live() > 0;
        tokio::select! {
            ready = server.ready() => ready?,
            back = lines.until(first, BACK_WITHIN) => never_back += usize::from(!back),
        }
        restarts.add(since.elapsed());
        bar.inc(1);
    }
    bar.finish_and_clear();

    let mut figures = Figures::of("kill", options);
    figures.put("rounds", options.rounds() as f64, "kills");
    figures.put("killed while all sessions were live", all_back as f64, "times");
    figures.put("fewest sessions live when it was killed", fewest as f64, "");
    proof.end(&mut figures).await?;
    figures.fault(never_back, "times nobody came back");
    figures.fault(server.panics(), "panics of the server");
    figures.latencies.push(restarts.so_far());
    server.stop().await?;
    Ok(figures)
}
