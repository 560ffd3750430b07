//! The load test's command line.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use uchite_loadtest::company::{self, CompanyOptions};
use uchite_loadtest::fanout::{self, FanoutOptions};
use uchite_loadtest::idle::{self, IdleOptions};
use uchite_loadtest::kill::{self, KillOptions};
use uchite_loadtest::{Figures, TrialError, process};

/// Puts load on a server of its own, on this machine, over real websockets, and says what it measured.
#[derive(Parser)]
#[command(name = "uchite-loadtest", version)]
struct Cli {
    /// Writes the figures as JSON into this file too.
    #[arg(long, global = true)]
    json: Option<PathBuf>,
    #[command(subcommand)]
    mode: Mode,
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
}

fn main() -> ExitCode {
    match run(&Cli::parse()) {
        Ok(figures) if figures.faults.is_empty() => ExitCode::SUCCESS,
        Ok(_) => ExitCode::from(1),
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

fn run(cli: &Cli) -> Result<Figures, TrialError> {
    process::raise_open_files()?;
    // One thread: the generator's core is its own, and what it measures is not disturbed by a second one of it.
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(TrialError::io("start the runtime"))?;
    let figures = runtime.block_on(async {
        match &cli.mode {
            Mode::Fanout(options) => fanout::run(options).await,
            Mode::Company(options) => company::run(options).await,
            Mode::Idle(options) => idle::run(options).await,
            Mode::Kill(options) => kill::run(options).await,
        }
    })?;
    print!("{figures}");
    if let Some(path) = &cli.json {
        let json = serde_json::to_vec_pretty(&figures).unwrap_or_default();
        fs::write(path, json).map_err(TrialError::io(path.display().to_string()))?;
    }
    Ok(figures)
}
