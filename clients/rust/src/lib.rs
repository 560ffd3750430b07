//! The Rust client of Uchite: connect, file, reply, read, resume.
//!
//! Two halves. [`Api`] speaks HTTP: sign in, file, look things up. [`Session`] holds one websocket: it delivers
//! what happens, each event once and without a gap, comes back by itself after a loss, and sends again what was
//! not acknowledged. What a session does with a frame is decided in [`protocol`], which knows no socket.
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use uchite_client::{Api, Credential, Happening, Session, SessionConfig};
//!
//! let api = Api::new("http://localhost:8080")?.with(Credential::bearer("token"));
//! let page = api.timeline(&[]).await?;
//! let mut config = SessionConfig::new(&api)?;
//! config.cursor = Some(page.cursor);
//! let (_session, mut stream) = Session::connect(config);
//! while let Some(happening) = stream.next().await {
//!     if let Happening::Event { frame, .. } = happening {
//!         println!("{} {:?}", frame.seq, frame.kind);
//!     }
//! }
//! # Ok(())
//! # }
//! ```

mod answers;
mod api;
mod api_error;
mod backoff;
mod credential;
mod driver;
mod happening;
mod outbox;
mod place;
pub mod protocol;
mod reading;
mod session;

pub use answers::*;
pub use api::*;
pub use api_error::*;
pub use backoff::*;
pub use credential::*;
pub use happening::*;
pub use reading::{Detail, Glance};
pub use session::*;

pub use uchite_domain as domain;

/// Installs the cryptography that TLS stands on, once per process; later calls change nothing.
fn install_crypto() {
    // An error means that the process already chose a provider, which serves as well.
    let _ = rustls::crypto::ring::default_provider().install_default();
}
