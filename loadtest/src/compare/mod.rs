//! The same fan-out, in one run and in turns, by Uchite, by peers that Debian packages, and by a bare writer as the
//! limit: one publish at a time, and several in flight.
//!
//! All run at once, each pinned to the server's core with as many sessions, read by the same reader on the other
//! core; only one of them has work at a time. Uchite goes first once, since the others deliver the very bytes of one
//! of its frames.

pub mod bare;
mod mqtt;
mod peers;
mod publisher;
mod reader;
mod tally;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::{StreamExt, TryStreamExt, stream};
use serde::Serialize;
use tempfile::TempDir;
use uchite_client::Page;
use uchite_client::domain::Department;

use crate::figures::{Compared, Comparison, Spread};
use crate::form::share_with_all;
use crate::latency::Times;
use crate::{Figures, Form, Organisation, Server, ServerOptions, TrialError, arguments, process, progress};

pub use peers::Peer;
use peers::Running;
use publisher::Publisher;
use reader::{Greeting, Line, Target};
use tally::Tally;

/// Publishes before the measured ones, for each.
const WARM_UP: usize = 20;
/// Handshakes under way at one time.
const AT_ONCE: usize = 64;
/// One publish must have arrived everywhere within this time.
const ARRIVED_WITHIN: Duration = Duration::from_secs(30);
/// After each turn this time is counted in, so that what a server puts off is not given to it.
const AFTERWARDS: Duration = Duration::from_secs(1);
/// Files that this process has open beside its lines.
const OTHER_FILES: u64 = 200;
/// A turn that takes less processor time is told in too few of the kernel's ticks of 10 ms.
const SHORT_TURN: Duration = Duration::from_millis(500);

/// What to measure.
#[derive(Debug, Clone, Serialize, clap::Args)]
pub struct CompareOptions {
    /// The server's program.
    #[arg(long, env = "UCHITE_BIN", default_value_os_t = arguments::server_beside_us())]
    pub server_bin: PathBuf,
    /// Live sessions at each; every publish goes to all of them.
    #[arg(long, default_value = "1000", value_parser = arguments::count::<1, 4_000>)]
    pub sessions: usize,
    /// Publishes of one turn.
    #[arg(long, default_value = "200", value_parser = arguments::count::<1, 100_000>)]
    pub reports: usize,
    /// Publishes in flight in the second part.
    #[arg(long, default_value = "8", value_parser = arguments::count::<2, 64>)]
    pub in_flight: usize,
    /// Rounds in which each has one turn of either part.
    #[arg(long, default_value = "3", value_parser = arguments::count::<1, 100>)]
    pub rounds: usize,
    /// Leaves a peer out.
    #[arg(long)]
    pub without: Vec<Peer>,
    /// This program, which is the bare writer too.
    #[arg(long, hide = true, default_value_os_t = arguments::ourselves())]
    pub bare_bin: PathBuf,
}

/// Measures.
pub async fn run(options: &CompareOptions) -> Result<Figures, TrialError> {
    let lines = (options.sessions * 4) as u64 + OTHER_FILES;
    let files = process::raise_open_files()?;
    if lines > files {
        return Err(TrialError::Machine(format!(
            "{} sessions at each of four need {lines} open files; this system allows {files} (ulimit -n)",
            options.sessions
        )));
    }
    let cores = process::one_core_each()?;
    let mut figures = Figures::of("compare", options);
    let folder = TempDir::with_prefix("uchite-compare-").map_err(TrialError::io("make a folder"))?;
    let (mut server, mut uchite) = uchite(options, folder.path(), &cores).await?;
    uchite.file(WARM_UP, 1).await?;
    let frame = uchite.tally.sample();
    figures.put("frame", frame.len() as f64, "bytes");

    let bare = Running::bare(&options.bare_bin, &cores).await?;
    let target = peers::bare_line(bare.port, false);
    let publisher = Publisher::bare(bare.port, &frame).await?;
    let mut entrants =
        vec![Entrant::of("bare writer", bare, target, publisher, options.sessions).await?, uchite];
    for peer in Peer::ALL {
        if options.without.contains(&peer) {
            continue;
        }
        let Some(running) = peer.start(&cores).await? else {
            let how = peer.how_to_install();
            let name = peer.name();
            figures.note(
                format!("{name} は入っていないので省きました: {how}"),
                format!("{name} is not installed and was left out: {how}"),
            );
            continue;
        };
        let publisher = Publisher::peer(peer, running.port, &frame).await?;
        let target = peer.session(running.port);
        entrants.push(Entrant::of(peer.name(), running, target, publisher, options.sessions).await?);
    }
    for entrant in &mut entrants {
        if entrant.name != UCHITE {
            entrant.file(WARM_UP, 1).await?;
        }
    }
    rounds(options, &mut entrants).await?;
    tell(options, &entrants, &mut figures);
    figures.fault(server.panics(), "panics of the server");
    server.stop().await?;
    Ok(figures)
}

