//! What the modes' command lines have in common.

use std::path::PathBuf;

/// A number between two bounds, both included.
pub(crate) fn count<const LOW: usize, const HIGH: usize>(text: &str) -> Result<usize, String> {
    text.parse()
        .ok()
        .filter(|count| (LOW..=HIGH).contains(count))
        .ok_or_else(|| format!("give a number from {LOW} to {HIGH}"))
}

/// A number of things a second.
pub(crate) fn rate(text: &str) -> Result<f64, String> {
    let rate = text.parse().ok().filter(|rate: &f64| (0.1..=100_000.0).contains(rate));
    rate.ok_or_else(|| "give a number from 0.1 to 100000".to_owned())
}

/// Minutes of a long trial.
pub(crate) fn minutes(text: &str) -> Result<f64, String> {
    let minutes = text.parse().ok().filter(|minutes: &f64| (0.05..=120.0).contains(minutes));
    minutes.ok_or_else(|| "give a number from 0.05 to 120".to_owned())
}

/// This program.
pub(crate) fn ourselves() -> PathBuf {
    std::env::current_exe().unwrap_or_else(|_| PathBuf::from("uchite-loadtest"))
}

/// The server's program, which a build leaves beside this one.
pub(crate) fn server_beside_us() -> PathBuf {
    ourselves().with_file_name("uchite")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_has_bounds() {
        assert_eq!(count::<1, 9>("9"), Ok(9));
        for wrong in ["0", "10", "-1", "many", "1.5", ""] {
            assert_eq!(count::<1, 9>(wrong), Err("give a number from 1 to 9".to_owned()), "{wrong}");
        }
    }
}
