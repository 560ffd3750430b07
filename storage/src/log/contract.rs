//! What every [`Log`] must do, as tests. One suite for all implementations: [`log_contract!`] makes a module of
//! tests from an expression that opens an empty log with given options.
//!
//! [`log_contract!`]: crate::log_contract

#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

use std::sync::Arc;

use bytes::Bytes;
use uchite_domain::{Seq, Timestamp};

use super::{AppendError, Entry, Log, LogOptions, MAX_SUBJECT_BYTES, ReadLimit, Revision};

/// Opens an empty log with these options.
pub type Open<'a> = &'a dyn Fn(LogOptions) -> Arc<dyn Log>;

/// An entry with this text as payload.
#[must_use]
pub fn entry(subject: &str, expected: Revision, text: &str) -> Entry {
    Entry {
        subject: subject.into(),
        expected,
        at: Timestamp(1_795_000_000_000),
        payload: Bytes::copy_from_slice(text.as_bytes()),
    }
}

fn texts(log: &dyn Log, from: u64, limit: ReadLimit) -> Vec<String> {
    let records = log.read(Seq(from), limit).unwrap();
    records.iter().map(|record| String::from_utf8(record.payload.to_vec()).unwrap()).collect()
}

pub fn an_empty_log_has_no_events(open: Open<'_>) {
    let log = open(LogOptions::default());
    assert_eq!(log.head(), Seq::ZERO);
    assert!(log.read(Seq::ZERO, ReadLimit::default()).unwrap().is_empty());
    assert_eq!(log.get(Seq::ZERO).unwrap(), None);
    assert_eq!(log.get(Seq(1)).unwrap(), None);
}

pub fn events_are_numbered_from_one_without_gaps_in_the_order_of_appending(open: Open<'_>) {
    let log = open(LogOptions::default());
    let answers: Vec<_> = (1..=100)
        .map(|n| log.append(entry(&format!("deal:{}", n % 7), Revision::Unordered, &format!("{n}"))))
        .collect();
    for (n, answer) in answers.into_iter().enumerate() {
        assert_eq!(answer.wait(), Ok(Seq(n as u64 + 1)));
    }
    assert_eq!(log.head(), Seq(100));
    let expected: Vec<_> = (1..=100).map(|n| n.to_string()).collect();
    assert_eq!(texts(&*log, 1, ReadLimit::default()), expected);
}

pub fn an_event_is_read_as_it_was_appended(open: Open<'_>) {
    let log = open(LogOptions::default());
    let all = [
        Entry {
            subject: "deal:商談".into(),
            expected: Revision::Exactly(1),
            at: Timestamp(-1),
            payload: Bytes::from_static(&[0, 255, 10]),
        },
        entry("", Revision::Unordered, ""),
    ];
    for entry in &all {
        log.append(entry.clone()).wait().unwrap();
    }
    let first = log.get(Seq(1)).unwrap().unwrap();
    assert_eq!((first.seq, &*first.subject, first.revision), (Seq(1), "deal:商談", Some(1)));
    assert_eq!((first.at, &first.payload[..]), (Timestamp(-1), &[0, 255, 10][..]));
    let second = log.get(Seq(2)).unwrap().unwrap();
    assert_eq!((&*second.subject, second.revision, second.payload.len()), ("", None, 0));
}

pub fn what_was_acknowledged_can_be_read(open: Open<'_>) {
    let log = open(LogOptions::default());
    for n in 1..=50 {
        let seq = log.append(entry("deal:1", Revision::Exactly(n), "{}")).wait().unwrap();
        assert!(log.head() >= seq);
        assert_eq!(log.get(seq).unwrap().map(|record| record.revision), Some(Some(n)));
    }
}

pub fn an_ordered_entry_with_another_revision_than_the_next_is_refused(open: Open<'_>) {
    let log = open(LogOptions::default());
    log.append(entry("deal:1", Revision::Exactly(1), "a")).wait().unwrap();
    for wrong in [0, 1, 3, u64::MAX] {
        let refused = log.append(entry("deal:1", Revision::Exactly(wrong), "b")).wait().unwrap_err();
        assert_eq!(refused, AppendError::Conflict { actual: 1 });
        assert!(!refused.retryable());
    }
    log.append(entry("deal:2", Revision::Exactly(1), "other")).wait().unwrap();
    log.append(entry("deal:1", Revision::Unordered, "raises nothing")).wait().unwrap();
    log.append(entry("deal:1", Revision::Exactly(2), "c")).wait().unwrap();
    assert_eq!(texts(&*log, 1, ReadLimit::default()), ["a", "other", "raises nothing", "c"]);
}

pub fn of_two_entries_for_one_revision_one_wins(open: Open<'_>) {
    let log = open(LogOptions::default());
    let both = [1, 2].map(|_| log.append(entry("deal:1", Revision::Exactly(1), "x")));
    let [first, second] = both.map(super::Append::wait);
    assert_eq!((first, second), (Ok(Seq(1)), Err(AppendError::Conflict { actual: 1 })));
    assert_eq!(log.head(), Seq(1));
}

pub fn the_first_entry_of_a_subject_is_taken_on_trust(open: Open<'_>) {
    let log = open(LogOptions::default());
    log.append(entry("deal:1", Revision::Exactly(41), "x")).wait().unwrap();
    let refused = log.append(entry("deal:1", Revision::Exactly(1), "x")).wait();
    assert_eq!(refused, Err(AppendError::Conflict { actual: 41 }));
}

