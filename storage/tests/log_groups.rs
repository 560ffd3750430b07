//! Entries that wait together are made durable together.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use support::*;
use tempfile::tempdir;
use uchite_domain::Seq;
use uchite_storage::log::{AppendError, Log, LogOptions, Revision, SegmentLog};

#[test]
fn many_appends_in_flight_need_far_fewer_flushes() {
    let folder = tempdir().unwrap();
    let (log, _) = SegmentLog::open(folder.path(), LogOptions::default()).unwrap();
    let answers: Vec<_> = (0..10_000).map(|n| log.append(entry(format!("{n}")))).collect();
    for (n, answer) in answers.into_iter().enumerate() {
        assert_eq!(answer.wait(), Ok(Seq(n as u64 + 1)));
    }
    let figures = log.figures();
    assert_eq!(figures.records, 10_000);
    assert!(figures.groups <= figures.syncs && figures.syncs <= 1000, "{figures:?}");
}

#[test]
fn one_append_after_the_other_is_flushed_each_before_it_is_answered() {
    let folder = tempdir().unwrap();
    let (log, _) = SegmentLog::open(folder.path(), LogOptions::default()).unwrap();
    for n in 1..=20 {
        log.append(entry("x")).wait().unwrap();
        assert_eq!(log.figures().syncs, n);
    }
}

#[test]
fn a_full_queue_answers_at_once_and_leaves_no_hole_in_the_revisions() {
    let folder = tempdir().unwrap();
    let options = LogOptions { max_queued_records: 3, ..LogOptions::default() };
    let (log, _) = SegmentLog::open(folder.path(), options).unwrap();
    let (mut busy, mut stored) = (0, 0);
    for deal in 0..500 {
        let subject: Box<str> = format!("deal:{deal}").into();
        let answers = [1, 2, 3].map(|revision| {
            let expected = Revision::Exactly(revision);
            log.append(uchite_storage::log::Entry { subject: subject.clone(), expected, ..entry("x") })
        });
        let answers = answers.map(|answer| answer.wait());
        let first_refused = answers.iter().position(Result::is_err).unwrap_or(3);
        assert!(answers[first_refused..].iter().all(Result::is_err), "a hole: {answers:?}");
        for answer in answers {
            match answer {
                Ok(_) => stored += 1,
                Err(refused @ AppendError::Busy) => busy += u64::from(refused.retryable()),
                Err(AppendError::Conflict { .. }) => {}
                Err(other) => panic!("{other}"),
            }
        }
    }
    assert_eq!(log.head(), Seq(stored));
    let flood: Vec<_> = (0..5000).map(|_| log.append(entry("x"))).collect();
    busy += flood.into_iter().filter_map(|answer| answer.wait().err()).filter(AppendError::retryable).count()
        as u64;
    assert!(busy > 0, "a queue of three was never full");
}

#[test]
fn an_append_whose_answer_nobody_waits_for_is_stored() {
    let folder = tempdir().unwrap();
    let (log, _) = open(folder.path());
    drop(log.append(entry(event_text(Seq(1)))));
    drop(log);
    assert_events(&open(folder.path()).0, 1);
}

#[test]
fn options_that_make_no_sense_are_refused() {
    let folder = tempdir().unwrap();
    for options in [
        LogOptions { segment_bytes: 1 << 40, ..LogOptions::default() },
        LogOptions { max_payload_bytes: 1 << 30, ..LogOptions::default() },
        LogOptions { max_queued_records: 0, ..LogOptions::default() },
        LogOptions { max_queued_bytes: 10, ..LogOptions::default() },
    ] {
        assert!(SegmentLog::open(folder.path(), options).is_err());
    }
}
