//! Which waiting push goes next: fair between push services, gentle to each, and deaf to none because of another.
//!
//! A pure state machine: time and chance are handed in, nothing is sent here. The owner puts pushes in, asks for the
//! next one, and tells how it ended:
//!
//! - Hosts take turns, so one with ten thousand waiting pushes delays one with a single push by one start.
//! - Each host has a bound of pushes in flight and a rate. A host that has not answered yet gets few, so that
//!   addresses invented by a member cannot occupy the sender with time-outs.
//! - After some bad answers in a row (429, 5xx, none) a host is paused, longer each time, and then tried with a single
//!   push. One bad answer pauses nothing: it concerns its device (see [`Outcome::next`]).
//! - All queues are bounded. What does not fit is handed back; the owner keeps it where it keeps what waits.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::ops::Bound;
use std::time::{Duration, Instant};

use super::backoff::{Backoff, Chance};
use super::endpoint::Origin;
use super::outcome::{Outcome, Unreached};

/// The bounds of pacing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PacingLimits {
    /// Pushes in flight at one time, over all hosts.
    pub in_flight_max: u32,
    /// Pushes in flight to one host.
    pub in_flight_max_per_host: u32,
    /// Pushes in flight to a host that has not answered yet.
    pub in_flight_max_unproven: u32,
    /// Pushes a second to one host, lasting.
    pub rate_per_second: u32,
    /// Pushes to one host that may start at once after a quiet time.
    pub burst: u32,
    /// Pushes that wait, over all hosts.
    pub waiting_max: usize,
    /// Pushes that wait for one host.
    pub waiting_max_per_host: usize,
    /// Hosts that are remembered.
    pub hosts_max: usize,
    /// Bad answers in a row that pause a host.
    pub strikes_max: u32,
    /// How long a host is paused; only `base` and `cap` count.
    pub pause: Backoff,
}

impl Default for PacingLimits {
    fn default() -> Self {
        Self {
            in_flight_max: 512,
            in_flight_max_per_host: 64,
            in_flight_max_unproven: 4,
            rate_per_second: 200,
            burst: 200,
            waiting_max: 100_000,
            waiting_max_per_host: 50_000,
            hosts_max: 2_000,
            strikes_max: 3,
            pause: Backoff { cap: Duration::from_secs(5 * 60), ..Backoff::default() },
        }
    }
}

/// A push that may start now.
#[derive(Debug, PartialEq, Eq)]
pub struct Started<T> {
    /// Where it goes. To be handed to [`Pacer::finish`].
    pub host: Origin,
    /// What was put in.
    pub item: T,
}

/// A bound was reached; the push is handed back.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("too many pushes wait")]
pub struct Full<T>(pub T);

/// Pushes that wait and hosts that are busy.
pub struct Pacer<T> {
    limits: PacingLimits,
    hosts: BTreeMap<Origin, Host<T>>,
    /// Whose turn it was last.
    last: Option<Origin>,
    in_flight: u32,
    waiting: usize,
    /// Numbers what is put in, so that of two pushes that are due the earlier put in goes first.
    arrivals: u64,
}

struct Host<T> {
    waiting: BinaryHeap<Reverse<Waiting<T>>>,
    in_flight: u32,
    /// The rate, as the time at which the bucket is full again (generic cell rate algorithm).
    full_again: Option<Instant>,
    /// Whether its last answer was good.
    proven: bool,
    strikes: u32,
    pauses: u32,
    paused_until: Option<Instant>,
}

struct Waiting<T> {
    due: Instant,
    arrival: u64,
    item: T,
}

impl<T> Ord for Waiting<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.due, self.arrival).cmp(&(other.due, other.arrival))
    }
}

impl<T> PartialOrd for Waiting<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> PartialEq for Waiting<T> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl<T> Eq for Waiting<T> {}

impl<T> Pacer<T> {
    /// Nothing waits yet.
    #[must_use]
    pub fn new(limits: PacingLimits) -> Self {
        Self { limits, hosts: BTreeMap::new(), last: None, in_flight: 0, waiting: 0, arrivals: 0 }
    }

    /// Puts in a push for `host` that starts at `due` or as soon after as may be. A retry is put in the same way.
    ///
    /// # Errors
    /// Hands the push back when too many wait, for this host or in all, or too many hosts are known.
    pub fn enqueue(&mut self, host: Origin, due: Instant, now: Instant, item: T) -> Result<(), Full<T>> {
        if self.waiting >= self.limits.waiting_max {
            return Err(Full(item));
        }
        if !self.hosts.contains_key(&host) && self.hosts.len() >= self.limits.hosts_max {
            self.hosts.retain(|_, known| !known.is_idle(now));
            if self.hosts.len() >= self.limits.hosts_max {
                return Err(Full(item));
            }
        }
        let known = self.hosts.entry(host).or_insert_with(Host::new);
        if known.waiting.len() >= self.limits.waiting_max_per_host {
            return Err(Full(item));
        }
        self.arrivals += 1;
        known.waiting.push(Reverse(Waiting { due, arrival: self.arrivals, item }));
        self.waiting += 1;
        Ok(())
    }

