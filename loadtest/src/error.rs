//! What keeps a trial from being made. What a trial finds out is no error: it stands in its figures.

use std::path::PathBuf;
use std::time::Duration;

use uchite_client::{ApiError, OrderError};

/// Why a trial could not be made.
#[derive(Debug, thiserror::Error)]
pub enum TrialError {
    /// A file or process could not be handled.
    #[error("{what}: {source}")]
    Io {
        /// What was tried.
        what: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// The server's program ended before it was ready.
    #[error("{program} ended with {status}:\n{output}")]
    Ended {
        /// The program and its first argument.
        program: String,
        /// How it ended.
        status: String,
        /// The end of its output.
        output: String,
    },
    /// Something did not happen in the time it may take.
    #[error("{what} did not happen within {within:?}\n{hint}")]
    TooLate {
        /// What.
        what: String,
        /// The time it may take.
        within: Duration,
        /// What is known.
        hint: String,
    },
    /// The file that the server wrote of its organisation is not what was agreed.
    #[error("{path}: {why}")]
    Organisation {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        why: String,
    },
    /// The server refused a request that the trial needs.
    #[error(transparent)]
    Api(#[from] ApiError),
    /// A session ended that the trial needs.
    #[error(transparent)]
    Session(#[from] OrderError),
    /// The machine cannot carry the trial.
    #[error("{0}")]
    Machine(String),
}

impl TrialError {
    /// For `map_err`: names what was tried.
    pub fn io(what: impl Into<String>) -> impl FnOnce(std::io::Error) -> TrialError {
        let what = what.into();
        move |source| TrialError::Io { what, source }
    }
}
