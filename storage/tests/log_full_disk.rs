//! A disk that is full, really: a small file system of its own, which needs the right to mount one.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::path::{Path, PathBuf};
use std::process::Command;

use support::*;
use tempfile::{TempDir, tempdir};
use uchite_domain::Seq;
use uchite_storage::files::{Files, FilesConfig, FilesError};
use uchite_storage::log::{AppendError, Log, LogOptions, SegmentLog, verify};

/// A file system of one mebibyte, unmounted at the end.
struct SmallDisk(TempDir);

impl SmallDisk {
    fn mount() -> SmallDisk {
        let folder = tempdir().unwrap();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=1m", "tmpfs"])
            .arg(folder.path())
            .status()
            .expect("`mount` must be there");
        assert!(mounted.success(), "this test needs the right to mount a tmpfs (root, or a user namespace)");
        SmallDisk(folder)
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    /// Takes all the space that is left but these bytes.
    fn fill(&self, but: usize) -> PathBuf {
        let path = self.path().join("ballast");
        let mut len = 1 << 20;
        while len > 0 && std::fs::write(&path, vec![1; len]).is_err() {
            len -= 4096;
        }
        std::fs::write(&path, vec![1; len.saturating_sub(but)]).unwrap();
        path
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(self.path()).status();
    }
}

/// Appends until the disk is full; how many events were stored.
fn append_until_full(log: &SegmentLog) -> u64 {
    for _ in 0..100_000 {
        let next = log.head().next();
        match log.append(entry(event_text(next))).wait() {
            Ok(seq) => assert_eq!(seq, next),
            Err(refused) => {
                assert_eq!(refused, AppendError::StorageFull);
                assert!(refused.retryable());
                return log.head().0;
            }
        }
    }
    panic!("the disk is never full");
}

#[test]
fn a_full_disk_refuses_writes_keeps_reading_and_goes_on_when_there_is_room() {
    let disk = SmallDisk::mount();
    let (log, _) = SegmentLog::open(disk.path(), LogOptions::default()).unwrap();
    append_events(&log, 5);
    let ballast = disk.fill(3 * 4096);
    let stored = append_until_full(&log);
    assert!(stored > 5);
    assert_eq!(log.append(entry(noise(10_000))).wait(), Err(AppendError::StorageFull));
    assert_events(&log, stored);

    std::fs::remove_file(ballast).unwrap();
    append_events(&log, 100);
    assert_events(&log, stored + 100);
    drop(log);
    let (log, report) = SegmentLog::open(disk.path(), LogOptions::default()).unwrap();
    assert_eq!(report.cut, None, "nothing of the refused writes is left");
    assert_events(&log, stored + 100);
}

#[test]
fn a_disk_that_is_full_when_a_new_segment_is_due_recovers_too() {
    let disk = SmallDisk::mount();
    let (log, _) = open(disk.path());
    append_events(&log, 8);
    let ballast = disk.fill(0);
    for _ in 0..3 {
        assert_eq!(log.append(entry(event_text(Seq(9)))).wait(), Err(AppendError::StorageFull));
    }
    assert_events(&log, 8);
    std::fs::remove_file(ballast).unwrap();
    append_events(&log, 20);
    drop(log);
    let report = verify(disk.path()).unwrap();
    assert!(report.is_sound() && report.head == Seq(28), "{report:?}");
    assert_events(&open(disk.path()).0, 28);
}

#[test]
fn a_group_that_does_not_fit_is_refused_whole_and_its_revisions_are_free_again() {
    use uchite_storage::log::{Entry, Revision};
    let disk = SmallDisk::mount();
    let (log, _) = SegmentLog::open(disk.path(), LogOptions::default()).unwrap();
    append_events(&log, 1);
    let ballast = disk.fill(0);
    let ordered = |revision| Entry {
        expected: Revision::Exactly(revision),
        subject: "deal:2".into(),
        ..entry(noise(3000))
    };
    let answers = [1, 2, 3].map(|revision| log.append(ordered(revision)));
    let answers = answers.map(|answer| answer.wait());
    // The first may still fit the block that the segment has.
    let stored = answers.iter().take_while(|answer| answer.is_ok()).count();
    assert!(stored <= 1 && answers[stored..].iter().all(Result::is_err), "{answers:?}");
    std::fs::remove_file(ballast).unwrap();
    for revision in stored as u64 + 1..=3 {
        log.append(ordered(revision)).wait().unwrap();
    }
    assert_eq!(log.head(), Seq(4));
}

#[tokio::test]
async fn an_attachment_that_does_not_fit_is_refused_and_leaves_nothing() {
    let disk = SmallDisk::mount();
    let files = Files::open(&FilesConfig::Local { folder: disk.path().to_owned() }).unwrap();
    let refused = files.put(vec![1; 2 << 20].into(), "large").await;
    assert!(matches!(refused, Err(FilesError::StorageFull)), "{refused:?}");
    let stored = files.put(vec![1; 900 << 10].into(), "small").await.unwrap();
    assert!(files.exists(&stored.id).await.unwrap(), "the space is free again");
}
