//! What the system says of a process, and of this one: processor time, memory, open files, cores.

use std::fs;
use std::process::{Child, Command};
use std::time::Duration;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

use crate::TrialError;

/// Processor time that a process has used so far, all threads, in user and system mode. Counted by the kernel in
/// ticks of 10 ms.
pub fn cpu_time(pid: u32) -> Result<Duration, TrialError> {
    let path = format!("/proc/{pid}/stat");
    let stat = fs::read_to_string(&path).map_err(TrialError::io(path.as_str()))?;
    // The name stands in brackets and may hold spaces; what follows it is counted from field 3.
    let fields = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    let ticks: u64 = fields.split_whitespace().skip(11).take(2).filter_map(|f| f.parse::<u64>().ok()).sum();
    let per_s = rustix::param::clock_ticks_per_second().max(1);
    Ok(Duration::from_secs_f64(ticks as f64 / per_s as f64))
}

/// Bytes of memory that a process holds in RAM.
pub fn resident_bytes(pid: u32) -> Result<u64, TrialError> {
    let path = format!("/proc/{pid}/statm");
    let statm = fs::read_to_string(&path).map_err(TrialError::io(path.as_str()))?;
    let pages: u64 = statm.split_whitespace().nth(1).and_then(|f| f.parse().ok()).unwrap_or(0);
    Ok(pages * rustix::param::page_size() as u64)
}

/// Raises the limit of open files to what the system allows, and says what that is. Children inherit it.
pub fn raise_open_files() -> Result<u64, TrialError> {
    let Rlimit { maximum, current } = getrlimit(Resource::Nofile);
    setrlimit(Resource::Nofile, Rlimit { current: maximum.or(current), maximum })
        .map_err(|error| TrialError::Machine(format!("cannot raise the limit of open files: {error}")))?;
    Ok(maximum.or(current).unwrap_or(u64::MAX))
}

/// The cores on which this thread may run.
#[must_use]
pub fn cores() -> Vec<usize> {
    match sched_getaffinity(None) {
        Ok(set) => (0..CpuSet::MAX_CPU).filter(|core| set.is_set(*core)).collect(),
        Err(_) => vec![0],
    }
}

/// Keeps this thread, and the children that it starts from now on, to these cores.
pub fn stay_on(cores: &[usize]) -> Result<(), TrialError> {
    let mut set = CpuSet::new();
    for core in cores {
        set.set(*core);
    }
    sched_setaffinity(None, &set)
        .map_err(|error| TrialError::Machine(format!("cannot stay on cores {cores:?}: {error}")))
}

/// Starts a program that stays on these cores; none named: all of ours.
pub(crate) fn spawn_on(cores: &[usize], command: &mut Command) -> Result<Child, TrialError> {
    let program = command.get_program().to_string_lossy().into_owned();
    // A child inherits the cores of the thread that starts it.
    let mine = self::cores();
    if !cores.is_empty() {
        stay_on(cores)?;
    }
    let child = command.spawn().map_err(TrialError::io(program));
    if !cores.is_empty() {
        stay_on(&mine)?;
    }
    child
}

/// Keeps this thread to the last core, and answers the cores for the server: the first, so that neither takes the
/// other's time. With a single core both share it.
pub fn one_core_each() -> Result<Vec<usize>, TrialError> {
    let cores = cores();
    if let Some(last) = cores.last() {
        stay_on(&[*last])?;
    }
    Ok(cores.into_iter().take(1).collect())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_figures_of_this_process_are_believable() {
        let pid = std::process::id();
        assert!((1 << 20..1 << 34).contains(&resident_bytes(pid).unwrap()));
        let before = cpu_time(pid).unwrap();
        let mut dice = crate::Dice::new(1);
        while cpu_time(pid).unwrap() == before {
            assert!(dice.unit() < 1.0);
        }
        assert!(!cores().is_empty());
    }
}
