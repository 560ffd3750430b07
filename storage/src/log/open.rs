//! Opening a log: what is looked at, what is mended, what stops the start.
//!
//! Full segments are trusted by header and seal; only the newest one is read through, so a start costs the same
//! however long the history. What is mended is always something that nobody was ever told is stored:
//! the torn end of the last write, and the missing or torn seal of a segment whose records are all there.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use uchite_domain::Seq;

use super::index::SparseIndex;
use super::reader::{Scan, Stop, scan};
use super::segment::{self, HEADER_BYTES, Header, HeaderFlaw, IDENTITY_FILE, LogIdentity, Seal};
use super::tail::{Tail, judge_file};

/// A place where the log is not what was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    /// The file.
    pub segment: PathBuf,
    /// Where in it, in bytes.
    pub offset: u64,
    /// The event that should stand there.
    pub expected: Seq,
    /// What is wrong.
    pub why: String,
}

impl std::fmt::Display for Damage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Damage { segment, offset, expected, why } = self;
        write!(f, "{} at byte {offset}, where event {expected} is expected: {why}", segment.display())
    }
}

/// Why a log cannot be opened. Nothing is changed then.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// A record or header has changed since it was written.
    #[error(
        "the event log is damaged: {0}. Nothing was changed. `uchite log verify` lists all damage; \
         `uchite restore` brings back a backup"
    )]
    Damaged(Damage),
    /// A file is not there.
    #[error(
        "the event log misses {segment} with event {expected}. Nothing was changed. \
         `uchite log verify` lists all that is missing; `uchite restore` brings back a backup"
    )]
    Missing {
        /// The file that should be there.
        segment: PathBuf,
        /// The event it should begin with.
        expected: Seq,
    },
    /// A segment of another log lies in the folder.
    #[error(
        "{segment} belongs to another event log ({found}, this one is {expected}). Nothing was changed. \
         Move it away, or see `uchite log verify`"
    )]
    Foreign {
        /// The file.
        segment: PathBuf,
        /// Whose it is.
        found: LogIdentity,
        /// Whose folder it is.
        expected: LogIdentity,
    },
    /// A limit in the options makes no sense.
    #[error("the options of the event log are wrong: {0}")]
    Options(&'static str),
    /// The system refused.
    #[error("{path}: {source}")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What it said.
        source: io::Error,
    },
}

/// What opening found and did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenReport {
    /// The name of the log.
    pub identity: LogIdentity,
    /// The last event.
    pub head: Seq,
    /// Number of segments.
    pub segments: usize,
    /// The log was empty folder before.
    pub created: bool,
    /// The torn end of the last write, which was cut off.
    pub cut: Option<CutTail>,
    /// Segments that got their seal only now: the process ended, or the disk failed, while one was written.
    pub resealed: Vec<PathBuf>,
}

/// The end of a write that was never acknowledged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CutTail {
    /// The file.
    pub segment: PathBuf,
    /// Where it was cut, in bytes.
    pub offset: u64,
    /// How much was cut, in bytes.
    pub bytes: u64,
    /// The event that will stand there next.
    pub next: Seq,
    /// What was wrong with the bytes.
    pub why: String,
}

/// A segment as the open log knows it.
#[derive(Debug, Clone)]
pub(crate) struct Placed {
    pub(crate) first: Seq,
    pub(crate) path: std::sync::Arc<Path>,
    /// Where its durable records end.
    pub(crate) end: u64,
    pub(crate) index: SparseIndex,
}

/// What opening hands to the committer and the readers.
#[derive(Debug)]
pub(crate) struct Opened {
    pub(crate) segments: Vec<Placed>,
    /// The newest segment, open for appending.
    pub(crate) active: File,
    /// Whether its records may be packed.
    pub(crate) packs: bool,
    pub(crate) report: OpenReport,
}

pub(crate) fn io_at(path: &Path) -> impl FnOnce(io::Error) -> OpenError + '_ {
    move |source| OpenError::Io { path: path.to_owned(), source }
}

/// Opens the log in this folder, or makes one there.
pub(crate) fn open(folder: &Path) -> Result<Opened, OpenError> {
    segment::remove_unfinished(folder).map_err(io_at(folder))?;
    let found = segment::list(folder).map_err(io_at(folder))?;
    let named = read_identity(folder)?;
    let Some(((newest_first, newest), older)) = found.split_last() else {
        return match named {
            Some(_) => Err(missing(folder, Seq(1))),
            None => create(folder),
        };
    };
    if found[0].0 != Seq(1) {
        return Err(missing(folder, Seq(1)));
    }
    let mut opening = Opening { folder, identity: named, segments: Vec::new(), resealed: Vec::new() };
    for ((first, path), (next, _)) in older.iter().zip(&found[1..]) {
        opening.older(*first, path, *next)?;
    }
    let Newest { file: active, packs, head, cut } = opening.newest(*newest_first, newest)?;
    let Some(identity) = opening.identity else {
        return Err(missing(folder, Seq(1)));
    };
    if named.is_none() {
        segment::write_identity(folder, identity).map_err(io_at(folder))?;
    }
    let report =
        OpenReport { identity, head, segments: found.len(), created: false, cut, resealed: opening.resealed };
    Ok(Opened { segments: opening.segments, active, packs, report })
}

/// The name of the log as its folder has it; nothing when the file is not there.
pub(crate) fn read_identity(folder: &Path) -> Result<Option<LogIdentity>, OpenError> {
    let path = folder.join(IDENTITY_FILE);
    match std::fs::read_to_string(&path) {
        Ok(text) => match LogIdentity::parse(text.trim_end()) {
            Some(identity) => Ok(Some(identity)),
            None => Err(damaged(&path, 0, Seq::ZERO, "this is no identity of an event log")),
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) if error.kind() == io::ErrorKind::InvalidData => {
            Err(damaged(&path, 0, Seq::ZERO, "this is no identity of an event log"))
        }
        Err(error) => Err(io_at(&path)(error)),
    }
}

