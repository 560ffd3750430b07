//! The house: what HTTP routes and sessions ask for. It knows who carries out what.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use uchite_domain::{
    Asked, Clock, Code, DealCommand, DealId, DealState, DeviceId, Event, FileReport, Ledger, LoggedEvent,
    MasterCommand, MemberId, NextMoveId, Preview, Rejection, ReportId, Scope, Seq, Timestamp, TokenId,
    TokenKind, digest,
};
use uchite_storage::log::{Log, ReadLimit};
use uchite_storage::store::{Store, StoreError};
use uchite_storage::volatile::{DeviceOutcome, Volatile};

use crate::Done;
use crate::attachments::{Attachments, settled};
use crate::client_refs::ClientRefs;
use crate::hub::Hubs;
use crate::publisher::Publisher;
use crate::push::push_actor::PushQueue;
use crate::push::sender::PushSender;
use crate::repetition::Once;
use crate::ring::Ring;
use crate::sessions::Sessions;
use crate::settings::Settings;
use crate::watermark::Watermark;
use crate::writers::Writers;

/// How long, when the house closes, sessions have to take their last frames: so many turns of so long.
const HANG_UP_TURNS: u32 = 200;
const HANG_UP_TURN: std::time::Duration = std::time::Duration::from_millis(10);

/// What a house is made of.
pub struct Parts {
    /// The truth.
    pub log: Arc<dyn Log>,
    /// The read model, caught up with the log.
    pub store: Arc<dyn Store>,
    /// What is not an event.
    pub volatile: Arc<Volatile>,
    /// The present moment.
    pub clock: Arc<dyn Clock>,
    /// Sends pushes.
    pub push: Arc<dyn PushSender>,
    /// Knows who uploaded what.
    pub attachments: Arc<dyn Attachments>,
    /// Bounds.
    pub settings: Settings,
}

/// Who asks, and with what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// Who.
    pub member: MemberId,
    /// With which token.
    pub token: TokenId,
    /// What kind it is.
    pub kind: TokenKind,
    /// What it allows.
    pub scopes: Vec<Scope>,
}

/// Plain numbers about the house, for metrics. Counters unless said otherwise.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Figures {
    /// Live sessions now.
    pub sessions: u64,
    /// Deal actors now.
    pub deal_actors: u64,
    /// Frames handed to sessions.
    pub frames: u64,
    /// Sessions closed as too slow.
    pub too_slow: u64,
    /// Events published.
    pub events: u64,
    /// Commands refused.
    pub rejections: u64,
    /// Everything up to here is published, now.
    pub cursor: u64,
    /// Pushes that wait, now.
    pub pushes_waiting: u64,
    /// Pushes that a push service took.
    pub pushes_accepted: u64,
    /// Pushes that failed for good.
    pub pushes_failed: u64,
}

/// The house.
pub struct House {
    pub(crate) publisher: Arc<Publisher>,
    pub(crate) writers: Writers,
    pub(crate) refs: Arc<ClientRefs>,
    attachments: Arc<dyn Attachments>,
    pub(crate) settings: Arc<Settings>,
    draining: AtomicBool,
    rejections: AtomicU64,
}

impl House {
    /// Opens the house: fills the ring from the log's tail, starts writers, push and timers. Needs a running
    /// actix system.
    pub fn open(parts: Parts) -> Arc<House> {
        let Parts { log, store, volatile, clock, push, attachments, settings } = parts;
        let settings = Arc::new(settings);
        let head = log.head();
        let since = Seq(head.0.saturating_sub(settings.ring_refill_events as u64));
        let publisher = Arc::new(Publisher {
            ring: Ring::new(since, settings.ring_events, settings.ring_bytes),
            watermark: Watermark::new(head),
            sessions: Sessions::default(),
            hubs: Hubs::default(),
            push: PushQueue::new(),
            broken: AtomicBool::new(false),
            events: AtomicU64::new(0),
            under_way: Arc::default(),
            access_changes: AtomicU64::new(0),
            log,
            store,
            volatile,
            clock,
        });
        refill(&publisher, since);
        publisher.push.start(&publisher, push, settings.push_grace_ms);
        let writers = Writers::start(&publisher, &settings);
        let house = Arc::new(House {
            publisher,
            writers,
            refs: Arc::default(),
            attachments,
            settings,
            draining: AtomicBool::new(false),
            rejections: AtomicU64::new(0),
        });
        crate::timers::start(&house);
        house
    }

    /// The read model.
    #[must_use]
    pub fn store(&self) -> &dyn Store {
        &*self.publisher.store
    }

    /// The log.
    #[must_use]
    pub fn log(&self) -> &dyn Log {
        &*self.publisher.log
    }

    /// What is not an event.
    #[must_use]
    pub fn volatile(&self) -> &Volatile {
        &self.publisher.volatile
    }

