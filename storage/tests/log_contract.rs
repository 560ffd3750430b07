//! Every implementation of the log keeps the same contract.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::sync::Arc;

use uchite_storage::log::{Log, LogOptions, MemoryLog, SegmentLog};
use uchite_storage::log_contract;

log_contract!(memory_log, |options: LogOptions| -> Arc<dyn Log> { Arc::new(MemoryLog::new(options)) });

fn on_disk(options: LogOptions) -> Arc<dyn Log> {
    // The folder goes when the system empties its temporary files: the log is still open when we return.
    let folder = tempfile::tempdir().unwrap().keep();
    Arc::new(SegmentLog::open(&folder, options).unwrap().0)
}

log_contract!(segment_log, on_disk);

// The same where every few records begin a new segment, and some are longer than a segment.
log_contract!(segment_log_of_many_segments, |options: LogOptions| {
    on_disk(LogOptions { segment_bytes: 1000, ..options })
});
