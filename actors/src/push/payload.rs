//! What a push says: the JSON that the service worker gets, and how it is made to fit.

use serde::{Deserialize, Serialize};
use unicode_segmentation::UnicodeSegmentation as _;

/// The longest plaintext that every push service takes, in bytes: `web-push` refuses more, and encryption with its
/// padding makes at most 3,175 bytes of it where 4,096 are allowed.
pub const MAX_PLAINTEXT_BYTES: usize = 3052;

/// Stands where text was cut.
const ELLIPSIS: &str = "…";

/// Why somebody is pushed. Decides how urgent it is and how long it stays worth showing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PushKind {
    /// A report that a purpose routes with *notify*.
    Report,
    /// A reply on what one wrote or takes part in.
    Reply,
    /// A consult that asks for one's answer.
    Consult,
    /// Somebody named one.
    Mention,
    /// A next move given to one, or a request to accompany.
    NextMove,
    /// A deadline of a purpose has passed.
    Escalation,
    /// What was held back outside of working hours, as one.
    Summary,
    /// The member tries a device.
    Test,
}

/// How urgent a push is to a device that saves its battery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Urgency {
    /// May wait for power and a network that costs nothing.
    Low,
    /// May wait until the device is in use or wakes by itself.
    Normal,
    /// Wakes the device.
    High,
}

impl PushKind {
    /// How urgent a push of this kind is.
    #[must_use]
    pub fn urgency(self) -> Urgency {
        match self {
            Self::Consult | Self::Mention | Self::Escalation | Self::Test => Urgency::High,
            Self::Report | Self::Reply | Self::NextMove => Urgency::Normal,
            Self::Summary => Urgency::Low,
        }
    }

    /// How long the push service keeps it for a device that is off, in seconds. After that the inbox tells it anyway.
    #[must_use]
    pub fn ttl_seconds(self) -> u32 {
        const HOUR: u32 = 3600;
        match self {
            Self::Consult | Self::Mention | Self::Reply | Self::Report | Self::Escalation => 24 * HOUR,
            // Over a weekend: the move is still to be made on Monday.
            Self::NextMove => 72 * HOUR,
            // The next summary replaces it.
            Self::Summary => 12 * HOUR,
            Self::Test => 60,
        }
    }
}

/// What the service worker is told. Absolute figures only, so that the newest push is right by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushPayload {
    /// First line of the notification.
    pub title: String,
    /// Its text. Cut when all does not fit.
    pub body: String,
    /// Notifications of one tag replace each other on the device.
    pub tag: String,
    /// Where a tap leads: a path on our own origin.
    pub url: String,
    /// How many cards wait that are addressed to the member: an absolute count.
    pub badge: u32,
    /// Why it was sent.
    pub kind: PushKind,
    /// The event it tells of, so that a client which has it already can tell.
    pub seq: u64,
    /// Language of title and body, as in HTML.
    pub lang: String,
}

/// One push, not yet for any device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PushNote {
    /// What is told.
    pub payload: PushPayload,
    /// Of two waiting pushes to one device with the same subject only the newer is delivered. What stands here stays
    /// here: the push service sees a text that nobody can connect with it.
    pub subject: Option<String>,
    /// How long a push service keeps it, in seconds.
    pub ttl_seconds: u32,
    /// How urgent it is.
    pub urgency: Urgency,
}

impl PushNote {
    /// A note about one thing (`report:123`, say), as urgent and lasting as its kind.
    #[must_use]
    pub fn about(subject: impl Into<String>, payload: PushPayload) -> Self {
        let kind = payload.kind;
        Self {
            payload,
            subject: Some(subject.into()),
            ttl_seconds: kind.ttl_seconds(),
            urgency: kind.urgency(),
        }
    }
}

/// Even without title and body the payload is too large.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the push has {bytes} bytes without its text; {max_bytes} are allowed")]
pub struct PayloadTooLarge {
    /// What it takes without title and body.
    pub bytes: usize,
    /// What is allowed.
    pub max_bytes: usize,
}

/// The payload as JSON of at most `max_bytes` bytes. Cuts the body first and the title only when that is not enough,
/// always between characters as a reader sees them, and marks the place with "…".
///
/// # Errors
/// When the rest alone is too large.
pub fn fit(payload: &PushPayload, max_bytes: usize) -> Result<Vec<u8>, PayloadTooLarge> {
    let whole = to_json(payload);
    if whole.len() <= max_bytes {
        return Ok(whole);
    }
    let mut cut = PushPayload { body: String::new(), ..payload.clone() };
    let without_body = to_json(&cut).len();
    if let Some(room) = max_bytes.checked_sub(without_body + ELLIPSIS.len()) {
        cut.body = shorten(&payload.body, room);
        return Ok(to_json(&cut));
    }
    let title = std::mem::take(&mut cut.title);
    let bytes = to_json(&cut).len();
    let room = max_bytes.checked_sub(bytes + ELLIPSIS.len()).ok_or(PayloadTooLarge { bytes, max_bytes })?;
    cut.title = shorten(&title, room);
    Ok(to_json(&cut))
}

/// As much of `text` as takes `room` bytes in JSON, and "…" if that is not all of it.
fn shorten(text: &str, room: usize) -> String {
    let mut kept = longest_start(text.graphemes(true), room);
    if kept == 0 {
        // One "character" of thousands of combining marks: part of it is better than nothing of the text.
        kept = longest_start(text.split_inclusive(|_| true), room);
    }
    let start = &text[..kept];
    if kept == text.len() { start.to_owned() } else { format!("{start}{ELLIPSIS}") }
}

/// How many bytes of the text that `pieces` make up fit into `room` bytes of JSON.
fn longest_start<'a>(pieces: impl Iterator<Item = &'a str>, room: usize) -> usize {
    let (mut kept, mut used) = (0, 0);
    for piece in pieces {
        used += escaped_len(piece);
        if used > room {
            break;
        }
        kept += piece.len();
    }
    kept
}

/// Bytes of a text inside a JSON string.
fn escaped_len(text: &str) -> usize {
    text.bytes()
        .map(|byte| match byte {
            b'"' | b'\\' | b'\n' | b'\r' | b'\t' | 0x08 | 0x0c => 2,
            0..0x20 => 6,
            _ => 1,
        })
        .sum()
}

fn to_json(payload: &PushPayload) -> Vec<u8> {
    #[expect(clippy::expect_used, reason = "strings, numbers and a plain enum always serialise")]
    serde_json::to_vec(payload).expect("payload serialises")
}
