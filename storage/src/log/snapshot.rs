//! The part of a log that a backup copies while a server may be writing it.

use std::fs::File;
use std::path::{Path, PathBuf};

use uchite_domain::Seq;

use super::open::{Damage, OpenError, io_at, read_identity};
use super::reader::{Stop, scan};
use super::segment::{self, HEADER_BYTES, Header, IDENTITY_FILE, LogIdentity};
use super::tail::{Tail, judge_file};

/// A prefix of a log that will not change any more.
#[derive(Debug)]
pub(crate) struct Snapshot {
    /// The name of the log; none where there is no log.
    pub(crate) identity: Option<LogIdentity>,
    /// Its last event.
    pub(crate) head: Seq,
    /// Files and how much of each belongs to it, in bytes.
    pub(crate) files: Vec<(PathBuf, u64)>,
}

/// Looks at the log in this folder without changing it.
pub(crate) fn snapshot(folder: &Path) -> Result<Snapshot, OpenError> {
    let found = segment::list(folder).map_err(io_at(folder))?;
    let identity = read_identity(folder)?;
    let mut snapshot = Snapshot { identity, head: Seq::ZERO, files: Vec::new() };
    let Some(((newest_first, newest), older)) = found.split_last() else {
        return Ok(snapshot);
    };
    for (_, path) in older {
        let len = std::fs::metadata(path).map_err(io_at(path))?.len();
        snapshot.files.push((path.clone(), len));
    }
    let file = File::open(newest).map_err(io_at(newest))?;
    let damaged = |offset, expected, why: String| {
        OpenError::Damaged(Damage { segment: newest.clone(), offset, expected, why })
    };
    let header = Header::read(&file).map_err(io_at(newest))?;
    let header = header.map_err(|flaw| damaged(0, *newest_first, flaw.to_string()))?;
    // What the server has written and not yet flushed is in the backup only when it lasts in the log too.
    let len = file.metadata().map_err(io_at(newest))?.len().max(HEADER_BYTES);
    let scan = scan(&file, *newest_first, len).map_err(io_at(newest))?;
    file.sync_data().map_err(io_at(newest))?;
    if let Stop::Flaw(flaw) = scan.stop {
        let next = scan.last.next();
        let tail = judge_file(&file, scan.data_end, len, next, flaw).map_err(io_at(newest))?;
        if tail == Tail::Damaged {
            return Err(damaged(scan.data_end, next, flaw.to_string()));
        }
    }
    snapshot.identity.get_or_insert(header.identity);
    snapshot.head = scan.last;
    // A seal that was set meanwhile is left out: what a backup ends with has no successor there.
    snapshot.files.push((newest.clone(), scan.data_end));
    if identity.is_some() {
        let path = folder.join(IDENTITY_FILE);
        let len = std::fs::metadata(&path).map_err(io_at(&path))?.len();
        snapshot.files.push((path, len));
    }
    Ok(snapshot)
}
