//! Reading a server's frame: whole, or only the few members that a session needs to keep its place.

use serde::Deserialize;
use uchite_domain::{Badge, Code, EventFrame, EventKind, MemberRef, ReportId, Seq, ServerFrame};

/// How much of an event a session reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Detail {
    /// All of it: [`crate::Happening::Event`].
    #[default]
    Whole,
    /// Only a [`Glance`], which costs a fraction: for those who count or wake something up.
    Glance,
}

/// What is worth knowing of an event without its card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Glance {
    /// The event.
    pub seq: Seq,
    /// What kind of thing happened.
    pub kind: EventKind,
    /// The card that it changed.
    pub report: Option<ReportId>,
    /// How many that card went to, its author not counted.
    pub audience: u32,
    /// The client's own reference.
    pub client_ref: Option<String>,
    /// Bytes of the frame.
    pub bytes: usize,
}

/// The body of an event as it was read.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Body {
    Whole(Box<EventFrame>),
    Glance(Glance),
}

/// A frame of the server as the protocol sees it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Incoming {
    Hello {
        session: u64,
        member: MemberRef,
        cursor: Seq,
        badge: Badge,
        heartbeat_ms: u64,
        frame_max: u64,
        server: String,
    },
    Event {
        seq: Seq,
        cursor: Seq,
        kind: EventKind,
        client_ref: Option<String>,
        body: Body,
    },
    Badge(Badge),
    Rejected {
        client_ref: Option<String>,
        code: Code,
        detail: String,
        retryable: bool,
    },
    Resumed(Seq),
    Resync,
    Pong(Seq),
    Bye {
        retry_after_ms: u64,
    },
}

/// The members of an event that a glance takes; everything else is passed over unread.
#[derive(Deserialize)]
struct Line {
    #[serde(rename = "type")]
    kind_of_frame: FrameType,
    seq: Option<Seq>,
    cursor: Option<Seq>,
    kind: Option<EventKind>,
    client_ref: Option<String>,
    card: Option<CardLine>,
}

#[derive(Deserialize)]
struct CardLine {
    id: ReportId,
    audience: u32,
}

#[derive(Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
enum FrameType {
    Event,
    #[serde(other)]
    Other,
}

/// Reads a frame. None: this client does not know it, and passes it by, so that a server may learn new words.
pub(crate) fn read(text: &str, detail: Detail) -> Option<Incoming> {
    if detail == Detail::Glance
        && let Some(event) = glance(text)
    {
        return Some(event);
    }
    Some(match serde_json::from_str::<ServerFrame>(text).ok()? {
        ServerFrame::Hello {
            session, member, cursor, badge, heartbeat_ms, frame_max_bytes, server, ..
        } => Incoming::Hello {
            session,
            member,
            cursor,
            badge,
            heartbeat_ms,
            frame_max: frame_max_bytes,
            server,
        },
        ServerFrame::Event(frame) => Incoming::Event {
            seq: frame.seq,
            cursor: frame.cursor,
            kind: frame.kind,
            client_ref: frame.client_ref.clone(),
            body: Body::Whole(frame),
        },
        ServerFrame::Badge { addressed, unread } => Incoming::Badge(Badge { addressed, unread }),
        ServerFrame::Rejected { client_ref, code, detail, retryable } => {
            Incoming::Rejected { client_ref, code, detail, retryable }
        }
        ServerFrame::Resumed { cursor } => Incoming::Resumed(cursor),
        ServerFrame::Resync { .. } => Incoming::Resync,
        ServerFrame::Pong { cursor } => Incoming::Pong(cursor),
        ServerFrame::Bye { retry_after_ms } => Incoming::Bye { retry_after_ms },
    })
}

fn glance(text: &str) -> Option<Incoming> {
    let line: Line = serde_json::from_str(text).ok()?;
    if line.kind_of_frame != FrameType::Event {
        return None;
    }
    let (seq, cursor, kind) = (line.seq?, line.cursor?, line.kind?);
    let glance = Glance {
        seq,
        kind,
        report: line.card.as_ref().map(|c| c.id),
        audience: line.card.map_or(0, |c| c.audience),
        client_ref: line.client_ref.clone(),
        bytes: text.len(),
    };
    Some(Incoming::Event { seq, cursor, kind, client_ref: line.client_ref, body: Body::Glance(glance) })
}
