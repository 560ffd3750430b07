//! The load test's command line.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use uchite_loadtest::company::{self, CompanyOptions};
use uchite_loadtest::compare::bare::{self, BareOptions};
use uchite_loadtest::compare::{self, CompareOptions};
use uchite_loadtest::fanout::{self, FanoutOptions};
use uchite_loadtest::idle::{self, IdleOptions};
use uchite_loadtest::kill::{self, KillOptions};
use uchite_loadtest::slow::{self, SlowOptions};
use uchite_loadtest::soak::{self, SoakOptions};
use uchite_loadtest::storm::{self, StormOptions};
use uchite_loadtest::{Figures, TrialError, process};

/// Puts load on a server of its own, on this machine, over real websockets, and says what it measured.
#[derive(Parser)]
#[command(name = "uchite-loadtest", version)]
struct Cli {
    /// Writes the figures as JSON into this file too.
    #[arg(long, global = true)]
    json: Option<PathBuf>,
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
    /// One report to a thousand live sessions.
    Fanout(FanoutOptions),
    /// Many deals, audiences of about ten, a steady rate.
    Company(CompanyOptions),
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

fn main() -> ExitCode {
    let cli = Cli::parse();
    let mode = match &cli.asked {
        Asked::BareWriter(options) => return ended(bare::run(options)),
        Asked::Trial(mode) => mode,
    };
    match run(mode, cli.json.as_deref()) {
        Ok(figures) if figures.faults.is_empty() => ExitCode::SUCCESS,
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

fn run(mode: &Mode, json_file: Option<&Path>) -> Result<Figures, TrialError> {
    process::raise_open_files()?;
    // One thread: the generator's core is its own, and what it measures is not disturbed by a second one of it.
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(TrialError::io("start the runtime"))?;
    let figures = runtime.block_on(async {
        match mode {
            Mode::Fanout(options) => fanout::run(options).await,
            Mode::Company(options) => company::run(options).await,
            Mode::Idle(options) => idle::run(options).await,
            Mode::Kill(options) => kill::run(options).await,
            Mode::Storm(options) => storm::run(options).await,
            Mode::Soak(options) => soak::run(options).await,
            Mode::Slow(options) => slow::run(options).await,
            Mode::Compare(options) => compare::run(options).await,
        }
    })?;
    print!("{figures}");
    if let Some(path) = json_file {
        let json = serde_json::to_vec_pretty(&figures).unwrap_or_default();
        fs::write(path, json).map_err(TrialError::io(path.display().to_string()))?;
    }
    Ok(figures)
}
