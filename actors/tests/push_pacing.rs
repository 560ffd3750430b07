//! When a push may start, and what follows from how it ended. The clock and the dice are in the tests' hands.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::time::{Duration, Instant, UNIX_EPOCH};

use uchite_actors::push::address::NotPublic;
use uchite_actors::push::payload::PayloadTooLarge;
use uchite_actors::push::*;

const OK: Outcome = Outcome::Accepted { status: 201 };
const DOWN: Outcome = Outcome::Unreachable { why: Unreached::TimedOut };

fn host(name: &str) -> Origin {
    Origin::parse(&format!("https://{name}.jp")).unwrap()
}

fn seconds(n: u64) -> Duration {
    Duration::from_secs(n)
}

fn most() -> Chance {
    Chance::from_bits(u64::MAX)
}

fn least() -> Chance {
    Chance::from_bits(0)
}

/// No rate, few in flight, so that each test sets what it is about.
fn limits() -> PacingLimits {
    PacingLimits { rate_per_second: 1_000_000, burst: 1_000_000, ..PacingLimits::default() }
}

struct Bench {
    pacer: Pacer<u32>,
    now: Instant,
}

impl Bench {
    fn new(limits: PacingLimits) -> Self {
        Self { pacer: Pacer::new(limits), now: Instant::now() }
    }

    fn put(&mut self, name: &str, items: impl IntoIterator<Item = u32>) {
        for item in items {
            self.pacer.enqueue(host(name), self.now, self.now, item).unwrap();
        }
    }

    fn start_all(&mut self) -> Vec<u32> {
        std::iter::from_fn(|| self.pacer.start_next(self.now)).map(|started| started.item).collect()
    }

    fn end(&mut self, name: &str, outcome: &Outcome) {
        self.pacer.finish(&host(name), outcome, self.now, most());
    }

    /// One push that is answered well, so that the host counts as proven.
    fn prove(&mut self, name: &str) {
        self.put(name, [u32::MAX]);
        assert_eq!(self.start_all(), [u32::MAX]);
        self.end(name, &OK);
    }
}

#[test]
fn hosts_take_turns_and_a_host_keeps_the_order_of_arrival() {
    let mut bench = Bench::new(limits());
    bench.prove("a");
    bench.prove("b");
    bench.put("a", 0..5);
    bench.put("b", 10..12);
    let order = bench.start_all();
    assert_eq!(order, [0, 10, 1, 11, 2, 3, 4]);
    assert_eq!((bench.pacer.waiting(), bench.pacer.in_flight()), (0, 7));
}

#[test]
fn a_host_that_has_not_answered_gets_few_and_then_many() {
    let mut bench =
        Bench::new(PacingLimits { in_flight_max_unproven: 2, in_flight_max_per_host: 5, ..limits() });
    bench.put("a", 0..20);
    assert_eq!(bench.start_all(), [0, 1]);
    assert_eq!(bench.pacer.next_wake(bench.now), None, "only an answer helps");
    bench.end("a", &OK);
    assert_eq!(bench.start_all(), [2, 3, 4, 5]);
}

#[test]
fn the_bound_over_all_hosts_holds() {
    let mut bench = Bench::new(PacingLimits { in_flight_max: 3, ..limits() });
    for (name, n) in [("a", 0), ("b", 10), ("c", 20), ("d", 30)] {
        bench.put(name, [n]);
    }
    assert_eq!(bench.start_all().len(), 3);
    assert_eq!(bench.pacer.next_wake(bench.now), None);
    bench.end("a", &OK);
    assert_eq!(bench.start_all(), [30]);
}

#[test]
fn the_rate_of_a_host_is_held_after_its_burst() {
    let mut bench =
        Bench::new(PacingLimits { rate_per_second: 10, burst: 3, in_flight_max_unproven: 99, ..limits() });
    bench.put("a", 0..10);
    bench.put("b", [100]);
    assert_eq!(bench.start_all(), [0, 100, 1, 2], "b is not slowed by a");
    let wake = bench.pacer.next_wake(bench.now).unwrap();
    assert_eq!(wake - bench.now, Duration::from_millis(100));
    bench.now = wake;
    assert_eq!(bench.start_all(), [3]);
    bench.now += seconds(1);
    assert_eq!(bench.start_all(), [4, 5, 6], "quiet time fills the bucket to its burst and no further");
}

