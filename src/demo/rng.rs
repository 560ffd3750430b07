//! Chance that repeats itself: the same seed gives the same company.

/// SplitMix64: small, fast, and the same on every machine.
#[derive(Debug, Clone)]
pub(crate) struct Rng(u64);

impl Rng {
    pub(crate) fn new(seed: u64) -> Rng {
        Rng(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `end`; 0 where there is none.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        // The bias of a remainder is far below what anybody sees in a demo.
        usize::try_from(self.next() % end.max(1) as u64).unwrap_or(0)
    }

    /// A number from `first` to `last`.
    pub(crate) fn between(&mut self, first: i64, last: i64) -> i64 {
        let span = usize::try_from(last - first + 1).unwrap_or(1);
        first + i64::try_from(self.below(span)).unwrap_or(0)
    }

    /// True in so many cases of a hundred.
    pub(crate) fn percent(&mut self, chance: usize) -> bool {
        self.below(100) < chance
    }

    /// One of these; none of none.
    pub(crate) fn pick<'a, T>(&mut self, all: &'a [T]) -> Option<&'a T> {
        all.get(self.below(all.len()))
    }

    /// The place of one of these, by weight.
    pub(crate) fn weighted(&mut self, weights: &[usize]) -> usize {
        let mut left = self.below(weights.iter().sum());
        for (place, weight) in weights.iter().enumerate() {
            if left < *weight {
                return place;
            }
            left -= weight;
        }
        0
    }

    pub(crate) fn shuffle<T>(&mut self, all: &mut [T]) {
        for place in (1..all.len()).rev() {
            all.swap(place, self.below(place + 1));
        }
    }
}

/// Draws every place of a list once before any comes again, so that neighbours differ.
#[derive(Debug, Default)]
pub(crate) struct Bag {
    left: Vec<usize>,
    last: Option<usize>,
}

impl Bag {
    /// A place below `size`.
    pub(crate) fn draw(&mut self, rng: &mut Rng, size: usize) -> usize {
        if self.left.is_empty() {
            self.left = (0..size).collect();
            rng.shuffle(&mut self.left);
            // What was drawn last is not drawn first again.
            if self.left.last() == self.last.as_ref() {
                self.left.rotate_right(1);
            }
        }
        let drawn = self.left.pop().unwrap_or(0);
        self.last = Some(drawn);
        drawn
    }
}
