//! Token buckets: so many at once, so many a second in the long run.

use std::hash::Hash;
use std::sync::atomic::{AtomicI64, Ordering};

use dashmap::DashMap;
use uchite_domain::Timestamp;

/// Keys that are remembered. Full buckets are forgotten, since a new one is full too.
const KEYS_MAX: usize = 100_000;
/// Milliseconds between two rounds of forgetting.
const SWEEP_MS: i64 = 1_000;

/// Buckets by key.
pub(crate) struct Rates<K> {
    per_s: f64,
    burst: f64,
    buckets: DashMap<K, Bucket>,
    swept: AtomicI64,
}

#[derive(Clone, Copy)]
struct Bucket {
    left: f64,
    at: Timestamp,
}

impl<K: Eq + Hash> Rates<K> {
    pub(crate) fn new(per_s: u32, burst: u32) -> Rates<K> {
        Rates {
            per_s: f64::from(per_s),
            burst: f64::from(burst),
            buckets: DashMap::new(),
            swept: AtomicI64::new(0),
        }
    }

    /// Takes one. Where there is none, answers in how many milliseconds there will be.
    pub(crate) fn take(&self, key: K, now: Timestamp) -> Result<(), i64> {
        if self.buckets.len() >= KEYS_MAX {
            self.forget(now);
        }
        let mut bucket = self.buckets.entry(key).or_insert(Bucket { left: self.burst, at: now });
        bucket.left = self.refilled(&bucket, now);
        bucket.at = now.max(bucket.at);
        if bucket.left >= 1.0 {
            bucket.left -= 1.0;
            return Ok(());
        }
        Err(((1.0 - bucket.left) / self.per_s * 1000.0).ceil() as i64)
    }

    fn refilled(&self, bucket: &Bucket, now: Timestamp) -> f64 {
        // A clock that was set back refills nothing and takes nothing.
        let elapsed_s = now.ms_since(bucket.at).max(0) as f64 / 1000.0;
        (bucket.left + elapsed_s * self.per_s).min(self.burst)
    }

    /// Forgets full buckets; where too many are not full, forgets all: that lets an attack with a hundred
    /// thousand addresses through, which no bucket would have held, and keeps the memory bounded.
    fn forget(&self, now: Timestamp) {
        let swept = self.swept.load(Ordering::Relaxed);
        if (now.0 - swept).abs() < SWEEP_MS && self.buckets.len() < 2 * KEYS_MAX {
            return;
        }
        self.swept.store(now.0, Ordering::Relaxed);
        self.buckets.retain(|_, bucket| self.refilled(bucket, now) < self.burst);
        if self.buckets.len() >= 2 * KEYS_MAX {
            self.buckets.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_is_taken_and_then_so_many_a_second() {
        let rates = Rates::new(10, 3);
        let at = |ms: i64| Timestamp(1_000_000 + ms);
        for _ in 0..3 {
            assert_eq!(rates.take("a", at(0)), Ok(()));
        }
        assert_eq!(rates.take("a", at(0)), Err(100));
        assert_eq!(rates.take("b", at(0)), Ok(()));
        assert_eq!(rates.take("a", at(50)), Err(50));
        assert_eq!(rates.take("a", at(100)), Ok(()));
        assert_eq!(rates.take("a", at(100)), Err(100));
        for _ in 0..3 {
            assert_eq!(rates.take("a", at(10_000)), Ok(()));
        }
        assert!(rates.take("a", at(10_000)).is_err());
    }

    #[test]
    fn a_clock_that_is_set_back_does_no_harm() {
        let rates = Rates::new(1, 1);
        assert_eq!(rates.take((), Timestamp(100_000)), Ok(()));
        assert_eq!(rates.take((), Timestamp(0)), Err(1000));
        assert_eq!(rates.take((), Timestamp(101_000)), Ok(()));
    }

    #[test]
    fn memory_is_bounded_whatever_asks() {
        let rates = Rates::new(1, 2);
        for n in 0..3 * KEYS_MAX {
            let _ = rates.take(n, Timestamp(n as i64 / 1000));
        }
        assert!(rates.buckets.len() <= 2 * KEYS_MAX);
    }
}
