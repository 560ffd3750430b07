//! How long to wait before trying again. Pure: the chance is handed in, so tests choose it.

use std::time::Duration;

/// A number from 0 up to but not including 1, drawn by the caller.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Chance(f64);

impl Chance {
    /// From 64 random bits.
    #[must_use]
    pub fn from_bits(bits: u64) -> Self {
        // 53 bits are what a f64 holds exactly, so the result never rounds up to 1.
        #[expect(clippy::cast_precision_loss, reason = "53 bits fit")]
        let part = (bits >> 11) as f64;
        Self(part / 9_007_199_254_740_992.0)
    }

    /// Drawn from the operating system.
    #[must_use]
    pub fn draw() -> Self {
        // Jitter only spreads load: without random numbers, everybody waiting half as long is still right.
        getrandom::u64().map_or(Self(0.5), Self::from_bits)
    }

    fn of(self, whole: Duration) -> Duration {
        whole.mul_f64(self.0)
    }
}

/// Exponential backoff with full jitter: a time drawn evenly between nothing and a bound that doubles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backoff {
    /// The bound after the first failure.
    pub base: Duration,
    /// The bound never grows beyond this.
    pub cap: Duration,
    /// After so many attempts it is given up.
    pub attempts_max: u32,
    /// A push service that asks for a longer wait than this is not waited for.
    pub retry_after_max: Duration,
}

impl Default for Backoff {
    /// 5 s doubling to 15 min, 12 attempts: about an hour in all on average. An outage that is longer is told by the
    /// inbox and the next push.
    fn default() -> Self {
        Self {
            base: Duration::from_secs(5),
            cap: Duration::from_secs(15 * 60),
            attempts_max: 12,
            retry_after_max: Duration::from_secs(4 * 3600),
        }
    }
}

impl Backoff {
    /// How long to wait after `failures` failures in a row (1 is the first).
    #[must_use]
    pub fn delay(&self, failures: u32, chance: Chance) -> Duration {
        chance.of(self.bound(failures))
    }

    /// What the push service asked for, and a little more, so that those who were sent away together do not come back
    /// together. Never earlier than asked.
    #[must_use]
    pub fn after(&self, asked: Duration, chance: Chance) -> Duration {
        asked + chance.of((asked / 4).clamp(Duration::from_secs(1), self.cap))
    }

    fn bound(&self, failures: u32) -> Duration {
        let doubled = 2_u32.checked_pow(failures.saturating_sub(1)).unwrap_or(u32::MAX);
        self.base.saturating_mul(doubled).min(self.cap)
    }
}
