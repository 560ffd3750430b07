//! The one thread that writes the log.
//!
//! It takes all that waits (up to a bound), writes it with one `write`, makes it durable with one `fdatasync`, and
//! only then shows it to readers and answers. While the disk works the next group gathers, so the busier the log,
//! the larger the groups.
//!
//! When a write fails it is taken back by cutting the segment to its durable end, and everybody in the group is
//! told. After a failed `fdatasync` the kernel may call pages clean that never reached the disk, so that segment is
//! left for a new one. What cannot be taken back breaks the log for writing until it is opened again.

use std::fs::File;
use std::io::{self, ErrorKind, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

use uchite_domain::Seq;

use super::Revision;
use super::append::AppendError;
use super::frame::{self, Codec, Frame, Kind};
use super::index::SparseIndex;
use super::open::Placed;
use super::queue::{Group, Intake, Pending, Room};
use super::segment::{self, HEADER_BYTES, Header, LogIdentity, Seal};
use super::segment_log::Shared;
use crate::packing;

/// Whether the active segment may be written.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Health {
    Sound,
    /// The active segment had a failed flush: the next write goes to a new one.
    Suspect,
    /// Nothing may be written, for this reason.
    Broken(String),
}

/// State of the thread.
#[derive(Debug)]
pub(crate) struct Committer {
    shared: Arc<Shared>,
    identity: LogIdentity,
    /// The newest segment, in append mode.
    active: File,
    /// Whether its records may be packed. A segment that an older program began stays plain to its end.
    packs: bool,
    /// First event of the active segment.
    first: Seq,
    /// Durable end of the active segment.
    end: u64,
    /// The last durable event.
    head: Seq,
    health: Health,
    buffer: Vec<u8>,
    /// One packed payload.
    packed: Vec<u8>,
}

/// However the thread ends, nobody waits for it in vain.
struct Farewell(Arc<Shared>);

impl Drop for Farewell {
    fn drop(&mut self) {
        let mut queue = self.0.queue.lock();
        if queue.intake == Intake::Open || !queue.is_empty() {
            queue.abandon();
        }
    }
}

impl Committer {
    pub(crate) fn new(
        shared: Arc<Shared>,
        identity: LogIdentity,
        (active, packs): (File, bool),
        head: Seq,
    ) -> Committer {
        let (first, end) =
            shared.segments.read().last().map_or((Seq(1), HEADER_BYTES), |last| (last.first, last.end));
        let (buffer, packed) = (Vec::new(), Vec::new());
        Committer { shared, identity, active, packs, first, end, head, health: Health::Sound, buffer, packed }
    }

    /// Commits until the queue is closed and empty.
    pub(crate) fn run(mut self) {
        let _farewell = Farewell(self.shared.clone());
        while let Some(mut group) = self.gather() {
            for (pending, actual) in group.conflicts.drain(..) {
                self.shared.figures.refused.fetch_add(1, Relaxed);
                // A dropped receiver does not want to know.
                let _ = pending.answer.send(Err(AppendError::Conflict { actual }));
            }
            if group.roll {
                if let Err(refusal) = self.writable().and_then(|()| self.roll()) {
                    self.refuse_next(&refusal);
                }
            } else if !group.entries.is_empty() {
                self.commit(group.entries);
            }
        }
    }

    /// Waits for entries; nothing when there will be none.
    fn gather(&self) -> Option<Group> {
        let options = &self.shared.options;
        let mut queue = self.shared.queue.lock();
        while queue.is_empty() {
            if queue.intake != Intake::Open {
                return None;
            }
            self.shared.wake.wait(&mut queue);
        }
        Some(queue.take(Room {
            segment: options.segment_bytes.saturating_sub(self.end),
            segment_is_empty: self.first > self.head,
            group: options.max_group_bytes,
        }))
    }

    fn commit(&mut self, entries: Vec<Pending>) {
        let written = self.writable().and_then(|()| {
            let starts = self.encode(&entries);
            self.write_durably().map(|()| starts)
        });
        let starts = match written {
            Ok(starts) => starts,
            Err(refusal) => return self.refuse(entries, &refusal),
        };
        let before = self.head;
        self.head = Seq(before.0 + entries.len() as u64);
        self.end += self.buffer.len() as u64;
        if let Some(active) = self.shared.segments.write().last_mut() {
            active.end = self.end;
            for (n, start) in starts.into_iter().enumerate() {
                active.index.note((before.0 + 1 + n as u64 - self.first.0) as u32, start as u32);
            }
        }
        self.shared.publish(self.head);
        let figures = &self.shared.figures;
        figures.groups.fetch_add(1, Relaxed);
        figures.records.fetch_add(entries.len() as u64, Relaxed);
        figures.bytes.fetch_add(self.buffer.len() as u64, Relaxed);
        for (n, pending) in entries.into_iter().enumerate() {
            let _ = pending.answer.send(Ok(Seq(before.0 + 1 + n as u64)));
        }
    }

