//! Frames: what goes over a websocket, as JSON objects with `type`.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{Card, Code, DealId, FileReport, MemberId, MemberRef, NewReply, ReportId, Seq, Timestamp};

/// The websocket subprotocol.
pub const SUBPROTOCOL: &str = "uchite.v1";

/// From a client.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum ClientFrame {
    /// Send what came after this cursor. To be sent once, right after `hello`, by who was here before.
    Resume {
        /// The last cursor that the client saw.
        cursor: Seq,
    },
    /// File a report.
    FileReport {
        /// The client's own reference, remembered for good.
        client_ref: String,
        /// What to file.
        report: Box<FileReport>,
    },
    /// Reply to a report.
    Reply {
        /// The client's own reference, remembered for good.
        client_ref: String,
        /// To which.
        report: ReportId,
        /// The reply.
        reply: NewReply,
    },
    /// The card was opened.
    Read {
        /// Which.
        report: ReportId,
        /// Up to which event: the card's `seq`.
        upto: Seq,
    },
    /// These cards were on screen for a second in a focused window.
    Displayed {
        /// Which, at most 200.
        reports: Vec<ReportId>,
        /// Up to which event: the last `cursor` that the client saw.
        upto: Seq,
    },
    /// Send what happens on a deal, also where it is not shared with you, as long as you may see it.
    Watch {
        /// Which.
        deal: DealId,
    },
    /// No longer.
    Unwatch {
        /// Which.
        deal: DealId,
    },
    /// Say something, so that both know the line is open.
    Ping {},
}

/// The counts of a member's inbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
pub struct Badge {
    /// Unread cards that are addressed to the member: the number on the icon.
    pub addressed: u32,
    /// All unread cards.
    pub unread: u32,
}

/// What kind of thing happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// A report was filed.
    ReportFiled,
    /// A report was corrected.
    ReportCorrected,
    /// A reply was written.
    ReplyAdded,
    /// Somebody reacted, or took it back.
    ReactionSet,
    /// Somebody took note.
    Acknowledged,
    /// A consult was claimed, accepted or reopened.
    ConsultChanged,
    /// A next move was set, changed or agreed upon.
    NextMoveChanged,
    /// The deal itself was changed.
    DealChanged,
    /// You read cards, here or on another device, or marked them unread.
    Read,
    /// You bookmarked a card, or took the bookmark away, here or on another device.
    Bookmarked,
    /// Somebody read your report.
    Receipt,
    /// Masters were changed: fetch again what you keep of them.
    MastersChanged,
    /// You may no longer see these cards.
    AccessLost,
}

/// What happened, to those whom it concerns.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct EventFrame {
    /// The event.
    pub seq: Seq,
    /// Everything up to here has been sent; hand it back to resume.
    pub cursor: Seq,
    /// What kind of thing happened.
    pub kind: EventKind,
    /// When.
    pub at: Timestamp,
    /// Whose doing it was.
    pub by: Option<MemberRef>,
    /// On which deal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deal: Option<DealId>,
    /// The card as it is after the event, where it changed one. It replaces the one that the client holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card: Option<Card>,
    /// The cards that were read, marked unread, bookmarked or lost.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reports: Vec<ReportId>,
    /// With `read`: whether they are unread now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unread: Option<bool>,
    /// With `bookmarked`: whether they are bookmarked now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bookmarked: Option<bool>,
    /// The client's own reference, on the frames of the member whose command it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_ref: Option<String>,
    /// Your counts after the event, where it changed them. Absent on frames of a resume: `hello` and the
    /// `badge` frame behind a resume say them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub badge: Option<Badge>,
}

