//! Logs on a scratch folder, and ways to harm them.

#![allow(dead_code, unreachable_pub, missing_docs, clippy::unwrap_used, clippy::expect_used)]

use std::path::{Path, PathBuf};

use bytes::Bytes;
use uchite_domain::{Seq, Timestamp};
use uchite_storage::log::{Entry, Log, LogOptions, OpenReport, ReadLimit, Record, Revision, SegmentLog};

pub fn entry(text: impl Into<Bytes>) -> Entry {
    Entry {
        subject: "deal:1".into(),
        expected: Revision::Unordered,
        at: Timestamp(1_795_000_000_000),
        payload: text.into(),
    }
}

/// Small segments, so that a few records make several.
pub fn small_segments() -> LogOptions {
    LogOptions { segment_bytes: 1000, ..LogOptions::default() }
}

pub fn open(folder: &Path) -> (SegmentLog, OpenReport) {
    SegmentLog::open(folder, small_segments()).unwrap()
}

/// Appends events one after the other, each in a group of its own; the payload of each is its number.
pub fn append_events(log: &dyn Log, count: usize) {
    for _ in 0..count {
        let next = log.head().next();
        assert_eq!(log.append(entry(event_text(next))).wait(), Ok(next));
    }
}

/// The same length for every event, see [`RECORD_BYTES`], and too short to be packed.
pub fn event_text(seq: Seq) -> String {
    format!("event {seq:04} {}", "-".repeat(60))
}

/// Bytes that do not pack.
pub fn noise(length: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15u64;
    let byte = |_| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 32) as u8
    };
    (0..length).map(byte).collect()
}

/// How long the record of an event is in a segment; eight fit a small one.
pub const RECORD_BYTES: usize = 40 + "deal:1".len() + "event 0001 ".len() + 60;
/// Where the first record of a segment begins.
pub const HEADER_BYTES: usize = 64;

/// All events, read in small steps.
pub fn all(log: &dyn Log) -> Vec<Record> {
    let mut records: Vec<Record> = Vec::new();
    loop {
        let from = records.last().map_or(Seq(1), |last| last.seq.next());
        let step = log.read(from, ReadLimit { records: 7, bytes: 10_000 }).unwrap();
        if step.is_empty() {
            return records;
        }
        records.extend(step);
    }
}

/// That the log holds exactly the events that [`append_events`] gives it.
pub fn assert_events(log: &dyn Log, count: u64) {
    let records = all(log);
    assert_eq!(log.head(), Seq(count));
    assert_eq!(records.len() as u64, count);
    for (n, record) in records.iter().enumerate() {
        let seq = Seq(n as u64 + 1);
        assert_eq!((record.seq, &record.payload[..]), (seq, event_text(seq).as_bytes()));
    }
}

pub fn segments(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "seg"))
        .collect();
    found.sort();
    found
}

pub fn flip(path: &Path, offset: usize) {
    let mut bytes = std::fs::read(path).unwrap();
    bytes[offset] ^= 0x04;
    std::fs::write(path, bytes).unwrap();
}

pub fn shorten(path: &Path, len: u64) {
    std::fs::OpenOptions::new().write(true).open(path).unwrap().set_len(len).unwrap();
}

pub fn len(path: &Path) -> u64 {
    std::fs::metadata(path).unwrap().len()
}
