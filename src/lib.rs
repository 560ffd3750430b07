//! The server: command line, configuration, HTTP, and the wiring of the parts. No business rule stands here.
//!
//! One file, [`wiring`], names the log, the store and the push sender that are really used.

pub mod bulk;
pub mod cli;
pub mod config;
pub mod demo;
pub mod exit;
pub mod http;
pub mod passwords;
pub mod secrets;
pub mod tls;
pub mod wiring;
