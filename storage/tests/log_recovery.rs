//! What a start makes of files that are not as they were left.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::path::Path;

use support::*;
use tempfile::tempdir;
use uchite_domain::Seq;
use uchite_storage::log::{Log, LogOptions, OpenError, ReadError, ReadLimit, SegmentLog, verify};

/// A log of so many events in segments of eight; their files.
fn closed_log(folder: &Path, events: usize) -> Vec<std::path::PathBuf> {
    let (log, report) = open(folder);
    assert!(report.created);
    append_events(&log, events);
    drop(log);
    segments(folder)
}

fn refusal(folder: &Path) -> OpenError {
    SegmentLog::open(folder, small_segments()).expect_err("damage must stop the start")
}

#[test]
fn a_closed_log_opens_with_the_same_events() {
    let folder = tempdir().unwrap();
    assert_eq!(closed_log(folder.path(), 30).len(), 4);
    for _ in 0..2 {
        let (log, report) = open(folder.path());
        assert_eq!((report.created, report.head, report.segments), (false, Seq(30), 4));
        assert!(report.cut.is_none() && report.resealed.is_empty());
        assert_events(&log, 30);
    }
    let (log, _) = open(folder.path());
    append_events(&log, 10);
    assert_events(&log, 40);
    let report = verify(folder.path()).unwrap();
    assert!(report.is_sound() && report.unsealed.is_empty() && report.torn.is_none(), "{report:?}");
    assert_eq!((report.records, report.head, report.segments), (40, Seq(40), 5));
}

#[test]
fn a_last_record_torn_at_any_byte_is_cut_and_reported() {
    let folder = tempdir().unwrap();
    let last = closed_log(folder.path(), 11).pop().unwrap();
    let whole = std::fs::read(&last).unwrap();
    let start = whole.len() - RECORD_BYTES;
    for cut in start..whole.len() {
        std::fs::write(&last, &whole[..cut]).unwrap();
        let verified = verify(folder.path()).unwrap();
        assert!(verified.is_sound() && verified.torn.is_some() == (cut > start), "{verified:?}");
        let (log, report) = open(folder.path());
        assert_events(&log, 10);
        match report.cut {
            None => assert_eq!(cut, start),
            Some(tail) => {
                assert_eq!((tail.offset, tail.bytes), (start as u64, (cut - start) as u64));
                assert_eq!((tail.next, tail.segment), (Seq(11), last.clone()));
            }
        }
        append_events(&log, 1);
        assert_events(&log, 11);
    }
}

#[test]
fn a_last_record_with_a_wrong_checksum_is_cut_and_reported() {
    let folder = tempdir().unwrap();
    let last = closed_log(folder.path(), 11).pop().unwrap();
    let end = len(&last) as usize;
    flip(&last, end - 1);
    let (log, report) = open(folder.path());
    assert!(report.cut.is_some());
    assert_events(&log, 10);
}

#[test]
fn zeros_behind_the_last_record_are_cut() {
    let folder = tempdir().unwrap();
    let last = closed_log(folder.path(), 11).pop().unwrap();
    shorten(&last, len(&last) + 5000);
    let (log, report) = open(folder.path());
    assert_eq!(report.cut.unwrap().bytes, 5000);
    assert_events(&log, 11);
}

#[test]
fn a_changed_byte_before_the_last_record_stops_the_start_and_names_the_place() {
    let folder = tempdir().unwrap();
    let last = closed_log(folder.path(), 14).pop().unwrap();
    let whole = std::fs::read(&last).unwrap();
    for offset in HEADER_BYTES..whole.len() - RECORD_BYTES {
        flip(&last, offset);
        let before = std::fs::read(&last).unwrap();
        let OpenError::Damaged(damage) = refusal(folder.path()) else { panic!("byte {offset}") };
        let nth = (offset - HEADER_BYTES) / RECORD_BYTES;
        assert_eq!((&damage.segment, damage.expected), (&last, Seq(9 + nth as u64)));
        assert_eq!(damage.offset, (HEADER_BYTES + nth * RECORD_BYTES) as u64);
        assert_eq!(std::fs::read(&last).unwrap(), before, "nothing is changed");
        let verified = verify(folder.path()).unwrap();
        assert_eq!((verified.records, verified.damage), (13, vec![damage]), "verify finds the rest");
        std::fs::write(&last, &whole).unwrap();
    }
    assert_events(&open(folder.path()).0, 14);
}

