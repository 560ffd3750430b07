//! The load test: it knows the server only by its wire. Each mode starts a real server on a data folder of its
//! own, opens real websockets, files real reports, and says what it measured.
//!
//! The black-box tests stand on [`Server`], [`Organisation`] and [`kill`] too.

mod about;
mod arguments;
pub mod bench;
pub mod company;
pub mod compare;
mod crowd;
mod dice;
mod error;
pub mod fanout;
mod figures;
mod form;
pub mod growth;
pub mod idle;
mod journal;
pub mod kill;
mod latency;
mod organisation;
mod page;
pub mod process;
mod progress;
mod proof;
mod sampling;
mod server;
pub mod slow;
pub mod soak;
pub mod storm;
mod work;

pub use about::About;
pub use crowd::Crowd;
pub use dice::Dice;
pub use error::TrialError;
pub use figures::{Compared, Comparison, Fault, Figure, Figures, Note, Series, Spread};
pub use form::Form;
pub use latency::Latency;
pub use organisation::{DealLine, MemberLine, Organisation};
pub use page::page;
pub use server::{Server, ServerOptions};
