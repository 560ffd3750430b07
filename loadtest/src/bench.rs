//! A short `compare` and a short `company`, for a first look at a machine: some minutes.

use std::path::PathBuf;

use serde::Serialize;

use crate::company::{self, CompanyOptions};
use crate::compare::{self, CompareOptions};
use crate::{Figures, TrialError, arguments, process};

/// Where the page goes unless the command line says otherwise.
pub const PAGE: &str = "uchite-bench.html";
/// Files that this process has open beside its sessions.
const OTHER_FILES: u64 = 200;

/// What to measure.
#[derive(Debug, Clone, Serialize, clap::Args)]
pub struct BenchOptions {
    /// The server's program.
    #[arg(long, env = "UCHITE_BIN", default_value_os_t = arguments::server_beside_us())]
    pub server_bin: PathBuf,
    /// Live sessions: at each of those compared, and twice as many of the company.
    #[arg(long, default_value = "1000", value_parser = arguments::count::<12, 4_000>)]
    pub sessions: usize,
    /// Publishes of one turn of the comparison.
    #[arg(long, default_value = "100", value_parser = arguments::count::<1, 100_000>)]
    pub reports: usize,
    /// Rounds of the comparison.
    #[arg(long, default_value = "3", value_parser = arguments::count::<1, 100>)]
    pub rounds: usize,
    /// Seconds of the company.
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u64).range(1..=3_600))]
    pub seconds: u64,
    /// Reports a second of the company.
    #[arg(long, default_value = "200", value_parser = arguments::rate)]
    pub rate: f64,
}

/// Measures both, one after the other. Fewer sessions where the system allows fewer open files.
pub async fn run(options: &BenchOptions) -> Result<Vec<Figures>, TrialError> {
    let files = process::raise_open_files()?.saturating_sub(OTHER_FILES);
    let sessions = options.sessions.min(usize::try_from(files / 4).unwrap_or(usize::MAX)).max(1);
    let compared = compare::run(&CompareOptions {
        server_bin: options.server_bin.clone(),
        sessions,
        reports: options.reports,
        in_flight: 8,
        rounds: options.rounds,
        without: Vec::new(),
        bare_bin: arguments::ourselves(),
    })
    .await?;
    let company = company::run(&CompanyOptions {
        server_bin: options.server_bin.clone(),
        sessions: 2 * sessions,
        deals: sessions,
        also: 0,
        rate: options.rate,
        seconds: options.seconds,
        all_cores: false,
        seed: 1,
    })
    .await?;
    Ok(vec![compared, company])
}
