//! Where a session stands in the order of events: what it has, what it has beyond that, and what it misses.

use std::collections::BTreeSet;

use uchite_domain::{EventKind, Seq};

/// Events beyond the cursor that are remembered at most. Over it a session asks for a fetch instead.
const BEYOND_MAX_EVENTS: usize = 65_536;

/// What a new line begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Start {
    /// Nothing is missing.
    Here,
    /// Ask for what came after this.
    Resume(Seq),
    /// The application owes a fetch.
    Fetch,
}

/// A session's place.
///
/// An event frame says the watermark at its sending. While a resume runs, that watermark counts live events and
/// not how far the resume has come, so the cursor stands still until `resumed`; what came meanwhile is remembered
/// one by one, and so dropped if the line breaks and the next resume brings it again.
///
/// While a fetch is owed, events are dropped: the resume from the page that was fetched brings them.
#[derive(Debug, Default)]
pub(crate) struct Place {
    cursor: Option<Seq>,
    beyond: BTreeSet<(Seq, u8)>,
    /// Resumes of this line without an answer. A later one makes the answers of those before it worthless.
    asked: u32,
    owes: bool,
}

impl Place {
    pub(crate) fn at(cursor: Option<Seq>) -> Place {
        Place { cursor, ..Place::default() }
    }

    /// Everything up to here was handed on.
    pub(crate) fn cursor(&self) -> Option<Seq> {
        self.cursor
    }

    /// Whether a resume has no answer yet.
    pub(crate) fn resuming(&self) -> bool {
        self.asked > 0
    }

    /// Whether the application owes a fetch.
    pub(crate) fn owes(&self) -> bool {
        self.owes
    }

    /// The cursor, where it may be kept: not while a resume runs, since it says nothing new then.
    pub(crate) fn keep(&self) -> Option<Seq> {
        self.cursor.filter(|_| self.asked == 0)
    }

    /// A new line was greeted.
    pub(crate) fn greeted(&mut self, watermark: Seq) -> Start {
        self.asked = 0;
        if self.owes {
            return Start::Fetch;
        }
        match self.cursor {
            Some(cursor) => {
                self.asked = 1;
                Start::Resume(cursor)
            }
            None => {
                self.cursor = Some(watermark);
                Start::Here
            }
        }
    }

    /// An event came. Answers whether to hand it on. A fetch may be owed afterwards.
    pub(crate) fn event(&mut self, seq: Seq, kind: EventKind, watermark: Seq) -> bool {
        if self.owes {
            return false;
        }
        // One event may say two things to one member, so its kind belongs to its identity.
        let new = self.cursor.is_none_or(|c| seq > c) && self.beyond.insert((seq, kind as u8));
        self.advance(watermark);
        if self.beyond.len() > BEYOND_MAX_EVENTS {
            self.owe();
        }
        new
    }

    /// Everything up to the watermark was sent over this line.
    pub(crate) fn advance(&mut self, watermark: Seq) {
        if self.asked == 0 && !self.owes {
            self.stand_at(self.cursor.map_or(watermark, |c| c.max(watermark)));
        }
    }

    /// A resume is through. Answers whether it was the one that counts.
    pub(crate) fn resumed(&mut self, watermark: Seq) -> bool {
        let counts = self.answered();
        if counts {
            self.advance(watermark);
        }
        counts
    }

    /// A cursor cannot be resumed from. Answers whether a fetch is owed for that.
    pub(crate) fn resync(&mut self) -> bool {
        let counts = self.answered();
        if counts {
            self.owe();
        }
        counts
    }

    /// The application fetched a page of this cursor. Answers from where to resume, if it was owed.
    pub(crate) fn fetched(&mut self, page: Seq, line_is_open: bool) -> Option<Seq> {
        if !self.owes {
            return None;
        }
        self.owes = false;
        self.stand_at(page);
        if !line_is_open {
            return None;
        }
        self.asked += 1;
        Some(page)
    }

    fn answered(&mut self) -> bool {
        self.asked = self.asked.saturating_sub(1);
        self.asked == 0 && !self.owes
    }

    fn stand_at(&mut self, cursor: Seq) {
        self.cursor = Some(cursor);
        while self.beyond.first().is_some_and(|(seq, _)| *seq <= cursor) {
            self.beyond.pop_first();
        }
    }

    fn owe(&mut self) {
        self.owes = true;
        self.cursor = None;
    }
}
