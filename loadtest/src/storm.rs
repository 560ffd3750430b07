//! Everybody comes back at once: all sessions are live and reports are filed; the server is stopped in order, and
//! later killed; both times all sessions return and resume. How long it takes, what it costs the server, whether
//! anything is lost or doubled, and how long somebody waits meanwhile who opens the timeline by HTTP.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use serde::Serialize;
use tempfile::TempDir;
use tokio::runtime::Builder;
use tokio::task::JoinSet;
use tokio::time::sleep_until;
use uchite_client::{Api, Backoff};

use crate::crowd::Lines;
use crate::latency::Times;
use crate::proof::{Plan, Proof};
use crate::sampling::Sampling;
use crate::{Dice, Figures, Organisation, Server, ServerOptions, TrialError, arguments, process, progress};

/// All must be back within this time; one that is not is a fault.
const BACK_WITHIN: Duration = Duration::from_secs(180);
/// How often the live sessions are counted.
const SAMPLE_EVERY: Duration = Duration::from_millis(100);

/// What to measure.
#[derive(Debug, Clone, Serialize, clap::Args)]
pub struct StormOptions {
    /// The server's program.
    #[arg(long, env = "UCHITE_BIN", default_value_os_t = arguments::server_beside_us())]
    pub server_bin: PathBuf,
    /// Live sessions, each of a member of its own.
    #[arg(long, default_value = "19000", value_parser = arguments::count::<2, 19_000>)]
    pub sessions: usize,
    /// Deals on which reports are filed.
    #[arg(long, default_value = "500", value_parser = arguments::count::<1, 1_000_000>)]
    pub deals: usize,
    /// Members who file over their sessions all the while, one report every half second each.
    #[arg(long, default_value = "20", value_parser = arguments::count::<1, 10_000>)]
    pub authors: usize,
    /// Timelines that are asked for in a second while the sessions come back.
    #[arg(long, default_value = "20", value_parser = arguments::count::<1, 10_000>)]
    pub timelines_per_s: usize,
    /// Seed of the dice.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
}

