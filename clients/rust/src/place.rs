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
    /// The application owes a fetch that is at least this new.
    Fetch(Seq),
}

/// A session's place.
///
/// An event frame says the watermark at its sending. While a resume runs, that watermark counts live events and
/// not how far the resume has come, so the cursor stands still until `resumed`; what came meanwhile is remembered
/// one by one, and so dropped if the line breaks and the next resume brings it again.
#[derive(Debug, Default)]
pub(crate) struct Place {
    cursor: Option<Seq>,
    /// The newest watermark of this line.
    top: Seq,
    beyond: BTreeSet<(Seq, u8)>,
    resuming: bool,
    /// A fetch is owed, and must be at least this new.
    owes: Option<Seq>,
}

impl Place {
    pub(crate) fn at(cursor: Option<Seq>) -> Place {
        Place { cursor, ..Place::default() }
    }

    /// Everything up to here was handed on.
    pub(crate) fn cursor(&self) -> Option<Seq> {
        self.cursor
    }

    pub(crate) fn resuming(&self) -> bool {
        self.resuming
    }

    /// The cursor, where it may be kept as it is: not while a resume runs, since it says nothing new.
    pub(crate) fn keep(&self) -> Option<Seq> {
        self.cursor.filter(|_| !self.resuming)
    }

    /// A new line was greeted.
    pub(crate) fn greeted(&mut self, watermark: Seq) -> Start {
        self.top = watermark;
        self.resuming = false;
        if self.owes.is_some() {
            self.owes = Some(watermark);
            self.beyond.clear();
            return Start::Fetch(watermark);
        }
        match self.cursor {
            Some(cursor) => {
                self.resuming = true;
                Start::Resume(cursor)
            }
            None => {
                self.cursor = Some(watermark);
                Start::Here
            }
        }
    }

    /// An event came. Answers whether it is new; `owes` may have changed if there were too many of them.
    pub(crate) fn event(&mut self, seq: Seq, kind: EventKind, watermark: Seq) -> bool {
        // One event may say two things to one member, so its kind belongs to its identity.
        let new = self.cursor.is_none_or(|c| seq > c) && self.beyond.insert((seq, kind as u8));
        if self.resuming {
            if self.beyond.len() > BEYOND_MAX_EVENTS {
                self.owe(self.top);
            }
        } else {
            self.advance(watermark);
        }
        new
    }

    /// Everything up to the watermark was sent over this line.
    pub(crate) fn advance(&mut self, watermark: Seq) {
        if self.resuming {
            return;
        }
        self.top = self.top.max(watermark);
        if self.owes.is_none() {
            self.cursor = self.cursor.max(Some(self.top));
        }
        while self.beyond.first().is_some_and(|(seq, _)| *seq <= self.top) {
            self.beyond.pop_first();
        }
    }

    /// The resume is through.
    pub(crate) fn resumed(&mut self, watermark: Seq) {
        self.resuming = false;
        self.advance(watermark);
    }

    /// The cursor cannot be resumed from. Answers how new a fetch must be.
    pub(crate) fn resync(&mut self, watermark: Seq) -> Seq {
        self.resuming = false;
        self.owe(watermark.max(self.top));
        self.advance(watermark);
        self.top
    }

    /// The watermark that the line began with, or the newest since.
    pub(crate) fn top(&self) -> Seq {
        self.top
    }

    /// How new an owed fetch must be.
    pub(crate) fn owes(&self) -> Option<Seq> {
        self.owes
    }

    /// The application fetched a page of this cursor. Answers whether it was new enough.
    pub(crate) fn fetched(&mut self, page: Seq) -> bool {
        match self.owes {
            Some(from) if page < from => false,
            Some(_) => {
                self.owes = None;
                self.cursor = Some(page.max(self.top));
                true
            }
            None => true,
        }
    }

    fn owe(&mut self, from: Seq) {
        self.owes = Some(from);
        self.cursor = None;
        self.beyond.clear();
    }
}
