//! Times from the moment at which something was meant to happen, so that a server that stalls is not spared the
//! waiting of those who came meanwhile.

use std::fmt;
use std::time::Duration;

use hdrhistogram::Histogram;
use serde::Serialize;

/// The longest time that is told apart, in microseconds: ten minutes.
const LONGEST_US: u64 = 600_000_000;

/// A distribution of times, in milliseconds.
#[derive(Debug, Clone, Serialize)]
pub struct Latency {
    /// At whom, where several are compared.
    pub whom: Option<&'static str>,
    /// What was timed.
    pub name: &'static str,
    /// How often.
    pub count: u64,
    /// Half of them took no longer.
    pub p50_ms: f64,
    /// Nine of ten.
    pub p90_ms: f64,
    /// 99 of 100.
    pub p99_ms: f64,
    /// 999 of 1,000.
    pub p999_ms: f64,
    /// The longest.
    pub max_ms: f64,
    /// How many took up to so many milliseconds: pairs for a plot.
    pub distribution: Vec<(f64, u64)>,
}

/// Gathers times.
#[derive(Debug)]
pub(crate) struct Times {
    whom: Option<&'static str>,
    name: &'static str,
    histogram: Option<Histogram<u64>>,
}

impl Times {
    pub(crate) fn new(name: &'static str) -> Times {
        // These bounds are valid ones: 1 ≤ lowest, 2 × lowest ≤ highest, at most five digits.
        Times { whom: None, name, histogram: Histogram::new_with_bounds(1, LONGEST_US, 3).ok() }
    }

    /// Of one of several who are compared.
    pub(crate) fn of(whom: &'static str, name: &'static str) -> Times {
        Times { whom: Some(whom), ..Times::new(name) }
    }

    pub(crate) fn add(&mut self, time: Duration) {
        let micros = u64::try_from(time.as_micros()).unwrap_or(LONGEST_US).clamp(1, LONGEST_US);
        if let Some(histogram) = &mut self.histogram {
            histogram.saturating_record(micros);
        }
    }

    /// What was gathered.
    pub(crate) fn so_far(&self) -> Latency {
        let ms = |micros: u64| micros as f64 / 1_000.0;
        let at = |quantile| self.histogram.as_ref().map_or(0.0, |h| ms(h.value_at_quantile(quantile)));
        let distribution = self.histogram.iter().flat_map(|h| {
            h.iter_log(100, 1.3).map(|step| (ms(step.value_iterated_to()), step.count_since_last_iteration()))
        });
        Latency {
            whom: self.whom,
            name: self.name,
            count: self.histogram.as_ref().map_or(0, Histogram::len),
            p50_ms: at(0.5),
            p90_ms: at(0.9),
            p99_ms: at(0.99),
            p999_ms: at(0.999),
            max_ms: self.histogram.as_ref().map_or(0.0, |h| ms(h.max())),
            distribution: distribution.filter(|(_, count)| *count > 0).collect(),
        }
    }
}

impl fmt::Display for Latency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.whom.map_or_else(|| self.name.to_owned(), |whom| format!("{whom}: {}", self.name));
        let Latency { count, p50_ms, p90_ms, p99_ms, p999_ms, max_ms, .. } = self;
        write!(
            f,
            "{name:<46} p50 {p50_ms:.2}  p90 {p90_ms:.2}  p99 {p99_ms:.2}  p99.9 {p999_ms:.2}  max {max_ms:.2} ms \
             (n {count})"
        )
    }
}
