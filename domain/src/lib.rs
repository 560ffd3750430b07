//! The words of Uchite and their rules.
//!
//! No I/O, no clock, no randomness, no tokio, no actix. Commands are decided here ([`DealState::decide`],
//! [`decide_master`]),
//! events are applied here ([`Organisation::apply`], [`Report::apply`]), the audience of a report is computed
//! here ([`audience()`]), and the shapes that go over the wire are declared here once ([`Card`],
//! [`ServerFrame`]), for the server, the clients and the load test alike.

mod accounts;
mod apply;
mod audience;
mod audience_groups;
mod bookmarks;
mod card;
mod card_build;
mod command;
mod customer;
mod deal;
mod deal_history;
mod decide;
mod event;
mod founding;
mod frame;
pub mod limits;
mod lines;
mod masters;
mod member;
mod members;
mod merge_patch;
mod next_move;
mod organisation;
mod purpose;
mod rejection;
mod reply;
mod report;
mod seq;
mod template;
mod time;
mod timeline;

pub use accounts::*;
pub use audience::*;
pub use bookmarks::*;
pub use card::*;
pub use command::*;
pub use customer::*;
pub use deal::*;
pub use deal_history::*;
pub use decide::*;
pub use event::*;
pub use founding::*;
pub use frame::*;
pub use masters::*;
pub use member::*;
pub use members::Members;
pub use merge_patch::*;
pub use next_move::*;
pub use organisation::*;
pub use purpose::*;
pub use rejection::*;
pub use reply::*;
pub use report::*;
pub use seq::*;
pub use template::*;
pub use time::*;
pub use timeline::*;
