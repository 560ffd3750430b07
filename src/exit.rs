//! How the program ends, as documented in `docs/OPERATING.md`.

use std::process::ExitCode;

/// Why the program ends. The number is for scripts and service managers; it never changes its meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// It did what it was asked for.
    Done,
    /// It failed while running, or what was asked for was refused.
    Failed,
    /// The command line cannot be understood.
    Usage,
    /// The configuration cannot be used.
    Config,
    /// The data folder is in use, damaged, or not what was expected.
    Data,
    /// The address cannot be listened on.
    Listen,
}

impl Exit {
    /// The number.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Exit::Done => 0,
            Exit::Failed => 1,
            Exit::Usage => 2,
            Exit::Config => 3,
            Exit::Data => 4,
            Exit::Listen => 5,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit.code())
    }
}

/// An end that somebody has to hear of.
#[derive(Debug)]
pub struct Failure {
    /// How the program ends.
    pub exit: Exit,
    /// What to say.
    pub text: String,
}

impl Failure {
    /// An end with what to say about it.
    pub fn new(exit: Exit, text: impl std::fmt::Display) -> Failure {
        Failure { exit, text: text.to_string() }
    }

    /// For `map_err`: any error, as this end.
    pub fn as_exit<E: std::fmt::Display>(exit: Exit) -> impl Fn(E) -> Failure {
        move |error| Failure::new(exit, error)
    }
}
