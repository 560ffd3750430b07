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
    /// What was found wrong; empty when all went as it must.
    pub faults: Vec<String>,
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

    /// Notes a fault unless `count` is zero.
    pub fn fault(&mut self, count: usize, what: &str) {
        if count > 0 {
            self.faults.push(format!("{count} {what}"));
        }
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}  {}", self.mode, self.options)?;
        for figure in &self.figures {
            writeln!(f, "  {:<46} {:>14} {}", figure.name, grouped(figure.value), figure.unit)?;
        }
        for latency in &self.latencies {
            writeln!(f, "  {latency}")?;
        }
        for fault in &self.faults {
            writeln!(f, "  FAULT: {fault}")?;
        }
        Ok(())
    }
}

/// A number with its thousands apart; decimals only where they say something.
fn grouped(value: f64) -> String {
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
    fn numbers_are_easy_to_read() {
        for (value, text) in
            [(0.0, "0"), (3.25, "3.25"), (1234.5, "1,234"), (112_000.0, "112,000"), (-999.0, "-999")]
        {
            assert_eq!(grouped(value), text);
        }
    }
}
