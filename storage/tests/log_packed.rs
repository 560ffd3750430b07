//! Packed records: they come back as they were, and what harms them is caught like all damage.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::path::Path;

use support::*;
use tempfile::tempdir;
use uchite_domain::Seq;
use uchite_storage::log::{Log, LogOptions, OpenError, ReadError, ReadLimit, SegmentLog, verify};

/// Bytes of a record before its payload.
const BEFORE_PAYLOAD: usize = 40 + "deal:1".len();
/// Where a record says that it is packed.
const CODEC: usize = 39;

fn text(n: u64) -> String {
    format!("{{\"n\":{n},{}}}", "\"report\":\"訪問しました\",".repeat(40 + n as usize % 7))
}

/// A log of so many events, each in a group of its own, and what its only segment holds.
fn closed_log(folder: &Path, events: u64) -> (std::path::PathBuf, Vec<u8>) {
    let (log, _) = SegmentLog::open(folder, LogOptions::default()).unwrap();
    for n in 1..=events {
        assert_eq!(log.append(entry(text(n))).wait(), Ok(Seq(n)));
    }
    drop(log);
    let path = segments(folder).remove(0);
    let bytes = std::fs::read(&path).unwrap();
    (path, bytes)
}

fn record_len(bytes: &[u8], at: usize) -> usize {
    8 + u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()) as usize
}

/// Where each record begins.
fn starts(bytes: &[u8]) -> Vec<usize> {
    let mut at = HEADER_BYTES;
    let mut all = Vec::new();
    while at < bytes.len() {
        all.push(at);
        at += record_len(bytes, at);
    }
    all
}

/// Writes a record anew with this payload and a checksum that fits.
fn with_payload(bytes: &[u8], at: usize, payload: &[u8]) -> Vec<u8> {
    let mut record = bytes[at..at + BEFORE_PAYLOAD].to_vec();
    record.extend_from_slice(payload);
    let length = (record.len() as u32 - 8).to_le_bytes();
    record[..4].copy_from_slice(&length);
    let sum = crc32c::crc32c_append(crc32c::crc32c(&length), &record[8..]);
    record[4..8].copy_from_slice(&sum.to_le_bytes());
    [&bytes[..at], &record, &bytes[at + record_len(bytes, at)..]].concat()
}

fn texts(log: &dyn Log) -> Vec<String> {
    all(log).into_iter().map(|record| String::from_utf8(record.payload.to_vec()).unwrap()).collect()
}

#[test]
fn packed_records_take_a_fraction_and_come_back_as_they_were() {
    let folder = tempdir().unwrap();
    let (_, bytes) = closed_log(folder.path(), 50);
    let plain: usize = (1..=50).map(|n| text(n).len()).sum();
    assert!(bytes.len() * 5 < plain, "{} of {plain}", bytes.len());
    assert!(starts(&bytes).iter().all(|at| bytes[at + CODEC] == 1));
    let (log, report) = SegmentLog::open(folder.path(), LogOptions::default()).unwrap();
    assert_eq!(report.head, Seq(50));
    assert_eq!(texts(&log), (1..=50).map(text).collect::<Vec<_>>());
    assert_eq!(log.get(Seq(33)).unwrap().unwrap().payload, text(33));
    let report = verify(folder.path()).unwrap();
    assert!(report.is_sound() && report.records == 50, "{report:?}");
}

#[test]
fn a_read_is_limited_by_the_bytes_that_it_returns() {
    let folder = tempdir().unwrap();
    closed_log(folder.path(), 50);
    let (log, _) = SegmentLog::open(folder.path(), LogOptions::default()).unwrap();
    let bytes = (text(1).len() + text(2).len() + text(3).len()) + 1;
    assert_eq!(log.read(Seq(1), ReadLimit { records: 50, bytes }).unwrap().len(), 3);
}

#[test]
fn a_flipped_bit_of_a_packed_record_stops_the_start_and_is_listed() {
    let folder = tempdir().unwrap();
    let (path, bytes) = closed_log(folder.path(), 4);
    let starts = starts(&bytes);
    for offset in starts[1]..starts[2] {
        flip(&path, offset);
        let refused = SegmentLog::open(folder.path(), LogOptions::default()).expect_err("damage");
        let OpenError::Damaged(damage) = refused else { panic!("{refused}") };
        assert_eq!((damage.offset, damage.expected), (starts[1] as u64, Seq(2)));
        let report = verify(folder.path()).unwrap();
        assert_eq!((report.records, report.damage), (3, vec![damage]));
        flip(&path, offset);
    }
}

