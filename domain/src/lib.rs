//! The words of Uchite and their rules.
//!
//! No I/O, no clock, no randomness, no tokio, no actix. Commands are decided here ([`decide`]), events are
//! applied here, the audience of a report is computed here ([`audience`]), and the shapes that go over the
//! wire are declared here once ([`card`], [`frame`]), for the server, the clients and the load test alike.

mod seq;
mod time;

pub use seq::*;
pub use time::*;
