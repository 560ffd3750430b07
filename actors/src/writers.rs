//! The writers: who writes which subject, on which thread.

use std::sync::Arc;

use actix::{Actor, Addr, Arbiter};
use dashmap::DashMap;
use tokio::sync::oneshot;
use uchite_domain::{Code, DealCommand, DealId, Event, MasterCommand, MemberId, Origin, Rejection};

use crate::Done;
use crate::client_refs::Reservation;
use crate::deal_actor::{self, DealActor};
use crate::member_actor::{MemberActor, Own};
use crate::organisation_actor::{self, OrganisationActor};
use crate::publisher::Publisher;
use crate::settings::Settings;

/// How often a full mailbox is tried again before the caller is told to come later.
const FULL_PATIENCE: u32 = 50;
/// Between two tries.
const FULL_PAUSE: std::time::Duration = std::time::Duration::from_millis(1);

/// All writers.
pub(crate) struct Writers {
    publisher: Arc<Publisher>,
    settings: Arc<Settings>,
    arbiters: Vec<Arbiter>,
    deals: DashMap<DealId, Addr<DealActor>>,
    members: Vec<Addr<MemberActor>>,
    organisation: Addr<OrganisationActor>,
}

type Answer = Result<Done, Rejection>;

impl Writers {
    /// Starts the threads and the writers that always live. Needs a running actix system.
    pub(crate) fn start(publisher: &Arc<Publisher>, settings: &Arc<Settings>) -> Writers {
        let arbiters: Vec<Arbiter> = (0..settings.arbiters.max(1)).map(|_| Arbiter::new()).collect();
        let members = arbiters.iter().map(|arbiter| {
            let publisher = publisher.clone();
            let in_flight_max = settings.in_flight_events;
            MemberActor::start_in_arbiter(&arbiter.handle(), move |_| {
                MemberActor::new(publisher, in_flight_max)
            })
        });
        let members = members.collect();
        let for_organisation = publisher.clone();
        let organisation = OrganisationActor::start_in_arbiter(&arbiters[0].handle(), move |_| {
            OrganisationActor::new(for_organisation)
        });
        Writers {
            publisher: publisher.clone(),
            settings: settings.clone(),
            arbiters,
            deals: DashMap::new(),
            members,
            organisation,
        }
    }

    /// Live deal actors.
    pub(crate) fn deals(&self) -> usize {
        self.deals.len()
    }

    /// Forgets deal actors that have retired.
    pub(crate) fn sweep(&self) {
        self.deals.retain(|_, actor| actor.connected());
    }

    /// Has a command on a deal carried out.
    pub(crate) async fn deal(
        &self,
        deal: DealId,
        by: MemberId,
        command: DealCommand,
        origin: Option<Origin>,
        reservation: Option<Reservation>,
    ) -> Answer {
        let (answer, answered) = oneshot::channel();
        let mut message = deal_actor::Command { by, command, origin, reservation, answer };
        let mut patience = FULL_PATIENCE;
        loop {
            // The guard is not held across an await.
            let sent = {
                let actor = self.deals.entry(deal).or_insert_with(|| self.start_deal(deal));
                actor.try_send(message)
            };
            match sent {
                Ok(()) => break,
                Err(actix::prelude::SendError::Full(back)) => {
                    // Until an actor has started, its mailbox has actix's sixteen places.
                    patience = patience.checked_sub(1).ok_or_else(|| busy("the deal"))?;
                    tokio::time::sleep(FULL_PAUSE).await;
                    message = back;
                }
                Err(actix::prelude::SendError::Closed(back)) => {
                    // It has just retired; the next one starts.
                    self.deals.remove_if(&deal, |_, actor| !actor.connected());
                    message = back;
                }
            }
        }
        answered.await.unwrap_or_else(|_| Err(busy("the deal")))
    }

    fn start_deal(&self, deal: DealId) -> Addr<DealActor> {
        // Numbers are dense, so the remainder spreads them evenly.
        let place = usize::try_from(deal.0).unwrap_or_default() % self.arbiters.len();
        let (publisher, settings) = (self.publisher.clone(), self.settings.clone());
        DealActor::start_in_arbiter(&self.arbiters[place].handle(), move |_| {
            DealActor::new(deal, publisher, settings)
        })
    }

    /// Has a command on masters carried out.
    pub(crate) async fn organisation(
        &self,
        by: MemberId,
        command: MasterCommand,
        origin: Option<Origin>,
        reservation: Option<Reservation>,
    ) -> Answer {
        let (answer, answered) = oneshot::channel();
        let message = organisation_actor::Command { by, command, origin, reservation, answer };
        self.organisation.try_send(message).map_err(|_| busy("the organisation"))?;
        answered.await.unwrap_or_else(|_| Err(busy("the organisation")))
    }

    /// Has an event of a member's own written.
    pub(crate) async fn member(&self, member: MemberId, by: Option<MemberId>, event: Event) -> Answer {
        let (answer, answered) = oneshot::channel();
        let place = usize::try_from(member.0).unwrap_or_default() % self.members.len();
        let own = Own { by, event, answer };
        self.members[place].try_send(own).map_err(|_| busy("the inbox"))?;
        answered.await.unwrap_or_else(|_| Err(busy("the inbox")))
    }

    /// Ends the threads.
    pub(crate) fn stop(&self) {
        for arbiter in &self.arbiters {
            arbiter.stop();
        }
    }
}

fn busy(who: &str) -> Rejection {
    Rejection::new(Code::Busy, format!("{who} has too much to do"))
}
