//! Sessions, deals and push: who talks to whom.
//!
//! [`House`] is what the server's routes and the sessions ask for. A command goes to the one writer of its
//! subject ([`deal_actor`], [`organisation_actor`], [`member_actor`]), which decides it and hands the event to
//! the [`publisher`]: durable first, then applied, then handed to the [`sessions`] concerned and to the push
//! actor. [`socket`] is the one file that knows `actix_web_actors`.

mod attachments;
mod bookmarks;
mod client_refs;
mod deal_actor;
mod delivery;
mod house;
mod inbox;
mod member_actor;
mod organisation_actor;
mod publisher;
pub mod push;
mod repetition;
mod ring;
mod session;
mod sessions;
mod settings;
mod socket;
mod timers;
mod watermark;
mod writers;

pub use attachments::Attachments;
pub use house::{Caller, Figures, House, Parts, token_digest};
pub use session::{Effect, Session};
pub use settings::Settings;
pub use socket::{live, offers_subprotocol};
pub use watermark::Watermark;

/// A command was carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Done {
    /// Its event. For a filed report that is its number, for a reply the reply's.
    pub seq: uchite_domain::Seq,
    /// Whether it had been carried out before, under the same reference.
    pub repeated: bool,
}