    /// The present moment.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.publisher.clock.now()
    }

    /// Everything up to here is published.
    #[must_use]
    pub fn cursor(&self) -> Seq {
        self.publisher.watermark.get()
    }

    /// Whether commands are taken: not draining, and the read model sound.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        !self.is_draining() && !self.publisher.broken.load(Ordering::Acquire)
    }

    /// Whether the house is closing.
    #[must_use]
    pub fn is_draining(&self) -> bool {
        self.draining.load(Ordering::Acquire)
    }

    /// Who has this secret, if its token lives and its member is with us.
    #[must_use]
    pub fn authenticate(&self, secret: &str) -> Option<Caller> {
        let now = self.now();
        let caller = {
            let accounts = self.publisher.store.accounts();
            let token = accounts.token(&token_digest(secret), now)?;
            let (member, kind) = (token.member, token.kind);
            Caller { member, token: token.id, kind, scopes: token.scopes.clone() }
        };
        self.publisher.store.organisation().active(caller.member)?;
        self.publisher.volatile.token_used(caller.token, now);
        Some(caller)
    }

    /// Carries out a command on a deal, once for each reference.
    ///
    /// # Errors
    /// What the deal's rules or the state of the machine refuse.
    pub async fn deal_command(
        &self,
        by: MemberId,
        deal: DealId,
        client_ref: Option<String>,
        command: DealCommand,
    ) -> Result<Done, Rejection> {
        let command = match settled(&self.attachments, by, command).await {
            Ok(command) => command,
            Err(rejection) => return self.counted(Err(rejection)),
        };
        let outcome = match self.once(by, client_ref, || digest(&(deal, &command))).await {
            Ok(Once::Go(origin, reservation)) => {
                self.writers.deal(deal, by, command, origin, reservation).await
            }
            Ok(Once::Done(done)) => Ok(done),
            Err(rejection) => Err(rejection),
        };
        self.counted(outcome)
    }

    /// Carries out a command on a report.
    ///
    /// # Errors
    /// As [`Self::deal_command`]; a report that the member may not see is not found.
    pub async fn report_command(
        &self,
        by: MemberId,
        report: ReportId,
        client_ref: Option<String>,
        command: DealCommand,
    ) -> Result<Done, Rejection> {
        let found = self.publisher.store.report(report).map_err(unreadable)?;
        let deal = found.filter(|r| self.publisher.store.organisation().may_see(by, r)).map(|r| r.deal);
        match deal {
            Some(deal) => self.deal_command(by, deal, client_ref, command).await,
            None => self.counted(Err(Rejection::not_found("report"))),
        }
    }

    /// Whom a report would go to, and why.
    ///
    /// # Errors
    /// As for filing it, but for what is not filled in yet.
    pub fn preview(&self, by: MemberId, report: &FileReport) -> Result<Preview, Rejection> {
        let asked = Asked { by, at: self.now() };
        let org = self.publisher.store.organisation();
        let deal = org.deals.get(&report.deal).ok_or_else(|| Rejection::not_found("deal"))?;
        DealState::new(deal.clone()).preview(&org, asked, report)
    }

    /// Carries out a command on masters.
    ///
    /// # Errors
    /// What the rules or the state of the machine refuse.
    pub async fn master_command(
        &self,
        by: MemberId,
        client_ref: Option<String>,
        command: MasterCommand,
    ) -> Result<Done, Rejection> {
        let outcome = match self.once(by, client_ref, || digest(&command)).await {
            Ok(Once::Go(origin, reservation)) => {
                self.writers.organisation(by, command, origin, reservation).await
            }
            Ok(Once::Done(done)) => Ok(done),
            Err(rejection) => Err(rejection),
        };
        self.counted(outcome)
    }

    /// Writes an event of a member's own: password, token, device. Revoking a token closes its sessions.
    ///
    /// # Errors
    /// What the state of the machine refuses.
    pub async fn member_event(&self, by: Option<MemberId>, event: Event) -> Result<Seq, Rejection> {
        self.open_for_commands()?;
        let uchite_domain::Subject::Member(member) = event.subject() else {
            return Err(Rejection::new(Code::Invalid, "not an event of a member's own"));
        };
        self.counted(self.writers.member(member, by, event).await).map(|done| done.seq)
    }

    /// Whom a report went to, and what became of it: for everybody who may see the report.
    ///
    /// # Errors
    /// A report that the member may not see is not found.
    pub fn ledger(&self, by: MemberId, report: ReportId) -> Result<Ledger, Rejection> {
        let store = &*self.publisher.store;
        let found = store.report(report).map_err(unreadable)?;
        {
            let org = store.organisation();
            found.as_ref().filter(|r| org.may_see(by, r)).ok_or_else(|| Rejection::not_found("report"))?;
        }
        let ledger = store.ledger(report).map_err(unreadable)?;
        let mut ledger = ledger.ok_or_else(|| Rejection::not_found("report"))?;
        let deliveries = self.publisher.volatile.deliveries(report);
        for entry in &mut ledger.entries {
            let delivered = deliveries.iter().find(|(member, _)| *member == entry.member.id);
            // Who has read it has had it.
            entry.delivered_at = delivered.map(|(_, at)| *at).or(entry.displayed_at).or(entry.read_at);
        }
        ledger.delivered = ledger.entries.iter().filter(|e| e.delivered_at.is_some()).count() as u32;
        Ok(ledger)
    }

    /// Pushes a test to one of the member's devices and waits for its outcome.
    ///
    /// # Errors
    /// A device that is not the member's.
    pub async fn test_device(&self, member: MemberId, device: DeviceId) -> Result<DeviceOutcome, Rejection> {
        let found = {
            let accounts = self.publisher.store.accounts();
            accounts.device(device).filter(|d| d.member == member).cloned()
        };
        let device = found.ok_or_else(|| Rejection::not_found("device"))?;
        self.publisher.push.test(&self.publisher, device).await
    }

    /// The deal of an open next move.
    ///
    /// # Errors
    /// One that the member may not see is not found.
    pub fn deal_of(&self, by: MemberId, next_move: NextMoveId) -> Result<DealId, Rejection> {
        let org = self.publisher.store.organisation();
        let mut deals = org.deals.values();
        let found = deals.find(|deal| deal.next_move(next_move).is_some() && org.may_see_deal(by, deal));
        found.map(|deal| deal.id).ok_or_else(|| Rejection::not_found("next move"))
    }

    /// Plain numbers.
    #[must_use]
    pub fn figures(&self) -> Figures {
        let sessions = &self.publisher.sessions;
        let pushes = self.publisher.push.figures();
        Figures {
            sessions: sessions.count(),
            deal_actors: self.writers.deals() as u64,
            frames: sessions.frames(),
            too_slow: sessions.too_slow(),
            events: self.publisher.events.load(Ordering::Relaxed),
            rejections: self.rejections.load(Ordering::Relaxed),
            cursor: self.cursor().0,
            pushes_waiting: pushes.waiting,
            pushes_accepted: pushes.accepted,
            pushes_failed: pushes.failed,
        }
    }

    /// Once a second: closes sessions of whom nothing is heard, forgets retired deal actors.
    pub(crate) fn sweep(&self) {
        let quiet_ms = self.settings.heartbeat_ms * 5 / 2;
        self.publisher.sessions.sweep(self.now().plus_ms(-quiet_ms));
        self.writers.sweep();
    }

    /// Closes the house: says bye to the sessions, takes no more commands, waits for what is in flight, and
    /// writes the read model. Blocks while the disk works.
    pub async fn drain(&self) {
        if self.draining.swap(true, Ordering::AcqRel) {
            return;
        }
        self.publisher.sessions.bye(self.settings.bye_window_ms);
        let log = self.publisher.log.clone();
        let closed = tokio::task::spawn_blocking(move || log.close()).await;
        if let Err(error) = closed {
            tracing::error!(%error, "closing the log failed");
        }
        // What became durable is published within a turn of its pump; bounded all the same.
        for _ in 0..100 {
            if self.cursor() >= self.publisher.log.head() {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        let (store, volatile) = (self.publisher.store.clone(), self.publisher.volatile.clone());
        let written = tokio::task::spawn_blocking(move || {
            volatile.flush();
            store.checkpoint()
        });
        match written.await {
            Ok(Ok(upto)) => tracing::info!(%upto, "the read model is written"),
            Ok(Err(error)) => tracing::warn!(%error, "the read model will be caught up at the next start"),
            Err(error) => tracing::error!(%error, "the checkpoint failed"),
        }
        // Who took the close frame hangs up; those who read nothing are not waited for long.
        for _ in 0..HANG_UP_TURNS {
            if self.publisher.sessions.lines() == 0 {
                break;
            }
            tokio::time::sleep(HANG_UP_TURN).await;
        }
        self.writers.stop();
    }

    pub(crate) fn open_for_commands(&self) -> Result<(), Rejection> {
        if self.is_draining() {
            return Err(Rejection::new(Code::Draining, "the server is going down"));
        }
        if self.publisher.broken.load(Ordering::Acquire) {
            return Err(Rejection::new(Code::Internal, "the server needs a restart"));
        }
        Ok(())
    }

    fn counted<T>(&self, outcome: Result<T, Rejection>) -> Result<T, Rejection> {
        if outcome.is_err() {
            self.rejections.fetch_add(1, Ordering::Relaxed);
        }
        outcome
    }
}

/// SHA-256 of a secret, in hexadecimal: what is stored of it.
#[must_use]
pub fn token_digest(secret: &str) -> String {
    // The digest of the JSON text, so that one function hashes everything; the quotes do no harm.
    digest(&secret)
}

pub(crate) fn unreadable(error: StoreError) -> Rejection {
    tracing::error!(%error, "the read model cannot be read");
    Rejection::new(Code::Internal, "the read model cannot be read")
}

fn refill(publisher: &Publisher, since: Seq) {
    let mut from = since.next();
    loop {
        let records = match publisher.log.read(from, ReadLimit::default()) {
            Ok(records) if !records.is_empty() => records,
            Ok(_) => return,
            Err(error) => {
                // The log was read whole moments ago; without the ring, sessions fetch again.
                tracing::error!(%error, "the ring cannot be filled");
                return;
            }
        };
        for record in &records {
            if let Ok(logged) = serde_json::from_slice::<LoggedEvent>(&record.payload) {
                publisher.recall(record.seq, record.at, &logged);
            }
            from = record.seq.next();
        }
    }
}
