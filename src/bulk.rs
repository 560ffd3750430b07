//! Filling an empty log with many events at once: a founding, the demo company, an organisation for a load
//! test. Their order is decided already, so they are appended in large groups.

use std::collections::HashMap;

use bytes::Bytes;
use uchite_domain::{LoggedEvent, Seq, Subject, Timestamp};
use uchite_storage::log::{Append, AppendError, Entry, Log, Revision};

/// Entries that are handed over before the first of them is waited for; less than the log's queue takes.
const GROUP: usize = 4_096;

/// Why the events were not appended. The log may hold the first of them: the data folder is to be emptied.
#[derive(Debug, thiserror::Error)]
pub enum BulkError {
    /// There are events already.
    #[error("the log holds {0} events already")]
    NotEmpty(Seq),
    /// The log refused.
    #[error(transparent)]
    Refused(#[from] AppendError),
    /// An event could not be written down.
    #[error("an event could not be written down: {0}")]
    Unwritable(#[from] serde_json::Error),
}

/// Appends events to an empty log and waits until they are durable. Answers the last one's number. Tells
/// `progress` how many are. Blocks.
///
/// # Errors
/// A log that is not empty, or one that refuses.
pub fn fill(
    log: &dyn Log,
    events: impl IntoIterator<Item = (Timestamp, LoggedEvent)>,
    progress: &mut dyn FnMut(u64),
) -> Result<Seq, BulkError> {
    if log.head() != Seq::ZERO {
        return Err(BulkError::NotEmpty(log.head()));
    }
    let mut revisions: HashMap<Subject, u64> = HashMap::new();
    let mut waiting: Vec<Append> = Vec::with_capacity(GROUP);
    let mut last = Seq::ZERO;
    for (at, logged) in events {
        let subject = logged.event.subject();
        let expected = match subject {
            Subject::Member(_) => Revision::Unordered,
            subject => {
                let revision = revisions.entry(subject).or_default();
                *revision += 1;
                Revision::Exactly(*revision)
            }
        };
        let payload = Bytes::from(serde_json::to_vec(&logged)?);
        let subject = subject.to_string().into_boxed_str();
        waiting.push(log.append(Entry { subject, expected, at, payload }));
        if waiting.len() >= GROUP {
            last = wait(&mut waiting)?;
            progress(last.0);
        }
    }
    if !waiting.is_empty() {
        last = wait(&mut waiting)?;
        progress(last.0);
    }
    Ok(last)
}

fn wait(waiting: &mut Vec<Append>) -> Result<Seq, AppendError> {
    let mut last = Seq::ZERO;
    for append in waiting.drain(..) {
        last = append.wait()?;
    }
    Ok(last)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use uchite_domain::{Founding, found};
    use uchite_storage::log::{LogOptions, MemoryLog, ReadLimit};

    use super::*;

    #[test]
    fn a_founding_is_appended_in_order_to_an_empty_log_alone() {
        let founding = Founding {
            name: "青葉システムズ".into(),
            department: "本社".into(),
            admin_name: "管理者".into(),
            admin_kana: String::new(),
            admin_login: "admin".into(),
        };
        let events = found(&founding).unwrap().events;
        let log = MemoryLog::new(LogOptions::default());
        let stamped = || events.iter().cloned().map(|event| (Timestamp(5), event));
        let last = fill(&log, stamped(), &mut |_| ()).unwrap();
        assert_eq!(last.0, events.len() as u64);
        let records = log.read(Seq(1), ReadLimit::default()).unwrap();
        for (record, event) in records.iter().zip(&events) {
            assert_eq!(serde_json::from_slice::<LoggedEvent>(&record.payload).unwrap(), *event);
            assert_eq!(*record.subject, *event.event.subject().to_string());
        }
        assert!(matches!(fill(&log, stamped(), &mut |_| ()), Err(BulkError::NotEmpty(_))));
    }
}
