//! Plots as inline SVG and plain boxes: no script, nothing loaded, readable on a phone. Lines are drawn in a box that
//! stretches to its place; words stand outside of it, so that they keep their size.

use maud::{Markup, html};

use crate::figures::{Comparison, Series, grouped};
use crate::latency::Latency;

use super::both;

/// Units of the drawing, across and down.
const WIDTH: f64 = 1_000.0;
const HEIGHT: f64 = 300.0;
/// Points of a line at most: more cannot be told apart.
const POINTS_MAX: usize = 600;

/// Bars for each of those who are compared: how much by the processor time, and the ratio to the limit.
pub(super) fn bars(comparison: &Comparison) -> Markup {
    let most = comparison.rows.iter().map(|row| row.by_cpu.high).fold(1.0, f64::max);
    html! {
        figure {
            figcaption { (both(comparison.name)) }
            @for row in &comparison.rows {
                div class={ "bar " (if row.name == "Uchite" { "ours" } else { "theirs" }) } {
                    div.label { (both(row.name)) }
                    div.track {
                        div.fill style={ "width:" (format!("{:.1}", row.by_cpu.median / most * 100.0)) "%" } {}
                    }
                    div.value {
                        b { (format!("{:.2}", row.ratio.median)) }
                        " "
                        span { (format!("({:.2}–{:.2})", row.ratio.low, row.ratio.high)) }
                        " "
                        span { (grouped(row.by_cpu.median)) }
                    }
                }
            }
            p.hint {
                "太字は最小実装に対する比(全回の最小–最大)、右はサーバーの CPU 1秒あたりの配信数です。 "
                span lang="en" {
                    "Bold: ratio to the bare writer (lowest–highest of all rounds); then deliveries per second of server CPU."
                }
            }
        }
    }
}

/// Lines over time of one unit.
pub(super) fn lines(series: &[&Series]) -> Markup {
    let points = || series.iter().flat_map(|s| &s.points);
    let (until, most) =
        (points().map(|p| p.0).fold(1e-9, f64::max), rounded_up(points().map(|p| p.1).fold(0.0, f64::max)));
    let unit = series.first().map_or("", |s| s.unit);
    html! {
        figure {
            figcaption { "時間の経過 " span lang="en" { "over time" } }
            div.legend {
                @for (place, series) in series.iter().enumerate() {
                    span class={ "key line" (place) } { (both(series.name)) }
                }
            }
            div.plot {
                div.up {
                    @for step in (0..=4).rev() {
                        span { (grouped(most * f64::from(step) / 4.0)) }
                    }
                }
                svg viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } preserveAspectRatio="none" role="img" {
                    @for step in 0..=4 {
                        @let y = HEIGHT * f64::from(step) / 4.0;
                        line.grid x1="0" x2=(WIDTH) y1=(y) y2=(y) {}
                    }
                    @for (place, series) in series.iter().enumerate() {
                        polyline class={ "line" (place) } points=(drawn(&series.points, until, most)) {}
                    }
                }
                div.along {
                    span { "0" }
                    span { (clock(until / 2.0)) }
                    span { (clock(until)) }
                }
            }
            p.hint { "縦: " (both(unit)) " / 横: 経過時間 " span lang="en" { "across: time since the beginning" } }
        }
    }
}

/// How long half, nine of ten, 99 of 100, 999 of 1,000 of something took.
pub(super) fn percentiles(latency: &Latency) -> Markup {
    let steps = [
        ("半分", "half", latency.p50_ms),
        ("10件中9件", "9 of 10", latency.p90_ms),
        ("100件中99件", "99 of 100", latency.p99_ms),
        ("1000件中999件", "999 of 1,000", latency.p999_ms),
        ("すべて", "all", latency.max_ms),
    ];
    let most = latency.max_ms.max(1e-9);
    html! {
        figure {
            figcaption {
                @if let Some(whom) = latency.whom { (both(whom)) " " }
                (both(latency.name))
                small { " n = " (grouped(latency.count as f64)) }
            }
            @for (ja, en, ms) in steps {
                div.bar.ours {
                    div.label { (ja) " " span lang="en" { (en) } }
                    div.track { div.fill style={ "width:" (format!("{:.1}", ms / most * 100.0)) "%" } {} }
                    div.value { b { (grouped(ms)) } " ms" }
                }
            }
        }
    }
}

/// The same for many, as a table.
pub(super) fn percentile_table(latencies: &[Latency]) -> Markup {
    html! {
        div.wide {
            table {
                thead {
                    tr {
                        th { "かかった時間(ミリ秒) " span lang="en" { "time taken, ms" } }
                        @for head in ["p50", "p90", "p99", "p99.9", "max"] { th.number { (head) } }
                    }
                }
                tbody {
                    @for latency in latencies {
                        tr {
                            td { @if let Some(whom) = latency.whom { (both(whom)) " " } (both(latency.name)) }
                            @for ms in
                                [latency.p50_ms, latency.p90_ms, latency.p99_ms, latency.p999_ms, latency.max_ms]
                            {
                                td.number { (grouped(ms)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The points of a line in units of the drawing.
fn drawn(points: &[(f64, f64)], until: f64, most: f64) -> String {
    let every = points.len().div_ceil(POINTS_MAX).max(1);
    let last = points.len().saturating_sub(1);
    let kept = points.iter().enumerate().filter(|(place, _)| place % every == 0 || *place == last);
    kept.map(|(_, (at, value))| format!("{:.1},{:.1}", at / until * WIDTH, HEIGHT - value / most * HEIGHT))
        .collect::<Vec<_>>()
        .join(" ")
}

/// The next number of one digit, or 1.5, 2.5: what an axis ends with.
fn rounded_up(value: f64) -> f64 {
    if value <= 0.0 {
        return 1.0;
    }
    let size = 10_f64.powf(value.log10().floor());
    let steps = [1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0];
    steps.into_iter().map(|step| step * size).find(|end| *end >= value).unwrap_or(10.0 * size)
}

fn clock(seconds: f64) -> String {
    if seconds < 120.0 {
        return format!("{seconds:.0} 秒 s");
    }
    format!("{:.0} 分 min", seconds / 60.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_ends_with_a_number_that_is_easy_to_read() {
        for (value, end) in [(0.0, 1.0), (0.7, 0.8), (9.5, 10.0), (41.0, 50.0), (130.0, 150.0)] {
            assert!((rounded_up(value) - end).abs() < 1e-9, "{value} {}", rounded_up(value));
        }
    }

    #[test]
    fn a_line_goes_from_the_lower_left_to_the_upper_right() {
        assert_eq!(drawn(&[(0.0, 0.0), (10.0, 5.0)], 10.0, 5.0), "0.0,300.0 1000.0,0.0");
        let many: Vec<_> = (0..10_000).map(|n| (f64::from(n), 1.0)).collect();
        assert!(drawn(&many, 10_000.0, 1.0).split(' ').count() <= POINTS_MAX + 1);
    }
}