/// Turns about, and each round begins with another one, so that noise hits all alike.
async fn rounds(options: &CompareOptions, entrants: &mut [Entrant]) -> Result<(), TrialError> {
    let turns = options.rounds * entrants.len() * 2;
    let bar = progress::bar("turns", turns as u64);
    for round in 0..options.rounds {
        for (part, in_flight) in [1, options.in_flight].into_iter().enumerate() {
            for place in 0..entrants.len() {
                let place = (place + round) % entrants.len();
                entrants[place].turn(part, options.reports, in_flight).await?;
                bar.inc(1);
            }
        }
    }
    bar.finish_and_clear();
    Ok(())
}

const UCHITE: &str = "Uchite";
const PARTS: [&str; 2] = ["one publish at a time", "several publishes in flight"];

/// One of those who are compared.
struct Entrant {
    name: &'static str,
    pid: u32,
    publisher: Publisher,
    tally: Arc<Tally>,
    sessions: usize,
    published: usize,
    /// What each turn gave, one at a time and with several in flight.
    turns: [Vec<Turn>; 2],
    times: [Times; 2],
    /// Processor time of the shortest turn.
    shortest: Duration,
    /// Processor time at the end of the last turn, and used between turns since the first.
    idle_from: Option<Duration>,
    between_turns: Duration,
    // Declared last: dropped after the lines, so that these do not count as lost.
    _lines: Vec<Line>,
    _running: Option<Running>,
}

struct Turn {
    by_cpu: f64,
    by_clock: f64,
}

impl Entrant {
    async fn of(
        name: &'static str,
        running: Running,
        target: Target,
        publisher: Publisher,
        sessions: usize,
    ) -> Result<Entrant, TrialError> {
        let tally = Arc::new(Tally::new(u32::try_from(sessions).unwrap_or(u32::MAX)));
        let lines = open(name, vec![target; sessions], &tally).await?;
        let pid = running.pid();
        Ok(Entrant::new(name, pid, publisher, tally, lines, Some(running)))
    }

    fn new(
        name: &'static str,
        pid: u32,
        publisher: Publisher,
        tally: Arc<Tally>,
        lines: Vec<Line>,
        running: Option<Running>,
    ) -> Entrant {
        let times = PARTS.map(|part| Times::of(name, part));
        Entrant {
            name,
            pid,
            publisher,
            tally,
            sessions: lines.len(),
            published: 0,
            turns: [Vec::new(), Vec::new()],
            times,
            shortest: Duration::MAX,
            idle_from: None,
            between_turns: Duration::ZERO,
            _lines: lines,
            _running: running,
        }
    }

    async fn turn(&mut self, part: usize, reports: usize, in_flight: usize) -> Result<(), TrialError> {
        let cpu = process::cpu_time(self.pid)?;
        if let Some(from) = self.idle_from {
            self.between_turns += cpu.saturating_sub(from);
        }
        let name = self.name;
        let times = std::mem::replace(&mut self.times[part], Times::new(name));
        self.tally.time_into(times);
        let since = Instant::now();
        self.file(reports, in_flight).await?;
        let by_clock = (reports * self.sessions) as f64 / since.elapsed().as_secs_f64();
        tokio::time::sleep(AFTERWARDS).await;
        self.times[part] = self.tally.time_into(Times::new(name));
        let now = process::cpu_time(self.pid)?;
        self.idle_from = Some(now);
        self.shortest = self.shortest.min(now.saturating_sub(cpu));
        // One tick where there was none.
        let used = now.saturating_sub(cpu).as_secs_f64().max(0.01);
        self.turns[part].push(Turn { by_cpu: (reports * self.sessions) as f64 / used, by_clock });
        Ok(())
    }

    /// Publishes so often, with never more than `in_flight` that have not arrived everywhere.
    async fn file(&mut self, reports: usize, in_flight: usize) -> Result<(), TrialError> {
        let last = self.published + reports;
        while self.published < last {
            let number = self.tally.publish();
            self.publisher.publish(number, &self.tally).await;
            self.published += 1;
            self.arrived((self.published + 1).saturating_sub(in_flight)).await?;
        }
        self.arrived(last).await
    }

    async fn arrived(&self, publishes: usize) -> Result<(), TrialError> {
        if self.tally.until_complete(publishes, ARRIVED_WITHIN).await {
            return Ok(());
        }
        let wrong = self.tally.wrong();
        let hint = format!(
            "{} of {publishes} did, {} frames are missing, {} lines were lost; refused: {:?}",
            self.tally.complete(),
            wrong.missing,
            wrong.lost_lines,
            wrong.refused.first()
        );
        let what = format!("a frame's arrival at all sessions of {}", self.name);
        Err(TrialError::TooLate { what, within: ARRIVED_WITHIN, hint })
    }
}

