//! Kill -9 under load, again and again: whether every acknowledged report is in the log, in the inbox of each of its
//! audience exactly once, and was shown to each of them exactly once.

mod check;
mod filing;
mod watching;

use std::path::PathBuf;
use std::time::Duration;

use serde::Serialize;
use tempfile::TempDir;
use tokio::time::sleep;
use uchite_client::Backoff;

use crate::latency::Times;
use crate::{
    Crowd, Dice, Figures, Form, Organisation, Server, ServerOptions, TrialError, arguments, progress,
};

use check::Verdict;
use filing::Filers;
use watching::Watchers;

/// Sessions come back quickly, since the server is back quickly.
const BACKOFF: Backoff = Backoff { base: Duration::from_millis(20), cap: Duration::from_millis(250) };
/// After the last round, everything under way must be acknowledged and shown within this time.
const SETTLED_WITHIN: Duration = Duration::from_secs(120);

/// What to do.
#[derive(Debug, Clone, Serialize, clap::Args)]
pub struct KillOptions {
    /// The server's program.
    #[arg(long, env = "UCHITE_BIN", default_value_os_t = arguments::server_beside_us())]
    pub server_bin: PathBuf,
    /// Kills.
    #[arg(long, default_value_t = 200)]
    pub rounds: usize,
    /// Members, each with a live session.
    #[arg(long, default_value_t = 30)]
    pub members: usize,
    /// Deals on which reports are filed.
    #[arg(long, default_value_t = 20)]
    pub deals: usize,
    /// Members who file, each with this many reports under way.
    #[arg(long, default_value_t = 8)]
    pub authors: usize,
    /// Reports under way of one author.
    #[arg(long, default_value_t = 4)]
    pub under_way: usize,
    /// Milliseconds between two reports of one place in a queue: keeps the number of reports within reason.
    #[arg(long, default_value_t = 40)]
    pub pause_ms: u64,
    /// The longest time that a server is left alive once it is ready, in milliseconds.
    #[arg(long, default_value_t = 700)]
    pub alive_max_ms: u64,
    /// Seed of the dice.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
}

/// Kills and counts. A loss is a fault in the figures.
pub async fn run(options: &KillOptions) -> Result<Figures, TrialError> {
    let folder = TempDir::with_prefix("uchite-kill-").map_err(TrialError::io("make a folder"))?;
    let mut settings = ServerOptions::for_load(&options.server_bin, folder.path());
    // Sessions to which nothing happens learn from their pongs how far the others are.
    settings.config = settings.config.replace("[sessions]", "[sessions]\nheartbeat_ms = 2000");
    let organisation =
        Organisation::make(&settings.binary, &settings.data(), options.members, options.deals)?;
    let mut server = Server::start(settings).await?;
    let api = server.api()?;
    let form = Form::of(&organisation.as_member(&api, 0), organisation.visit).await?;
    let (watchers, taker) = Watchers::new(options.members);
    let crowd = Crowd::open(&server, &organisation, options.members, BACKOFF, taker).await?;
    let fetching = watchers.fetch_when_asked(&organisation, &api, &crowd);
    let filers = Filers::start(options, &organisation, &crowd, &form);

    let mut dice = Dice::new(options.seed);
    let mut restarts = Times::new("killed → ready again");
    let bar = progress::bar("kills", options.rounds as u64);
    for _ in 0..options.rounds {
        let alive = dice.below(usize::try_from(options.alive_max_ms).unwrap_or(1).max(1));
        sleep(Duration::from_millis(alive as u64)).await;
        server.kill()?;
        restarts.add(server.start_again().await?);
        bar.inc(1);
    }
    bar.finish_and_clear();

    let filed = filers.finish(SETTLED_WITHIN).await;
    let settled = watchers.settle(&filed, &crowd, SETTLED_WITHIN).await;
    fetching.abort();
    let verdict = Verdict::of(&organisation, &api, &filed, &watchers).await?;
    let mut figures = figures(options, &filed, &watchers, &verdict, &crowd);
    figures.fault(server.panics(), "panics of the server");
    figures.latencies.push(restarts.so_far());
    figures.fault(usize::from(!settled), "time limit passed before all sessions had caught up");
    server.stop().await?;
    Ok(figures)
}

fn figures(
    options: &KillOptions,
    filed: &filing::Filed,
    watchers: &Watchers,
    verdict: &Verdict,
    crowd: &Crowd,
) -> Figures {
    let mut figures = Figures::of("kill", options);
    figures.put("rounds", options.rounds as f64, "kills");
    figures.put("acknowledged", filed.acknowledged.len() as f64, "reports");
    figures.put("lines lost, and attempts in vain", crowd.lines.lost() as f64, "");
    figures.put("resyncs", watchers.resyncs() as f64, "");
    figures.put("places in an inbox that were checked", verdict.places as f64, "");
    let lost = verdict.not_in_log + verdict.not_in_inbox + verdict.not_shown;
    let doubled = verdict.filed_twice + verdict.twice_in_inbox + verdict.shown_twice;
    figures.put("lost", lost as f64, "");
    figures.put("doubled", doubled as f64, "");
    figures.fault(verdict.not_in_log, "acknowledged reports are not in the log, or not as they were filed");
    figures.fault(verdict.not_in_inbox, "reports are missing in the inbox of one of their audience");
    figures.fault(verdict.not_shown, "reports were never shown to a live session of their audience");
    figures.fault(verdict.filed_twice, "reports were filed twice");
    figures.fault(verdict.twice_in_inbox, "reports are in an inbox twice");
    figures.fault(verdict.shown_twice, "reports were shown twice to a session");
    figures.fault(verdict.not_theirs, "reports are in the inbox of somebody who is not of their audience");
    figures.fault(filed.refused.len(), "reports refused");
    figures.fault(filed.unanswered, "reports never answered");
    figures.fault(crowd.lines.over(), "sessions ended for good");
    for reason in filed.refused.iter().take(3) {
        figures.faults.push(format!("refused: {reason}"));
    }
    figures
}
