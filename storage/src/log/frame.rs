//! How one record stands in a segment.
//!
//! All numbers are little-endian.
//!
//! | bytes | what |
//! |---|---|
//! | 4 | length of everything after these first 8 bytes |
//! | 4 | CRC32C of the length and of everything after these first 8 bytes |
//! | 8 | seq |
//! | 8 | at, milliseconds since the epoch |
//! | 8 | revision of the subject; all ones: none |
//! | 4 | place in its commit group, 0 for the first |
//! | 2 | length of the subject |
//! | 1 | kind: 1 an event, 2 a seal |
//! | 1 | codec of the payload: 0 plain, 1 packed with the first dictionary (`packing.rs`) |
//! | … | subject (UTF-8), then payload to the end |
//!
//! The place says which records went to the disk in one flush. A record of a *later* group proves that the
//! group before was flushed whole; see [`super::tail`] for what that is good for.

use bytes::Bytes;
use uchite_domain::{Seq, Timestamp};

use crate::packing::{self, Unpackable};

/// Bytes before the subject.
pub(crate) const OVERHEAD: usize = 40;
/// Length and checksum.
const PREFIX: usize = 8;
/// The longest subject, in bytes.
pub const MAX_SUBJECT_BYTES: usize = 256;
/// No frame is longer, whatever the configuration says: a length above this is damage, not a record.
pub(crate) const MAX_FRAME_BYTES: usize = 32 * 1024 * 1024;

const NO_REVISION: u64 = u64::MAX;

/// What a frame holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A record of the log.
    Event,
    /// The end of a full segment; see [`super::segment`].
    Seal,
}

/// How the payload stands in a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Codec {
    /// As it is.
    Plain,
    /// Packed; see [`crate::packing`].
    Packed,
}

/// One frame, borrowed from the bytes that it was read from or will be written from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Frame<'a> {
    pub(crate) kind: Kind,
    pub(crate) seq: Seq,
    pub(crate) at: Timestamp,
    pub(crate) revision: Option<u64>,
    pub(crate) place: u32,
    pub(crate) subject: &'a str,
    pub(crate) codec: Codec,
    /// As it stands in the frame; see [`Frame::text`].
    pub(crate) payload: &'a [u8],
}

impl Frame<'_> {
    /// How long the payload is once it is unpacked.
    pub(crate) fn text_len(&self) -> Result<usize, Flaw> {
        match self.codec {
            Codec::Plain => Ok(self.payload.len()),
            Codec::Packed => packing::unpacked_len(self.payload).map_err(|Unpackable| Flaw::Packing),
        }
    }

    /// The payload, unpacked.
    pub(crate) fn text(&self) -> Result<Bytes, Flaw> {
        match self.codec {
            Codec::Plain => Ok(Bytes::copy_from_slice(self.payload)),
            Codec::Packed => {
                let mut text = Vec::new();
                packing::unpack(self.payload, &mut text).map_err(|Unpackable| Flaw::Packing)?;
                Ok(text.into())
            }
        }
    }
}

/// Why bytes are no frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flaw {
    /// The file ends before the frame does.
    Incomplete,
    /// The length is one that no frame has.
    Length,
    /// The checksum does not fit.
    Checksum,
    /// The checksum fits, the content makes no sense: written by another program or version.
    Content,
    /// The checksum fits, the packed payload is none: written by a program that packs otherwise.
    Packing,
    /// A sound frame with another number than the one whose turn it is.
    Sequence(Seq),
}

impl std::fmt::Display for Flaw {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Flaw::Incomplete => f.write_str("the file ends inside a record"),
            Flaw::Length => f.write_str("impossible record length"),
            Flaw::Checksum => f.write_str("checksum does not fit"),
            Flaw::Content => f.write_str("checksum fits, content is not a record of this format"),
            Flaw::Packing => f.write_str("checksum fits, the packed content cannot be unpacked"),
            Flaw::Sequence(found) => write!(f, "event {found} stands here instead"),
        }
    }
}

/// What stands at the start of some bytes.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Decoded<'a> {
    /// A frame, and how many bytes it takes.
    Frame(Frame<'a>, usize),
    /// Too few bytes to tell: a frame that begins like this has so many.
    More(usize),
    /// No frame.
    Bad(Flaw),
}

/// The length of the frame of an event with the payload as it is, in bytes; packed it is shorter.
pub(crate) fn encoded_len(subject: &str, payload: &[u8]) -> usize {
    OVERHEAD + subject.len() + payload.len()
}

/// Appends the frame to `out`.
///
/// The caller has checked the lengths: the subject fits [`MAX_SUBJECT_BYTES`], the whole [`MAX_FRAME_BYTES`].
pub(crate) fn encode(frame: &Frame<'_>, out: &mut Vec<u8>) {
    let start = out.len();
    let body = encoded_len(frame.subject, frame.payload) - PREFIX;
    out.extend_from_slice(&(body as u32).to_le_bytes());
    out.extend_from_slice(&[0; 4]);
    out.extend_from_slice(&frame.seq.0.to_le_bytes());
    out.extend_from_slice(&frame.at.0.to_le_bytes());
    out.extend_from_slice(&frame.revision.unwrap_or(NO_REVISION).to_le_bytes());
    out.extend_from_slice(&frame.place.to_le_bytes());
    out.extend_from_slice(&(frame.subject.len() as u16).to_le_bytes());
    out.push(match frame.kind {
        Kind::Event => 1,
        Kind::Seal => 2,
    });
    out.push(match frame.codec {
        Codec::Plain => 0,
        Codec::Packed => 1,
    });
    out.extend_from_slice(frame.subject.as_bytes());
    out.extend_from_slice(frame.payload);
    let sum = checksum(&out[start..]);
    out[start + 4..start + 8].copy_from_slice(&sum.to_le_bytes());
}

