//! The answer to an append.

use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::sync::oneshot;
use uchite_domain::Seq;

/// Why an entry was not appended. After any of these the entry is not in the log, except after
/// [`AppendError::Broken`], where only reopening tells.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AppendError {
    /// Somebody else has appended to the subject. Catch up, decide again.
    #[error("the subject stands at revision {actual}")]
    Conflict {
        /// The last revision of the subject.
        actual: u64,
    },
    /// The disk (or quota) is full. Goes on by itself when there is room again.
    #[error("no space left for the event log")]
    StorageFull,
    /// The queue of entries is full.
    #[error("too many events wait for the disk")]
    Busy,
    /// The disk refused the write, which was taken back whole.
    #[error("the event log could not be written: {why}")]
    WriteFailed {
        /// What the system said.
        why: String,
    },
    /// Payload or subject are too long.
    #[error("an event of {bytes} bytes is longer than {max}")]
    TooLarge {
        /// Length of what was too long.
        bytes: usize,
        /// What is allowed.
        max: usize,
    },
    /// A failed write could not be taken back: nothing more is written until the log is opened again.
    #[error("the event log takes no more events until it is opened again: {0}")]
    Broken(String),
    /// [`close`](super::Log::close) was called.
    #[error("the event log is closed")]
    Closed,
}

impl AppendError {
    /// Whether the same entry may succeed on the same log a little later.
    #[must_use]
    pub fn retryable(&self) -> bool {
        match self {
            AppendError::StorageFull | AppendError::Busy | AppendError::WriteFailed { .. } => true,
            AppendError::Conflict { .. }
            | AppendError::TooLarge { .. }
            | AppendError::Broken(_)
            | AppendError::Closed => false,
        }
    }
}

/// What becomes of an entry.
pub type Answer = Result<Seq, AppendError>;

/// The answer to an append: a future that is ready when the entry is on the disk, or refused.
#[derive(Debug)]
#[must_use = "an entry is in the log only when the answer says so"]
pub struct Append(State);

#[derive(Debug)]
enum State {
    Answered(Answer),
    Waiting(oneshot::Receiver<Answer>),
}

impl Append {
    /// An answer that is there at once; for those who implement a log.
    pub fn answered(answer: Answer) -> Append {
        Append(State::Answered(answer))
    }

    /// An answer that comes later through the sender; for those who implement a log.
    pub fn waiting() -> (oneshot::Sender<Answer>, Append) {
        let (sender, receiver) = oneshot::channel();
        (sender, Append(State::Waiting(receiver)))
    }

    /// Blocks the thread until the answer is there. Panics on a thread that drives an async runtime.
    ///
    /// # Errors
    /// As the future.
    pub fn wait(self) -> Result<Seq, AppendError> {
        match self.0 {
            State::Answered(answer) => answer,
            State::Waiting(receiver) => receiver.blocking_recv().unwrap_or_else(|_| Err(abandoned())),
        }
    }
}

impl Future for Append {
    type Output = Result<Seq, AppendError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match &mut self.0 {
            State::Answered(answer) => Poll::Ready(answer.clone()),
            State::Waiting(receiver) => {
                Pin::new(receiver).poll(context).map(|got| got.unwrap_or_else(|_| Err(abandoned())))
            }
        }
    }
}

/// The committer ended without an answer, which only a defect in it can cause.
pub(crate) fn abandoned() -> AppendError {
    AppendError::Broken("the thread that writes the log has ended".into())
}
