//! Reading durable events from segments.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use uchite_domain::Seq;

use super::frame::{Flaw, Frame, Kind};
use super::open::{Damage, Placed};
use super::reader::{self, FrameReader, Step};
use super::segment::HEADER_BYTES;
use super::{ReadLimit, Record};

/// Why events cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// A record has changed since it was written.
    #[error(
        "the event log is damaged: {0}. `uchite log verify` lists all damage; `uchite restore` brings back a backup"
    )]
    Damaged(Damage),
    /// The system refused.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What it said.
        source: io::Error,
    },
}

/// A part of a segment that holds the events looked for.
#[derive(Debug)]
pub(crate) struct Stretch {
    path: Arc<Path>,
    from: u64,
    /// The durable end of the segment.
    end: u64,
    /// The event that stands at `from`, if it is the first of the segment; else unknown.
    first: Option<Seq>,
}

/// Where to read on from this event; nothing when it lies before all segments.
pub(crate) fn locate(segments: &[Placed], seq: Seq) -> Option<Stretch> {
    let after = segments.partition_point(|segment| segment.first <= seq);
    let segment = segments.get(after.checked_sub(1)?)?;
    // A segment holds fewer than 2^32 events, since it holds fewer bytes.
    let from = segment.index.before((seq.0 - segment.first.0) as u32).map_or(HEADER_BYTES, u64::from);
    Some(Stretch {
        path: segment.path.clone(),
        from,
        end: segment.end,
        first: (from == HEADER_BYTES).then_some(segment.first),
    })
}

/// Reads the events of one stretch from `from` on into `out`, until a limit is reached.
pub(crate) fn read_stretch(
    stretch: &Stretch,
    from: Seq,
    limit: ReadLimit,
    out: &mut Vec<Record>,
    bytes: &mut usize,
) -> Result<(), ReadError> {
    let io_error = |source| ReadError::Io { path: stretch.path.to_path_buf(), source };
    let file = File::open(&stretch.path).map_err(io_error)?;
    let chunk = if limit.records <= 1 { reader::SHORT } else { reader::LONG };
    let mut reader = FrameReader::new(&file, stretch.from, stretch.end, chunk);
    let mut turn = stretch.first;
    loop {
        let at = reader.offset();
        let flaw = match reader.step().map_err(io_error)? {
            Step::End => return Ok(()),
            Step::Frame(_, frame) if is_due(&frame, turn, from) => {
                turn = Some(frame.seq);
                let taken = if frame.seq < from { Ok(true) } else { take(&frame, limit, out, bytes) };
                match taken {
                    Ok(true) => {
                        turn = turn.map(Seq::next);
                        continue;
                    }
                    Ok(false) => return Ok(()),
                    Err(flaw) => flaw,
                }
            }
            Step::Frame(_, frame) => Flaw::Sequence(frame.seq),
            Step::Bad(flaw) => flaw,
        };
        return Err(ReadError::Damaged(Damage {
            segment: stretch.path.to_path_buf(),
            offset: at,
            expected: turn.unwrap_or(from),
            why: flaw.to_string(),
        }));
    }
}

/// Whether it is this frame's turn. Where reading begins in the middle of a segment, the first frame may be any
/// up to the one that is looked for.
fn is_due(frame: &Frame<'_>, turn: Option<Seq>, from: Seq) -> bool {
    frame.kind == Kind::Event && turn.map_or(frame.seq <= from, |turn| frame.seq == turn)
}

/// Takes an event unless that would be too much. Answers whether more may be taken.
fn take(frame: &Frame<'_>, limit: ReadLimit, out: &mut Vec<Record>, bytes: &mut usize) -> Result<bool, Flaw> {
    let length = frame.text_len()?;
    if !out.is_empty() && (out.len() >= limit.records || *bytes + length > limit.bytes) {
        return Ok(false);
    }
    *bytes += length;
    out.push(record(frame)?);
    Ok(out.len() < limit.records)
}

fn record(frame: &Frame<'_>) -> Result<Record, Flaw> {
    Ok(Record {
        seq: frame.seq,
        subject: frame.subject.into(),
        revision: frame.revision,
        at: frame.at,
        payload: frame.text()?,
    })
}