fn create(folder: &Path) -> Result<Opened, OpenError> {
    let identity = LogIdentity::random().map_err(io_at(folder))?;
    let first = Seq(1);
    let (path, active) =
        segment::create(folder, Header { identity, first, packs: true }).map_err(io_at(folder))?;
    // After the segment: where there is a name, there must be a first segment.
    segment::write_identity(folder, identity).map_err(io_at(folder))?;
    let placed = Placed { first, path: path.into(), end: HEADER_BYTES, index: SparseIndex::default() };
    let report =
        OpenReport { identity, head: Seq::ZERO, segments: 1, created: true, cut: None, resealed: Vec::new() };
    Ok(Opened { segments: vec![placed], active, packs: true, report })
}

fn damaged(segment: &Path, offset: u64, expected: Seq, why: impl ToString) -> OpenError {
    OpenError::Damaged(Damage { segment: segment.to_owned(), offset, expected, why: why.to_string() })
}

fn missing(folder: &Path, expected: Seq) -> OpenError {
    OpenError::Missing { segment: folder.join(segment::file_name(expected)), expected }
}

/// The newest segment, as it was found or mended.
struct Newest {
    file: File,
    packs: bool,
    /// The last event.
    head: Seq,
    cut: Option<CutTail>,
}

struct Opening<'a> {
    folder: &'a Path,
    /// The name all segments must carry: that of the folder, else that of the first segment.
    identity: Option<LogIdentity>,
    segments: Vec<Placed>,
    resealed: Vec<PathBuf>,
}

impl Opening<'_> {
    /// Opens a segment for appending and checks whose it is. Answers whether its records may be packed, too.
    fn segment(&mut self, first: Seq, path: &Path) -> Result<(File, bool), OpenError> {
        let file = OpenOptions::new().read(true).append(true).open(path).map_err(io_at(path))?;
        let header: Result<Header, HeaderFlaw> = Header::read(&file).map_err(io_at(path))?;
        let header = header.map_err(|flaw| damaged(path, 0, first, flaw))?;
        let expected = *self.identity.get_or_insert(header.identity);
        if header.identity != expected {
            let (segment, found) = (path.to_owned(), header.identity);
            return Err(OpenError::Foreign { segment, found, expected });
        }
        if header.first != first {
            let why = format!("the header says that the first event is {}", header.first);
            return Err(damaged(path, 0, first, why));
        }
        Ok((file, header.packs))
    }

    /// A segment that has a successor.
    fn older(&mut self, first: Seq, path: &Path, next: Seq) -> Result<(), OpenError> {
        let (file, _) = self.segment(first, path)?;
        let seal = match Seal::read(&file, first).map_err(io_at(path))? {
            Some(seal) => seal,
            None => self.reseal(first, path, &file, next)?,
        };
        match seal.last.next() {
            end if end < next => return Err(missing(self.folder, end)),
            end if end > next => {
                let why = format!("the next segment begins with event {next} already");
                return Err(damaged(path, seal.data_end, end, why));
            }
            _ => {}
        }
        let Seal { data_end: end, index, .. } = seal;
        self.segments.push(Placed { first, path: path.into(), end, index });
        Ok(())
    }

    /// A segment that has a successor and no whole seal: if all its records are there, it gets one.
    fn reseal(&mut self, first: Seq, path: &Path, file: &File, next: Seq) -> Result<Seal, OpenError> {
        let len = file.metadata().map_err(io_at(path))?.len();
        let Scan { last, data_end, index, stop } = scan(file, first, len).map_err(io_at(path))?;
        if last.next() != next {
            let why = match stop {
                Stop::Flaw(flaw) => flaw.to_string(),
                Stop::End | Stop::Seal => "the segment ends before its last event".into(),
            };
            return Err(damaged(path, data_end, last.next(), why));
        }
        let seal = Seal { last, data_end, index };
        file.set_len(data_end)
            .and_then(|()| io::Write::write_all(&mut &*file, &seal.encode(first)))
            .and_then(|()| file.sync_data())
            .map_err(io_at(path))?;
        self.resealed.push(path.to_owned());
        Ok(seal)
    }

    /// The newest segment: read whole, cut if torn, made durable.
    fn newest(&mut self, first: Seq, path: &Path) -> Result<Newest, OpenError> {
        let (file, packs) = self.segment(first, path)?;
        let len = file.metadata().map_err(io_at(path))?.len();
        let Scan { last, data_end, index, stop } = scan(&file, first, len).map_err(io_at(path))?;
        let next = last.next();
        let cut = match stop {
            Stop::End => None,
            // A segment is sealed only after its successor was made.
            Stop::Seal => return Err(missing(self.folder, next)),
            Stop::Flaw(flaw) => {
                let tail = judge_file(&file, data_end, len, next, flaw).map_err(io_at(path))?;
                if tail == Tail::Damaged {
                    return Err(damaged(path, data_end, next, flaw));
                }
                file.set_len(data_end).map_err(io_at(path))?;
                let (segment, bytes) = (path.to_owned(), len - data_end);
                Some(CutTail { segment, offset: data_end, bytes, next, why: flaw.to_string() })
            }
        };
        // What a killed process wrote but did not flush is here, yet maybe not on the disk. It is about to
        // be shown, so it must be.
        file.sync_data().map_err(io_at(path))?;
        segment::sync_folder(self.folder).map_err(io_at(self.folder))?;
        self.segments.push(Placed { first, path: path.into(), end: data_end, index });
        Ok(Newest { file, packs, head: last, cut })
    }
}
