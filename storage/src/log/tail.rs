//! Torn or damaged? What to make of bytes at the end of the newest segment that are no record.
//!
//! A process that is killed leaves the beginning of its last write; losing the power may in addition leave holes
//! in it, since a file system writes blocks in any order: sectors of zeros with sound records behind them. Neither
//! was acknowledged, so both are cut. Bytes that were once acknowledged and have changed since are damage, and
//! damage is never cut. The two are told apart so:
//!
//! - Nothing sound behind the flaw: torn. (A changed last record cannot be told from a torn one.)
//! - A record of a later commit group behind it: damage, since a group is written only after the one before it
//!   is on the disk.
//! - Only records of the same group behind it: torn if there is a hole between, else damage.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;

use uchite_domain::Seq;

use super::frame::{self, Decoded, Flaw};

const SECTOR_BYTES: u64 = 512;

/// What the end of the newest segment is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tail {
    /// The rest of a write that was never acknowledged.
    Torn,
    /// Something that was acknowledged has changed.
    Damaged,
}

/// Judges the bytes from the first flaw to the end of the file.
///
/// `offset` is where they begin in the file, `expected` the event whose turn it is there.
pub(crate) fn judge(rest: &[u8], offset: u64, expected: Seq, flaw: Flaw) -> Tail {
    if matches!(flaw, Flaw::Sequence(_) | Flaw::Content | Flaw::Packing) {
        return Tail::Damaged;
    }
    let mut from = 1;
    let mut hole = None;
    while let Some(found) = find_frame(rest, from, expected) {
        let group_first = found.seq.0.saturating_sub(u64::from(found.place));
        let holed = *hole.get_or_insert_with(|| has_hole(&rest[..found.start], offset));
        if group_first > expected.0 || !holed {
            return Tail::Damaged;
        }
        from = found.end;
    }
    Tail::Torn
}

/// Judges a file from `offset` to `end`.
pub(crate) fn judge_file(file: &File, offset: u64, end: u64, expected: Seq, flaw: Flaw) -> io::Result<Tail> {
    let mut rest = vec![0; (end - offset) as usize];
    match file.read_exact_at(&mut rest, offset) {
        Ok(()) => Ok(judge(&rest, offset, expected, flaw)),
        // A server that runs on it has taken a failed write back meanwhile.
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(Tail::Torn),
        Err(error) => Err(error),
    }
}

/// A sound frame among damaged bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) seq: Seq,
    place: u32,
}

/// The first sound frame that begins at or behind `from` and is numbered `least` or later.
pub(crate) fn find_frame(bytes: &[u8], from: usize, least: Seq) -> Option<Found> {
    (from..bytes.len()).find_map(|start| {
        let rest = &bytes[start..];
        if !frame::may_begin(rest, least) {
            return None;
        }
        match frame::decode(rest) {
            Decoded::Frame(frame, len) => {
                Some(Found { start, end: start + len, seq: frame.seq, place: frame.place })
            }
            Decoded::More(_) | Decoded::Bad(_) => None,
        }
    })
}

/// Whether some sector that ends within `bytes` is zero as far as it lies within them.
fn has_hole(bytes: &[u8], offset: u64) -> bool {
    let to_border = (SECTOR_BYTES - offset % SECTOR_BYTES) as usize;
    let (first, others) = bytes.split_at(to_border.min(bytes.len()));
    let zero = |sector: &[u8]| sector.iter().all(|byte| *byte == 0);
    (first.len() == to_border && zero(first)) || others.chunks_exact(SECTOR_BYTES as usize).any(zero)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::frame::{Codec, Frame, Kind};
    use uchite_domain::Timestamp;

    /// Frames of about 1,100 bytes, from event 10 on, with these places in their groups.
    fn frames(places: &[u32]) -> (Vec<u8>, usize) {
        let (mut bytes, mut len) = (Vec::new(), 0);
        for (n, place) in places.iter().enumerate() {
            let frame = Frame {
                kind: Kind::Event,
                seq: Seq(10 + n as u64),
                at: Timestamp(0),
                revision: None,
                place: *place,
                subject: "deal:1",
                codec: Codec::Plain,
                payload: &[b'x'; 1054],
            };
            frame::encode(&frame, &mut bytes);
            len = bytes.len() / (n + 1);
        }
        (bytes, len)
    }

    #[test]
    fn the_beginning_of_a_record_is_a_torn_tail() {
        let (bytes, len) = frames(&[0]);
        for cut in 0..len {
            assert_eq!(judge(&bytes[..cut], 64, Seq(10), Flaw::Incomplete), Tail::Torn);
        }
    }

    #[test]
    fn a_hole_in_a_group_that_was_never_flushed_is_a_torn_tail() {
        for offset in 64..64 + SECTOR_BYTES {
            let (mut bytes, _) = frames(&[0, 1, 2]);
            let hole = (SECTOR_BYTES - offset % SECTOR_BYTES) as usize;
            bytes[hole..hole + SECTOR_BYTES as usize].fill(0);
            assert_eq!(judge(&bytes, offset, Seq(10), Flaw::Checksum), Tail::Torn, "{offset}");
        }
    }

    #[test]
    fn a_lost_first_block_is_a_torn_tail_also_when_it_held_little_of_the_group() {
        let (mut bytes, _) = frames(&[0, 1, 2]);
        bytes[..100].fill(0);
        assert_eq!(judge(&bytes, 4096 - 100, Seq(10), Flaw::Length), Tail::Torn);
    }

    #[test]
    fn a_hole_before_a_later_group_is_damage() {
        let (mut bytes, _) = frames(&[0, 0]);
        bytes[..1024].fill(0);
        assert_eq!(judge(&bytes, 512, Seq(10), Flaw::Length), Tail::Damaged);
        let (mut bytes, len) = frames(&[0, 1, 0]);
        bytes[..1024].fill(0);
        assert_eq!(judge(&bytes, 512, Seq(10), Flaw::Length), Tail::Damaged, "two records on");
        assert_eq!(judge(&bytes[..2 * len], 512, Seq(10), Flaw::Length), Tail::Torn, "without it");
    }

    #[test]
    fn a_changed_byte_before_a_sound_record_is_damage_also_within_one_group() {
        let (bytes, len) = frames(&[0, 1]);
        for at in 0..len {
            let mut bytes = bytes.clone();
            bytes[at] ^= 0x10;
            assert_eq!(judge(&bytes, 64, Seq(10), Flaw::Checksum), Tail::Damaged, "byte {at}");
        }
    }
}
