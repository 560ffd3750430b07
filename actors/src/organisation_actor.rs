//! The organisation actor: the only writer of masters, purposes and the opening of deals.
//!
//! Such commands are rare and refer to one another (names are unique, departments form a tree), so one is
//! decided when the one before is published.

use std::sync::Arc;

use actix::{Actor, ActorFutureExt, AsyncContext, Context, Handler, Message, WrapFuture};
use tokio::sync::oneshot;
use uchite_domain::{Asked, Code, Event, MasterCommand, MemberId, Origin, Rejection, Subject, decide_master};
use uchite_storage::log::Revision;

use crate::Done;
use crate::client_refs::Reservation;
use crate::publisher::{Proposal, Publisher, Pump};

/// Commands that wait before more are told to come later: an import's worth of patience.
const MAILBOX_COMMANDS: usize = 4_096;

/// A command on masters.
#[derive(Message)]
#[rtype(result = "()")]
pub(crate) struct Command {
    /// Whose.
    pub by: MemberId,
    /// What.
    pub command: MasterCommand,
    /// Under which reference.
    pub origin: Option<Origin>,
    /// The right to use that reference.
    pub reservation: Option<Reservation>,
    /// Whom to answer.
    pub answer: oneshot::Sender<Result<Done, Rejection>>,
}

/// The writer of the organisation.
pub(crate) struct OrganisationActor {
    publisher: Arc<Publisher>,
    pump: Pump,
}

impl OrganisationActor {
    /// The writer. To be called on the thread where it is to live.
    pub(crate) fn new(publisher: Arc<Publisher>) -> Self {
        let pump = Pump::start(publisher.clone(), 1);
        OrganisationActor { publisher, pump }
    }

    fn decide(&self, asked: Asked, command: &MasterCommand) -> Result<Event, Rejection> {
        let org = self.publisher.store.organisation();
        decide_master(&org, asked, command)
    }
}

impl Actor for OrganisationActor {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        ctx.set_mailbox_capacity(MAILBOX_COMMANDS);
    }
}

impl Handler<Command> for OrganisationActor {
    type Result = ();

    fn handle(&mut self, command: Command, ctx: &mut Self::Context) {
        let Command { by, command, origin, reservation, answer } = command;
        let at = self.publisher.clock.now();
        let event = match self.decide(Asked { by, at }, &command) {
            Ok(event) if self.pump.has_room() => event,
            outcome => {
                let busy = Rejection::new(Code::Busy, "the organisation waits for the disk");
                let refused = Err(outcome.err().unwrap_or(busy));
                if let Some(reservation) = reservation {
                    reservation.settle(&refused);
                }
                // Who asked may be gone.
                let _ = answer.send(refused);
                return;
            }
        };
        let expected = Revision::Exactly(self.publisher.store.revision(Subject::Organisation) + 1);
        let proposal = Proposal { by: Some(by), origin, event, at, expected };
        let (published, is_published) = oneshot::channel();
        let in_flight = self.publisher.append(proposal, reservation, published);
        self.pump.put(in_flight);
        // Waiting holds the mailbox back, so the next command sees what this one did.
        let done = async move {
            if let Ok(outcome) = is_published.await {
                let _ = answer.send(outcome);
            }
        };
        ctx.wait(done.into_actor(self).map(|(), _, _| ()));
    }
}
