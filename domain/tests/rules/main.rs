//! The rules of the domain, through its public interface.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod audience;
mod cards;
mod consistency;
mod deciding_deals;
mod deciding_masters;
mod deciding_routing;
mod founding;
mod limits;
mod lines_of_command;
mod next_moves;
mod preview;
mod stored_events;
mod support;
mod templates;
mod visibility;
