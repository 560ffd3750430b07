//! Checking a whole log, for `uchite log verify`. Reads only, so it may run beside a server.
//!
//! Unlike a start, it goes on behind damage and lists all of it.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use uchite_domain::Seq;

use super::frame::{Flaw, Kind};
use super::index::SparseIndex;
use super::open::{CutTail, Damage, OpenError, io_at, read_identity};
use super::reader::{self, FrameReader, Step};
use super::segment::{self, HEADER_BYTES, Header, HeaderFlaw, LogIdentity, Seal};
use super::tail::{Tail, find_frame, judge};

/// What a check of the whole log found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifyReport {
    /// The name of the log; none when neither its folder nor a segment has one.
    pub identity: Option<LogIdentity>,
    /// Number of segments.
    pub segments: usize,
    /// Number of sound events.
    pub records: u64,
    /// The last sound event.
    pub head: Seq,
    /// The end of the newest segment is an unfinished write: the next start cuts it, or the server that runs
    /// is writing it.
    pub torn: Option<CutTail>,
    /// Segments with a successor and without a whole seal: the next start seals them.
    pub unsealed: Vec<PathBuf>,
    /// Whatever else is not as it was written.
    pub damage: Vec<Damage>,
}

impl VerifyReport {
    /// Whether every event that was ever acknowledged is there, as far as the files can tell.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.damage.is_empty()
    }
}

/// Reads every record of the log in this folder.
///
/// # Errors
/// Only when the system refuses to read; damage is in the report.
pub fn verify(folder: &Path) -> Result<VerifyReport, OpenError> {
    let mut checking = Checking::begin(folder)?;
    let mut done = 0;
    loop {
        // A server that runs may have gone on to a new segment meanwhile.
        let found = segment::list(folder).map_err(io_at(folder))?;
        if found.len() <= done {
            break;
        }
        for (n, (first, path)) in found.iter().enumerate().skip(done) {
            let next = found.get(n + 1).map(|(next, _)| *next);
            if next.is_none() && segment::list(folder).map_err(io_at(folder))?.len() > found.len() {
                break;
            }
            checking.segment(*first, path, next)?;
            done = n + 1;
        }
    }
    if done == 0 && checking.report.identity.is_some() {
        checking.damage(&folder.join(segment::file_name(Seq(1))), 0, Seq(1), "the segment is missing");
    }
    Ok(checking.report)
}

struct Checking {
    report: VerifyReport,
    /// The event that should come next.
    turn: Seq,
}

impl Checking {
    fn begin(folder: &Path) -> Result<Checking, OpenError> {
        let mut report = VerifyReport {
            identity: None,
            segments: 0,
            records: 0,
            head: Seq::ZERO,
            torn: None,
            unsealed: Vec::new(),
            damage: Vec::new(),
        };
        match read_identity(folder) {
            Ok(identity) => report.identity = identity,
            Err(OpenError::Damaged(damage)) => report.damage.push(damage),
            Err(error) => return Err(error),
        }
        Ok(Checking { report, turn: Seq(1) })
    }

    fn damage(&mut self, path: &Path, offset: u64, expected: Seq, why: impl ToString) {
        let (segment, why) = (path.to_owned(), why.to_string());
        self.report.damage.push(Damage { segment, offset, expected, why });
    }

    fn segment(&mut self, first: Seq, path: &Path, next: Option<Seq>) -> Result<(), OpenError> {
        self.report.segments += 1;
        if first > self.turn {
            let name = path.with_file_name(segment::file_name(self.turn));
            let why = format!("events {} to {} are missing", self.turn, first.previous());
            self.damage(&name, 0, self.turn, why);
        } else if first < self.turn {
            let why = format!("event {} stands in an earlier segment already", self.turn.previous());
            self.damage(path, 0, self.turn, why);
        }
        self.turn = first;
        let file = File::open(path).map_err(io_at(path))?;
        self.header(&file, first, path)?;
        self.records(&file, first, path, next)
    }