/// How the server goes, and what is said of it.
struct Part {
    killed: bool,
    names: [&'static str; 6],
    live: &'static str,
    timeline: &'static str,
}

const PARTS: [Part; 2] = [
    Part {
        killed: false,
        names: [
            "orderly stop: gone after",
            "orderly stop: first session back after",
            "orderly stop: all resumed after",
            "orderly stop: all resumed, from the first",
            "orderly stop: resumed, by its CPU, start included",
            "orderly stop: timelines told to come later",
        ],
        live: "live sessions after an orderly stop",
        timeline: "timeline by HTTP after an orderly stop",
    },
    Part {
        killed: true,
        names: [
            "kill: gone after",
            "kill: first session back after",
            "kill: all resumed after",
            "kill: all resumed, from the first",
            "kill: resumed, by its CPU, start included",
            "kill: timelines told to come later",
        ],
        live: "live sessions after a kill",
        timeline: "timeline by HTTP after a kill",
    },
];

/// Measures.
pub async fn run(options: &StormOptions) -> Result<Figures, TrialError> {
    process::raise_open_files()?;
    let folder = TempDir::with_prefix("uchite-storm-").map_err(TrialError::io("make a folder"))?;
    let mut settings = ServerOptions::for_load(&options.server_bin, folder.path());
    settings.cores = process::one_core_each()?;
    let organisation =
        Organisation::make(&settings.binary, &settings.data(), options.sessions, options.deals)?;
    let mut server = Server::start(settings).await?;
    let pid = server.pid();
    let cpu = process::cpu_time(pid)?;
    let pause = Duration::from_millis(500);
    let plan = Plan { authors: options.authors, under_way: 1, pause, seed: options.seed };
    let proof = Proof::begin(&server, &organisation, plan, Backoff::default()).await?;
    let cpu_to_open = process::cpu_time(pid)?.saturating_sub(cpu);

    let mut figures = Figures::of("storm", options);
    let sessions = options.sessions as f64;
    figures.put("opened and greeted", sessions / proof.crowd.opened_in.as_secs_f64(), "per s");
    figures.put(
        "opened and greeted, by the server's CPU",
        sessions / cpu_to_open.as_secs_f64().max(0.01),
        "per s of server CPU",
    );
    for part in &PARTS {
        storm(options, part, &organisation, &mut server, &proof.crowd.lines, &mut figures).await?;
    }
    proof.end(&mut figures).await?;
    figures.fault(server.panics(), "panics of the server");
    server.stop().await?;
    Ok(figures)
}

async fn storm(
    options: &StormOptions,
    part: &Part,
    organisation: &Organisation,
    server: &mut Server,
    lines: &Arc<Lines>,
    figures: &mut Figures,
) -> Result<(), TrialError> {
    let fallen = lines.fallen() + options.sessions;
    let counted = Arc::clone(lines);
    let look = move || Some(counted.live() as f64);
    let counting = Sampling::start(part.live, "sessions", SAMPLE_EVERY, look);
    let since = Instant::now();
    if part.killed {
        server.kill()?;
    } else {
        server.stop().await?;
    }
    let gone = since.elapsed();
    server.begin_again()?;
    // Every line of the server that went must have ended before one counts as come back. A question for readiness
    // would wait in the same queue as they do, so the first session that is back says that the server serves.
    let bar = progress::bar("sessions", options.sessions as u64);
    let some = |lines: &Lines| lines.fallen() >= fallen && lines.live() > 0;
    let all = |lines: &Lines| {
        bar.set_position(lines.live() as u64);
        lines.fallen() >= fallen && lines.live() >= options.sessions
    };
    lines.until(some, BACK_WITHIN).await;
    let serving = since.elapsed();
    let asking = Asking::start(options, organisation, &server.api()?, part.timeline)?;
    let in_time = lines.until(all, BACK_WITHIN).await;
    bar.finish_and_clear();
    let back = since.elapsed();
    // All that the new process used so far.
    let cpu = process::cpu_time(server.pid())?;
    let asked = asking.end().await;
    server.ready().await?;

    let [gone_after, serving_after, from_going, from_serving, by_cpu, later] = part.names;
    figures.put(gone_after, gone.as_secs_f64(), "s");
    figures.put(serving_after, serving.as_secs_f64(), "s");
    figures.put(from_going, back.as_secs_f64(), "s");
    figures.put(from_serving, back.saturating_sub(serving).as_secs_f64(), "s");
    figures.put(by_cpu, lines.live() as f64 / cpu.as_secs_f64().max(0.01), "per s of server CPU");
    figures.put(later, asked.later as f64, "");
    figures.latencies.push(asked.times.so_far());
    figures.series.push(counting.end());
    figures.fault(asked.failed, "timelines failed while the sessions came back");
    let missing = options.sessions.saturating_sub(lines.live());
    figures.fault(if in_time { 0 } else { missing.max(1) }, "sessions did not come back in time");
    Ok(())
}

/// Somebody who opens the timeline, at a steady rate whatever the answers take. On a thread of its own: between
/// thousands of sessions that come back, what an answer waits for this program would be taken for the server's time.
struct Asking {
    thread: JoinHandle<()>,
    asked: Arc<Mutex<Asked>>,
}

struct Asked {
    times: Times,
    later: usize,
    failed: usize,
    over: bool,
}

impl Asking {
    fn start(
        options: &StormOptions,
        organisation: &Organisation,
        api: &Api,
        name: &'static str,
    ) -> Result<Asking, TrialError> {
        let asked = Asked { times: Times::new(name), later: 0, failed: 0, over: false };
        let asked = Arc::new(Mutex::new(asked));
        let dice = Dice::new(options.seed);
        let apis: Vec<Api> = organisation.members.iter().map(|m| api.with(m.credential())).collect();
        let runtime = Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(TrialError::io("start a runtime"))?;
        let (noted, rate) = (Arc::clone(&asked), options.timelines_per_s as f64);
        let thread = std::thread::spawn(move || runtime.block_on(ask(&apis, dice, rate, &noted)));
        Ok(Asking { thread, asked })
    }

    /// Waits for the answers under way, each of which has its own time limit.
    async fn end(self) -> Asked {
        lock(&self.asked).over = true;
        // It does not panic; if it did, what it noted is still right so far.
        let _ = tokio::task::spawn_blocking(move || self.thread.join()).await;
        let mut asked = lock(&self.asked);
        let empty = Asked { times: Times::new(""), later: 0, failed: 0, over: true };
        std::mem::replace(&mut asked, empty)
    }
}

async fn ask(apis: &[Api], mut dice: Dice, rate: f64, noted: &Arc<Mutex<Asked>>) {
    let mut under_way = JoinSet::new();
    let mut next = tokio::time::Instant::now();
    while !lock(noted).over {
        next += dice.gap(rate);
        sleep_until(next).await;
        let (api, noted) = (apis[dice.below(apis.len())].clone(), Arc::clone(noted));
        let intended = next.into_std();
        under_way.spawn(async move {
            let answer = api.timeline(&[("limit", "50")]).await;
            let mut asked = lock(&noted);
            match answer {
                Ok(_) => asked.times.add(intended.elapsed()),
                Err(error) if error.code().is_some() && error.retryable() => asked.later += 1,
                Err(_) => asked.failed += 1,
            }
        });
        while under_way.try_join_next().is_some() {}
    }
    under_way.join_all().await;
}

fn lock(asked: &Mutex<Asked>) -> std::sync::MutexGuard<'_, Asked> {
    // Nothing panics while it holds this; if it did, the counts are still right so far.
    asked.lock().unwrap_or_else(PoisonError::into_inner)
}
