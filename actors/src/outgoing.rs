//! Frames as bytes: what a server writes on a websocket (RFC 6455, section 5.2), without a mask.

use bytes::BytesMut;

/// A text frame that is whole: FIN, and the number of its kind.
const TEXT: u8 = 0x81;

/// Puts a text frame behind others; its text comes in parts.
pub(crate) fn put_text(frames: &mut Vec<u8>, parts: &[&str]) {
    let bytes: usize = parts.iter().map(|part| part.len()).sum();
    frames.reserve(bytes + 10);
    frames.push(TEXT);
    match (u8::try_from(bytes), u16::try_from(bytes)) {
        (Ok(short @ 0..=125), _) => frames.push(short),
        (_, Ok(middle)) => {
            frames.push(126);
            frames.extend_from_slice(&middle.to_be_bytes());
        }
        _ => {
            frames.push(127);
            frames.extend_from_slice(&(bytes as u64).to_be_bytes());
        }
    }
    parts.iter().for_each(|part| frames.extend_from_slice(part.as_bytes()));
}

/// Bytes of the frame that begins here, its head included; at least one, so that whoever walks over frames
/// gets on.
pub(crate) fn frame_len(frames: &[u8]) -> usize {
    let byte = |place: usize| usize::from(frames.get(place).copied().unwrap_or_default());
    let number = |bytes: usize| (2..2 + bytes).fold(0, |sum, place| sum << 8 | byte(place));
    match byte(1) {
        126 => 4 + number(2),
        127 => 10 + number(8),
        short => 2 + short,
    }
}

/// A frame that a protocol's own encoder made, put behind others.
pub(crate) fn put_encoded(frames: &mut Vec<u8>, encode: impl FnOnce(&mut BytesMut)) {
    let mut encoded = BytesMut::new();
    encode(&mut encoded);
    frames.extend_from_slice(&encoded);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_says_its_length_in_the_shortest_way() {
        for (bytes, head) in [(0, 2), (125, 2), (126, 4), (65_535, 4), (65_536, 10), (200_000, 10)] {
            let text = "x".repeat(bytes);
            let mut frames = Vec::new();
            put_text(&mut frames, &[&text[..bytes / 2], &text[bytes / 2..]]);
            put_text(&mut frames, &["next"]);
            assert_eq!(frame_len(&frames), head + bytes);
            assert_eq!(frames[head + bytes..], [0x81, 4, b'n', b'e', b'x', b't']);
        }
    }
}
