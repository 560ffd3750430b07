//! The watermark: every event up to it has been applied and handed to every session concerned.
//!
//! Deals commit in parallel, so event 11 can be through before event 10; the watermark waits for 10.

use std::collections::BTreeSet;

use parking_lot::Mutex;
use uchite_domain::Seq;

/// Follows which events are through.
#[derive(Debug)]
pub struct Watermark {
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    upto: Seq,
    // Bounded by the events in flight: each waits for one that is in flight.
    beyond: BTreeSet<Seq>,
}

impl Watermark {
    /// Everything up to here is through.
    #[must_use]
    pub fn new(upto: Seq) -> Watermark {
        Watermark { state: Mutex::new(State { upto, beyond: BTreeSet::new() }) }
    }

    /// The watermark.
    #[must_use]
    pub fn get(&self) -> Seq {
        self.state.lock().upto
    }

    /// What the frame of this event may say as cursor: the event itself, if all before it are through.
    #[must_use]
    pub fn cursor_of(&self, seq: Seq) -> Seq {
        let upto = self.state.lock().upto;
        if upto.next() == seq { seq } else { upto }
    }

    /// The event is through.
    pub fn complete(&self, seq: Seq) {
        let mut state = self.state.lock();
        if seq <= state.upto {
            return;
        }
        state.beyond.insert(seq);
        while let Some(first) = state.beyond.first().copied() {
            if first != state.upto.next() {
                break;
            }
            state.beyond.pop_first();
            state.upto = first;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_watermark_waits_for_the_event_that_is_late() {
        let mark = Watermark::new(Seq(9));
        mark.complete(Seq(11));
        assert_eq!(mark.get(), Seq(9));
        assert_eq!(mark.cursor_of(Seq(11)), Seq(9));
        assert_eq!(mark.cursor_of(Seq(10)), Seq(10));
        mark.complete(Seq(10));
        assert_eq!(mark.get(), Seq(11));
    }

    #[test]
    fn completing_twice_changes_nothing() {
        let mark = Watermark::new(Seq(3));
        mark.complete(Seq(4));
        mark.complete(Seq(4));
        mark.complete(Seq(2));
        assert_eq!(mark.get(), Seq(4));
    }
}
