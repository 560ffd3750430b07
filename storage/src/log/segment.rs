//! Segment files: names, headers, seals.
//!
//! A segment is named after its first event (`00000000000000000001.seg`) and begins with 64 bytes:
//!
//! | bytes | what |
//! |---|---|
//! | 8 | `UCHITLOG` |
//! | 2 | version of the format: 1 |
//! | 2 | codec of the records: 0 all plain, 1 some packed with the first dictionary ([`super::frame`]) |
//! | 4 | zero |
//! | 16 | identity of the log |
//! | 8 | number of the first event |
//! | 20 | zero |
//! | 4 | CRC32C of the 60 bytes before |
//!
//! Then records follow ([`super::frame`]). When a segment is full, the next one is created first and then the
//! full one is sealed: a frame of kind *seal* (numbered like the last event; payload: first event, offset of
//! the seal, sparse index), then 16 bytes: length of that frame, four zeros, `UCHISEAL`. A seal lets a start
//! trust the segment's extent without reading it, and since a sealed segment always has a successor, a missing
//! newest segment is noticed.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use uchite_domain::{Seq, Timestamp};

use super::frame::{self, Codec, Decoded, Frame, Kind, u16_at, u32_at, u64_at};
use super::index::SparseIndex;

/// Where records begin.
pub(crate) const HEADER_BYTES: u64 = 64;
/// How segment files end.
pub(crate) const SEGMENT_ENDING: &str = ".seg";
/// The file that names the log.
pub(crate) const IDENTITY_FILE: &str = "identity";

const NEW_ENDING: &str = ".new";
const MAGIC: &[u8; 8] = b"UCHITLOG";
const SEAL_MAGIC: &[u8; 8] = b"UCHISEAL";
const VERSION: u16 = 1;
const PLAIN: u16 = 0;
const PACKED: u16 = 1;
const TRAILER_BYTES: u64 = 16;

/// A random name that a log gets when it is made; every segment carries it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct LogIdentity(pub(crate) [u8; 16]);

impl LogIdentity {
    pub(crate) fn random() -> io::Result<LogIdentity> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).map_err(io::Error::other)?;
        Ok(LogIdentity(bytes))
    }

    /// Takes 32 lower-case hexadecimal digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<LogIdentity> {
        if text.len() != 32 || !text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)) {
            return None;
        }
        Some(LogIdentity(u128::from_str_radix(text, 16).ok()?.to_be_bytes()))
    }
}

impl std::fmt::Display for LogIdentity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:032x}", u128::from_be_bytes(self.0))
    }
}

impl std::fmt::Debug for LogIdentity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, f)
    }
}

/// The first bytes of a segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) identity: LogIdentity,
    pub(crate) first: Seq,
    /// Records of the segment may be packed. A program that cannot unpack them sees it here and does not begin.
    pub(crate) packs: bool,
}

/// Why a file is no segment that can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum HeaderFlaw {
    #[error("the file is shorter than the header of a segment")]
    Short,
    #[error("the file does not begin like a segment of an event log")]
    Magic,
    #[error("the checksum of the header does not fit")]
    Checksum,
    #[error("format version {0} is unknown to this program: a newer one wrote it")]
    Version(u16),
    #[error("record codec {0} is unknown to this program: a newer one wrote it")]
    Codec(u16),
}

impl Header {
    fn encode(self) -> [u8; HEADER_BYTES as usize] {
        let mut bytes = [0; HEADER_BYTES as usize];
        bytes[..8].copy_from_slice(MAGIC);
        bytes[8..10].copy_from_slice(&VERSION.to_le_bytes());
        let codec = if self.packs { PACKED } else { PLAIN };
        bytes[10..12].copy_from_slice(&codec.to_le_bytes());
        bytes[16..32].copy_from_slice(&self.identity.0);
        bytes[32..40].copy_from_slice(&self.first.0.to_le_bytes());
        let sum = crc32c::crc32c(&bytes[..60]);
        bytes[60..].copy_from_slice(&sum.to_le_bytes());
        bytes
    }