    fn header(&mut self, file: &File, first: Seq, path: &Path) -> Result<(), OpenError> {
        let header: Result<Header, HeaderFlaw> = Header::read(file).map_err(io_at(path))?;
        match header {
            Err(flaw) => self.damage(path, 0, first, flaw),
            Ok(header) => {
                let identity = *self.report.identity.get_or_insert(header.identity);
                if header.identity != identity {
                    let why = format!("it belongs to another event log, {}", header.identity);
                    self.damage(path, 0, first, why);
                }
                if header.first != first {
                    let why = format!("the header says that the first event is {}", header.first);
                    self.damage(path, 0, first, why);
                }
            }
        }
        Ok(())
    }

    fn records(&mut self, file: &File, first: Seq, path: &Path, next: Option<Seq>) -> Result<(), OpenError> {
        let end = file.metadata().map_err(io_at(path))?.len().max(HEADER_BYTES);
        let mut reader = FrameReader::new(file, HEADER_BYTES, end, reader::LONG);
        let mut index = SparseIndex::default();
        loop {
            let at = reader.offset();
            let flaw = match reader.step().map_err(io_at(path))? {
                Step::End => {
                    if next.is_some() {
                        self.report.unsealed.push(path.to_owned());
                    }
                    return Ok(());
                }
                Step::Frame(_, frame) if frame.kind == Kind::Seal => {
                    return self.seal(file, first, path, next, (at, index));
                }
                Step::Frame(_, frame) if frame.seq == self.turn => match frame.text() {
                    Ok(_) => {
                        index.note((frame.seq.0 - first.0) as u32, at as u32);
                        self.report.records += 1;
                        self.report.head = frame.seq;
                        self.turn = frame.seq.next();
                        continue;
                    }
                    Err(flaw) => flaw,
                },
                Step::Frame(_, frame) => Flaw::Sequence(frame.seq),
                Step::Bad(flaw) => flaw,
            };
            match self.behind_flaw(file, path, at, end, next, flaw)? {
                Some(offset) => reader = FrameReader::new(file, offset, end, reader::LONG),
                None => return Ok(()),
            }
        }
    }

    fn seal(
        &mut self,
        file: &File,
        first: Seq,
        path: &Path,
        next: Option<Seq>,
        (data_end, index): (u64, SparseIndex),
    ) -> Result<(), OpenError> {
        let last = self.turn.previous();
        let seal = Seal::read(file, first).map_err(io_at(path))?;
        if next.is_none() {
            let name = path.with_file_name(segment::file_name(self.turn));
            self.damage(&name, 0, self.turn, "the segment is missing");
        } else if seal.is_none() {
            self.report.unsealed.push(path.to_owned());
        }
        // Where records were skipped, the index that was built differs: the damage is listed already.
        let skipped = self.report.damage.iter().any(|damage| damage.segment == path);
        if seal.is_some_and(|seal| seal != Seal { last, data_end, index }) && !skipped {
            self.damage(path, data_end, self.turn, "the seal does not fit the records before it");
        }
        Ok(())
    }

    /// Says what a flaw is. Returns where the next sound record begins, if there is one.
    fn behind_flaw(
        &mut self,
        file: &File,
        path: &Path,
        offset: u64,
        end: u64,
        next: Option<Seq>,
        flaw: Flaw,
    ) -> Result<Option<u64>, OpenError> {
        let mut rest = vec![0; (end - offset) as usize];
        match file.read_exact_at(&mut rest, offset) {
            // A server that runs took a failed write back.
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
            read => read.map_err(io_at(path))?,
        }
        match next {
            None if judge(&rest, offset, self.turn, flaw) == Tail::Torn => {
                let (segment, bytes, why) = (path.to_owned(), rest.len() as u64, flaw.to_string());
                self.report.torn = Some(CutTail { segment, offset, bytes, next: self.turn, why });
                return Ok(None);
            }
            // All records are there and what follows is no seal: the next start seals the segment anew.
            Some(next) if next == self.turn => {
                self.report.unsealed.push(path.to_owned());
                return Ok(None);
            }
            _ => self.damage(path, offset, self.turn, flaw),
        }
        let found = find_frame(&rest, usize::from(!matches!(flaw, Flaw::Sequence(_))), self.turn);
        Ok(found.map(|found| {
            self.turn = found.seq;
            offset + found.start as u64
        }))
    }
}
