//! The load test's command line.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use serde::Serialize;
use uchite_loadtest::bench::{self, BenchOptions};
use uchite_loadtest::company::{self, CompanyOptions};
use uchite_loadtest::compare::bare::{self, BareOptions};
use uchite_loadtest::compare::{self, CompareOptions};
use uchite_loadtest::fanout::{self, FanoutOptions};
use uchite_loadtest::growth::{self, GrowthOptions};
use uchite_loadtest::idle::{self, IdleOptions};
use uchite_loadtest::kill::{self, KillOptions};
use uchite_loadtest::slow::{self, SlowOptions};
use uchite_loadtest::soak::{self, SoakOptions};
use uchite_loadtest::storm::{self, StormOptions};
use uchite_loadtest::{About, Figures, TrialError, page, process};

/// Puts load on a server of its own, on this machine, over real websockets, and says what it measured.
#[derive(Parser)]
#[command(name = "uchite-loadtest", version)]
struct Cli {
    /// Writes the figures as JSON into this file too.
    #[arg(long, global = true)]
    json: Option<PathBuf>,
    /// Writes the figures and their plots as one HTML page into this file too.
    #[arg(long, global = true)]
    html: Option<PathBuf>,
    #[command(subcommand)]
    asked: Asked,
}

#[derive(Subcommand)]
enum Asked {
    #[command(flatten)]
    Trial(Mode),
    /// The limit of `compare`: writes frames and does nothing else.
    #[command(hide = true)]
    BareWriter(BareOptions),
}

#[derive(Subcommand)]
enum Mode {
    /// A short `compare` and a short `company`, and a page with both.
    Bench(BenchOptions),
    /// One report to a thousand live sessions.
    Fanout(FanoutOptions),
    /// Many deals, audiences of about ten, a steady rate.
    Company(CompanyOptions),
    /// A long history: rebuild, start, disk, memory, timelines, filing.
    Growth(GrowthOptions),
    /// Sessions to which nothing happens.
    Idle(IdleOptions),
    /// Kill -9 under load: nothing acknowledged is lost or doubled.
    Kill(KillOptions),
    /// All sessions come back at once, after an orderly stop and after a kill.
    Storm(StormOptions),
    /// A long time of steady work: memory flat, no session stuck.
    Soak(SoakOptions),
    /// Two who do not read among those who do: nobody else waits, and both are closed.
    Slow(SlowOptions),
    /// The same fan-out by Uchite, nchan, mosquitto and a bare writer, in turns.
    Compare(CompareOptions),
}

/// What programs read of a run.
#[derive(Serialize)]
struct Report<'a> {
    about: &'a About,
    trials: &'a [Figures],
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let mode = match &cli.asked {
        Asked::BareWriter(options) => return ended(bare::run(options)),
        Asked::Trial(mode) => mode,
    };
    match run(mode, &cli) {
        Ok(trials) if trials.iter().all(|trial| trial.faults.is_empty()) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::from(1),
        Err(error) => ended(Err(error)),
    }
}

fn ended(result: Result<(), TrialError>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

fn run(mode: &Mode, cli: &Cli) -> Result<Vec<Figures>, TrialError> {
    let about = About::this_run();
    process::raise_open_files()?;
    // One thread: the generator's core is its own, and what it measures is not disturbed by a second one of it.
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(TrialError::io("start the runtime"))?;
    let trials = runtime.block_on(measure(mode))?;
    print!("{about}");
    for trial in &trials {
        print!("{trial}");
    }
    if let Some(file) = &cli.json {
        let json = serde_json::to_vec_pretty(&Report { about: &about, trials: &trials });
        write(file, &json.unwrap_or_default())?;
    }
    let bench_page = matches!(mode, Mode::Bench(_)).then(|| PathBuf::from(bench::PAGE));
    if let Some(file) = cli.html.clone().or(bench_page) {
        write(&file, page(&about, &trials).as_bytes())?;
        let file = file.canonicalize().unwrap_or(file);
        println!("\nグラフのページ: {0}\nThe page with plots: {0}", file.display());
    }
    Ok(trials)
}

async fn measure(mode: &Mode) -> Result<Vec<Figures>, TrialError> {
    let figures = match mode {
        Mode::Bench(options) => return bench::run(options).await,
        Mode::Fanout(options) => fanout::run(options).await,
        Mode::Company(options) => company::run(options).await,
        Mode::Growth(options) => growth::run(options).await,
        Mode::Idle(options) => idle::run(options).await,
        Mode::Kill(options) => kill::run(options).await,
        Mode::Storm(options) => storm::run(options).await,
        Mode::Soak(options) => soak::run(options).await,
        Mode::Slow(options) => slow::run(options).await,
        Mode::Compare(options) => compare::run(options).await,
    };
    Ok(vec![figures?])
}

fn write(file: &Path, bytes: &[u8]) -> Result<(), TrialError> {
    fs::write(file, bytes).map_err(TrialError::io(file.display().to_string()))
}