#[test]
fn a_changed_header_stops_the_start() {
    let folder = tempdir().unwrap();
    for segment in closed_log(folder.path(), 20) {
        for offset in [0, 9, 20, 33, 63] {
            flip(&segment, offset);
            let OpenError::Damaged(damage) = refusal(folder.path()) else { panic!("byte {offset}") };
            assert_eq!((damage.segment.clone(), damage.offset), (segment.clone(), 0));
            assert!(verify(folder.path()).unwrap().damage.contains(&damage));
            flip(&segment, offset);
        }
    }
}

#[test]
fn a_changed_byte_in_an_old_segment_is_found_by_reading_and_by_verify() {
    let folder = tempdir().unwrap();
    let first = closed_log(folder.path(), 20).remove(0);
    let third = HEADER_BYTES + 2 * RECORD_BYTES;
    flip(&first, third + 60);
    let (log, _) = open(folder.path());
    let Err(ReadError::Damaged(damage)) = log.read(Seq(1), ReadLimit::default()) else { panic!() };
    assert_eq!((&damage.segment, damage.expected), (&first, Seq(3)));
    assert_eq!(damage.offset, third as u64);
    assert_eq!(log.get(Seq(9)).unwrap().unwrap().seq, Seq(9), "other segments are read");
    let report = verify(folder.path()).unwrap();
    assert_eq!((report.records, report.head, report.damage), (19, Seq(20), vec![damage]));
}

#[test]
fn an_old_segment_cut_short_anywhere_stops_the_start_or_only_lacks_its_seal() {
    let folder = tempdir().unwrap();
    let middle = closed_log(folder.path(), 20).remove(1);
    let whole = std::fs::read(&middle).unwrap();
    let data_end = HEADER_BYTES + 8 * RECORD_BYTES;
    for cut in (HEADER_BYTES..data_end).step_by(13) {
        std::fs::write(&middle, &whole[..cut]).unwrap();
        let OpenError::Damaged(damage) = refusal(folder.path()) else { panic!("cut {cut}") };
        assert_eq!(damage.segment, middle);
        assert!(!verify(folder.path()).unwrap().is_sound());
    }
    for cut in data_end..whole.len() {
        std::fs::write(&middle, &whole[..cut]).unwrap();
        let (log, report) = open(folder.path());
        assert_eq!(report.resealed, std::slice::from_ref(&middle));
        assert_events(&log, 20);
        assert_eq!(std::fs::read(&middle).unwrap(), whole, "the seal is the same as before");
    }
}

#[test]
fn a_missing_segment_stops_the_start_whichever_it_is() {
    for gone in 0..4 {
        let folder = tempdir().unwrap();
        let all = closed_log(folder.path(), 30);
        std::fs::remove_file(&all[gone]).unwrap();
        let OpenError::Missing { segment, expected } = refusal(folder.path()) else { panic!("{gone}") };
        assert_eq!((&segment, expected), (&all[gone], Seq([1, 9, 17, 25][gone])));
        let report = verify(folder.path()).unwrap();
        let found: Vec<_> = report.damage.iter().map(|damage| (&damage.segment, damage.expected)).collect();
        assert_eq!(found, [(&segment, expected)], "{report:?}");
    }
}

#[test]
fn a_log_whose_segments_are_all_gone_is_not_made_anew() {
    let folder = tempdir().unwrap();
    closed_log(folder.path(), 5).iter().for_each(|path| std::fs::remove_file(path).unwrap());
    assert!(matches!(refusal(folder.path()), OpenError::Missing { expected: Seq(1), .. }));
    assert!(!verify(folder.path()).unwrap().is_sound());
}