pub fn a_read_keeps_its_limits_and_gives_at_least_one(open: Open<'_>) {
    let log = open(LogOptions::default());
    for n in 1..=9 {
        log.append(entry("deal:1", Revision::Unordered, &format!("{n}{}", "x".repeat(9)))).wait().unwrap();
    }
    let count = |from, records, bytes| texts(&*log, from, ReadLimit { records, bytes }).len();
    assert_eq!(count(1, 4, 1000), 4);
    assert_eq!(count(1, 100, 30), 3);
    assert_eq!(count(1, 100, 39), 3);
    assert_eq!(count(1, 0, 0), 1);
    assert_eq!(count(8, 100, 1000), 2);
    assert_eq!(count(10, 100, 1000), 0);
    assert_eq!(count(Seq::MAX.0, 100, 1000), 0);
    assert_eq!(texts(&*log, 0, ReadLimit { records: 1, bytes: 9 }), ["1xxxxxxxxx"]);
}

pub fn every_event_can_be_reached_by_its_number(open: Open<'_>) {
    let log = open(LogOptions::default());
    let answers: Vec<_> = (1..=500_usize)
        .map(|n| log.append(entry("deal:1", Revision::Unordered, &format!("{n}:{}", "x".repeat(n * 3)))))
        .collect();
    for answer in answers {
        answer.wait().unwrap();
    }
    for n in (1..=500).rev() {
        let record = log.get(Seq(n)).unwrap().unwrap();
        assert!(record.seq == Seq(n) && record.payload.starts_with(format!("{n}:").as_bytes()));
    }
}

pub fn an_entry_that_is_too_long_is_refused(open: Open<'_>) {
    let log = open(LogOptions { max_payload_bytes: 10, ..LogOptions::default() });
    let refused = log.append(entry("deal:1", Revision::Exactly(1), &"x".repeat(11))).wait();
    assert_eq!(refused, Err(AppendError::TooLarge { bytes: 11, max: 10 }));
    let subject = "s".repeat(MAX_SUBJECT_BYTES + 1);
    let refused = log.append(entry(&subject, Revision::Unordered, "x")).wait();
    assert!(matches!(refused, Err(AppendError::TooLarge { .. })), "{refused:?}");
    let longest = entry(&subject[1..], Revision::Unordered, &"x".repeat(10));
    assert_eq!(log.append(longest).wait(), Ok(Seq(1)));
}

pub fn a_closed_log_is_read_and_not_written(open: Open<'_>) {
    let log = open(LogOptions::default());
    let waiting = log.append(entry("deal:1", Revision::Exactly(1), "x"));
    log.close();
    log.close();
    assert_eq!(waiting.wait(), Ok(Seq(1)), "what was handed over is committed");
    let refused = log.append(entry("deal:1", Revision::Exactly(2), "x")).wait();
    assert_eq!(refused, Err(AppendError::Closed));
    assert_eq!(log.get(Seq(1)).unwrap().map(|record| record.seq), Some(Seq(1)));
}

pub fn many_writers_get_one_order_and_keep_their_own(open: Open<'_>) {
    let log = open(LogOptions::default());
    std::thread::scope(|scope| {
        for writer in 0..8 {
            let log = &log;
            scope.spawn(move || {
                let subject = format!("deal:{writer}");
                let answers: Vec<_> =
                    (1..=200).map(|n| log.append(entry(&subject, Revision::Exactly(n), "{}"))).collect();
                let seqs: Vec<_> = answers.into_iter().map(|answer| answer.wait().unwrap()).collect();
                assert!(seqs.is_sorted());
            });
        }
    });
    let all = log.read(Seq(1), ReadLimit::default()).unwrap();
    assert_eq!(all.len(), 1600);
    for writer in 0..8 {
        let subject = format!("deal:{writer}");
        let own = all.iter().filter(|record| *record.subject == *subject);
        assert!(own.map(|record| record.revision.unwrap()).eq(1..=200));
    }
}

/// Makes a module of tests for one implementation of [`Log`].
#[doc(hidden)]
#[macro_export]
macro_rules! log_contract {
    ($name:ident, $open:expr) => {
        $crate::log_contract!(@ $name, $open,
            an_empty_log_has_no_events,
            events_are_numbered_from_one_without_gaps_in_the_order_of_appending,
            an_event_is_read_as_it_was_appended,
            what_was_acknowledged_can_be_read,
            an_ordered_entry_with_another_revision_than_the_next_is_refused,
            of_two_entries_for_one_revision_one_wins,
            the_first_entry_of_a_subject_is_taken_on_trust,
            a_read_keeps_its_limits_and_gives_at_least_one,
            every_event_can_be_reached_by_its_number,
            an_entry_that_is_too_long_is_refused,
            a_closed_log_is_read_and_not_written,
            many_writers_get_one_order_and_keep_their_own,
        );
    };
    (@ $name:ident, $open:expr, $($behaviour:ident,)*) => {
        mod $name {
            use super::*;
            $(
                #[test]
                fn $behaviour() {
                    $crate::log::contract::$behaviour(&$open);
                }
            )*
        }
    };
}
