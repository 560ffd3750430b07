//! Packing of small JSON texts, each on its own: zstd with a dictionary of what they have in common (names of
//! fields, kinds of events, reasons), without which a text of one kilobyte hardly shrinks.
//!
//! | bytes | what |
//! |---|---|
//! | 4 | length of the text, little-endian |
//! | … | a frame of zstd without its length, checksum and number of dictionary |
//!
//! The dictionary is part of the format of the log and therefore for ever: a better one gets another file and another
//! codec number (`log/frame.rs`). `cargo run -p uchite-storage --example dictionary` makes one.

use std::cell::RefCell;
use std::sync::LazyLock;

use zstd::bulk::{Compressor, Decompressor};
use zstd::dict::{DecoderDictionary, EncoderDictionary};
use zstd::zstd_safe::CParameter;

/// No text that is packed is longer, and none that says it is longer is unpacked.
pub(crate) const MAX_TEXT_BYTES: usize = 16 * 1024 * 1024;
/// Shorter texts are left as they are: a few bytes would be won at the price of every reading.
const MIN_TEXT_BYTES: usize = 96;
/// Two thirds of the microseconds of level 5, at one hundredth more bytes (docs/adr/0005).
const LEVEL: i32 = 3;
const LENGTH_BYTES: usize = 4;

static DICTIONARY: &[u8] = include_bytes!("packing/dictionary-1");
static ENCODER: LazyLock<EncoderDictionary<'static>> =
    LazyLock::new(|| EncoderDictionary::copy(DICTIONARY, LEVEL));
static DECODER: LazyLock<DecoderDictionary<'static>> = LazyLock::new(|| DecoderDictionary::copy(DICTIONARY));

thread_local! {
    static PACKER: RefCell<Option<Compressor<'static>>> = const { RefCell::new(None) };
    static UNPACKER: RefCell<Option<Decompressor<'static>>> = const { RefCell::new(None) };
}

/// Bytes that cannot be unpacked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Unpackable;

/// Appends the packed text to `out` if that is shorter than the text. Answers whether it did; else nothing was appended.
pub(crate) fn pack(text: &[u8], out: &mut Vec<u8>) -> bool {
    if !(MIN_TEXT_BYTES..=MAX_TEXT_BYTES).contains(&text.len()) {
        return false;
    }
    let start = out.len();
    out.extend_from_slice(&(text.len() as u32).to_le_bytes());
    // One byte less than the text: what does not fit does not pay.
    out.resize(start + text.len() - 1, 0);
    let room = &mut out[start + LENGTH_BYTES..];
    match PACKER.with_borrow_mut(|packer| packer_in(packer)?.compress_to_buffer(text, room)) {
        Ok(length) => {
            out.truncate(start + LENGTH_BYTES + length);
            true
        }
        // It does not fit, or there is no memory for a compressor: the text is taken as it is.
        Err(_) => {
            out.truncate(start);
            false
        }
    }
}

/// How long the packed text is when it is unpacked; none when that is longer than anything that was packed.
pub(crate) fn unpacked_len(packed: &[u8]) -> Result<usize, Unpackable> {
    let length = u32::from_le_bytes(*packed.first_chunk::<LENGTH_BYTES>().ok_or(Unpackable)?) as usize;
    if (MIN_TEXT_BYTES..=MAX_TEXT_BYTES).contains(&length) { Ok(length) } else { Err(Unpackable) }
}

/// Appends the text to `out`. Takes no more memory than the length it claims, which has a bound.
pub(crate) fn unpack(packed: &[u8], out: &mut Vec<u8>) -> Result<(), Unpackable> {
    let length = unpacked_len(packed)?;
    let start = out.len();
    out.resize(start + length, 0);
    let room = &mut out[start..];
    let frame = &packed[LENGTH_BYTES..];
    let written =
        UNPACKER.with_borrow_mut(|unpacker| unpacker_in(unpacker)?.decompress_to_buffer(frame, room));
    if written.is_ok_and(|written| written == length) {
        Ok(())
    } else {
        out.truncate(start);
        Err(Unpackable)
    }
}