/// How long the frame at the start of `bytes` says it is, in bytes. Nothing vouches for it yet.
pub(crate) fn claimed_len(bytes: &[u8]) -> Option<usize> {
    Some(u32_at(bytes, 0)? as usize + PREFIX)
}

/// Reads the frame at the start of `bytes`.
pub(crate) fn decode(bytes: &[u8]) -> Decoded<'_> {
    let Some(whole) = claimed_len(bytes) else {
        return Decoded::More(OVERHEAD);
    };
    if !(OVERHEAD..=MAX_FRAME_BYTES).contains(&whole) {
        return Decoded::Bad(Flaw::Length);
    }
    let Some(bytes) = bytes.get(..whole) else {
        return Decoded::More(whole);
    };
    if u32_at(bytes, 4) != Some(checksum(bytes)) {
        return Decoded::Bad(Flaw::Checksum);
    }
    match content(bytes) {
        Some(frame) => Decoded::Frame(frame, whole),
        None => Decoded::Bad(Flaw::Content),
    }
}

/// Whether a frame numbered `from..` might begin here: cheap, and wrong only in saying yes.
///
/// For looking through damaged bytes without a checksum at every offset.
pub(crate) fn may_begin(bytes: &[u8], from: Seq) -> bool {
    let (Some(whole), Some(seq)) = (claimed_len(bytes), u64_at(bytes, 8)) else {
        return false;
    };
    (OVERHEAD..=bytes.len()).contains(&whole) && (from.0..=Seq::MAX.0).contains(&seq)
}

fn checksum(frame: &[u8]) -> u32 {
    crc32c::crc32c_append(crc32c::crc32c(&frame[..4]), &frame[PREFIX..])
}

fn content(bytes: &[u8]) -> Option<Frame<'_>> {
    let revision = u64_at(bytes, 24)?;
    let subject_end = OVERHEAD + usize::from(u16_at(bytes, 36)?);
    let (kind, codec) = match bytes.get(38..40)? {
        [1, 0] => (Kind::Event, Codec::Plain),
        [1, 1] => (Kind::Event, Codec::Packed),
        [2, 0] => (Kind::Seal, Codec::Plain),
        _ => return None,
    };
    Some(Frame {
        kind,
        seq: Seq(u64_at(bytes, 8)?),
        at: Timestamp(u64_at(bytes, 16)? as i64),
        revision: (revision != NO_REVISION).then_some(revision),
        place: u32_at(bytes, 32)?,
        subject: std::str::from_utf8(bytes.get(OVERHEAD..subject_end)?).ok()?,
        codec,
        payload: bytes.get(subject_end..)?,
    })
}

pub(crate) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

pub(crate) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

pub(crate) fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sample(subject: &str, payload: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        let frame = Frame {
            kind: Kind::Event,
            seq: Seq(7),
            at: Timestamp(-5),
            revision: Some(3),
            place: 2,
            subject,
            codec: Codec::Plain,
            payload,
        };
        encode(&frame, &mut out);
        out
    }

    proptest! {
        #[test]
        fn what_is_encoded_is_decoded_the_same(
            seq in 1..Seq::MAX.0,
            at in any::<i64>(),
            revision in proptest::option::of(0..u64::MAX - 1),
            place in any::<u32>(),
            packed in any::<bool>(),
            subject in "\\PC{0,40}",
            payload in proptest::collection::vec(any::<u8>(), 0..2000),
            behind in proptest::collection::vec(any::<u8>(), 0..50),
        ) {
            let frame = Frame {
                kind: Kind::Event,
                seq: Seq(seq),
                at: Timestamp(at),
                revision,
                place,
                subject: &subject,
                codec: if packed { Codec::Packed } else { Codec::Plain },
                payload: &payload,
            };
            let mut out = Vec::new();
            encode(&frame, &mut out);
            let len = out.len();
            prop_assert_eq!(len, encoded_len(&subject, &payload));
            out.extend_from_slice(&behind);
            prop_assert_eq!(decode(&out), Decoded::Frame(frame, len));
            prop_assert!(may_begin(&out, Seq(seq)));
            prop_assert!(!may_begin(&out, Seq(seq + 1)));
        }

        #[test]
        fn no_flipped_bit_goes_unseen(bit in 0..(OVERHEAD + 6 + 20) * 8) {
            let mut bytes = sample("deal:1", b"twenty bytes of text");
            bytes[bit / 8] ^= 1 << (bit % 8);
            prop_assert!(!matches!(decode(&bytes), Decoded::Frame(..)), "bit {}", bit);
        }

        #[test]
        fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            decode(&bytes);
            may_begin(&bytes, Seq(1));
        }
    }

    #[test]
    fn a_frame_that_is_cut_short_asks_for_the_rest() {
        let bytes = sample("deal:1", b"{}");
        for cut in 0..bytes.len() {
            assert!(matches!(decode(&bytes[..cut]), Decoded::More(n) if n <= bytes.len()), "{cut}");
        }
    }

    #[test]
    fn zeros_are_no_frame() {
        assert_eq!(decode(&[0; 100]), Decoded::Bad(Flaw::Length));
    }
}