/// From the server.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ServerFrame {
    /// The first frame of every session.
    Hello {
        /// The session's number in this process, for the logs.
        session: u64,
        /// Who you are.
        member: MemberRef,
        /// Everything up to here is in what HTTP returns from now on.
        cursor: Seq,
        /// Your counts.
        badge: Badge,
        /// Say something at least so often, in milliseconds; a ping will do.
        heartbeat_ms: u64,
        /// Bytes of the largest frame that the server takes.
        frame_max_bytes: u64,
        /// The server's version.
        server: String,
        /// The server's clock.
        at: Timestamp,
    },
    /// Something happened.
    Event(Box<EventFrame>),
    /// Your counts changed.
    Badge {
        /// Unread cards that are addressed to you.
        addressed: u32,
        /// All unread cards.
        unread: u32,
    },
    /// A frame of yours was refused.
    Rejected {
        /// The reference of the refused command, if it had a readable one.
        client_ref: Option<String>,
        /// Why.
        code: Code,
        /// What exactly.
        detail: String,
        /// Whether the same frame may succeed later.
        retryable: bool,
    },
    /// A resume is through: everything up to `cursor` was sent.
    Resumed {
        /// Up to here.
        cursor: Seq,
    },
    /// The cursor is too old for a resume, or more was missed than a resume sends: fetch again, then go on from the
    /// cursor that the fetch gave.
    Resync {
        /// The server's cursor.
        cursor: Seq,
    },
    /// The answer to a `ping`.
    Pong {
        /// Everything up to here has been sent.
        cursor: Seq,
    },
    /// The server is about to close.
    Bye {
        /// Come back after so many milliseconds, give or take.
        retry_after_ms: u64,
    },
}

/// Why the server closed a session. 4000 to 4499: come back with your cursor. 4500 to 4999: do not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CloseCode {
    /// The server goes down or is being replaced.
    Draining,
    /// The session did not take its frames fast enough.
    TooSlow,
    /// Nothing was heard of the session.
    Quiet,
    /// Something broke that should not.
    Internal,
    /// The sign-in is over or was revoked: sign in again.
    SignedOut,
    /// Too many frames that could not be taken.
    Strikes,
    /// Another session of the same member took the place of the oldest one.
    TooManySessions,
    /// The client does not speak the subprotocol.
    WrongProtocol,
}

impl CloseCode {
    /// The number on the wire.
    #[must_use]
    pub fn code(self) -> u16 {
        match self {
            CloseCode::Draining => 4000,
            CloseCode::TooSlow => 4001,
            CloseCode::Quiet => 4002,
            CloseCode::Internal => 4003,
            CloseCode::SignedOut => 4500,
            CloseCode::Strikes => 4501,
            CloseCode::TooManySessions => 4502,
            CloseCode::WrongProtocol => 4503,
        }
    }

    /// The reason in words.
    #[must_use]
    pub fn reason(self) -> &'static str {
        match self {
            CloseCode::Draining => "draining",
            CloseCode::TooSlow => "too_slow",
            CloseCode::Quiet => "quiet",
            CloseCode::Internal => "internal",
            CloseCode::SignedOut => "signed_out",
            CloseCode::Strikes => "strikes",
            CloseCode::TooManySessions => "too_many_sessions",
            CloseCode::WrongProtocol => "wrong_protocol",
        }
    }

    /// Whether a client with this code should come back.
    #[must_use]
    pub fn comes_back(code: u16) -> bool {
        !(4500..=4999).contains(&code)
    }
}

/// A member's place in the delivery ledger of a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LedgerEntry {
    /// Who.
    pub member: MemberRef,
    /// Why they got it.
    pub reasons: Vec<crate::Reason>,
    /// Whether it is addressed to them.
    pub addressed: bool,
    /// When it was put into their inbox.
    pub routed_at: Timestamp,
    /// When it was first handed to a live session or accepted by a push service. Not an event: lost with the
    /// server's volatile notes.
    pub delivered_at: Option<Timestamp>,
    /// When it was first on their screen for a second.
    pub displayed_at: Option<Timestamp>,
    /// When they first read it.
    pub read_at: Option<Timestamp>,
    /// How they came to read it.
    pub read_how: Option<crate::ReadHow>,
    /// When they took note.
    pub acknowledged_at: Option<Timestamp>,
    /// When they first replied.
    pub answered_at: Option<Timestamp>,
    /// Whether they have lost the right to see it since.
    pub access_lost: bool,
}

/// Whom a report went to, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Ledger {
    /// The report.
    pub report: ReportId,
    /// Who filed it.
    pub author: MemberId,
    /// Everybody but the author, in the order of the audience.
    pub entries: Vec<LedgerEntry>,
    /// How many have read it.
    pub read: u32,
    /// How many it was delivered to.
    pub delivered: u32,
}