    fn decode(bytes: &[u8; HEADER_BYTES as usize]) -> Result<Header, HeaderFlaw> {
        if bytes[..8] != *MAGIC {
            return Err(HeaderFlaw::Magic);
        }
        if u32_at(bytes, 60) != Some(crc32c::crc32c(&bytes[..60])) {
            return Err(HeaderFlaw::Checksum);
        }
        let packs = match (u16_at(bytes, 8), u16_at(bytes, 10)) {
            (Some(VERSION), Some(PLAIN)) => false,
            (Some(VERSION), Some(PACKED)) => true,
            (Some(VERSION), codec) => return Err(HeaderFlaw::Codec(codec.unwrap_or(u16::MAX))),
            (version, _) => return Err(HeaderFlaw::Version(version.unwrap_or(u16::MAX))),
        };
        let mut identity = [0; 16];
        identity.copy_from_slice(&bytes[16..32]);
        let first = Seq(u64_at(bytes, 32).unwrap_or_default());
        Ok(Header { identity: LogIdentity(identity), first, packs })
    }

    /// Reads the header of an open segment.
    pub(crate) fn read(file: &File) -> io::Result<Result<Header, HeaderFlaw>> {
        let mut bytes = [0; HEADER_BYTES as usize];
        match file.read_exact_at(&mut bytes, 0) {
            Ok(()) => Ok(Header::decode(&bytes)),
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(Err(HeaderFlaw::Short)),
            Err(error) => Err(error),
        }
    }
}

/// The name of the segment that begins with this event.
pub(crate) fn file_name(first: Seq) -> String {
    format!("{:020}{SEGMENT_ENDING}", first.0)
}

/// The segments of a folder by their first event, in order.
pub(crate) fn list(folder: &Path) -> io::Result<Vec<(Seq, PathBuf)>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let digits = name.to_str().and_then(|n| n.strip_suffix(SEGMENT_ENDING));
        if let Some(first) = digits.and_then(|d| d.parse().ok()) {
            found.push((Seq(first), entry.path()));
        }
    }
    found.sort();
    Ok(found)
}

/// Removes what a creation left that did not come to its end.
pub(crate) fn remove_unfinished(folder: &Path) -> io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.to_str().is_some_and(|p| p.ends_with(NEW_ENDING)) {
            std::fs::remove_file(path)?;
        }
    }
    Ok(())
}

/// Makes a segment that is durable, empty and open for appending.
pub(crate) fn create(folder: &Path, header: Header) -> io::Result<(PathBuf, File)> {
    let path = folder.join(file_name(header.first));
    let file = create_whole(&path, &header.encode())?;
    Ok((path, file))
}

/// Writes the file that names the log.
pub(crate) fn write_identity(folder: &Path, identity: LogIdentity) -> io::Result<()> {
    create_whole(&folder.join(IDENTITY_FILE), format!("{identity}\n").as_bytes()).map(drop)
}

/// Makes a file that has all its content or is not there, whenever the power goes.
fn create_whole(path: &Path, content: &[u8]) -> io::Result<File> {
    let mut unfinished = path.to_owned().into_os_string();
    unfinished.push(NEW_ENDING);
    let unfinished = PathBuf::from(unfinished);
    let made = (|| {
        let mut file = OpenOptions::new().create(true).append(true).open(&unfinished)?;
        file.set_len(0)?;
        file.write_all(content)?;
        file.sync_all()?;
        std::fs::rename(&unfinished, path)?;
        Ok(file)
    })();
    match made {
        Ok(file) => {
            sync_folder(path.parent().unwrap_or(Path::new(".")))?;
            Ok(file)
        }
        Err(error) => {
            // Best effort: the next start removes it too.
            let _ = std::fs::remove_file(&unfinished);
            Err(error)
        }
    }
}

