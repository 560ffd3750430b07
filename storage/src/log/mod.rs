//! The event log: the truth of the organisation.
//!
//! What is appended gets a number ([`Seq`], without gaps) and is on the disk before anybody is told so.
//! [`SegmentLog`] keeps it in files of this machine, [`MemoryLog`] in memory for tests; both pass
//! [`contract`], and so must any other implementation.
//!
//! The log knows nothing of what its payloads mean, but that they are small JSON texts that pack well. One process writes a log; the lock on the
//! [data folder](crate::data_folder) sees to that.

mod append;
mod committer;
#[doc(hidden)]
pub mod contract;
mod frame;
mod index;
mod memory;
mod open;
mod queue;
mod read;
mod reader;
mod segment;
mod segment_log;
mod snapshot;
mod tail;
mod verify;

use bytes::Bytes;
use uchite_domain::{Seq, Timestamp};

pub use append::{Answer, Append, AppendError};
pub use frame::MAX_SUBJECT_BYTES;
pub use memory::MemoryLog;
pub use open::{CutTail, Damage, OpenError, OpenReport};
pub use read::ReadError;
pub use segment::LogIdentity;
pub use segment_log::{LogFigures, LogOptions, SegmentLog};
pub(crate) use snapshot::snapshot;
pub use verify::{VerifyReport, verify};

/// An event as the log holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Its number.
    pub seq: Seq,
    /// What it is about: `organisation`, `deal:<id>`, `member:<id>`.
    pub subject: Box<str>,
    /// Its number among the ordered events of its subject, from 1; none when its subject needs no order.
    pub revision: Option<u64>,
    /// When it happened, as the one who appended it said.
    pub at: Timestamp,
    /// The event itself (JSON).
    pub payload: Bytes,
}

/// An event that is to be appended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What it is about; at most [`MAX_SUBJECT_BYTES`] long.
    pub subject: Box<str>,
    /// Its place among the events of its subject.
    pub expected: Revision,
    /// When it happened.
    pub at: Timestamp,
    /// The event itself (JSON).
    pub payload: Bytes,
}

/// The place of an entry among the events of its subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Revision {
    /// It becomes the event with this number (from 1) of its subject, or is refused with
    /// [`AppendError::Conflict`]. This is the compare-and-set that keeps one writer per deal.
    ///
    /// The first entry of a subject since the log was opened is taken on trust: one process writes, and
    /// it decides on a view that has been caught up with the log. So opening needs no pass over the history.
    Exactly(u64),
    /// Its place does not matter (sign-ins, reads: they commute). It gets no revision and raises none.
    Unordered,
}

/// How much one read returns. At least one record is returned if there is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadLimit {
    /// Most records.
    pub records: usize,
    /// Most bytes of payload.
    pub bytes: usize,
}

impl Default for ReadLimit {
    fn default() -> Self {
        ReadLimit { records: 4096, bytes: 4 * 1024 * 1024 }
    }
}

/// An append-only sequence of events, durable before it is acknowledged.
pub trait Log: Send + Sync + 'static {
    /// Hands the entry over and returns at once. The order of calls is the order of numbers; the answer
    /// comes when the entry is on the disk. A full queue answers [`AppendError::Busy`] at once.
    /// Dropping the answer does not take the entry back.
    fn append(&self, entry: Entry) -> Append;

    /// The last durable event; [`Seq::ZERO`] when there is none.
    fn head(&self) -> Seq;

    /// Events from `from` on, in order, durable ones only. Nothing when `from` is past the head.
    /// Reads files: not for a thread that others wait for, unless it is about the last few.
    ///
    /// # Errors
    /// When the stored bytes are damaged or cannot be read.
    fn read(&self, from: Seq, limit: ReadLimit) -> Result<Vec<Record>, ReadError>;

    /// One event; nothing when there is none of this number yet.
    ///
    /// # Errors
    /// As [`Log::read`].
    fn get(&self, seq: Seq) -> Result<Option<Record>, ReadError> {
        let one = ReadLimit { records: 1, bytes: 0 };
        let found = if seq == Seq::ZERO { Vec::new() } else { self.read(seq, one)? };
        Ok(found.into_iter().next())
    }

    /// Commits what has been handed over, then refuses more with [`AppendError::Closed`]. Waits for the
    /// disk. Reading goes on. Calling it again does nothing.
    fn close(&self);
}
