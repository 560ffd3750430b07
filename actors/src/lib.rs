//! Sessions, deals and push: who talks to whom.

pub mod push;
