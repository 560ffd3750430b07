//! What is worth keeping but is no event: when cards were delivered, how pushes fared, how far the push queue
//! is, when tokens were last used.
//!
//! Losing it costs comfort only. So it is written behind: changes gather in memory until [`Volatile::flush`],
//! which its owner calls about every second and at shutdown. A database that does not open is set aside and
//! the notes start empty; one that fails later is told to the operator's log and to nobody else.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use uchite_domain::{DeviceId, MemberId, ReportId, Seq, Timestamp, TokenId};

use crate::store::StoreError;
use crate::view::{Disk, SetAside, SledDisk, Writes, set_folder_aside, varint};

/// sled's cache: little of this is read again.
const CACHE_BYTES: u64 = 16 << 20;

/// How the last push to a device fared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceOutcome {
    /// The stable name of what happened.
    pub code: String,
    /// The push service's HTTP status; none when no answer came.
    pub status: Option<u16>,
    /// When.
    pub at: Timestamp,
    /// When a push was last accepted.
    pub accepted_at: Option<Timestamp>,
}

/// A note that is replaced as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Note {
    Cursor,
    Device(DeviceId),
    Shown(DeviceId),
    Token(TokenId),
}

fn key(letter: u8, number: u64) -> Vec<u8> {
    let mut key = vec![letter];
    key.extend_from_slice(&number.to_be_bytes());
    key
}

impl Note {
    fn key(self) -> Vec<u8> {
        match self {
            Note::Cursor => key(b'C', 0),
            Note::Device(DeviceId(number)) => key(b'D', number),
            Note::Shown(DeviceId(number)) => key(b'S', number),
            Note::Token(TokenId(number)) => key(b'T', number),
        }
    }
}

fn deliveries_key(report: ReportId) -> Vec<u8> {
    key(b'R', report.0)
}

/// When members were delivered to, in their order; each once, with the first time, where it says so.
type Times = Vec<(MemberId, Timestamp)>;

/// Members to whom a card was delivered at one time, as they were told.
#[derive(Debug, Clone)]
struct Delivered {
    at: Timestamp,
    members: Arc<[MemberId]>,
}

/// What is not written yet.
#[derive(Debug, Default)]
struct Waiting {
    notes: HashMap<Note, Vec<u8>>,
    /// By report, as it came.
    deliveries: HashMap<ReportId, Vec<Delivered>>,
}

/// Notes that may be lost.
#[derive(Debug)]
pub struct Volatile {
    disk: SledDisk,
    waiting: Mutex<Waiting>,
    /// One flush at a time.
    flushing: Mutex<()>,
}

impl Volatile {
    /// Opens the notes in this folder. A database that does not open is set aside, which is told.
    ///
    /// # Errors
    /// When not even an empty database can be made there.
    pub fn open(dir: &Path) -> Result<(Volatile, Option<SetAside>), StoreError> {
        let open = || {
            catch_unwind(AssertUnwindSafe(|| SledDisk::open(dir, CACHE_BYTES)))
                .unwrap_or_else(|_| Err(StoreError::Broken("sled panicked".to_owned())))
        };
        let (disk, aside) = match open() {
            Ok(disk) => (disk, None),
            Err(StoreError::Broken(why)) if !SledDisk::is_not_ours(&why) => {
                let aside = set_folder_aside(dir, why)?;
                (open()?, Some(aside))
            }
            Err(error) => return Err(error),
        };
        let (waiting, flushing) = (Mutex::default(), Mutex::default());
        Ok((Volatile { disk, waiting, flushing }, aside))
    }

    /// A card reached these members. The first time counts.
    pub fn delivered(&self, report: ReportId, members: &[MemberId], at: Timestamp) {
        let delivered = Delivered { at, members: members.into() };
        self.waiting.lock().deliveries.entry(report).or_default().push(delivered);
    }

    /// Whom a card reached, and when first, in the order of members.
    #[must_use]
    pub fn deliveries(&self, report: ReportId) -> Vec<(MemberId, Timestamp)> {
        // What is being written stays in memory until it is on the disk, so memory is asked first.
        let waiting = self.waiting.lock().deliveries.get(&report).cloned().unwrap_or_default();
        first_times(self.written_times(report), &waiting)
    }

