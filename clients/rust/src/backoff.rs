//! When to come back after a loss: full jitter, so that thousands who lost the same server do not all return
//! in the same moment.

use std::time::Duration;

/// The window out of which the moment of the next attempt is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backoff {
    /// The window of the first attempt; each failed one doubles it.
    pub base: Duration,
    /// No window is longer than this.
    pub cap: Duration,
}

impl Default for Backoff {
    fn default() -> Self {
        Backoff { base: Duration::from_millis(250), cap: Duration::from_secs(30) }
    }
}

impl Backoff {
    /// How long to wait before attempt number `attempt` (0 is the first). `dice` lies in 0.0 ..= 1.0.
    #[must_use]
    pub fn wait(&self, attempt: u32, dice: f64) -> Duration {
        let doubled = self.base.saturating_mul(2_u32.saturating_pow(attempt.min(20)));
        doubled.min(self.cap).mul_f64(dice.clamp(0.0, 1.0))
    }
}

/// A random number from 0.0 to 1.0.
pub(crate) fn dice() -> f64 {
    let mut bytes = [0_u8; 4];
    // Without a source of randomness the middle of the window is still a fair answer.
    if getrandom::fill(&mut bytes).is_err() {
        return 0.5;
    }
    f64::from(u32::from_le_bytes(bytes)) / f64::from(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_doubles_up_to_its_cap_and_the_moment_lies_anywhere_in_it() {
        let backoff = Backoff::default();
        let cases = [(0, 250), (1, 500), (2, 1_000), (6, 16_000), (7, 30_000), (4_000_000_000, 30_000)];
        for (attempt, window_ms) in cases {
            assert_eq!(backoff.wait(attempt, 1.0), Duration::from_millis(window_ms), "attempt {attempt}");
            assert_eq!(backoff.wait(attempt, 0.5), Duration::from_millis(window_ms / 2), "attempt {attempt}");
            assert_eq!(backoff.wait(attempt, 0.0), Duration::ZERO, "attempt {attempt}");
        }
        assert_eq!(backoff.wait(0, 7.0), Duration::from_millis(250));
    }

    #[test]
    fn the_dice_stays_on_the_table() {
        assert!((0..1_000).map(|_| dice()).all(|d| (0.0..=1.0).contains(&d)));
    }
}
