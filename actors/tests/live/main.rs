//! The house live: invariants of the way of a report, on real sockets.

#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs, unreachable_pub)]

mod invariants;
mod push_actor;
mod scene;
mod sessions;
