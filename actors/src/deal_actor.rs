//! The deal actor: the only writer of its deal.
//!
//! It decides commands in the order in which they come, on its own state with what is still in flight, so a
//! busy deal is not held to one disk flush per command. When nothing is in flight it starts from the read
//! model again, so its memory does not grow with the deal's history.

use std::sync::Arc;

use actix::{Actor, ActorContext, AsyncContext, Context, Handler, Message, Running};
use tokio::sync::oneshot;
use uchite_domain::{
    Asked, Code, DealCommand, DealId, DealState, MemberId, Origin, Rejection, Subject, Timestamp,
};
use uchite_storage::log::Revision;

use crate::Done;
use crate::client_refs::Reservation;
use crate::publisher::{Proposal, Publisher, Pump};
use crate::settings::Settings;

/// A command for a deal.
#[derive(Message)]
#[rtype(result = "()")]
pub(crate) struct Command {
    /// Whose.
    pub by: MemberId,
    /// What.
    pub command: DealCommand,
    /// Under which reference.
    pub origin: Option<Origin>,
    /// The right to use that reference.
    pub reservation: Option<Reservation>,
    /// Whom to answer.
    pub answer: oneshot::Sender<Result<Done, Rejection>>,
}

/// The writer of one deal.
pub(crate) struct DealActor {
    deal: DealId,
    publisher: Arc<Publisher>,
    pump: Pump,
    state: Option<DealState>,
    revision: u64,
    settings: Arc<Settings>,
    last_command_at: Timestamp,
}

impl DealActor {
    /// A writer for a deal. To be called on the thread where it is to live.
    pub(crate) fn new(deal: DealId, publisher: Arc<Publisher>, settings: Arc<Settings>) -> Self {
        let pump = Pump::start(publisher.clone(), settings.in_flight_events);
        let last_command_at = publisher.clock.now();
        DealActor { deal, publisher, pump, state: None, revision: 0, settings, last_command_at }
    }

    /// Decides a command and puts its event in flight.
    fn take(&mut self, command: Command) {
        let Command { by, command, origin, reservation, answer } = command;
        let at = self.publisher.clock.now();
        self.last_command_at = at;
        match self.decide(Asked { by, at }, &command) {
            Ok(event) => {
                let expected = Revision::Exactly(self.revision + 1);
                self.revision += 1;
                if let Some(state) = &mut self.state {
                    state.apply(at, by, &event);
                }
                let proposal = Proposal { by: Some(by), origin, event, at, expected };
                let event = self.publisher.append(proposal, reservation, answer);
                self.pump.put(event);
            }
            Err(rejection) => {
                let refused = Err(rejection);
                if let Some(reservation) = reservation {
                    reservation.settle(&refused);
                }
                // Who asked may be gone.
                let _ = answer.send(refused);
            }
        }
    }

    fn decide(&mut self, asked: Asked, command: &DealCommand) -> Result<uchite_domain::Event, Rejection> {
        if self.pump.state.failed.get() || !self.pump.has_room() {
            return Err(Rejection::new(Code::Busy, "the deal waits for the disk"));
        }
        if self.pump.state.in_flight.get() == 0 {
            self.refresh()?;
        }
        let state = self.state.as_mut().ok_or_else(|| Rejection::not_found("deal"))?;
        if let Some(id) = command.report()
            && !state.reports.contains_key(&id)
            && let Some(report) = self.publisher.store.report(id).map_err(unreadable)?
            && report.deal == self.deal
        {
            state.reports.insert(id, (*report).clone());
        }
        let org = self.publisher.store.organisation();
        state.decide(&org, asked, command)
    }

    /// Starts from the read model, which has everything when nothing is in flight.
    fn refresh(&mut self) -> Result<(), Rejection> {
        self.revision = self.publisher.store.revision(Subject::Deal(self.deal));
        let org = self.publisher.store.organisation();
        let deal = org.deals.get(&self.deal).ok_or_else(|| Rejection::not_found("deal"))?;
        self.state = Some(DealState::new(deal.clone()));
        Ok(())
    }
}

fn unreadable(error: uchite_storage::store::StoreError) -> Rejection {
    tracing::error!(%error, "the read model cannot be read");
    Rejection::new(Code::Internal, "the report cannot be read")
}

impl Actor for DealActor {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        // Counted in commands: the bound that callers feel as `busy`.
        ctx.set_mailbox_capacity(self.settings.deal_mailbox_commands);
        let idle_ms = self.settings.deal_idle_ms;
        let period = std::time::Duration::from_millis(u64::try_from(idle_ms).unwrap_or(1_000));
        ctx.run_interval(period, move |actor, ctx| {
            let quiet_ms = actor.publisher.clock.now().ms_since(actor.last_command_at);
            if quiet_ms >= idle_ms && actor.pump.state.in_flight.get() == 0 {
                ctx.stop();
            }
        });
    }

    fn stopping(&mut self, _: &mut Self::Context) -> Running {
        if self.pump.state.in_flight.get() == 0 { Running::Stop } else { Running::Continue }
    }
}

impl Handler<Command> for DealActor {
    type Result = ();

    fn handle(&mut self, command: Command, _: &mut Self::Context) {
        self.take(command);
    }
}
