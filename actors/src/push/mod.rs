//! Web Push: from "this member should know" to the answer of a push service.
//!
//! ```text
//! PushActor ─▶ pacing      which waiting push may start          pure
//!           ─▶ sender      one push to one device, one outcome
//!                 endpoint   may this address be dialled at all?
//!                 device     are the keys usable?
//!                 vapid      who we are, signed
//!                 payload    what is said, made to fit
//!                 encrypt    body and headers
//!                 resolver   are the addresses behind the name public?
//!           ◀─ outcome     done, remove the device, try again in …, give up
//! ```
//!
//! Invariant: a push endpoint is hostile input. Nothing is dialled that is not `https` on a public address, checked
//! when it is registered, before each push, and on the addresses that are really connected to; a redirect is never
//! followed. Only what the operator names in the [`EndpointPolicy`] is exempt.

pub mod address;
pub mod backoff;
pub mod device;
pub mod encrypt;
pub mod endpoint;
pub mod memory_sender;
mod notice;
pub mod outcome;
pub mod pacing;
pub mod payload;
pub(crate) mod push_actor;
pub mod resolver;
pub mod sender;
pub mod vapid;
pub mod vapid_subject;

pub use backoff::{Backoff, Chance};
pub use device::{Device, DeviceKeys, KeysRefused};
pub use endpoint::{Endpoint, EndpointPolicy, EndpointRefused, Origin};
pub use memory_sender::MemorySender;
pub use outcome::{Next, Outcome, Unreached};
pub use pacing::{Full, Pacer, PacingLimits, Started};
pub use payload::{PushKind, PushNote, PushPayload, Urgency};
pub use sender::{PushSender, SenderError, SenderSettings, WebPushSender};
pub use vapid::{VapidKey, VapidKeyError, VapidSigner};
pub use vapid_subject::{SubjectRefused, SubjectRule, VapidSubject};
