//! The house live: invariants of the way of a report, on real sockets.

#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs, unreachable_pub)]

mod between;
mod bookmarks;
mod door;
mod invariants;
mod push_actor;
mod same_card;
mod scene;
mod sessions;