fn packer_in<'p>(
    packer: &'p mut Option<Compressor<'static>>,
) -> std::io::Result<&'p mut Compressor<'static>> {
    if packer.is_none() {
        let mut new = Compressor::with_prepared_dictionary(&ENCODER)?;
        for parameter in [
            CParameter::ContentSizeFlag(false),
            CParameter::DictIdFlag(false),
            CParameter::ChecksumFlag(false),
        ] {
            new.set_parameter(parameter)?;
        }
        *packer = Some(new);
    }
    packer.as_mut().ok_or_else(|| std::io::ErrorKind::OutOfMemory.into())
}

fn unpacker_in<'p>(
    unpacker: &'p mut Option<Decompressor<'static>>,
) -> std::io::Result<&'p mut Decompressor<'static>> {
    if unpacker.is_none() {
        *unpacker = Some(Decompressor::with_prepared_dictionary(&DECODER)?);
    }
    unpacker.as_mut().ok_or_else(|| std::io::ErrorKind::OutOfMemory.into())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use proptest::prelude::*;
    use sha2::{Digest, Sha256};

    use super::*;

    fn packed(text: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        assert!(pack(text, &mut out), "{} bytes", text.len());
        out
    }

    fn unpacked(bytes: &[u8]) -> Result<Vec<u8>, Unpackable> {
        let mut out = b"before".to_vec();
        unpack(bytes, &mut out).map(|()| out.split_off(6)).inspect_err(|_| assert_eq!(out, b"before"))
    }

    proptest! {
        #[test]
        fn what_is_packed_comes_back(words in proptest::collection::vec("[a-c]{3,9}", 40..2000)) {
            let text = words.join(" ");
            let bytes = packed(text.as_bytes());
            prop_assert!(bytes.len() < text.len());
            prop_assert_eq!(unpacked_len(&bytes), Ok(text.len()));
            prop_assert_eq!(unpacked(&bytes), Ok(text.into_bytes()));
        }

        #[test]
        fn what_does_not_shrink_is_left_alone(text in proptest::collection::vec(any::<u8>(), 0..2000)) {
            let mut out = b"before".to_vec();
            if pack(&text, &mut out) {
                prop_assert!(out.len() - 6 < text.len());
                prop_assert_eq!(unpacked(&out[6..]), Ok(text));
            } else {
                prop_assert_eq!(out, b"before");
            }
        }

        #[test]
        fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300), length in 0u32..2000) {
            let _ = unpacked(&bytes);
            let _ = unpacked(&[&length.to_le_bytes()[..], &bytes].concat());
        }
    }

    #[test]
    fn a_changed_bit_gives_another_text_of_the_same_length_or_an_error_and_nothing_worse() {
        let text =
            br#"{"by":17,"event":{"report_filed":{"report":{"deal":9,"summary":"ok ok ok"},"audience":[]}}}"#
                .repeat(3);
        let bytes = packed(&text);
        for bit in 0..bytes.len() * 8 {
            let mut bytes = bytes.clone();
            bytes[bit / 8] ^= 1 << (bit % 8);
            assert!(unpacked(&bytes).is_err() || unpacked(&bytes).unwrap().len() == text.len(), "bit {bit}");
        }
    }

    #[test]
    fn a_length_that_lies_is_an_error_and_takes_no_memory() {
        let bytes = packed(&[b'a'; 1000]);
        for length in [0, 95, 96, 999, 1001, 100_000, MAX_TEXT_BYTES as u32 + 1, u32::MAX] {
            let lying = [&length.to_le_bytes()[..], &bytes[4..]].concat();
            assert_eq!(unpacked(&lying), Err(Unpackable), "{length}");
        }
        assert_eq!(unpacked(&bytes[..3]), Err(Unpackable));
    }

    #[test]
    fn a_bomb_is_not_unpacked_beyond_the_length_it_claims() {
        let bytes = packed(&vec![0; MAX_TEXT_BYTES]);
        assert!(bytes.len() < 10_000);
        let claims_little = [&1000u32.to_le_bytes()[..], &bytes[4..]].concat();
        assert_eq!(unpacked(&claims_little), Err(Unpackable));
        assert!(!pack(&vec![0; MAX_TEXT_BYTES + 1], &mut Vec::new()));
    }

    #[test]
    fn the_dictionary_is_the_one_that_logs_were_packed_with() {
        let digest: String = Sha256::digest(DICTIONARY).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(digest, "c38a8c54e83e244d4d11c1a1b4c537e59be4cb47c7f95412d18e157ae8b0ffa9");
    }
}