    /// The push that may start now. Whoever takes it owes a [`Pacer::finish`].
    pub fn start_next(&mut self, now: Instant) -> Option<Started<T>> {
        if self.in_flight >= self.limits.in_flight_max {
            return None;
        }
        let name = self.whose_turn(now)?;
        let host = self.hosts.get_mut(&name)?;
        let Reverse(next) = host.waiting.pop()?;
        let interval = self.limits.interval();
        host.full_again = Some(host.full_again.map_or(now, |at| at.max(now)) + interval);
        host.in_flight += 1;
        self.in_flight += 1;
        self.waiting -= 1;
        self.last = Some(name.clone());
        Some(Started { host: name, item: next.item })
    }

    /// A push that was started has ended.
    pub fn finish(&mut self, host: &Origin, outcome: &Outcome, now: Instant, chance: Chance) {
        self.in_flight = self.in_flight.saturating_sub(1);
        let Some(known) = self.hosts.get_mut(host) else {
            return;
        };
        known.in_flight = known.in_flight.saturating_sub(1);
        match verdict(outcome) {
            Verdict::Nothing => {}
            Verdict::Good => {
                known.proven = true;
                known.strikes = 0;
                known.pauses = 0;
                known.paused_until = None;
            }
            Verdict::Bad { asked } => {
                known.strikes += 1;
                // Those that were in flight together fail together: that is one reason to pause, not thirty.
                let pausing = known.paused_until.is_some_and(|until| until > now);
                if known.strikes >= self.limits.strikes_max && !pausing {
                    known.pauses += 1;
                    let asked = asked.unwrap_or_default().min(self.limits.pause.cap);
                    known.paused_until = Some(now + self.limits.pause.delay(known.pauses, chance).max(asked));
                }
            }
        }
    }

    /// When to ask again, if nothing is put in and nothing ends before. `None` when only that can help.
    #[must_use]
    pub fn next_wake(&self, now: Instant) -> Option<Instant> {
        if self.in_flight >= self.limits.in_flight_max {
            return None;
        }
        self.hosts.values().filter_map(|host| host.ready_at(&self.limits)).min().map(|at| at.max(now))
    }

    /// Takes out what waits and does not satisfy `keep`: the card was read, the device is gone. Returns how many.
    pub fn retain(&mut self, mut keep: impl FnMut(&T) -> bool) -> usize {
        let before = self.waiting;
        for host in self.hosts.values_mut() {
            host.waiting.retain(|Reverse(waiting)| keep(&waiting.item));
        }
        self.waiting = self.hosts.values().map(|host| host.waiting.len()).sum();
        before - self.waiting
    }

    /// How many wait.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.waiting
    }

    /// How many are in flight.
    #[must_use]
    pub fn in_flight(&self) -> u32 {
        self.in_flight
    }

    /// The first host after the one that was last, in a circle, that may start something.
    fn whose_turn(&self, now: Instant) -> Option<Origin> {
        let may_start = |host: &Host<T>| host.ready_at(&self.limits).is_some_and(|at| at <= now);
        let (after, until) = match &self.last {
            Some(last) => (Bound::Excluded(last), Bound::Included(last)),
            None => (Bound::Unbounded, Bound::Unbounded),
        };
        let first = self.hosts.range::<Origin, _>((after, Bound::Unbounded));
        let then = self.hosts.range::<Origin, _>((Bound::Unbounded, until));
        first.chain(then).find(|(_, host)| may_start(host)).map(|(name, _)| name.clone())
    }
}

impl PacingLimits {
    fn interval(&self) -> Duration {
        Duration::from_secs(1) / self.rate_per_second.max(1)
    }
}

impl<T> Host<T> {
    fn new() -> Self {
        Self {
            waiting: BinaryHeap::new(),
            in_flight: 0,
            full_again: None,
            proven: false,
            strikes: 0,
            pauses: 0,
            paused_until: None,
        }
    }

    /// The earliest time at which it may start something; `None` while nothing waits or too much is in flight.
    fn ready_at(&self, limits: &PacingLimits) -> Option<Instant> {
        let Reverse(next) = self.waiting.peek()?;
        let in_flight_max = if self.strikes >= limits.strikes_max {
            1
        } else if self.proven {
            limits.in_flight_max_per_host
        } else {
            limits.in_flight_max_unproven
        };
        if self.in_flight >= in_flight_max {
            return None;
        }
        // One of the burst is the push itself.
        let slack = limits.interval() * limits.burst.saturating_sub(1);
        let by_rate = self.full_again.and_then(|at| at.checked_sub(slack));
        [Some(next.due), by_rate, self.paused_until].into_iter().flatten().max()
    }

    fn is_idle(&self, now: Instant) -> bool {
        let over = |at: Option<Instant>| at.is_none_or(|at| at <= now);
        self.waiting.is_empty() && self.in_flight == 0 && over(self.paused_until) && over(self.full_again)
    }
}

/// What an outcome says about its host.
enum Verdict {
    /// It answers.
    Good,
    /// It is in trouble or has too much of us.
    Bad { asked: Option<Duration> },
    /// It was not asked.
    Nothing,
}

fn verdict(outcome: &Outcome) -> Verdict {
    match outcome {
        Outcome::Accepted { .. }
        | Outcome::Gone { .. }
        | Outcome::Refused { .. }
        | Outcome::Redirected { .. } => Verdict::Good,
        Outcome::RetryAfter { after, .. } => Verdict::Bad { asked: *after },
        Outcome::Unreachable { why: Unreached::Unsigned } => Verdict::Nothing,
        Outcome::Unreachable { .. } => Verdict::Bad { asked: None },
        Outcome::Blocked(_) | Outcome::BadKeys(_) | Outcome::TooLarge(_) => Verdict::Nothing,
    }
}