#[test]
fn what_is_due_later_waits_and_says_when() {
    let mut bench = Bench::new(limits());
    let due = bench.now + seconds(30);
    bench.pacer.enqueue(host("a"), due, bench.now, 1).unwrap();
    bench.put("a", [2]);
    assert_eq!(bench.start_all(), [2]);
    assert_eq!(bench.pacer.next_wake(bench.now), Some(due));
    bench.now = due;
    assert_eq!(bench.start_all(), [1]);
}

#[test]
fn a_host_that_fails_is_paused_longer_each_time_and_then_tried_with_one() {
    let mut bench = Bench::new(PacingLimits { strikes_max: 3, ..limits() });
    bench.prove("bad");
    bench.put("bad", 0..100);
    bench.put("good", [200]);
    assert!(bench.start_all().contains(&200));
    for _ in 0..50 {
        bench.end("bad", &DOWN);
    }
    bench.put("good", [201]);
    assert_eq!(bench.start_all(), [201], "only the failing host is paused");
    let mut pauses = Vec::new();
    for _ in 0..8 {
        while bench.pacer.in_flight() > 2 {
            bench.end("bad", &DOWN);
        }
        let wake = bench.pacer.next_wake(bench.now).expect("a pause ends by itself");
        pauses.push((wake - bench.now).as_secs_f64().round() as u64);
        bench.now = wake;
        assert_eq!(bench.start_all().len(), 1, "one push tries it");
        bench.end("bad", &DOWN);
        assert_eq!(bench.start_all().len(), 0);
        bench.put("bad", [300]);
    }
    assert_eq!(pauses, [5, 10, 20, 40, 80, 160, 300, 300]);
    bench.now = bench.pacer.next_wake(bench.now).unwrap();
    assert_eq!(bench.start_all().len(), 1);
    bench.end("bad", &OK);
    assert!(bench.start_all().len() > 1, "one good answer ends the caution");
}

#[test]
fn two_throttled_devices_do_not_pause_their_host() {
    let throttled = Outcome::RetryAfter { status: 429, after: Some(seconds(60)) };
    let mut bench = Bench::new(limits());
    bench.prove("a");
    for outcome in [&throttled, &throttled, &OK, &throttled, &throttled] {
        bench.put("a", [1]);
        assert_eq!(bench.start_all(), [1]);
        bench.end("a", outcome);
    }
    bench.put("a", [2, 3]);
    assert_eq!(bench.start_all(), [2, 3]);
    bench.end("a", &throttled);
    assert!(bench.pacer.next_wake(bench.now).is_none());
    bench.end("a", &throttled);
    bench.put("a", [4]);
    let wake = bench.pacer.next_wake(bench.now).unwrap();
    assert_eq!(wake - bench.now, seconds(60), "three in a row do, for as long as it asked");
}

#[test]
fn what_was_refused_on_our_side_says_nothing_about_the_host() {
    let mut bench = Bench::new(limits());
    for outcome in [
        Outcome::Blocked(EndpointRefused::ResolvedAddress(NotPublic::Private)),
        Outcome::BadKeys(KeysRefused::PublicKeyOffCurve),
        Outcome::TooLarge(PayloadTooLarge { bytes: 9, max_bytes: 8 }),
        Outcome::Unreachable { why: Unreached::Unsigned },
    ] {
        bench.put("a", [1]);
        assert_eq!(bench.start_all(), [1]);
        bench.end("a", &outcome);
    }
    bench.put("a", [2]);
    assert_eq!(bench.start_all(), [2]);
}

#[test]
fn what_does_not_fit_is_handed_back() {
    let mut bench =
        Bench::new(PacingLimits { waiting_max: 4, waiting_max_per_host: 2, hosts_max: 2, ..limits() });
    bench.put("a", [1, 2]);
    assert_eq!(bench.pacer.enqueue(host("a"), bench.now, bench.now, 3), Err(Full(3)), "for one host");
    bench.put("b", [4]);
    assert_eq!(bench.pacer.enqueue(host("c"), bench.now, bench.now, 5), Err(Full(5)), "a host too many");
    assert_eq!(bench.start_all().len(), 3);
    for name in ["a", "a", "b"] {
        bench.end(name, &OK);
    }
    bench.now += seconds(1);
    bench.put("c", [6]);
    assert_eq!(bench.start_all(), [6], "hosts that rest are forgotten for new ones");
}