    fn written_times(&self, report: ReportId) -> Times {
        let bytes = self.read(&deliveries_key(report));
        bytes.and_then(|bytes| decode(&bytes)).unwrap_or_default()
    }

    /// How the last push to a device fared.
    pub fn set_outcome(&self, device: DeviceId, outcome: DeviceOutcome) {
        self.set(Note::Device(device), &outcome);
    }

    /// How the last push to a device fared, if that is known.
    #[must_use]
    pub fn outcome(&self, device: DeviceId) -> Option<DeviceOutcome> {
        self.get(Note::Device(device))
    }

    /// A device showed a push.
    pub fn device_shown(&self, device: DeviceId, at: Timestamp) {
        self.set(Note::Shown(device), &at);
    }

    /// When a device last showed a push, if that is known.
    #[must_use]
    pub fn device_last_shown(&self, device: DeviceId) -> Option<Timestamp> {
        self.get(Note::Shown(device))
    }

    /// Every push up to this event has been settled.
    pub fn set_push_cursor(&self, cursor: Seq) {
        self.set(Note::Cursor, &cursor);
    }

    /// Up to which event every push has been settled, if that is known.
    #[must_use]
    pub fn push_cursor(&self) -> Option<Seq> {
        self.get(Note::Cursor)
    }

    /// A token was used.
    pub fn token_used(&self, token: TokenId, at: Timestamp) {
        self.set(Note::Token(token), &at);
    }

    /// When a token was last used, if that is known.
    #[must_use]
    pub fn token_last_used(&self, token: TokenId) -> Option<Timestamp> {
        self.get(Note::Token(token))
    }

    fn set(&self, note: Note, value: &impl Serialize) {
        match serde_json::to_vec(value) {
            Ok(bytes) => drop(self.waiting.lock().notes.insert(note, bytes)),
            Err(error) => tracing::warn!(%error, "a volatile note could not be written"),
        }
    }

    fn get<T: serde::de::DeserializeOwned>(&self, note: Note) -> Option<T> {
        let waiting = self.waiting.lock().notes.get(&note).cloned();
        let bytes = waiting.or_else(|| self.read(&note.key()))?;
        serde_json::from_slice(&bytes).ok()
    }

    fn read(&self, key: &[u8]) -> Option<Vec<u8>> {
        self.disk.read(key).unwrap_or_else(|error| {
            tracing::warn!(%error, "the volatile notes could not be read");
            None
        })
    }

    /// Writes what waits. What could not be written waits on.
    pub fn flush(&self) {
        let _alone = self.flushing.lock();
        let (notes, deliveries) = {
            let waiting = self.waiting.lock();
            (waiting.notes.clone(), waiting.deliveries.clone())
        };
        if notes.is_empty() && deliveries.is_empty() {
            return;
        }
        let mut writes = Writes::default();
        for (note, bytes) in &notes {
            writes.put(note.key(), bytes);
        }
        for (report, waiting) in &deliveries {
            let times = first_times(self.written_times(*report), waiting);
            writes.put(deliveries_key(*report), &encode(&times));
        }
        if let Err(error) = self.disk.write(writes) {
            tracing::warn!(%error, "the volatile notes could not be written and wait on");
            return;
        }
        let mut waiting = self.waiting.lock();
        waiting.notes.retain(|note, bytes| notes.get(note) != Some(bytes));
        waiting.deliveries.retain(|report, waiting| {
            // What came meanwhile stands behind what was written.
            let written = deliveries.get(report).map_or(0, Vec::len);
            waiting.drain(..written);
            !waiting.is_empty()
        });
    }
}

/// The first time of each member.
fn first_times(written: Times, waiting: &[Delivered]) -> Times {
    let mut times = written;
    times.reserve(waiting.iter().map(|delivered| delivered.members.len()).sum());
    for Delivered { at, members } in waiting {
        times.extend(members.iter().map(|member| (*member, *at)));
    }
    times.sort_unstable();
    times.dedup_by_key(|(member, _)| *member);
    times
}

fn encode(times: &Times) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(times.len() * 3 + 8);
    let (mut member_before, mut at_before) = (0, 0);
    for (member, at) in times {
        varint::put(&mut bytes, member.0 - member_before);
        varint::put_signed(&mut bytes, at.0.wrapping_sub(at_before));
        (member_before, at_before) = (member.0, at.0);
    }
    bytes
}

