//! Back-off of sign-ins: who guesses passwords waits longer and longer.
//!
//! A wait under a name also holds up its owner, who can be made to wait for as long as somebody else guesses;
//! so it is capped at five minutes, and sessions that are signed in are not touched.

use std::hash::Hash;

use dashmap::DashMap;
use uchite_domain::Timestamp;

/// The longest wait, in milliseconds.
const WAIT_MAX_MS: i64 = 5 * 60 * 1000;
/// After so many milliseconds without a failure, earlier ones are forgotten.
const FORGET_MS: i64 = 30 * 60 * 1000;
/// Keys that are remembered.
const KEYS_MAX: usize = 50_000;

/// Failures by key: a name, or an address.
pub(crate) struct SignInGuard<K> {
    free: u32,
    failures: DashMap<K, Failures>,
}

#[derive(Clone, Copy)]
struct Failures {
    count: u32,
    last: Timestamp,
}

impl<K: Eq + Hash> SignInGuard<K> {
    /// So many failures cost nothing.
    pub(crate) fn new(free: u32) -> SignInGuard<K> {
        SignInGuard { free, failures: DashMap::new() }
    }

    /// Whether a try is due; if not, in how many milliseconds.
    pub(crate) fn check(&self, key: &K, now: Timestamp) -> Result<(), i64> {
        let Some(failures) = self.failures.get(key).map(|f| *f) else { return Ok(()) };
        let Some(over) = failures.count.checked_sub(self.free) else { return Ok(()) };
        let wait = 1000_i64.checked_shl(over.min(20)).unwrap_or(WAIT_MAX_MS).min(WAIT_MAX_MS);
        let left = wait - now.ms_since(failures.last);
        if left <= 0 { Ok(()) } else { Err(left.min(wait)) }
    }

    /// A try failed.
    pub(crate) fn failed(&self, key: K, now: Timestamp) {
        if self.failures.len() >= KEYS_MAX {
            self.failures.retain(|_, f| now.ms_since(f.last) < WAIT_MAX_MS);
            if self.failures.len() >= KEYS_MAX {
                self.failures.clear();
            }
        }
        let mut failures = self.failures.entry(key).or_insert(Failures { count: 0, last: now });
        if now.ms_since(failures.last) > FORGET_MS {
            failures.count = 0;
        }
        failures.count = failures.count.saturating_add(1);
        failures.last = now;
    }

    /// A try succeeded.
    pub(crate) fn passed(&self, key: &K) {
        self.failures.remove(key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_the_free_failures_the_wait_doubles() {
        let guard = SignInGuard::new(2);
        let at = Timestamp(1_000_000);
        assert_eq!(guard.check(&"a", at), Ok(()));
        guard.failed("a", at);
        assert_eq!(guard.check(&"a", at), Ok(()));
        guard.failed("a", at);
        assert_eq!(guard.check(&"a", at), Err(1000));
        assert_eq!(guard.check(&"a", at.plus_ms(400)), Err(600));
        assert_eq!(guard.check(&"b", at), Ok(()));
        guard.failed("a", at.plus_ms(1000));
        assert_eq!(guard.check(&"a", at.plus_ms(1000)), Err(2000));
        for _ in 0..40 {
            guard.failed("a", at);
        }
        assert_eq!(guard.check(&"a", at), Err(WAIT_MAX_MS));
    }

    #[test]
    fn success_and_time_forget() {
        let guard = SignInGuard::new(1);
        let at = Timestamp(1_000_000);
        guard.failed("a", at);
        assert!(guard.check(&"a", at).is_err());
        guard.passed(&"a");
        assert_eq!(guard.check(&"a", at), Ok(()));
        for _ in 0..10 {
            guard.failed("a", at);
        }
        let later = at.plus_ms(FORGET_MS + 1);
        guard.failed("a", later);
        assert_eq!(guard.check(&"a", later), Err(1000));
    }
}