#[test]
fn a_segment_of_another_log_stops_the_start() {
    let (folder, other) = (tempdir().unwrap(), tempdir().unwrap());
    let own = closed_log(folder.path(), 20);
    let foreign = closed_log(other.path(), 20);
    std::fs::copy(&foreign[1], &own[1]).unwrap();
    let OpenError::Foreign { segment, found, expected } = refusal(folder.path()) else { panic!() };
    assert_eq!(segment, own[1]);
    assert_ne!(found, expected);
    let report = verify(folder.path()).unwrap();
    assert_eq!(report.damage.len(), 1);
    assert!(report.damage[0].why.contains(&found.to_string()), "{report:?}");
}

#[test]
fn a_segment_under_another_name_stops_the_start() {
    let folder = tempdir().unwrap();
    let all = closed_log(folder.path(), 20);
    std::fs::copy(&all[0], &all[1]).unwrap();
    assert!(matches!(refusal(folder.path()), OpenError::Damaged(damage) if damage.segment == all[1]));
}

#[test]
fn a_lost_identity_file_is_written_anew_and_a_wrong_one_stops_the_start() {
    let folder = tempdir().unwrap();
    closed_log(folder.path(), 20);
    let path = folder.path().join("identity");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    assert_events(&open(folder.path()).0, 20);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
    std::fs::write(&path, "nonsense").unwrap();
    assert!(matches!(refusal(folder.path()), OpenError::Damaged(damage) if damage.segment == path));
    std::fs::write(&path, "00000000000000000000000000000000\n").unwrap();
    assert!(matches!(refusal(folder.path()), OpenError::Foreign { .. }));
}

#[test]
fn a_segment_whose_making_was_interrupted_is_no_obstacle() {
    let folder = tempdir().unwrap();
    closed_log(folder.path(), 20);
    std::fs::write(folder.path().join("00000000000000000021.seg.new"), b"UCHI").unwrap();
    let (log, _) = open(folder.path());
    append_events(&log, 30);
    assert_events(&log, 50);
}

#[test]
fn what_stops_the_start_says_what_can_be_done() {
    let folder = tempdir().unwrap();
    let all = closed_log(folder.path(), 20);
    flip(&all[2], 70);
    let text = refusal(folder.path()).to_string();
    for part in ["00000000000000000017.seg", "at byte 64", "event 17", "uchite log verify", "uchite restore"]
    {
        assert!(text.contains(part), "{part} is missing in: {text}");
    }
}

#[test]
fn a_hole_in_an_unfinished_group_is_cut_since_a_power_cut_leaves_it() {
    let folder = tempdir().unwrap();
    let (log, _) = SegmentLog::open(folder.path(), LogOptions::default()).unwrap();
    let path = segments(folder.path()).remove(0);
    const SMALL: usize = 46 + 900;
    // While the disk is busy with a large record, small ones gather behind it. Should they not, once more.
    let group = (0..50).find_map(|_| {
        let large = log.append(entry(noise(1 << 20)));
        let small: Vec<_> = (0..40).map(|_| log.append(entry(noise(900)))).collect();
        large.wait().unwrap();
        small.into_iter().for_each(|answer| assert!(answer.wait().is_ok()));
        let bytes = std::fs::read(&path).unwrap();
        let place = bytes[bytes.len() - SMALL + 32];
        // Forty and more: the large one is in the same group.
        (19..40).contains(&place).then_some(usize::from(place) + 1)
    });
    let (group, head) = (group.expect("no group of twenty in fifty tries"), log.head());
    drop(log);
    let mut bytes = std::fs::read(&path).unwrap();
    let start = bytes.len() - group * SMALL;
    let hole = start.next_multiple_of(512) + 4 * 512;
    bytes[hole..hole + 512].fill(0);
    std::fs::write(&path, &bytes).unwrap();

    let (log, report) = SegmentLog::open(folder.path(), LogOptions::default()).unwrap();
    let kept = (hole - start) / SMALL;
    assert_eq!(log.head(), Seq(head.0 - (group - kept) as u64));
    assert_eq!(report.cut.unwrap().offset as usize, start + kept * SMALL);
}
