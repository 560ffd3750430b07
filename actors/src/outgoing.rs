//! Frames as bytes: what a server writes on a websocket (RFC 6455, section 5.2), without a mask.

use std::ops::Range;

use bytes::BytesMut;

use crate::delivery::Frame;

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

/// Puts a delivery's frame behind others.
pub(crate) fn put_frame(frames: &mut Vec<u8>, frame: &Frame<'_>) {
    let mut end = String::new();
    frame.put_end(&mut end);
    put_text(frames, &[frame.text, &end]);
}

/// Frames that leave together, for one session after another. Most are told the same as the one before them but
/// for the ends of their frames, so that only those are written anew.
#[derive(Debug, Default)]
pub(crate) struct Envelope {
    frames: Vec<u8>,
    parts: Vec<Part>,
    /// Parts that are in it for the present session.
    filled: usize,
    end: String,
}

#[derive(Debug)]
struct Part {
    /// Of which delivery, and which of its texts.
    text: (u32, u32),
    begin: usize,
    end: Range<usize>,
}

impl Envelope {
    /// Begins anew: the deliveries are others.
    pub(crate) fn clear(&mut self) {
        self.frames.clear();
        self.parts.clear();
        self.filled = 0;
    }

    /// Begins for another session.
    pub(crate) fn begin(&mut self) {
        self.filled = 0;
    }

    /// Puts a frame of the delivery of this number in.
    pub(crate) fn put(&mut self, delivery: u32, frame: &Frame<'_>) {
        let text = (delivery, frame.number);
        self.end.clear();
        frame.put_end(&mut self.end);
        match self.parts.get(self.filled) {
            Some(part) if part.text == text && part.end.len() == self.end.len() => {
                self.frames[part.end.clone()].copy_from_slice(self.end.as_bytes());
            }
            other => {
                let begin = other.map_or(self.frames.len(), |part| part.begin);
                self.frames.truncate(begin);
                self.parts.truncate(self.filled);
                put_text(&mut self.frames, &[frame.text, &self.end]);
                let end = self.frames.len() - self.end.len()..self.frames.len();
                self.parts.push(Part { text, begin, end });
            }
        }
        self.filled += 1;
    }

    /// What was put in since [`Self::begin`].
    pub(crate) fn frames(&self) -> &[u8] {
        let last = self.filled.checked_sub(1).and_then(|last| self.parts.get(last));
        &self.frames[..last.map_or(0, |part| part.end.end)]
    }
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
    use crate::delivery::DeliveryBuilder;
    use uchite_domain::{Badge, EventKind, MemberId, Organisation, ReportId, Seq, Timestamp};

    #[test]
    fn an_envelope_holds_what_each_session_is_told_whatever_the_one_before_was() {
        let org = Organisation::default();
        let deliveries: Vec<_> = (1..=3_u64)
            .map(|seq| {
                let (at, kind) = (Timestamp(5), EventKind::Read);
                let mut builder = DeliveryBuilder::new(&org, Seq(seq), at, kind, None, None, 0);
                for member in 1..=4 {
                    // Texts of two lengths, badges of one to three digits, and none.
                    let reports = vec![ReportId(seq); 1 + usize::from(member == 2) * 60];
                    let unread = u32::try_from(10_u64.pow(u32::try_from(member).unwrap_or(0) - 1)).ok();
                    let badge = unread.filter(|_| member != 3).map(|unread| Badge { addressed: 0, unread });
                    builder.reports(MemberId(member), kind, &reports, None, badge);
                }
                builder.build()
            })
            .collect();
        let mut envelope = Envelope::default();
        // Every choice of deliveries for a session, after every other choice.
        let choices = (0..8_usize).flat_map(|one| (0..8).map(move |other| [one, other])).flatten();
        for (turn, choice) in choices.enumerate() {
            let member = turn % 4;
            let (mut expected, mut number) = (Vec::new(), 0);
            envelope.begin();
            for delivery in &deliveries {
                if choice & (1 << number) != 0 {
                    let frame = delivery.frame_to(&delivery.to()[member], Seq(9), true);
                    envelope.put(number, &frame);
                    put_frame(&mut expected, &frame);
                }
                number += 1;
            }
            assert_eq!(envelope.frames(), expected, "choice {choice} of member {member}");
        }
    }

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