/// Makes the entries of a folder durable.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// What the end of a full segment says.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Seal {
    /// The last event of the segment.
    pub(crate) last: Seq,
    /// Where its records end and the seal begins.
    pub(crate) data_end: u64,
    pub(crate) index: SparseIndex,
}

impl Seal {
    /// The bytes that stand behind the last record.
    pub(crate) fn encode(&self, first: Seq) -> Vec<u8> {
        let mut payload = Vec::new();
        payload.extend_from_slice(&first.0.to_le_bytes());
        payload.extend_from_slice(&self.data_end.to_le_bytes());
        self.index.encode(&mut payload);
        let mut out = Vec::new();
        let frame = Frame {
            kind: Kind::Seal,
            seq: self.last,
            at: Timestamp(0),
            revision: None,
            place: 0,
            subject: "",
            codec: Codec::Plain,
            payload: &payload,
        };
        frame::encode(&frame, &mut out);
        let len = out.len() as u32;
        out.extend_from_slice(&len.to_le_bytes());
        out.extend_from_slice(&[0; 4]);
        out.extend_from_slice(SEAL_MAGIC);
        out
    }

    /// Reads the seal of a segment; nothing when it has none that is whole.
    pub(crate) fn read(file: &File, first: Seq) -> io::Result<Option<Seal>> {
        let len = file.metadata()?.len();
        let Some(frame_end) = len.checked_sub(TRAILER_BYTES) else {
            return Ok(None);
        };
        let mut trailer = [0; TRAILER_BYTES as usize];
        file.read_exact_at(&mut trailer, frame_end)?;
        let frame_len = u64::from(u32_at(&trailer, 0).unwrap_or_default());
        if trailer[8..] != *SEAL_MAGIC || frame_len + HEADER_BYTES > frame_end {
            return Ok(None);
        }
        let mut bytes = vec![0; frame_len as usize];
        file.read_exact_at(&mut bytes, frame_end - frame_len)?;
        let Decoded::Frame(frame, _) = frame::decode(&bytes) else {
            return Ok(None);
        };
        let whole = frame.kind == Kind::Seal
            && u64_at(frame.payload, 0) == Some(first.0)
            && u64_at(frame.payload, 8) == Some(frame_end - frame_len);
        let index = frame.payload.get(16..).and_then(SparseIndex::decode);
        Ok(index.filter(|_| whole).map(|index| Seal {
            last: frame.seq,
            data_end: frame_end - frame_len,
            index,
        }))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_header_with_any_flipped_bit_is_refused() {
        for packs in [false, true] {
            let header = Header { identity: LogIdentity([7; 16]), first: Seq(99), packs };
            let bytes = header.encode();
            assert_eq!(Header::decode(&bytes), Ok(header));
            for bit in 0..bytes.len() * 8 {
                let mut flipped = bytes;
                flipped[bit / 8] ^= 1 << (bit % 8);
                assert!(Header::decode(&flipped).is_err(), "bit {bit}");
            }
        }
    }

    #[test]
    fn a_segment_of_a_newer_format_is_called_that() {
        let mut bytes = Header { identity: LogIdentity([7; 16]), first: Seq(1), packs: true }.encode();
        bytes[10] = 2;
        let sum = crc32c::crc32c(&bytes[..60]).to_le_bytes();
        bytes[60..].copy_from_slice(&sum);
        assert_eq!(Header::decode(&bytes), Err(HeaderFlaw::Codec(2)));
    }

    #[test]
    fn an_identity_is_read_as_it_is_written() {
        let identity = LogIdentity::random().unwrap();
        assert_eq!(LogIdentity::parse(&identity.to_string()), Some(identity));
        assert_eq!(LogIdentity::parse("12"), None);
        assert_eq!(LogIdentity::parse("+1234567890123456789012345678901"), None);
    }
}
