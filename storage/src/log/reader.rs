//! Reading a segment from front to back.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;

use uchite_domain::Seq;

use super::frame::{self, Decoded, Flaw, Frame, Kind, OVERHEAD};
use super::index::SparseIndex;
use super::segment::HEADER_BYTES;

/// How much is read at once where many frames are wanted.
pub(crate) const LONG: usize = 256 * 1024;
/// How much is read at once where one frame is wanted.
pub(crate) const SHORT: usize = 32 * 1024;

/// Frames of a file, one after the other.
pub(crate) struct FrameReader<'f> {
    file: &'f File,
    /// File offset of the byte after `buffer`.
    filled: u64,
    /// Frames end here.
    end: u64,
    buffer: Vec<u8>,
    /// Where in `buffer` the next frame begins.
    next: usize,
    /// How much is read at once, in bytes.
    chunk: usize,
}

/// What stands next.
#[derive(Debug)]
pub(crate) enum Step<'a> {
    /// A frame that begins at this offset of the file.
    Frame(u64, Frame<'a>),
    /// Bytes that are no frame.
    Bad(Flaw),
    /// The end, at a border between frames.
    End,
}

impl<'f> FrameReader<'f> {
    /// Reads from one offset to another, `chunk` bytes at a time.
    pub(crate) fn new(file: &'f File, from: u64, end: u64, chunk: usize) -> FrameReader<'f> {
        FrameReader { file, filled: from, end, buffer: Vec::new(), next: 0, chunk }
    }

    /// Where the next frame begins.
    pub(crate) fn offset(&self) -> u64 {
        self.filled - (self.buffer.len() - self.next) as u64
    }

    /// The next frame. After [`Step::Bad`] it stays where it is.
    pub(crate) fn step(&mut self) -> io::Result<Step<'_>> {
        self.want(OVERHEAD)?;
        let offset = self.offset();
        if offset == self.end {
            return Ok(Step::End);
        }
        let whole = frame::claimed_len(&self.buffer[self.next..]);
        if let Some(whole) = whole.filter(|whole| *whole <= frame::MAX_FRAME_BYTES) {
            self.want(whole)?;
        }
        match frame::decode(&self.buffer[self.next..]) {
            Decoded::Frame(frame, len) => {
                self.next += len;
                Ok(Step::Frame(offset, frame))
            }
            Decoded::More(_) => Ok(Step::Bad(Flaw::Incomplete)),
            Decoded::Bad(flaw) => Ok(Step::Bad(flaw)),
        }
    }

    /// Has `bytes` from the next frame on in the buffer, or all that there are.
    fn want(&mut self, bytes: usize) -> io::Result<()> {
        let held = self.buffer.len() - self.next;
        if held >= bytes {
            return Ok(());
        }
        self.buffer.drain(..self.next);
        self.next = 0;
        let room = self.end.saturating_sub(self.filled);
        let more = (bytes - held).max(self.chunk).min(usize::try_from(room).unwrap_or(usize::MAX));
        self.buffer.resize(held + more, 0);
        self.file.read_exact_at(&mut self.buffer[held..], self.filled)?;
        self.filled += more as u64;
        Ok(())
    }
}

/// What a pass over a segment found.
#[derive(Debug)]
pub(crate) struct Scan {
    /// The last sound event in its turn; the one before the segment when it holds none.
    pub(crate) last: Seq,
    /// Where the sound events end.
    pub(crate) data_end: u64,
    pub(crate) index: SparseIndex,
    /// What stands there.
    pub(crate) stop: Stop,
}

/// What ended a pass.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    End,
    Seal,
    Flaw(Flaw),
}

/// Reads and checks all frames of a segment up to `end` or to the first that is not sound or out of turn.
pub(crate) fn scan(file: &File, first: Seq, end: u64) -> io::Result<Scan> {
    let mut reader = FrameReader::new(file, HEADER_BYTES, end, LONG);
    let mut index = SparseIndex::default();
    let mut last = first.previous();
    loop {
        let data_end = reader.offset();
        let stop = match reader.step()? {
            Step::Frame(offset, frame) => match frame.kind {
                Kind::Event if frame.seq == last.next() => {
                    index.note((frame.seq.0 - first.0) as u32, offset as u32);
                    last = frame.seq;
                    continue;
                }
                Kind::Seal if frame.seq == last => Stop::Seal,
                Kind::Event | Kind::Seal => Stop::Flaw(Flaw::Sequence(frame.seq)),
            },
            Step::Bad(flaw) => Stop::Flaw(flaw),
            Step::End => Stop::End,
        };
        return Ok(Scan { last, data_end, index, stop });
    }
}
