//! Fills the scenes in, and sees to it that no two texts are alike in sight.

use std::collections::{HashMap, VecDeque};

use super::rng::{Bag, Rng};

/// Texts that are remembered, so that none comes again while an older one is still on the same pages.
const REMEMBERED: usize = 400;
/// Times that a text is filled anew when it came out like a remembered one.
const ATTEMPTS: usize = 12;

/// What the names in a text stand for.
#[derive(Debug, Clone, Default)]
pub(super) struct Slots(HashMap<&'static str, String>);

impl Slots {
    pub(super) fn set(&mut self, name: &'static str, value: impl Into<String>) {
        self.0.insert(name, value.into());
    }

    pub(super) fn forget(&mut self, name: &str) {
        self.0.remove(name);
    }

    /// Whether everything that the text names is there.
    pub(super) fn know_all_of(&self, text: &str) -> bool {
        names_in(text).all(|name| name.contains('~') || self.0.contains_key(name))
    }
}

fn names_in(text: &str) -> impl Iterator<Item = &str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name)
}

/// Draws texts and fills them in.
pub(super) struct Writer {
    bags: HashMap<usize, Bag>,
    recent: VecDeque<String>,
}

impl Writer {
    pub(super) fn new() -> Writer {
        Writer { bags: HashMap::new(), recent: VecDeque::new() }
    }

    /// One of a list that fits, each once before any comes again. None where none fits.
    pub(super) fn draw<T>(
        &mut self,
        rng: &mut Rng,
        all: &'static [T],
        fits: impl Fn(&T) -> bool,
    ) -> Option<&'static T> {
        // A list is known by its place in memory: it is static, and the place only tells lists apart.
        let bag = self.bags.entry(all.as_ptr().addr()).or_default();
        (0..all.len() * 2).find_map(|_| all.get(bag.draw(rng, all.len())).filter(|one| fits(one)))
    }

    /// A text filled in, unlike any of the last ones.
    pub(super) fn write(&mut self, rng: &mut Rng, text: &str, slots: &Slots) -> String {
        let mut filled = fill(rng, text, slots);
        for _ in 0..ATTEMPTS {
            if !self.recent.contains(&filled) {
                break;
            }
            filled = fill(rng, text, slots);
        }
        if self.recent.len() >= REMEMBERED {
            self.recent.pop_front();
        }
        self.recent.push_back(filled.clone());
        filled
    }
}

/// Fills a text in: `[甲|乙]` first, then `{名}` and `{3~8}`.
pub(super) fn fill(rng: &mut Rng, text: &str, slots: &Slots) -> String {
    let mut chosen = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('[') {
        chosen.push_str(before);
        let (choices, after) = behind.split_once(']').unwrap_or((behind, ""));
        let choices: Vec<&str> = choices.split('|').collect();
        chosen.push_str(rng.pick(&choices).copied().unwrap_or_default());
        rest = after;
    }
    chosen.push_str(rest);
    let mut filled = String::with_capacity(chosen.len() * 2);
    let mut rest = chosen.as_str();
    while let Some((before, behind)) = rest.split_once('{') {
        filled.push_str(before);
        let (name, after) = behind.split_once('}').unwrap_or((behind, ""));
        match name.split_once('~').and_then(|(a, b)| Some((a.parse().ok()?, b.parse().ok()?))) {
            Some((first, last)) => filled.push_str(&rng.between(first, last).to_string()),
            None => filled.push_str(slots.0.get(name).map_or("", String::as_str)),
        }
        rest = after;
    }
    filled.push_str(rest);
    filled
}
