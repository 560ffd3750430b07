//! The `uchite` program.

use std::process::ExitCode;

fn main() -> ExitCode {
    uchite::cli::run()
}