#[test]
fn a_packed_record_torn_at_any_byte_is_cut() {
    let folder = tempdir().unwrap();
    let (path, bytes) = closed_log(folder.path(), 3);
    let last = starts(&bytes)[2];
    for cut in last + 1..bytes.len() {
        std::fs::write(&path, &bytes[..cut]).unwrap();
        let (log, report) = SegmentLog::open(folder.path(), LogOptions::default()).unwrap();
        assert_eq!(report.cut.unwrap().offset, last as u64);
        assert_eq!(texts(&log), [text(1), text(2)]);
    }
}

#[test]
fn a_payload_that_cannot_be_unpacked_is_damage_though_its_checksum_fits() {
    let folder = tempdir().unwrap();
    let (path, bytes) = closed_log(folder.path(), 4);
    let second = starts(&bytes)[1];
    let payload = &bytes[second + BEFORE_PAYLOAD..second + record_len(&bytes, second)];
    let claims = |length: u32| [&length.to_le_bytes()[..], &payload[4..]].concat();
    let right = text(2).len() as u32;
    let harmed = [
        Vec::new(),
        payload[..3].to_vec(),
        payload[..payload.len() - 1].to_vec(),
        [payload, b"more"].concat(),
        claims(right - 1),
        claims(right + 1),
        claims(u32::MAX),
        claims(0),
        vec![0xff; 200],
    ];
    for payload in harmed {
        std::fs::write(&path, with_payload(&bytes, second, &payload)).unwrap();
        let (log, _) = SegmentLog::open(folder.path(), LogOptions::default()).unwrap();
        let Err(ReadError::Damaged(damage)) = log.read(Seq(1), ReadLimit::default()) else { panic!() };
        assert_eq!((damage.offset, damage.expected), (second as u64, Seq(2)));
        assert!(damage.why.contains("unpacked"), "{damage}");
        assert_eq!(log.get(Seq(4)).unwrap().unwrap().payload, text(4), "others are read");
        drop(log);
        let report = verify(folder.path()).unwrap();
        assert_eq!((report.records, report.head, report.damage), (3, Seq(4), vec![damage]));
    }
}

#[test]
fn a_plain_log_of_an_older_program_is_read_and_its_last_segment_stays_plain() {
    let folder = tempdir().unwrap();
    // Short payloads stay plain, so but for its header the segment is what an older program wrote.
    let (log, _) = open(folder.path());
    append_events(&log, 3);
    drop(log);
    let path = segments(folder.path()).remove(0);
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[10] = 0;
    let sum = crc32c::crc32c(&bytes[..60]).to_le_bytes();
    bytes[60..64].copy_from_slice(&sum);
    std::fs::write(&path, bytes).unwrap();

    let (log, _) =
        SegmentLog::open(folder.path(), LogOptions { segment_bytes: 4000, ..LogOptions::default() }).unwrap();
    for n in 4..=8 {
        log.append(entry(text(n))).wait().unwrap();
    }
    drop(log);
    let files = segments(folder.path());
    let codecs = |path: &Path| {
        let bytes = std::fs::read(path).unwrap();
        let sealed = files.last().is_some_and(|last| last != path);
        let mut starts = starts(&bytes);
        starts.truncate(starts.iter().position(|at| bytes.get(at + 38) != Some(&1)).unwrap_or(starts.len()));
        assert!(sealed || !starts.is_empty());
        (bytes[10], starts.iter().map(|at| bytes[at + CODEC]).collect::<Vec<_>>())
    };
    let (header, records) = codecs(&files[0]);
    assert_eq!((header, records.iter().max()), (0, Some(&0)));
    assert!(records.len() > 3, "the old segment goes on");
    let (header, records) = codecs(&files[1]);
    assert_eq!((header, records.iter().min()), (1, Some(&1)));
    let (log, _) = SegmentLog::open(folder.path(), LogOptions::default()).unwrap();
    assert_eq!(texts(&log)[3..], (4..=8).map(text).collect::<Vec<_>>());
    assert!(verify(folder.path()).unwrap().is_sound());
}
