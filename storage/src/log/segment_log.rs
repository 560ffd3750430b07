//! The log in files of this machine.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::JoinHandle;

use parking_lot::{Condvar, Mutex, RwLock};
use uchite_domain::Seq;

use super::append::{Append, AppendError};
use super::committer::Committer;
use super::frame::{MAX_FRAME_BYTES, MAX_SUBJECT_BYTES, OVERHEAD};
use super::open::{OpenError, OpenReport, Opened, Placed, io_at, open};
use super::queue::{Intake, Queue};
use super::read::{ReadError, locate, read_stretch};
use super::segment::LogIdentity;
use super::{Entry, Log, ReadLimit, Record};

/// Limits of a log. The format allows other limits at every opening.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogOptions {
    /// A segment ends when the next record would make it longer than this, in bytes. At most 2 GiB.
    pub segment_bytes: u64,
    /// The longest payload, in bytes. At most 16 MiB.
    pub max_payload_bytes: usize,
    /// Most entries that wait for the disk.
    pub max_queued_records: usize,
    /// Most bytes that wait for the disk.
    pub max_queued_bytes: usize,
    /// Most bytes that are made durable at once. More would let the first of them wait for the last.
    pub max_group_bytes: usize,
}

impl Default for LogOptions {
    fn default() -> Self {
        LogOptions {
            segment_bytes: 64 * 1024 * 1024,
            max_payload_bytes: 1024 * 1024,
            max_queued_records: 16 * 1024,
            max_queued_bytes: 64 * 1024 * 1024,
            max_group_bytes: 4 * 1024 * 1024,
        }
    }
}

impl LogOptions {
    fn check(&self) -> Result<(), OpenError> {
        let wrong = if self.segment_bytes > 2 * 1024 * 1024 * 1024 {
            "a segment has at most 2 GiB"
        } else if self.max_payload_bytes > MAX_FRAME_BYTES / 2 {
            "a payload has at most 16 MiB"
        } else if self.max_queued_records == 0
            || self.max_queued_bytes < OVERHEAD + MAX_SUBJECT_BYTES + self.max_payload_bytes
        {
            "the queue must take at least one of the longest records"
        } else {
            return Ok(());
        };
        Err(OpenError::Options(wrong))
    }

    pub(crate) fn check_size(&self, entry: &Entry) -> Result<(), AppendError> {
        for (bytes, max) in
            [(entry.subject.len(), MAX_SUBJECT_BYTES), (entry.payload.len(), self.max_payload_bytes)]
        {
            if bytes > max {
                return Err(AppendError::TooLarge { bytes, max });
            }
        }
        Ok(())
    }
}

/// What a log has done since it was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LogFigures {
    /// Events made durable.
    pub records: u64,
    /// Bytes of their frames.
    pub bytes: u64,
    /// Groups they were made durable in: one write and one flush each.
    pub groups: u64,
    /// Calls of `fdatasync` on segments, those of seals and of failed writes included.
    pub syncs: u64,
    /// Segments begun.
    pub segments: u64,
    /// Entries refused by the committer.
    pub refused: u64,
}

#[derive(Debug, Default)]
pub(crate) struct Counters {
    pub(crate) records: AtomicU64,
    pub(crate) bytes: AtomicU64,
    pub(crate) groups: AtomicU64,
    pub(crate) syncs: AtomicU64,
    pub(crate) segments: AtomicU64,
    pub(crate) refused: AtomicU64,
}

/// What the committer, the readers and those who append have in common.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) folder: PathBuf,
    pub(crate) options: LogOptions,
    pub(crate) queue: Mutex<Queue>,
    pub(crate) wake: Condvar,
    pub(crate) segments: RwLock<Vec<Placed>>,
    pub(crate) figures: Counters,
    head: AtomicU64,
    #[cfg(test)]
    pub(crate) faults: faults::Faults,
}