fn decode(bytes: &[u8]) -> Option<Times> {
    let mut reader = varint::Reader(bytes);
    let mut times = Times::new();
    let (mut member, mut at) = (0u64, 0i64);
    while reader.end().is_err() {
        member = member.checked_add(reader.number().ok()?)?;
        at = at.wrapping_add(reader.signed().ok()?);
        times.push((MemberId(member), Timestamp(at)));
    }
    Some(times)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn outcome(at: i64) -> DeviceOutcome {
        DeviceOutcome {
            code: "accepted".to_owned(),
            status: Some(201),
            at: Timestamp(at),
            accepted_at: Some(Timestamp(at)),
        }
    }

    #[test]
    fn notes_are_known_at_once_and_after_a_flush_and_a_restart() {
        let dir = tempfile::tempdir().unwrap();
        let (volatile, aside) = Volatile::open(&dir.path().join("volatile")).unwrap();
        assert_eq!(aside, None);
        let check = |volatile: &Volatile| {
            assert_eq!(volatile.push_cursor(), Some(Seq(7)));
            assert_eq!(volatile.outcome(DeviceId(1)), Some(outcome(5)));
            assert_eq!(volatile.outcome(DeviceId(2)), None);
            assert_eq!(volatile.device_last_shown(DeviceId(1)), Some(Timestamp(6)));
            assert_eq!(volatile.device_last_shown(DeviceId(2)), None);
            assert_eq!(volatile.token_last_used(TokenId(3)), Some(Timestamp(9)));
            let times = [(MemberId(4), Timestamp(10)), (MemberId(9), Timestamp(8))];
            assert_eq!(volatile.deliveries(ReportId(6)), times);
        };
        volatile.set_push_cursor(Seq(7));
        volatile.set_outcome(DeviceId(1), outcome(4));
        volatile.set_outcome(DeviceId(1), outcome(5));
        volatile.device_shown(DeviceId(1), Timestamp(6));
        volatile.token_used(TokenId(3), Timestamp(9));
        volatile.delivered(ReportId(6), &[MemberId(9), MemberId(4)], Timestamp(10));
        volatile.delivered(ReportId(6), &[MemberId(9)], Timestamp(8));
        check(&volatile);
        volatile.flush();
        check(&volatile);
        volatile.delivered(ReportId(6), &[MemberId(9)], Timestamp(30));
        check(&volatile);
        volatile.flush();
        drop(volatile);
        check(&Volatile::open(&dir.path().join("volatile")).unwrap().0);
    }

    #[test]
    fn an_audience_of_thousands_is_kept() {
        let dir = tempfile::tempdir().unwrap();
        let (volatile, _) = Volatile::open(dir.path()).unwrap();
        let members: Vec<MemberId> = (0..5_000).map(|n| MemberId(n * 1_000_003)).collect();
        volatile.delivered(ReportId(1), &members, Timestamp(1_795_000_000_000));
        volatile.flush();
        assert!(volatile.waiting.lock().deliveries.is_empty());
        assert_eq!(volatile.deliveries(ReportId(1)).len(), 5_000);
    }

    #[test]
    fn a_damaged_database_is_set_aside_and_the_notes_start_empty() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("volatile");
        let (volatile, _) = Volatile::open(&path).unwrap();
        volatile.set_push_cursor(Seq(7));
        volatile.flush();
        drop(volatile);
        for entry in std::fs::read_dir(&path).unwrap().flatten().filter(|e| e.path().is_file()) {
            std::fs::write(entry.path(), b"nothing that sled knows").unwrap();
        }
        let (volatile, aside) = Volatile::open(&path).unwrap();
        assert!(aside.unwrap().moved_to.exists());
        assert_eq!(volatile.push_cursor(), None);
        volatile.set_push_cursor(Seq(8));
        volatile.flush();
        assert_eq!(volatile.push_cursor(), Some(Seq(8)));
    }

    #[test]
    fn a_database_that_another_process_has_is_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        let (_volatile, _) = Volatile::open(dir.path()).unwrap();
        assert!(Volatile::open(dir.path()).is_err());
        assert!(dir.path().join("db").exists());
    }
}
