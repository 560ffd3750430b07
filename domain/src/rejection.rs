//! A business "no". Not an error of the machine: the same command would be refused again, unless
//! [`Code::retryable`] says otherwise.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Why something was refused. The text form is stable: clients may act on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    // What was sent cannot be read.
    /// Not JSON, or not JSON of the expected shape.
    Malformed,
    /// A field that does not exist here; its name is in the detail.
    UnknownField,
    /// Not UTF-8.
    InvalidUtf8,
    /// A binary frame where only text is spoken.
    BinaryFrame,
    /// A body, frame or upload over its limit.
    TooLarge,
    /// The path exists, but not with this method.
    MethodNotAllowed,
    /// A body that is not of the media type that is spoken here.
    UnsupportedMedia,
    // A value does not fit.
    /// A text over its limit of characters.
    TextTooLong,
    /// A text that must not be empty.
    TextRequired,
    /// A control character in a text.
    ControlCharacter,
    /// A list over its limit.
    TooMany,
    /// A number, moment or day outside its range.
    OutOfRange,
    /// A field of the template that must be filled.
    FieldRequired,
    /// A value that the field of the template does not take.
    FieldInvalid,
    /// A moment in the future where only the past is possible.
    InTheFuture,
    /// Some other value that cannot be.
    Invalid,
    // What was named is not there.
    /// Nothing here by that number, or nothing that you may see.
    NotFound,
    /// A master that the command names does not exist.
    UnknownReference,
    // Who asks.
    /// No sign-in, or one that is over.
    Unauthenticated,
    /// Name or password wrong.
    WrongCredentials,
    /// The token lacks the scope, or the member the role.
    Forbidden,
    /// The request comes from another site.
    CrossSite,
    // The state of things says no.
    /// The same reference was used before with other content.
    ClientRefReused,
    /// Something else came first; look again.
    Conflict,
    /// A name or code that is taken.
    AlreadyExists,
    /// The window for corrections is over.
    CorrectionClosed,
    /// The consult is not in a state that allows this.
    ConsultState,
    /// The next move is not in a state that allows this.
    NextMoveState,
    /// The deal is closed, the master retired, the member gone.
    Retired,
    /// The superior cannot be left out.
    SuperiorRequired,
    // Resuming.
    /// A cursor from the future, or no cursor at all.
    BadCursor,
    // Push.
    /// The endpoint is not one that may be called.
    EndpointRefused,
    // The machine's state; worth another try later.
    /// Too much in too short a time.
    RateLimited,
    /// Too much work at once.
    Busy,
    /// No room on the disk.
    StorageFull,
    /// The server is going down.
    Draining,
    /// Something broke that should not; it is in the server's log under the request's id.
    Internal,
}

impl Code {
    /// Whether the same request may succeed later, unchanged.
    #[must_use]
    pub fn retryable(self) -> bool {
        use Code::{Busy, Conflict, Draining, Internal, RateLimited, StorageFull};
        matches!(self, RateLimited | Busy | StorageFull | Draining | Conflict | Internal)
    }

    /// The HTTP status that says it.
    #[must_use]
    pub fn status(self) -> u16 {
        use Code::*;
        match self {
            Malformed | UnknownField | InvalidUtf8 | BinaryFrame => 400,
            TooLarge => 413,
            MethodNotAllowed => 405,
            UnsupportedMedia => 415,
            TextTooLong | TextRequired | ControlCharacter | TooMany | OutOfRange | FieldRequired
            | FieldInvalid | InTheFuture | Invalid | UnknownReference | SuperiorRequired | BadCursor
            | EndpointRefused => 422,
            NotFound => 404,
            Unauthenticated | WrongCredentials => 401,
            Forbidden | CrossSite => 403,
            ClientRefReused | Conflict | AlreadyExists | CorrectionClosed | ConsultState | NextMoveState
            | Retired => 409,
            RateLimited => 429,
            StorageFull => 507,
            Busy | Draining => 503,
            Internal => 500,
        }
    }

    /// The stable text form.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        use Code::*;
        match self {
            Malformed => "malformed",
            UnknownField => "unknown_field",
            InvalidUtf8 => "invalid_utf8",
            BinaryFrame => "binary_frame",
            TooLarge => "too_large",
            MethodNotAllowed => "method_not_allowed",
            UnsupportedMedia => "unsupported_media",
            TextTooLong => "text_too_long",
            TextRequired => "text_required",
            ControlCharacter => "control_character",
            TooMany => "too_many",
            OutOfRange => "out_of_range",
            FieldRequired => "field_required",
            FieldInvalid => "field_invalid",
            InTheFuture => "in_the_future",
            Invalid => "invalid",
            NotFound => "not_found",
            UnknownReference => "unknown_reference",
            Unauthenticated => "unauthenticated",
            WrongCredentials => "wrong_credentials",
            Forbidden => "forbidden",
            CrossSite => "cross_site",
            ClientRefReused => "client_ref_reused",
            Conflict => "conflict",
            AlreadyExists => "already_exists",
            CorrectionClosed => "correction_closed",
            ConsultState => "consult_state",
            NextMoveState => "next_move_state",
            Retired => "retired",
            SuperiorRequired => "superior_required",
            BadCursor => "bad_cursor",
            EndpointRefused => "endpoint_refused",
            RateLimited => "rate_limited",
            Busy => "busy",
            StorageFull => "storage_full",
            Draining => "draining",
            Internal => "internal",
        }
    }
}

/// A refusal: the stable code, and a sentence for the person who reads it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}: {detail}", code.as_str())]
pub struct Rejection {
    /// Why.
    pub code: Code,
    /// What exactly, in English; names the field where there is one. Clients show their own words by code.
    pub detail: String,
}

impl Rejection {
    /// A refusal with its sentence.
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        Rejection { code, detail: detail.into() }
    }

    /// Nothing here by that number, or nothing that the asker may see: both look the same from outside.
    #[must_use]
    pub fn not_found(what: &str) -> Self {
        Rejection::new(Code::NotFound, format!("no such {what}"))
    }

    /// The command names a master that does not exist.
    #[must_use]
    pub fn unknown(what: &str) -> Self {
        Rejection::new(Code::UnknownReference, format!("no such {what}"))
    }
}
