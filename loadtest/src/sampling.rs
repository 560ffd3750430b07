//! Something that is looked at again and again while a trial runs: memory, sessions.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::task::JoinHandle;
use tokio::time::interval;

use crate::figures::Series;
use crate::process;

/// Samples under way.
pub(crate) struct Sampling {
    name: &'static str,
    unit: &'static str,
    points: Arc<Mutex<Vec<(f64, f64)>>>,
    task: JoinHandle<()>,
}

impl Sampling {
    /// Looks now, and then each time so much has gone by, until there is nothing to be seen.
    pub(crate) fn start(
        name: &'static str,
        unit: &'static str,
        every: Duration,
        mut look: impl FnMut() -> Option<f64> + Send + 'static,
    ) -> Sampling {
        let since = Instant::now();
        let points = Arc::new(Mutex::new(look().map(|first| (0.0, first)).into_iter().collect::<Vec<_>>()));
        let noted = Arc::clone(&points);
        let task = tokio::spawn(async move {
            let mut tick = interval(every);
            tick.tick().await;
            loop {
                tick.tick().await;
                let Some(value) = look() else { return };
                noted
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .push((since.elapsed().as_secs_f64(), value));
            }
        });
        Sampling { name, unit, points, task }
    }

    /// A process's memory, from outside, each second.
    pub(crate) fn memory(pid: u32) -> Sampling {
        let every = Duration::from_secs(1);
        Sampling::start("server memory", "MB", every, move || {
            process::resident_bytes(pid).ok().filter(|bytes| *bytes > 0).map(|bytes| bytes as f64 / 1e6)
        })
    }

    /// What was seen.
    pub(crate) fn end(self) -> Series {
        self.task.abort();
        let points = std::mem::take(&mut *self.points.lock().unwrap_or_else(PoisonError::into_inner));
        Series { name: self.name, unit: self.unit, points }
    }
}

/// How fast something grows, in its unit a second: the slope of the line that lies nearest to the points from a
/// moment on.
pub(crate) fn slope(points: &[(f64, f64)], from: f64) -> f64 {
    let points: Vec<_> = points.iter().filter(|(at, _)| *at >= from).collect();
    let count = points.len().max(1) as f64;
    let mean_at = points.iter().map(|p| p.0).sum::<f64>() / count;
    let mean = points.iter().map(|p| p.1).sum::<f64>() / count;
    let along: f64 = points.iter().map(|p| (p.0 - mean_at).powi(2)).sum();
    let up: f64 = points.iter().map(|p| (p.0 - mean_at) * (p.1 - mean)).sum();
    if along > 0.0 { up / along } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slope_is_that_of_the_points_after_the_warm_up() {
        let steep_then_two_a_second = [(0.0, -100.0), (1.0, 7.0), (2.0, 9.0), (3.0, 11.0)];
        assert!((slope(&steep_then_two_a_second, 0.5) - 2.0).abs() < 1e-9);
        assert!(slope(&[(1.0, 5.0)], 0.0).abs() < 1e-9);
        assert!(slope(&[], 0.0).abs() < 1e-9);
    }
}
