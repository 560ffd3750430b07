//! Chance that repeats itself under the same seed (SplitMix64).

use std::time::Duration;

/// A source of numbers that look random.
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    /// The same seed gives the same numbers.
    #[must_use]
    pub fn new(seed: u64) -> Dice {
        Dice(seed)
    }

    /// The next 64 bits.
    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `bound`, or 0 where that is 0.
    pub fn below(&mut self, bound: usize) -> usize {
        // The bias of the remainder is far below what a load test can see.
        usize::try_from(self.roll() % (bound.max(1) as u64)).unwrap_or(0)
    }

    /// A number from 0.0 up to but not 1.0.
    pub fn unit(&mut self) -> f64 {
        (self.roll() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// The gap to the next arrival when `per_s` arrive in a second, each without regard to the others.
    pub fn gap(&mut self, per_s: f64) -> Duration {
        Duration::from_secs_f64(-(1.0 - self.unit()).ln() / per_s)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_numbers() {
        let (mut one, mut other) = (Dice::new(7), Dice::new(7));
        assert!((0..100).all(|_| one.roll() == other.roll()));
        assert!((0..1_000).all(|_| one.below(3) < 3));
    }

    #[test]
    fn gaps_come_at_the_rate_that_was_asked_for() {
        let mut dice = Dice::new(1);
        let total: Duration = (0..10_000).map(|_| dice.gap(500.0)).sum();
        assert!((19.0..21.0).contains(&total.as_secs_f64()), "{total:?}");
    }
}
