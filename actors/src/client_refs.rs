//! References of commands that are on their way, so that the same command sent twice at once is done once.
//!
//! What is through is known to the store for good; this map holds only what is between.

use std::sync::Arc;

use dashmap::DashMap;
use dashmap::mapref::entry::Entry;
use tokio::sync::watch;
use uchite_domain::{Code, MemberId, Rejection};

use crate::Done;

type Outcome = Option<Result<Done, Rejection>>;
type Key = (MemberId, String);

/// References on their way.
#[derive(Debug, Default)]
pub(crate) struct ClientRefs {
    pending: DashMap<Key, Pending>,
}

#[derive(Debug)]
struct Pending {
    digest: String,
    outcome: watch::Receiver<Outcome>,
}

/// What a reference stands for.
pub(crate) enum Reserved {
    /// Nothing yet: go on, and settle it.
    New(Reservation),
    /// The same command, on its way: wait for its outcome.
    Same(watch::Receiver<Outcome>),
}

/// The right to carry out the command of a reference. Settled by its outcome; dropped without, those who
/// wait are told to try again.
pub(crate) struct Reservation {
    refs: Arc<ClientRefs>,
    key: Key,
    outcome: watch::Sender<Outcome>,
}

impl ClientRefs {
    /// Takes a reference for a command.
    ///
    /// # Errors
    /// When it is taken by another command.
    pub(crate) fn reserve(
        self: &Arc<Self>,
        member: MemberId,
        client_ref: &str,
        digest: &str,
    ) -> Result<Reserved, Rejection> {
        let key = (member, client_ref.to_owned());
        match self.pending.entry(key.clone()) {
            Entry::Occupied(there) if there.get().digest == digest => {
                Ok(Reserved::Same(there.get().outcome.clone()))
            }
            Entry::Occupied(_) => Err(reused()),
            Entry::Vacant(free) => {
                let (outcome, receiver) = watch::channel(None);
                free.insert(Pending { digest: digest.to_owned(), outcome: receiver });
                Ok(Reserved::New(Reservation { refs: self.clone(), key, outcome }))
            }
        }
    }
}

impl Reservation {
    /// The command is through.
    pub(crate) fn settle(self, outcome: &Result<Done, Rejection>) {
        self.outcome.send_replace(Some(outcome.clone()));
    }
}

impl Drop for Reservation {
    fn drop(&mut self) {
        self.refs.pending.remove(&self.key);
    }
}

/// The reference was used for another command.
pub(crate) fn reused() -> Rejection {
    Rejection::new(Code::ClientRefReused, "this reference was used before with other content")
}

/// Waits for the outcome of the same command.
pub(crate) async fn same(mut outcome: watch::Receiver<Outcome>) -> Result<Done, Rejection> {
    match outcome.wait_for(Option::is_some).await {
        Ok(settled) => match &*settled {
            Some(Ok(done)) => Ok(Done { repeated: true, ..*done }),
            Some(Err(rejection)) => Err(rejection.clone()),
            None => Err(again()),
        },
        Err(_) => Err(again()),
    }
}

fn again() -> Rejection {
    Rejection::new(Code::Busy, "the first attempt was given up; try again")
}
