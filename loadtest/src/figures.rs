//! What a trial measured, as text for people and JSON for programs.

use std::fmt;

use serde::Serialize;
use serde_json::Value;

use crate::Latency;

/// One measured number.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figure {
    /// What was measured.
    pub name: &'static str,
    /// How much.
    pub value: f64,
    /// Of what.
    pub unit: &'static str,
}

/// What several rounds measured of one thing.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Spread {
    /// The one in the middle.
    pub median: f64,
    /// The smallest.
    pub low: f64,
    /// The largest.
    pub high: f64,
}

impl Spread {
    /// Of these; zeros where there are none.
    #[must_use]
    pub fn of(mut values: Vec<f64>) -> Spread {
        values.sort_by(f64::total_cmp);
        let at = |place: usize| values.get(place).copied().unwrap_or(0.0);
        Spread { median: at(values.len() / 2), low: at(0), high: at(values.len().saturating_sub(1)) }
    }
}

/// One of those who were compared.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Compared {
    /// Who.
    pub name: &'static str,
    /// How much, by the processor time of the server.
    pub by_cpu: Spread,
    /// As a share of the limit, round by round.
    pub ratio: Spread,
    /// How much on the clock.
    pub by_clock: Spread,
}

/// The same work done by several, in turns.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Comparison {
    /// What was done.
    pub name: &'static str,
    /// By whom, the limit first.
    pub rows: Vec<Compared>,
}

/// Something over time.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Series {
    /// What.
    pub name: &'static str,
    /// Of what.
    pub unit: &'static str,
    /// Seconds since the beginning, and how much there was.
    pub points: Vec<(f64, f64)>,
}

/// Something to know, in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Note {
    /// In Japanese.
    pub ja: String,
    /// In English.
    pub en: String,
}

/// Something that went wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// How often.
    pub count: usize,
    /// What.
    pub what: &'static str,
    /// Where, or why; empty where that says it all.
    pub detail: String,
}

/// What a trial measured.
#[derive(Debug, Clone, Serialize)]
pub struct Figures {
    /// The mode.
    pub mode: &'static str,
    /// With which options.
    pub options: Value,
    /// The numbers.
    pub figures: Vec<Figure>,
    /// The times.
    pub latencies: Vec<Latency>,
    /// Who did how much of the same.
    pub comparisons: Vec<Comparison>,
    /// What changed over time, for plots.
    pub series: Vec<Series>,
    /// What a reader must know to read the rest.
    pub notes: Vec<Note>,
    /// What was found wrong; empty when all went as it must.
    pub faults: Vec<Fault>,
}

impl Figures {
    /// No figures yet.
    #[must_use]
    pub fn of(mode: &'static str, options: &impl Serialize) -> Figures {
        Figures {
            mode,
            options: serde_json::to_value(options).unwrap_or_default(),
            figures: Vec::new(),
            latencies: Vec::new(),
            comparisons: Vec::new(),
            series: Vec::new(),
            notes: Vec::new(),
            faults: Vec::new(),
        }
    }

    /// Adds a number.
    pub fn put(&mut self, name: &'static str, value: f64, unit: &'static str) {
        self.figures.push(Figure { name, value, unit });
    }

    /// A number by its name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<f64> {
        self.figures.iter().find(|f| f.name == name).map(|f| f.value)
    }

    /// Says something that a reader must know.
    pub fn note(&mut self, ja: impl Into<String>, en: impl Into<String>) {
        self.notes.push(Note { ja: ja.into(), en: en.into() });
    }

    /// Notes a fault unless `count` is zero.
    pub fn fault(&mut self, count: usize, what: &'static str) {
        self.fault_at(count, what, "");
    }

    /// The same, and where or why.
    pub fn fault_at(&mut self, count: usize, what: &'static str, detail: impl Into<String>) {
        if count > 0 {
            self.faults.push(Fault { count, what, detail: detail.into() });
        }
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}  {}", self.mode, self.options)?;
        for figure in &self.figures {
            writeln!(f, "  {:<46} {:>14} {}", figure.name, grouped(figure.value), figure.unit)?;
        }
        for comparison in &self.comparisons {
            write!(f, "{comparison}")?;
        }
        for latency in &self.latencies {
            writeln!(f, "  {latency}")?;
        }
        for note in &self.notes {
            writeln!(f, "  note: {}", note.en)?;
        }
        for fault in &self.faults {
            writeln!(f, "  FAULT: {} {} {}", fault.count, fault.what, fault.detail)?;
        }
        Ok(())
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "  {:<46} {:>14} {:>20} {:>7} {:>14} {:>12}",
            self.name, "per s of CPU", "lowest – highest", "ratio", "", "per s"
        )?;
        for Compared { name, by_cpu, ratio, by_clock } in &self.rows {
            writeln!(
                f,
                "    {name:<44} {:>14} {:>20} {:>7.2} {:>14} {:>12}",
                grouped(by_cpu.median),
                format!("{} – {}", grouped(by_cpu.low), grouped(by_cpu.high)),
                ratio.median,
                format!("{:.2} – {:.2}", ratio.low, ratio.high),
                grouped(by_clock.median),
            )?;
        }
        Ok(())
    }
}

/// A number with its thousands apart; decimals only where they say something.
pub(crate) fn grouped(value: f64) -> String {
    let text = if value.abs() >= 100.0 || value.fract() == 0.0 {
        format!("{value:.0}")
    } else {
        format!("{value:.2}")
    };
    let (whole, decimals) = text.split_once('.').map_or((text.as_str(), None), |(w, d)| (w, Some(d)));
    let mut out = String::new();
    for (place, digit) in whole.chars().enumerate() {
        let left = whole.len() - place;
        if place > 0 && left.is_multiple_of(3) && !out.ends_with('-') {
            out.push(',');
        }
        out.push(digit);
    }
    decimals.map_or(out.clone(), |d| format!("{out}.{d}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spread_names_the_middle_and_both_ends() {
        assert_eq!(Spread::of(vec![3.0, 1.0, 2.0]), Spread { median: 2.0, low: 1.0, high: 3.0 });
        assert_eq!(Spread::of(Vec::new()), Spread { median: 0.0, low: 0.0, high: 0.0 });
    }

    #[test]
    fn numbers_are_easy_to_read() {
        for (value, text) in
            [(0.0, "0"), (3.25, "3.25"), (1234.5, "1,234"), (112_000.0, "112,000"), (-999.0, "-999")]
        {
            assert_eq!(grouped(value), text);
        }
    }
}