    /// Fills the buffer with frames; says where each will stand.
    fn encode(&mut self, entries: &[Pending]) -> Vec<u64> {
        self.buffer.clear();
        let mut starts = Vec::with_capacity(entries.len());
        for (n, Pending { entry, .. }) in entries.iter().enumerate() {
            self.packed.clear();
            let (codec, payload) = if self.packs && packing::pack(&entry.payload, &mut self.packed) {
                (Codec::Packed, &self.packed[..])
            } else {
                (Codec::Plain, &entry.payload[..])
            };
            starts.push(self.end + self.buffer.len() as u64);
            let frame = Frame {
                kind: Kind::Event,
                seq: Seq(self.head.0 + 1 + n as u64),
                at: entry.at,
                revision: match entry.expected {
                    Revision::Exactly(revision) => Some(revision),
                    Revision::Unordered => None,
                },
                place: n as u32,
                subject: &entry.subject,
                codec,
                payload,
            };
            frame::encode(&frame, &mut self.buffer);
        }
        starts
    }

    /// One write and one flush, or neither.
    fn write_durably(&mut self) -> Result<(), AppendError> {
        if let Err(error) = self.active.write_all(&self.buffer) {
            self.take_back(&error)?;
            return Err(refusal(&error));
        }
        if let Err(error) = self.sync() {
            self.health = Health::Suspect;
            self.take_back(&error)?;
            // At once, so that the next group finds a sound segment. Where even that fails for lack of space,
            // it is tried again with every group.
            self.writable()?;
            return Err(refusal(&error));
        }
        Ok(())
    }

    fn sync(&self) -> io::Result<()> {
        self.shared.figures.syncs.fetch_add(1, Relaxed);
        #[cfg(test)]
        self.shared.faults.next_sync()?;
        self.active.sync_data()
    }

    /// Cuts the active segment to its durable end, durably: what is answered as not stored must not come back
    /// after a power cut.
    fn take_back(&mut self, cause: &io::Error) -> Result<(), AppendError> {
        let cut = self.active.set_len(self.end).and_then(|()| self.sync());
        cut.map_err(|error| self.break_down(format!("{cause}; then taking it back: {error}")))
    }

    fn break_down(&mut self, why: String) -> AppendError {
        tracing::error!(why, "the event log is broken for writing until it is opened again");
        self.health = Health::Broken(why.clone());
        AppendError::Broken(why)
    }

    /// Whether anything may be written now; gets a fresh segment where the active one is suspect.
    fn writable(&mut self) -> Result<(), AppendError> {
        match &self.health {
            Health::Sound => Ok(()),
            Health::Broken(why) => Err(AppendError::Broken(why.clone())),
            Health::Suspect => match self.fresh_segment() {
                Ok(_) => {
                    self.health = Health::Sound;
                    Ok(())
                }
                Err(error) if is_full(&error) => Err(AppendError::StorageFull),
                Err(error) => Err(self.break_down(format!("a flush failed, then a new segment: {error}"))),
            },
        }
    }

    /// Goes on to a new segment and seals the full one.
    fn roll(&mut self) -> Result<(), AppendError> {
        let (last, data_end) = (self.head, self.end);
        let full = self.fresh_segment().map_err(|error| refusal(&error))?;
        let Some((mut file, placed)) = full else {
            return Ok(());
        };
        let seal = Seal { last, data_end, index: placed.index };
        let sealed = file.write_all(&seal.encode(placed.first)).and_then(|()| {
            self.shared.figures.syncs.fetch_add(1, Relaxed);
            file.sync_data()
        });
        if let Err(error) = sealed {
            // The next start reads this segment through and seals it then.
            tracing::warn!(segment = %placed.path.display(), %error, "a full segment could not be sealed");
            let _ = file.set_len(data_end);
        }
        Ok(())
    }

    /// Makes the next segment the active one. Returns the one before; nothing when that held no event and was
    /// replaced.
    fn fresh_segment(&mut self) -> io::Result<Option<(File, Placed)>> {
        let first = self.head.next();
        let header = Header { identity: self.identity, first, packs: true };
        let (path, file) = segment::create(&self.shared.folder, header)?;
        let path: Arc<Path> = path.into();
        self.shared.figures.segments.fetch_add(1, Relaxed);
        let mut segments = self.shared.segments.write();
        let replaced = segments.pop_if(|last| last.first == first).is_some();
        let before = segments.last().cloned();
        segments.push(Placed { first, path, end: HEADER_BYTES, index: SparseIndex::default() });
        drop(segments);
        let file = std::mem::replace(&mut self.active, file);
        self.packs = true;
        self.first = first;
        self.end = HEADER_BYTES;
        Ok(before.filter(|_| !replaced).map(|placed| (file, placed)))
    }

    /// Tells a whole group that it is not stored.
    fn refuse(&self, entries: Vec<Pending>, refusal: &AppendError) {
        tracing::warn!(%refusal, entries = entries.len(), "events were refused by the log");
        self.shared.figures.refused.fetch_add(entries.len() as u64, Relaxed);
        self.shared.queue.lock().lower(&entries);
        for pending in entries {
            let _ = pending.answer.send(Err(refusal.clone()));
        }
    }

    /// The same where the group was not taken yet, since it needs a segment that cannot be made.
    fn refuse_next(&self, refusal: &AppendError) {
        let room =
            Room { segment: u64::MAX, segment_is_empty: true, group: self.shared.options.max_group_bytes };
        let group = self.shared.queue.lock().take(room);
        for (pending, actual) in group.conflicts {
            let _ = pending.answer.send(Err(AppendError::Conflict { actual }));
        }
        self.refuse(group.entries, refusal);
    }
}

fn refusal(error: &io::Error) -> AppendError {
    if is_full(error) {
        AppendError::StorageFull
    } else {
        AppendError::WriteFailed { why: error.to_string() }
    }
}

fn is_full(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::StorageFull | ErrorKind::QuotaExceeded)
}
