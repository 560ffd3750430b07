//! One page that stands for itself: what was measured, for whoever decides, Japanese first. No script, and nothing
//! that is loaded from anywhere.

mod plot;
mod words;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::About;
use crate::figures::{Figures, Series, grouped};

/// Latencies that are drawn one by one; more become a table.
const DRAWN_MAX: usize = 3;

/// The page of a run.
#[must_use]
pub fn page(about: &About, trials: &[Figures]) -> String {
    let faults: usize = trials.iter().map(|trial| trial.faults.len()).sum();
    let page = html! {
        (DOCTYPE)
        html lang="ja" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { "打ち手 負荷試験 / Uchite load test" }
                style { (PreEscaped(include_str!("style.css"))) }
            }
            body {
                header {
                    h1 { span.mark { "●" } " 打ち手 負荷試験の結果 " span lang="en" { "Uchite load test" } }
                    p.verdict.bad[faults > 0] {
                        @if faults == 0 {
                            "異常なし。失われた配信も二重の配信もありません。 "
                            span lang="en" { "Nothing wrong: no delivery was lost or doubled." }
                        } @else {
                            (faults) " 種類の異常があります。 "
                            span lang="en" { (faults) " kinds of fault." }
                        }
                    }
                    (run(about))
                }
                main { @for trial in trials { (section(trial)) } }
                footer {
                    p {
                        "同じ機械でも数字は回ごとに変わります。同じ回の中の比が確かです。 "
                        span lang="en" {
                            "Single figures move between two runs on the same machine; ratios within one run are to be trusted."
                        }
                    }
                }
            }
        }
    };
    page.into_string()
}

fn run(about: &About) -> Markup {
    html! {
        dl.run {
            dt { "日時 " span lang="en" { "time" } } dd { (about.at) }
            dt { "コミット " span lang="en" { "commit" } } dd { code { (about.commit) } }
            dt { "機械 " span lang="en" { "machine" } }
            dd {
                (about.cpu) ", " (about.cores) " コア " span lang="en" { "cores" } ", "
                (format!("{:.0} GB", about.memory_gb)) ", Linux " (about.kernel)
            }
            dt { "命令 " span lang="en" { "command" } }
            dd { code { "uchite-loadtest " (about.command.join(" ")) } }
        }
    }
}

fn section(trial: &Figures) -> Markup {
    let title = words::title(trial.mode);
    html! {
        section {
            h2 { (title.ja) " " span lang="en" { (title.en) } }
            p { (title.about_ja) " " span lang="en" { (title.about_en) } }
            @if !trial.faults.is_empty() {
                ul.faults {
                    @for fault in &trial.faults { li { (grouped(fault.count as f64)) " " (both(fault.what)) " " (fault.detail) } }
                }
            }
            @for comparison in &trial.comparisons { (plot::bars(comparison)) }
            @if !trial.figures.is_empty() {
                dl.figures {
                    @for figure in &trial.figures {
                        div {
                            dt { (both(figure.name)) }
                            dd { b { (grouped(figure.value)) } " " (unit(figure.unit)) }
                        }
                    }
                }
            }
            @if trial.latencies.len() <= DRAWN_MAX {
                @for latency in &trial.latencies { (plot::percentiles(latency)) }
            } @else {
                (plot::percentile_table(&trial.latencies))
            }
            @for group in by_unit(&trial.series) { (plot::lines(&group)) }
            @for note in &trial.notes {
                p.note { (note.ja) " " span lang="en" { (note.en) } }
            }
            details {
                summary { "設定 " span lang="en" { "configuration" } }
                pre { (serde_json::to_string_pretty(&trial.options).unwrap_or_default()) }
            }
        }
    }
}

/// Series of one unit share a plot, in their order.
fn by_unit(series: &[Series]) -> Vec<Vec<&Series>> {
    let mut groups: Vec<Vec<&Series>> = Vec::new();
    for one in series.iter().filter(|one| one.points.len() > 1) {
        match groups.iter_mut().find(|group| group[0].unit == one.unit) {
            Some(group) => group.push(one),
            None => groups.push(vec![one]),
        }
    }
    groups
}

/// A word in both languages, Japanese first; once where both are the same.
fn both(en: &'static str) -> Markup {
    match words::ja(en) {
        Some(ja) if ja == en => html! { (ja) },
        Some(ja) => html! { (ja) " " span lang="en" { (en.trim()) } },
        None => html! { span.untranslated lang="en" { (en) } },
    }
}

fn unit(en: &'static str) -> Markup {
    html! { small { (words::ja(en).unwrap_or(en)) } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_loads_nothing_and_runs_nothing() {
        let mut trial = Figures::of("company", &["<script>"]);
        trial.put("reports", 1234.0, "per s");
        trial.series.push(Series { name: "server memory", unit: "MB", points: vec![(0.0, 1.0), (1.0, 2.0)] });
        let page = page(&About::this_run(), &[trial]);
        for word in ["<script", "http:", "https:", "src=", "@import", "url(", "untranslated"] {
            assert!(!page.contains(word), "{word}");
        }
        assert!(page.contains("1,234") && page.contains("<polyline") && page.contains("異常なし"));
    }

    #[test]
    fn a_fault_stands_at_the_top() {
        let mut trial = Figures::of("kill", &());
        trial.fault(3, "deliveries missing");
        let page = page(&About::this_run(), &[trial]);
        assert!(page.contains("1 種類の異常") && page.contains("届かなかった配信"));
    }
}
