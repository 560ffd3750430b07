//! Commands under way: kept until the server has answered each by its reference, whatever happens to the line.

use std::collections::VecDeque;

use uchite_domain::Code;

/// A command that waits for its answer. `T` is what the asker is told by.
#[derive(Debug)]
pub(crate) struct Waiting<T> {
    client_ref: String,
    frame: String,
    ticket: T,
    /// Number of the line over which it was sent last; 0: over none.
    sent_over: u64,
}

/// Bounded; in the order of asking.
#[derive(Debug)]
pub(crate) struct Outbox<T> {
    waiting: VecDeque<Waiting<T>>,
    max: usize,
}

impl<T> Outbox<T> {
    pub(crate) fn new(max: usize) -> Outbox<T> {
        Outbox { waiting: VecDeque::new(), max }
    }

    pub(crate) fn len(&self) -> usize {
        self.waiting.len()
    }

    /// Takes a command, or hands the ticket back with the reason: too many, or one of this reference waits.
    /// `sent_over` is the line over which it goes out at once; 0: none.
    pub(crate) fn put(
        &mut self,
        client_ref: String,
        frame: String,
        ticket: T,
        sent_over: u64,
    ) -> Result<(), (T, Code)> {
        if self.waiting.len() >= self.max {
            return Err((ticket, Code::Busy));
        }
        if self.waiting.iter().any(|w| w.client_ref == client_ref) {
            return Err((ticket, Code::ClientRefReused));
        }
        self.waiting.push_back(Waiting { client_ref, frame, ticket, sent_over });
        Ok(())
    }

    /// The frames that have not gone over this line yet, which has then seen them.
    pub(crate) fn unsent(&mut self, line: u64) -> impl Iterator<Item = &str> {
        self.waiting.iter_mut().filter(move |w| w.sent_over != line).map(move |w| {
            w.sent_over = line;
            w.frame.as_str()
        })
    }

    /// The command is answered: its ticket, if it was waiting.
    pub(crate) fn settle(&mut self, client_ref: &str) -> Option<T> {
        let place = self.waiting.iter().position(|w| w.client_ref == client_ref)?;
        self.waiting.remove(place).map(|w| w.ticket)
    }
}