#[test]
fn what_is_no_longer_wanted_is_taken_out() {
    let mut bench = Bench::new(limits());
    bench.put("a", 0..3);
    bench.put("b", 3..6);
    assert_eq!(bench.pacer.retain(|item| item % 2 == 0), 3);
    assert_eq!(bench.pacer.waiting(), 3);
    assert_eq!(bench.start_all(), [0, 4, 2]);
}

#[test]
fn every_outcome_has_one_consequence() {
    let backoff = Backoff::default();
    let unavailable = |after| Outcome::RetryAfter { status: 503, after };
    for (outcome, attempt, least_next, most_next) in [
        (OK, 1, Next::Done, Next::Done),
        (Outcome::Gone { status: 410 }, 1, Next::RemoveDevice, Next::RemoveDevice),
        (Outcome::BadKeys(KeysRefused::AuthShape), 1, Next::RemoveDevice, Next::RemoveDevice),
        (Outcome::Refused { status: 413 }, 1, Next::GiveUp, Next::GiveUp),
        (Outcome::Redirected { status: 302 }, 1, Next::GiveUp, Next::GiveUp),
        (Outcome::Blocked(EndpointRefused::LocalName), 1, Next::GiveUp, Next::GiveUp),
        (Outcome::TooLarge(PayloadTooLarge { bytes: 9, max_bytes: 8 }), 1, Next::GiveUp, Next::GiveUp),
        (DOWN, 1, Next::RetryIn(seconds(0)), Next::RetryIn(seconds(5))),
        (DOWN, 4, Next::RetryIn(seconds(0)), Next::RetryIn(seconds(40))),
        (DOWN, 11, Next::RetryIn(seconds(0)), Next::RetryIn(seconds(900))),
        (DOWN, 12, Next::GiveUp, Next::GiveUp),
        (unavailable(None), 2, Next::RetryIn(seconds(0)), Next::RetryIn(seconds(10))),
        (unavailable(Some(seconds(120))), 1, Next::RetryIn(seconds(120)), Next::RetryIn(seconds(150))),
        (unavailable(Some(seconds(0))), 1, Next::RetryIn(seconds(0)), Next::RetryIn(seconds(1))),
        (unavailable(Some(seconds(86_400))), 1, Next::GiveUp, Next::GiveUp),
        (unavailable(Some(seconds(1))), 12, Next::GiveUp, Next::GiveUp),
    ] {
        for (chance, expected) in [(least(), least_next), (most(), most_next)] {
            let next = outcome.next(attempt, &backoff, chance);
            let same = match (next, expected) {
                (Next::RetryIn(got), Next::RetryIn(wanted)) => {
                    got.abs_diff(wanted) < Duration::from_millis(1)
                }
                (got, wanted) => got == wanted,
            };
            assert!(same, "{outcome:?} attempt {attempt}: {next:?}, expected {expected:?}");
        }
    }
}

#[test]
fn retry_after_is_read_as_seconds_and_as_a_date() {
    let now = UNIX_EPOCH + seconds(784_111_777); // Sun, 06 Nov 1994 08:49:37 GMT
    for (text, after) in [
        (Some("120"), Some(seconds(120))),
        (Some(" 7 "), Some(seconds(7))),
        (Some("Sun, 06 Nov 1994 08:51:37 GMT"), Some(seconds(120))),
        (Some("Sunday, 06-Nov-94 08:51:37 GMT"), Some(seconds(120))),
        (Some("Sun, 06 Nov 1994 08:00:00 GMT"), Some(seconds(0))),
        (Some("99999999999999999999"), Some(seconds(u32::MAX.into()))),
        (Some("-5"), None),
        (Some("soon"), None),
        (Some(""), None),
        (None, None),
    ] {
        assert_eq!(
            Outcome::of_status(429, text, now),
            Outcome::RetryAfter { status: 429, after },
            "{text:?}"
        );
    }
}

#[test]
fn jitter_is_drawn_over_the_whole_range_and_never_beyond() {
    let backoff = Backoff::default();
    for failures in [1, 2, 3, 40, u32::MAX] {
        assert_eq!(backoff.delay(failures, least()), Duration::ZERO);
        assert!(backoff.delay(failures, most()) <= backoff.cap);
        let half = backoff.delay(failures, Chance::from_bits(1 << 63));
        assert!(half.abs_diff(backoff.delay(failures, most()) / 2) < Duration::from_millis(1));
    }
    assert_ne!(Chance::draw(), Chance::draw());
}