/// Uchite with everything that it does: each report is synced to disk before anybody sees it, and every inbox kept.
async fn uchite(
    options: &CompareOptions,
    folder: &std::path::Path,
    cores: &[usize],
) -> Result<(Server, Entrant), TrialError> {
    let mut settings = ServerOptions::for_load(&options.server_bin, folder);
    settings.cores = cores.to_vec();
    // No peer is pinged either; what heartbeats cost is the business of `idle`.
    settings.config = settings.config.replace("[sessions]", "[sessions]\nheartbeat_ms = 3600000");
    let (binary, data) = (settings.binary.clone(), settings.data());
    let organisation = Organisation::make(&binary, &data, options.sessions, options.in_flight)?;
    let server = Server::start(settings).await?;
    let admin = organisation.as_member(&server.api()?, 0);
    let departments: Page<Department> = admin.get("departments", &[]).await?;
    let top = departments.items.iter().find(|d| d.fields.parent.is_none());
    let top = top.ok_or_else(|| TrialError::Machine("no department at the top".to_owned()))?.id;
    admin.post::<serde_json::Value>("purposes", &share_with_all(top)).await?;
    let form = Form::of(&admin, organisation.visit).await?;

    let port = server.port();
    let targets = organisation.members.iter().map(|member| Target {
        port,
        path: "/api/v1/live",
        subprotocol: Some(uchite_client::domain::SUBPROTOCOL),
        credential: Some(member.credential()),
        greeting: Greeting::Theirs,
    });
    let tally = Arc::new(Tally::new(u32::try_from(options.sessions).unwrap_or(u32::MAX)));
    let lines = open(UCHITE, targets.collect(), &tally).await?;
    let publisher = Publisher::uchite(&organisation, &lines, form, options.in_flight)?;
    let pid = server.pid();
    Ok((server, Entrant::new(UCHITE, pid, publisher, tally, lines, None)))
}

/// Opens a line to each target, in their order.
async fn open(name: &'static str, targets: Vec<Target>, tally: &Arc<Tally>) -> Result<Vec<Line>, TrialError> {
    let bar = progress::bar(name, targets.len() as u64);
    let lines = stream::iter(targets)
        .map(|target| Line::open(target, Some(Arc::clone(tally))))
        .buffered(AT_ONCE)
        .inspect(|_| bar.inc(1))
        .try_collect()
        .await?;
    bar.finish_and_clear();
    Ok(lines)
}

fn tell(options: &CompareOptions, entrants: &[Entrant], figures: &mut Figures) {
    for (part, name) in PARTS.into_iter().enumerate() {
        let limit = &entrants[0].turns[part];
        let rows = entrants.iter().map(|entrant| {
            let turns = &entrant.turns[part];
            let ratios = turns.iter().zip(limit).map(|(turn, limit)| turn.by_cpu / limit.by_cpu);
            Compared {
                name: entrant.name,
                by_cpu: Spread::of(turns.iter().map(|t| t.by_cpu).collect()),
                ratio: Spread::of(ratios.collect()),
                by_clock: Spread::of(turns.iter().map(|t| t.by_clock).collect()),
            }
        });
        figures.comparisons.push(Comparison { name, rows: rows.collect() });
    }
    for entrant in entrants {
        figures.latencies.extend(entrant.times.iter().map(Times::so_far));
        let wrong = entrant.tally.wrong();
        figures.fault_at(wrong.missing, "deliveries missing", entrant.name);
        figures.fault_at(wrong.too_many, "deliveries too many", entrant.name);
        figures.fault_at(wrong.lost_lines, "lines lost", entrant.name);
        let why = wrong.refused.iter().take(3).map(String::as_str).collect::<Vec<_>>().join("; ");
        figures.fault_at(wrong.refused.len(), "publishes refused", format!("{}: {why}", entrant.name));
        if entrant.name == UCHITE {
            let name = "Uchite's CPU between its turns, for what it put off";
            figures.put(name, entrant.between_turns.as_secs_f64(), "s");
        }
    }
    if entrants.iter().any(|entrant| entrant.shortest < SHORT_TURN) {
        figures.note(
            "1回の順番が短く、カーネルの時計(10ミリ秒)では比がぼやけます。--reports を増やしてください。",
            "Turns were so short that the kernel's clock of 10 ms blurs the ratios; ask for more --reports.",
        );
    }
    let (sessions, in_flight) = (options.sessions, options.in_flight);
    figures.note(
        format!(
            "どれもサーバー用の1コアを使い、{sessions} 接続へ同じバイト列を配ります。配ったものを残すのは打ち手だけです。\
             報告は誰かに見える前にディスクへ同期され、全員の受信箱に入ります。"
        ),
        format!(
            "All had the server's core, {sessions} sessions and the same frame. Uchite alone keeps what it delivers: \
             each report is synced to disk before anybody sees it, and is in the inbox of all."
        ),
    );
    figures.note(
        format!(
            "{in_flight} 件同時でも、最小実装は1件ずつ別々に書きます。比が1を超えた分が、まとめて送る効果です。"
        ),
        format!(
            "With {in_flight} in flight the bare writer still writes each frame by itself to each session, so a ratio \
             over 1 says how much frames that leave together save."
        ),
    );
}
