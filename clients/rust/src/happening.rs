//! What a session tells the application.

use std::time::Duration;

use uchite_domain::{Badge, Code, EventFrame, MemberRef, Seq};

use crate::Glance;

/// Something that a session has to say.
#[derive(Debug, Clone, PartialEq)]
pub enum Happening {
    /// The line is open.
    Connected {
        /// The session's number in the server's logs.
        session: u64,
        /// Who we are.
        member: MemberRef,
        /// Our counts.
        badge: Badge,
        /// The server's version.
        server: String,
    },
    /// Something happened; each event comes once.
    Event {
        /// What.
        frame: Box<EventFrame>,
        /// Once this is dealt with, everything up to here is: the cursor to keep, where one can be kept already.
        keep: Option<Seq>,
    },
    /// The same for a session that only looks.
    Glance {
        /// What.
        glance: Glance,
        /// As with `Event`.
        keep: Option<Seq>,
    },
    /// Our counts changed.
    Badge(Badge),
    /// Nothing happened up to here that we were not told: the cursor to keep. Also says that a resume is through.
    Advanced {
        /// The cursor.
        keep: Seq,
    },
    /// Too much was missed. Fetch what is on the screen by HTTP, then tell [`crate::SessionHandle::fetched`]
    /// the cursor of that page: the session goes on from there. Until then it tells no events, and says this
    /// again over each new line.
    Resync,
    /// The server refused a frame that bears no reference.
    Refused {
        /// Why.
        code: Code,
        /// What exactly.
        detail: String,
    },
    /// The line is lost; the session comes back by itself.
    Lost {
        /// Why.
        loss: Loss,
        /// When it tries again.
        back_in: Duration,
    },
    /// The session is over and does not come back. The last thing that a session says.
    Over(Ended),
}

/// How a line was lost.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Loss {
    /// Nobody answered at that address.
    #[error("cannot connect: {0}")]
    Unreachable(String),
    /// The server answered the handshake with this status.
    #[error("refused with status {status}")]
    Refused {
        /// The HTTP status.
        status: u16,
        /// The server's `Retry-After`.
        retry_after: Option<Duration>,
    },
    /// The server does not speak our subprotocol.
    #[error("the server does not speak {}", uchite_domain::SUBPROTOCOL)]
    WrongProtocol,
    /// The server closed the line.
    #[error("closed with code {code} ({reason})")]
    Closed {
        /// The close code.
        code: u16,
        /// Its reason in words.
        reason: String,
    },
    /// The connection broke, or what came over it was no websocket any more.
    #[error("the connection broke")]
    Broken,
    /// Nothing was heard for one and a half heartbeats.
    #[error("nothing was heard of the server")]
    Silent,
    /// We wanted a new line.
    #[error("a new line was asked for")]
    Asked,
}

/// Why a session is over.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Ended {
    /// We closed it, or dropped its handle and stream.
    #[error("closed by us")]
    ByUs,
    /// The server said not to come back: the sign-in is over, it could not take our frames, or another session
    /// took our place.
    #[error("closed for good with code {code} ({reason})")]
    Closed {
        /// The close code: 4500 to 4999, 1002 or 1009.
        code: u16,
        /// Its reason in words.
        reason: String,
    },
    /// The server refused the handshake in a way that waiting does not mend.
    #[error("refused with status {0}")]
    Refused(u16),
    /// The server does not speak our subprotocol.
    #[error("the server does not speak {}", uchite_domain::SUBPROTOCOL)]
    WrongProtocol,
}

/// What became of a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It is done for good: the event's number, which is the number of the report or reply it made.
    Done {
        /// The event.
        seq: Seq,
    },
    /// It was refused.
    Rejected {
        /// Why.
        code: Code,
        /// What exactly.
        detail: String,
        /// Whether the same command may succeed later.
        retryable: bool,
    },
}
