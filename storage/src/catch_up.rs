//! Bringing a store up to its log: at start, and from nothing when the store was lost.

use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use uchite_domain::{LoggedEvent, Seq};

use crate::log::{Log, ReadError, ReadLimit, Record};
use crate::store::{Store, StoreError};
use crate::view::{OpenOptions, SledView};

/// Events between two checkpoints.
const CHECKPOINT_EVENTS: u64 = 50_000;
/// Batches that may be read ahead of what is applied.
const BATCHES_AHEAD: usize = 2;

/// How far catching up is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// The last event before it began that was applied with all before it.
    pub from: Seq,
    /// The last event applied.
    pub done: Seq,
    /// The last event of the log when it began.
    pub head: Seq,
}

/// Why a store could not be brought up to its log.
#[derive(Debug, thiserror::Error)]
pub enum CatchUpError {
    /// The log could not be read.
    #[error(transparent)]
    Log(#[from] ReadError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// An event is not one that this version of the program understands.
    #[error("event {seq} of the log cannot be understood: {why}")]
    Payload {
        /// Which.
        seq: Seq,
        /// What is wrong with it.
        why: String,
    },
}

type Parsed = Result<Vec<(Record, LoggedEvent)>, CatchUpError>;

/// Applies everything that the log has and the store has not, in order, and writes checkpoints on the way
/// and at the end. Tells `progress` after every batch. Waits for the disk.
///
/// # Errors
/// As [`CatchUpError`] says. What was applied before stays applied.
pub fn catch_up(
    log: &dyn Log,
    store: &dyn Store,
    progress: &mut dyn FnMut(Progress),
) -> Result<Progress, CatchUpError> {
    let (from, head) = (store.applied(), log.head());
    let mut state = Progress { from, done: from, head };
    if head <= from {
        return Ok(state);
    }
    std::thread::scope(|scope| {
        let (sender, receiver) = sync_channel(BATCHES_AHEAD);
        // Reading and parsing take about as long as applying, so they go on beside it.
        scope.spawn(move || read_ahead(log, from.next(), head, &sender));
        apply_all(store, &receiver, &mut state, progress)
    })?;
    store.checkpoint()?;
    Ok(state)
}

/// Brings a read model up to its log that was opened in this folder, and opens it once more after a long way: what
/// was needed on the way lies in memory between what stays, and is given back only if both go.
///
/// # Errors
/// As [`catch_up`], and when it cannot be opened again.
pub fn catch_up_and_settle(
    log: &dyn Log,
    view: SledView,
    (folder, options): (&Path, OpenOptions),
    progress: &mut dyn FnMut(Progress),
) -> Result<SledView, CatchUpError> {
    let went = catch_up(log, &view, progress)?;
    if went.done.0 - went.from.0 < options.settle_events {
        return Ok(view);
    }
    drop(view);
    let (view, report) = SledView::open(folder, options)?;
    if let Some(aside) = report.set_aside {
        tracing::warn!(
            moved_to = %aside.moved_to.display(), why = aside.why,
            "the read model was damaged as soon as it was built, and is built once more"
        );
    }
    // Nothing is left to be applied, unless that is so.
    catch_up(log, &view, progress)?;
    Ok(view)
}

fn read_ahead(log: &dyn Log, mut next: Seq, head: Seq, batches: &SyncSender<Parsed>) {
    while next <= head {
        let batch = log.read(next, ReadLimit::default()).map_err(CatchUpError::from).and_then(parse);
        let last = batch.as_ref().ok().and_then(|batch| batch.last()).map(|(record, _)| record.seq);
        // A log that ends before its head was cut behind our back; what there is has been applied.
        let Some(last) = last else {
            let _ = batches.send(batch);
            return;
        };
        next = last.next();
        if batches.send(batch).is_err() {
            return;
        }
    }
}

fn parse(records: Vec<Record>) -> Parsed {
    // The text goes as soon as it is understood: there are megabytes of it in every batch.
    let parse = |mut record: Record| match serde_json::from_slice(&std::mem::take(&mut record.payload)) {
        Ok(logged) => Ok((record, logged)),
        Err(e) => Err(CatchUpError::Payload { seq: record.seq, why: e.to_string() }),
    };
    records.into_iter().map(parse).collect()
}

fn apply_all(
    store: &dyn Store,
    batches: &Receiver<Parsed>,
    state: &mut Progress,
    progress: &mut dyn FnMut(Progress),
) -> Result<(), CatchUpError> {
    std::thread::scope(|scope| {
        // Without room: who asks for a checkpoint waits for the one before, so what is not written stays bounded.
        let (due, asked) = sync_channel::<()>(0);
        let writing = scope.spawn(move || asked.iter().try_for_each(|()| store.checkpoint().map(drop)));
        let applied = apply_batches(store, batches, &due, state, progress);
        drop(due);
        // A panic there is one here too.
        let written = writing.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        applied.and(written.map_err(CatchUpError::from))
    })
}

fn apply_batches(
    store: &dyn Store,
    batches: &Receiver<Parsed>,
    due: &SyncSender<()>,
    state: &mut Progress,
    progress: &mut dyn FnMut(Progress),
) -> Result<(), CatchUpError> {
    let mut written = state.from;
    for batch in batches {
        for (record, logged) in batch? {
            let subject = logged.event.subject();
            store.apply(record.seq, record.at, subject, record.revision, &logged)?;
            state.done = record.seq;
        }
        if state.done.0 - written.0 >= CHECKPOINT_EVENTS {
            written = state.done;
            // A checkpoint failed: its error is told by who writes them.
            if due.send(()).is_err() {
                return Ok(());
            }
        }
        progress(*state);
    }
    Ok(())
}
