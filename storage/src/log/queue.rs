//! What waits for the disk, and who may append next to which subject.

use std::collections::{HashMap, VecDeque};

use tokio::sync::oneshot;

use super::append::{Answer, Append, AppendError, abandoned};
use super::frame::encoded_len;
use super::{Entry, LogOptions, Revision};

/// An entry that waits, with whom to tell.
#[derive(Debug)]
pub(crate) struct Pending {
    pub(crate) entry: Entry,
    pub(crate) answer: oneshot::Sender<Answer>,
}

impl Pending {
    fn bytes(&self) -> usize {
        encoded_len(&self.entry.subject, &self.entry.payload)
    }
}

/// Whether entries are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Intake {
    Open,
    /// The committer finishes what waits.
    Closed,
    /// The committer is gone without having been asked.
    Ended,
}

/// What the committer takes at once.
#[derive(Debug, Default)]
pub(crate) struct Group {
    pub(crate) entries: Vec<Pending>,
    /// Entries whose revision is not the next one, and what the last one is.
    pub(crate) conflicts: Vec<(Pending, u64)>,
    /// The first entry does not fit the segment.
    pub(crate) roll: bool,
}

/// How much a group may take.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Room {
    /// Bytes until the segment is full.
    pub(crate) segment: u64,
    /// The segment holds nothing yet, so anything fits it.
    pub(crate) segment_is_empty: bool,
    /// Bytes of one group.
    pub(crate) group: usize,
}

/// The bounded queue before the committer.
#[derive(Debug)]
pub(crate) struct Queue {
    pending: VecDeque<Pending>,
    bytes: usize,
    pub(crate) intake: Intake,
    /// The last revision of every subject that was appended to since the log was opened: a few dozen bytes
    /// for each, however long the history.
    revisions: HashMap<Box<str>, u64>,
}

impl Queue {
    pub(crate) fn new() -> Queue {
        Queue { pending: VecDeque::new(), bytes: 0, intake: Intake::Open, revisions: HashMap::new() }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.pending.is_empty()
    }

    /// Takes an entry, or answers at once why not.
    pub(crate) fn offer(&mut self, entry: Entry, options: &LogOptions) -> Append {
        if let Err(refusal) = self.admit(&entry, options) {
            return Append::answered(Err(refusal));
        }
        let (answer, append) = Append::waiting();
        let pending = Pending { entry, answer };
        self.bytes += pending.bytes();
        self.pending.push_back(pending);
        append
    }

    fn admit(&mut self, entry: &Entry, options: &LogOptions) -> Result<(), AppendError> {
        options.check_size(entry)?;
        match self.intake {
            Intake::Open => {}
            Intake::Closed => return Err(AppendError::Closed),
            Intake::Ended => return Err(abandoned()),
        }
        // Trust is given to the first entry that comes, not to the first that is stored: when that one is
        // refused below or fails on the disk, the one after it must not pass as the first.
        if let Revision::Exactly(revision) = entry.expected
            && !self.revisions.contains_key(&entry.subject)
        {
            self.revisions.insert(entry.subject.clone(), revision.saturating_sub(1));
        }
        let bytes = encoded_len(&entry.subject, &entry.payload);
        let full =
            self.pending.len() >= options.max_queued_records || self.bytes + bytes > options.max_queued_bytes;
        if full { Err(AppendError::Busy) } else { Ok(()) }
    }

    /// Takes what can be written at once, in order, and raises the revisions of its subjects.
    pub(crate) fn take(&mut self, room: Room) -> Group {
        let mut group = Group::default();
        let mut taken: usize = 0;
        while let Some(pending) = self.pending.pop_front() {
            let bytes = pending.bytes();
            let fits =
                (taken + bytes) as u64 <= room.segment || (room.segment_is_empty && group.entries.is_empty());
            if !fits || (taken > 0 && taken + bytes > room.group) {
                group.roll = !fits && group.entries.is_empty();
                self.pending.push_front(pending);
                break;
            }
            self.bytes -= bytes;
            match self.raise(&pending.entry) {
                Ok(()) => {
                    taken += bytes;
                    group.entries.push(pending);
                }
                Err(actual) => group.conflicts.push((pending, actual)),
            }
        }
        group
    }

    fn raise(&mut self, entry: &Entry) -> Result<(), u64> {
        let Revision::Exactly(wanted) = entry.expected else {
            return Ok(());
        };
        match self.revisions.get_mut(&entry.subject) {
            // All ones stand for "none" in a frame.
            Some(last) if last.checked_add(1) == Some(wanted) && wanted != u64::MAX => {
                *last = wanted;
                Ok(())
            }
            last => Err(last.map_or(0, |last| *last)),
        }
    }

    /// Takes the revisions back that a group raised which was not written.
    pub(crate) fn lower(&mut self, entries: &[Pending]) {
        for pending in entries.iter().rev() {
            if let (Revision::Exactly(revision), Some(last)) =
                (pending.entry.expected, self.revisions.get_mut(&pending.entry.subject))
            {
                *last = revision - 1;
            }
        }
    }

    /// Drops what waits; whoever asked learns it from the dropped sender.
    pub(crate) fn abandon(&mut self) {
        self.intake = Intake::Ended;
        self.pending.clear();
        self.bytes = 0;
    }
}
