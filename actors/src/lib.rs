//! Sessions, deals and push: who talks to whom.
//!
//! [`House`] is what the server's routes and the sessions ask for. A command goes to the one writer of its
//! subject ([`deal_actor`], [`organisation_actor`], [`member_actor`]), which decides it and hands the event to
//! the [`publisher`]: durable first, then applied, then handed to the [`hub`] of each worker, which writes to its
//! sessions, and to the push actor. [`upgrade`] takes a websocket's connection over from HTTP; [`socket`] holds
//! the session's actor and is the one file that knows `actix_web_actors`.

mod attachments;
mod bookmarks;
mod client_refs;
mod deal_actor;
mod delivery;
mod house;
mod hub;
mod inbox;
mod incoming;
mod line;
mod member_actor;
mod organisation_actor;
mod outgoing;
mod publisher;
pub mod push;
mod repetition;
mod ring;
mod session;
mod sessions;
mod settings;
mod socket;
mod timers;
mod upgrade;
mod watermark;
mod writers;

pub use attachments::Attachments;
pub use house::{Caller, Figures, House, Parts, token_digest};
pub use session::{Effect, Session};
pub use settings::Settings;
pub use socket::{live, offers_subprotocol};
pub use upgrade::{Upgrade, Upgrader};
pub use watermark::Watermark;

/// A command was carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Done {
    /// Its event. For a filed report that is its number, for a reply the reply's.
    pub seq: uchite_domain::Seq,
    /// Whether it had been carried out before, under the same reference.
    pub repeated: bool,
}