impl Shared {
    /// Shows a new head. The segments know its records already.
    pub(crate) fn publish(&self, head: Seq) {
        self.head.store(head.0, Ordering::Release);
    }
}

/// The log in a folder: segments that are only ever appended to. The format stands in `segment.rs` and
/// `frame.rs`, what happens at opening in `open.rs` beside this file.
#[derive(Debug)]
pub struct SegmentLog {
    shared: Arc<Shared>,
    identity: LogIdentity,
    committer: Mutex<Option<JoinHandle<()>>>,
}

impl SegmentLog {
    /// Opens the log in a folder that exists, or makes one there, and starts its committer.
    ///
    /// The caller holds the lock of the data folder: two open logs on one folder would destroy it.
    ///
    /// # Errors
    /// When the log is damaged, incomplete or mixed with another one, or the system refuses.
    pub fn open(folder: &Path, options: LogOptions) -> Result<(SegmentLog, OpenReport), OpenError> {
        options.check()?;
        let Opened { segments, active, packs, report } = open(folder)?;
        let shared = Arc::new(Shared {
            folder: folder.to_owned(),
            options,
            queue: Mutex::new(Queue::new()),
            wake: Condvar::new(),
            segments: RwLock::new(segments),
            figures: Counters::default(),
            head: AtomicU64::new(report.head.0),
            #[cfg(test)]
            faults: faults::Faults::default(),
        });
        let committer = Committer::new(shared.clone(), report.identity, (active, packs), report.head);
        let committer = std::thread::Builder::new()
            .name("log-committer".into())
            .spawn(move || committer.run())
            .map_err(io_at(folder))?;
        let log = SegmentLog { shared, identity: report.identity, committer: Mutex::new(Some(committer)) };
        Ok((log, report))
    }

    /// The name of the log.
    #[must_use]
    pub fn identity(&self) -> LogIdentity {
        self.identity
    }

    /// What was done since it was opened.
    #[must_use]
    pub fn figures(&self) -> LogFigures {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        let Counters { records, bytes, groups, syncs, segments, refused } = &self.shared.figures;
        LogFigures {
            records: read(records),
            bytes: read(bytes),
            groups: read(groups),
            syncs: read(syncs),
            segments: read(segments),
            refused: read(refused),
        }
    }
}

impl Log for SegmentLog {
    fn append(&self, entry: Entry) -> Append {
        let mut queue = self.shared.queue.lock();
        let was_empty = queue.is_empty();
        let append = queue.offer(entry, &self.shared.options);
        drop(queue);
        if was_empty {
            self.shared.wake.notify_one();
        }
        append
    }

    fn head(&self) -> Seq {
        Seq(self.shared.head.load(Ordering::Acquire))
    }

    fn read(&self, from: Seq, limit: ReadLimit) -> Result<Vec<Record>, ReadError> {
        let head = self.head();
        let mut from = from.max(Seq(1));
        let (mut records, mut bytes) = (Vec::new(), 0);
        while from <= head {
            let Some(stretch) = locate(&self.shared.segments.read(), from) else {
                break;
            };
            let before = records.len();
            read_stretch(&stretch, from, limit, &mut records, &mut bytes)?;
            if records.len() == before || records.len() >= limit.records || bytes >= limit.bytes {
                break;
            }
            from = records.last().map_or(from, |last| last.seq.next());
        }
        Ok(records)
    }

    fn close(&self) {
        let mut queue = self.shared.queue.lock();
        if queue.intake == Intake::Open {
            queue.intake = Intake::Closed;
        }
        drop(queue);
        self.shared.wake.notify_one();
        let committer = self.committer.lock().take();
        if committer.is_some_and(|thread| thread.join().is_err()) {
            tracing::error!("the thread that writes the log has panicked");
        }
    }
}

impl Drop for SegmentLog {
    fn drop(&mut self) {
        self.close();
    }
}

#[cfg(test)]
mod faults;
