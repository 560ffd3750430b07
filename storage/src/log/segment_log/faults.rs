//! A disk whose flush fails, which no file system here does on demand.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::io;
use std::sync::atomic::{AtomicU32, Ordering};

use bytes::Bytes;
use uchite_domain::{Seq, Timestamp};

use super::{LogOptions, SegmentLog};
use crate::log::{AppendError, Entry, Log, ReadLimit, Revision};

/// Flushes to come that fail, one bit each, the nearest lowest.
#[derive(Debug, Default)]
pub(crate) struct Faults(AtomicU32);

impl Faults {
    pub(crate) fn next_sync(&self) -> io::Result<()> {
        let pattern = self.0.load(Ordering::Relaxed);
        self.0.store(pattern >> 1, Ordering::Relaxed);
        if pattern & 1 == 1 { Err(io::Error::other("the disk has a fault")) } else { Ok(()) }
    }
}

fn entry(revision: u64) -> Entry {
    Entry {
        subject: "deal:1".into(),
        expected: Revision::Exactly(revision),
        at: Timestamp(0),
        payload: Bytes::from_static(b"{}"),
    }
}

fn open(folder: &std::path::Path) -> SegmentLog {
    SegmentLog::open(folder, LogOptions::default()).unwrap().0
}

#[test]
fn after_a_failed_flush_the_group_is_refused_and_the_next_one_goes_to_a_new_segment() {
    let folder = tempfile::tempdir().unwrap();
    let log = open(folder.path());
    assert_eq!(log.append(entry(1)).wait(), Ok(Seq(1)));
    log.shared.faults.0.store(0b1, Ordering::Relaxed);
    let refused = log.append(entry(2)).wait().unwrap_err();
    assert!(matches!(refused, AppendError::WriteFailed { .. }) && refused.retryable(), "{refused}");
    assert_eq!(log.head(), Seq(1));
    assert_eq!(
        log.append(entry(3)).wait(),
        Err(AppendError::Conflict { actual: 1 }),
        "no revision is left out"
    );
    assert_eq!(log.append(entry(2)).wait(), Ok(Seq(2)));
    assert_eq!(log.shared.segments.read().len(), 2);
    drop(log);

    let (log, report) = SegmentLog::open(folder.path(), LogOptions::default()).unwrap();
    assert_eq!((report.head, report.cut, report.resealed.len()), (Seq(2), None, 1));
    assert_eq!(log.read(Seq(1), ReadLimit::default()).unwrap().len(), 2);
}

#[test]
fn a_failed_flush_of_the_first_record_replaces_the_segment() {
    let folder = tempfile::tempdir().unwrap();
    let log = open(folder.path());
    log.shared.faults.0.store(0b1, Ordering::Relaxed);
    assert!(log.append(entry(1)).wait().is_err());
    assert_eq!(log.append(entry(1)).wait(), Ok(Seq(1)));
    assert_eq!(log.shared.segments.read().len(), 1);
    drop(log);
    assert_eq!(open(folder.path()).head(), Seq(1));
}

#[test]
fn when_a_failed_flush_cannot_be_taken_back_the_log_stays_broken_but_readable() {
    let folder = tempfile::tempdir().unwrap();
    let log = open(folder.path());
    assert_eq!(log.append(entry(1)).wait(), Ok(Seq(1)));
    log.shared.faults.0.store(0b11, Ordering::Relaxed);
    for _ in 0..3 {
        let refused = log.append(entry(2)).wait().unwrap_err();
        assert!(matches!(refused, AppendError::Broken(_)) && !refused.retryable(), "{refused}");
    }
    assert_eq!(log.get(Seq(1)).unwrap().unwrap().seq, Seq(1));
    drop(log);
    assert_eq!(open(folder.path()).append(entry(2)).wait(), Ok(Seq(2)));
}

#[test]
fn when_no_new_segment_can_be_made_after_a_failed_flush_the_log_stays_broken() {
    let folder = tempfile::tempdir().unwrap();
    let log = open(folder.path());
    assert_eq!(log.append(entry(1)).wait(), Ok(Seq(1)));
    std::fs::create_dir(folder.path().join("00000000000000000002.seg.new")).unwrap();
    log.shared.faults.0.store(0b1, Ordering::Relaxed);
    for _ in 0..2 {
        assert!(matches!(log.append(entry(2)).wait(), Err(AppendError::Broken(_))));
    }
}
