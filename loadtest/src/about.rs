//! What a reader must know of a run before its figures say anything: when, where, and of what.

use std::fmt;
use std::fs;
use std::path::Path;
use std::process::Command;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;

/// When, where, and of what.
#[derive(Debug, Clone, Serialize)]
pub struct About {
    /// When it began.
    pub at: String,
    /// The commit of the sources, and whether they have changes besides; "unknown" where there is no repository.
    pub commit: String,
    /// Model of the processor.
    pub cpu: String,
    /// Cores that this system has.
    pub cores: usize,
    /// Memory of the machine.
    pub memory_gb: f64,
    /// Version of the kernel.
    pub kernel: String,
    /// The command line.
    pub command: Vec<String>,
}

impl About {
    /// This run.
    #[must_use]
    pub fn this_run() -> About {
        let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
        let cpuinfo = read("/proc/cpuinfo");
        let cpu = value_of(&cpuinfo, "model name").unwrap_or("unknown").to_owned();
        let memory = value_of(&read("/proc/meminfo"), "MemTotal")
            .and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
        let cores = cpuinfo.lines().filter(|line| line.starts_with("processor")).count();
        let now = Timestamp::now().to_zoned_datetime(TimeZone::system());
        About {
            at: now.strftime("%Y-%m-%d %H:%M %:z").to_string(),
            commit: commit().unwrap_or_else(|| "unknown".to_owned()),
            cpu,
            cores: cores.max(1),
            memory_gb: memory.unwrap_or(0.0) * 1_024.0 / 1e9,
            kernel: read("/proc/sys/kernel/osrelease").trim().to_owned(),
            command: std::env::args().skip(1).collect(),
        }
    }
}

impl fmt::Display for About {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let About { at, commit, cpu, cores, memory_gb, kernel, command } = self;
        writeln!(f, "{at}  commit {commit}  {cpu}, {cores} cores, {memory_gb:.0} GB, Linux {kernel}")?;
        writeln!(f, "uchite-loadtest {}", command.join(" "))
    }
}

/// What stands behind a name and a colon.
fn value_of<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let line = text.lines().find(|line| line.starts_with(name))?;
    line.split_once(':').map(|(_, value)| value.trim())
}

/// The commit from which this was built, as far as the sources still lie where they did.
fn commit() -> Option<String> {
    let git = |arguments: &[&str]| {
        let sources = Path::new(env!("CARGO_MANIFEST_DIR"));
        let output = Command::new("git").arg("-C").arg(sources).args(arguments).output().ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    let commit = git(&["rev-parse", "--short=12", "HEAD"])?;
    let changes = git(&["status", "--porcelain", "--untracked-files=no"])?;
    Some(if changes.is_empty() { commit } else { format!("{commit} + changes") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_says_what_machine_it_was_made_on() {
        let about = About::this_run();
        assert!(about.memory_gb > 0.1 && about.cores > 0 && !about.kernel.is_empty(), "{about:?}");
        assert_eq!(value_of("MemTotal:  24 kB\nx: 1", "MemTotal"), Some("24 kB"));
    }
}
