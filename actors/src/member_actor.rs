//! Member actors: the writers of members' own affairs (reads, sign-ins, tokens, devices).
//!
//! One for each arbiter, members spread over them by number. These events carry no revision, but those of
//! one member keep their order, so that a card marked unread after it was read stays unread.

use std::sync::Arc;

use actix::{Actor, Context, Handler, Message};
use tokio::sync::oneshot;
use uchite_domain::{Code, Event, MemberId, Rejection};
use uchite_storage::log::Revision;

use crate::Done;
use crate::publisher::{Proposal, Publisher, Pump};

/// Events that wait before more are told to come later: 19,000 sessions that come back and read at once.
const MAILBOX_EVENTS: usize = 20_000;

/// An event of a member's own.
#[derive(Message)]
#[rtype(result = "()")]
pub(crate) struct Own {
    /// Whose doing it is; none: the system's.
    pub by: Option<MemberId>,
    /// What happened.
    pub event: Event,
    /// Whom to answer.
    pub answer: oneshot::Sender<Result<Done, Rejection>>,
}

/// The writer for some of the members.
pub(crate) struct MemberActor {
    publisher: Arc<Publisher>,
    pump: Pump,
}

impl MemberActor {
    /// A writer. To be called on the thread where it is to live.
    pub(crate) fn new(publisher: Arc<Publisher>, in_flight_max: usize) -> Self {
        let pump = Pump::start(publisher.clone(), in_flight_max);
        MemberActor { publisher, pump }
    }
}

impl Actor for MemberActor {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        ctx.set_mailbox_capacity(MAILBOX_EVENTS);
    }
}

impl Handler<Own> for MemberActor {
    type Result = ();

    fn handle(&mut self, own: Own, _: &mut Self::Context) {
        let Own { by, event, answer } = own;
        if !self.pump.has_room() {
            // Who asked may be gone.
            let _ = answer.send(Err(Rejection::new(Code::Busy, "too much waits for the disk")));
            return;
        }
        let at = self.publisher.clock.now();
        let proposal = Proposal { by, origin: None, event, at, expected: Revision::Unordered };
        let in_flight = self.publisher.append(proposal, None, answer);
        self.pump.put(in_flight);
    }
}
