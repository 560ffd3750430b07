//! The `uchite` program.

use std::process::ExitCode;

/// Events are read by one thread and dropped by another, which the system's allocator pays for in locks and memory.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    uchite::cli::run()
}
