//! A log in memory, for tests of what stands on a log. Keeps nothing.

use parking_lot::Mutex;
use uchite_domain::Seq;

use super::append::{Append, AppendError};
use super::queue::{Intake, Queue, Room};
use super::read::ReadError;
use super::{Entry, Log, LogOptions, ReadLimit, Record, Revision};

/// Answers at once, by the same rules as a log on disk: it uses the same queue.
#[derive(Debug)]
pub struct MemoryLog {
    options: LogOptions,
    state: Mutex<(Queue, Vec<Record>)>,
}

impl Default for MemoryLog {
    fn default() -> Self {
        MemoryLog::new(LogOptions::default())
    }
}

impl MemoryLog {
    /// An empty log with these limits.
    #[must_use]
    pub fn new(options: LogOptions) -> MemoryLog {
        MemoryLog { options, state: Mutex::new((Queue::new(), Vec::new())) }
    }
}

impl Log for MemoryLog {
    fn append(&self, entry: Entry) -> Append {
        let mut state = self.state.lock();
        let (queue, records) = &mut *state;
        let append = queue.offer(entry, &self.options);
        let anything =
            Room { segment: u64::MAX, segment_is_empty: true, group: self.options.max_group_bytes };
        let group = queue.take(anything);
        for (pending, actual) in group.conflicts {
            let _ = pending.answer.send(Err(AppendError::Conflict { actual }));
        }
        for pending in group.entries {
            let Entry { subject, expected, at, payload } = pending.entry;
            let seq = Seq(records.len() as u64 + 1);
            let revision = match expected {
                Revision::Exactly(revision) => Some(revision),
                Revision::Unordered => None,
            };
            records.push(Record { seq, subject, revision, at, payload });
            let _ = pending.answer.send(Ok(seq));
        }
        append
    }

    fn head(&self) -> Seq {
        Seq(self.state.lock().1.len() as u64)
    }

    fn read(&self, from: Seq, limit: ReadLimit) -> Result<Vec<Record>, ReadError> {
        let records = &self.state.lock().1;
        let from = usize::try_from(from.previous().0).unwrap_or(usize::MAX).min(records.len());
        let mut bytes = 0;
        let within = |(n, record): &(usize, &Record)| {
            bytes += record.payload.len();
            *n == 0 || (*n < limit.records && bytes <= limit.bytes)
        };
        Ok(records[from..].iter().enumerate().take_while(within).map(|(_, record)| record.clone()).collect())
    }

    fn close(&self) {
        self.state.lock().0.intake = Intake::Closed;
    }
}
