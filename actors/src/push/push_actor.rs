//! The push actor: who is pushed, when, and what became of it.
//!
//! Its queue is derived from the log. What it has seen to the end is kept as a cursor outside of the log;
//! after a restart it goes through everything behind that cursor again and pushes what is still unread. A
//! member with a live session has some seconds to see the card there; then the push goes out all the same.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use actix::{Actor, ActorFutureExt, Addr, Arbiter, AsyncContext, Context, Handler, Message, WrapFuture};
use tokio::sync::oneshot;
use uchite_domain::{
    AudienceEntry, DeviceId, Entries, Event, LoggedEvent, MemberId, Reason, Rejection, Report, ReportId, Seq,
    Timestamp,
};
use uchite_storage::log::{ReadLimit, Revision};
use uchite_storage::store::Reached;
use uchite_storage::volatile::DeviceOutcome;

use super::backoff::{Backoff, Chance};
use super::device::Device;
use super::endpoint::Origin;
use super::notice::{notice, test_notice};
use super::outcome::{Next, Outcome};
use super::pacing::{Pacer, PacingLimits};
use super::payload::{PushKind, PushNote};
use super::sender::PushSender;
use crate::publisher::{Proposal, Publisher, Pump};

/// Events that wait for the actor before it goes through the log instead.
const MAILBOX_EVENTS: usize = 16_384;
/// Removals of devices on their way to the disk.
const REMOVALS_MAX: usize = 64;
/// Between two looks at what is due.
const TICK: Duration = Duration::from_millis(100);
/// Events that one look at the log takes in.
const SCAN_EVENTS: usize = 1_024;

/// An event whose card some members may have to be pushed.
#[derive(Debug, Clone, PartialEq, Eq, Message)]
#[rtype(result = "()")]
pub(crate) struct Published {
    /// The event.
    pub seq: Seq,
    /// When it happened.
    pub at: Timestamp,
    /// The report.
    pub report: ReportId,
    /// Whom it concerns so much that they are to be pushed, and as what.
    pub targets: Vec<(MemberId, PushKind)>,
}

impl Published {
    /// Works out whom an event is to be pushed to: those for whom it made the card unread and addressed, the
    /// same predicate that counts the badge.
    #[must_use]
    pub(crate) fn of(
        seq: Seq,
        at: Timestamp,
        logged: &LoggedEvent,
        report: &Report,
        reached: &[Reached],
    ) -> Self {
        let calls = |r: &&Reached| r.place.addressed && r.place.unread && Some(r.member) != logged.by;
        let wanted = reached.iter().filter(calls);
        let mut audience = match &logged.event {
            Event::ReportFiled(filed) => Some(Entries::of(&filed.audience)),
            _ => None,
        };
        let mut kind = |member| match &mut audience {
            Some(audience) => audience.find(member).map(|entry| kind_of_filing(report, entry)),
            None => kind_for(&logged.event, member),
        };
        let targets = wanted.filter_map(|r| Some((r.member, kind(r.member)?))).collect();
        Published { seq, at, report: report.id, targets }
    }
}

/// As what a filing is pushed to one of its audience.
fn kind_of_filing(report: &Report, entry: &AudienceEntry) -> PushKind {
    let has = |reason: &Reason| entry.reasons.contains(reason);
    match () {
        () if has(&Reason::Mentioned) => PushKind::Mention,
        () if report.consult.is_some() => PushKind::Consult,
        () if has(&Reason::NextMove) || has(&Reason::Accompany) => PushKind::NextMove,
        () => PushKind::Report,
    }
}

/// As what another event is pushed to a member; none: it does not concern them.
fn kind_for(event: &Event, member: MemberId) -> Option<PushKind> {
    if !event.concerns().contains(&member) {
        return None;
    }
    Some(match event {
        Event::ReplyAdded(added) if added.mentions.contains(&member) => PushKind::Mention,
        Event::NextMoveChanged { .. } | Event::SlotAgreed { .. } => PushKind::NextMove,
        Event::ConsultReopened { .. } => PushKind::Consult,
        _ => PushKind::Reply,
    })
}

/// Numbers about pushes.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct PushFigures {
    /// Waiting now.
    pub waiting: u64,
    /// Taken by a push service.
    pub accepted: u64,
    /// Failed for good.
    pub failed: u64,
}

/// The way to the push actor. It can be filled before the actor is there: the log has everything.
#[derive(Default)]
pub(crate) struct PushQueue {
    actor: OnceLock<Addr<PushActor>>,
    sender: OnceLock<Arc<dyn PushSender>>,
    counts: Arc<Counts>,
}

#[derive(Default)]
struct Counts {
    behind: AtomicBool,
    waiting: AtomicU64,
    accepted: AtomicU64,
    failed: AtomicU64,
}

impl PushQueue {
    /// An empty way.
    #[must_use]
    pub(crate) fn new() -> PushQueue {
        PushQueue::default()
    }

    /// Starts the actor on a thread of its own.
    pub(crate) fn start(&self, publisher: &Arc<Publisher>, sender: Arc<dyn PushSender>, grace_ms: i64) {
        let (publisher, counts) = (publisher.clone(), self.counts.clone());
        let _ = self.sender.set(sender.clone());
        let actor = PushActor::start_in_arbiter(&Arbiter::new().handle(), move |_| {
            let head = publisher.log.head();
            let settled = publisher.volatile.push_cursor().unwrap_or(head).min(head);
            PushActor {
                pump: Pump::start(publisher.clone(), REMOVALS_MAX),
                publisher,
                sender,
                grace_ms,
                counts,
                pacer: Pacer::new(PacingLimits::default()),
                backoff: Backoff::default(),
                due: BTreeMap::new(),
                open: BTreeMap::new(),
                seen: settled,
                arrivals: 0,
            }
        });
        let _ = self.actor.set(actor);
        self.counts.behind.store(true, Ordering::Release);
    }

    /// An event was published.
    pub(crate) fn published(&self, event: Published) {
        if event.targets.is_empty() {
            return;
        }
        let Some(actor) = self.actor.get() else { return };
        if actor.try_send(event).is_err() {
            // It goes through the log from its cursor.
            self.counts.behind.store(true, Ordering::Release);
        }
    }

    /// Pushes a test to a device and waits for its outcome.
    pub(crate) async fn test(
        &self,
        publisher: &Publisher,
        device: uchite_domain::Device,
    ) -> Result<DeviceOutcome, Rejection> {
        let sender = self.sender.get().ok_or_else(|| Rejection::not_found("push sender"))?;
        let badge = publisher.store.badge(device.member).map_err(crate::house::unreadable)?;
        let outcome = sender.send(&as_target(&device), &test_notice(badge.addressed)).await;
        Ok(note_outcome(publisher, device.id, &outcome))
    }

    /// Numbers.
    #[must_use]
    pub(crate) fn figures(&self) -> PushFigures {
        PushFigures {
            waiting: self.counts.waiting.load(Ordering::Relaxed),
            accepted: self.counts.accepted.load(Ordering::Relaxed),
            failed: self.counts.failed.load(Ordering::Relaxed),
        }
    }
}

/// A member to be pushed about a card, once it is time.
#[derive(Debug, Clone)]
struct Due {
    seq: Seq,
    report: ReportId,
    member: MemberId,
    kind: PushKind,
    /// The one device that was not reached before, and how often it was tried with this time.
    again: Option<(DeviceId, u32)>,
}

/// A push to one device.
struct Item {
    seq: Seq,
    /// As which it is open on its event.
    number: u64,
    report: ReportId,
    member: MemberId,
    device: uchite_domain::Device,
    note: PushNote,
    attempt: u32,
}

/// Everything up to here was put into the mailbox before this.
#[derive(Message)]
#[rtype(result = "()")]
struct Mark(Seq);

/// Sees to it that those who are away are pushed.
pub(crate) struct PushActor {
    publisher: Arc<Publisher>,
    sender: Arc<dyn PushSender>,
    pump: Pump,
    grace_ms: i64,
    counts: Arc<Counts>,
    pacer: Pacer<Box<Item>>,
    backoff: Backoff,
    /// What waits for its time, by time and arrival.
    due: BTreeMap<(Timestamp, u64), Due>,
    /// Events that are not settled, with what is open on each.
    open: BTreeMap<Seq, BTreeSet<u64>>,
    /// Events up to here were looked at.
    seen: Seq,
    arrivals: u64,
}

impl Actor for PushActor {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        ctx.set_mailbox_capacity(MAILBOX_EVENTS);
        ctx.run_interval(TICK, |actor, ctx| actor.tick(ctx));
    }
}

impl Handler<Published> for PushActor {
    type Result = ();

    fn handle(&mut self, event: Published, _: &mut Self::Context) {
        self.take(event);
    }
}

impl Handler<Mark> for PushActor {
    type Result = ();

    fn handle(&mut self, Mark(seq): Mark, _: &mut Self::Context) {
        if !self.counts.behind.load(Ordering::Acquire) {
            self.seen = self.seen.max(seq);
        }
        let open = self.open.first_key_value();
        let settled = open.map_or(self.seen, |(seq, _)| seq.previous().min(self.seen));
        self.publisher.volatile.set_push_cursor(settled);
    }
}

impl PushActor {
    fn take(&mut self, event: Published) {
        if self.open.contains_key(&event.seq) {
            return;
        }
        let Published { seq, at, report, targets } = event;
        for (member, kind) in targets {
            let here = self.publisher.sessions.is_here(member);
            let when = if here { at.plus_ms(self.grace_ms) } else { at };
            let number = self.opened(seq);
            self.due.insert((when, number), Due { seq, report, member, kind, again: None });
        }
    }

    fn opened(&mut self, seq: Seq) -> u64 {
        self.arrivals += 1;
        self.open.entry(seq).or_default().insert(self.arrivals);
        self.arrivals
    }

    fn settled(&mut self, seq: Seq, number: u64) {
        if let Some(open) = self.open.get_mut(&seq) {
            open.remove(&number);
            if open.is_empty() {
                self.open.remove(&seq);
            }
        }
    }

    fn tick(&mut self, ctx: &mut Context<Self>) {
        if self.counts.behind.swap(false, Ordering::AcqRel) {
            self.scan();
        }
        let now = self.publisher.clock.now();
        while let Some((&(when, number), _)) = self.due.first_key_value() {
            if when > now {
                break;
            }
            if let Some(due) = self.due.remove(&(when, number)) {
                self.prepare(&due);
                self.settled(due.seq, number);
            }
        }
        self.start_what_may(ctx);
        // Behind what was published before it; a full mailbox sends the next tick to the log instead.
        let _ = ctx.address().try_send(Mark(self.publisher.watermark.get()));
        let waiting = self.due.len() + self.pacer.waiting();
        self.counts.waiting.store(waiting as u64, Ordering::Relaxed);
    }

    /// Goes through the log behind the cursor: after a start, and when the mailbox was full.
    fn scan(&mut self) {
        let upto = self.publisher.watermark.get();
        let mut from = self.seen.next();
        while from <= upto {
            let limit = ReadLimit { records: SCAN_EVENTS, ..ReadLimit::default() };
            let Ok(records) = self.publisher.log.read(from, limit) else {
                tracing::error!(%from, "the log cannot be read for pushes");
                return;
            };
            if records.is_empty() {
                return;
            }
            for record in records {
                from = record.seq.next();
                if record.seq > upto {
                    return;
                }
                self.seen = record.seq;
                if let Ok(logged) = serde_json::from_slice::<LoggedEvent>(&record.payload) {
                    self.derive(record.seq, record.at, &logged);
                }
            }
        }
    }

    /// Derives from an event of the log what is still to be pushed.
    fn derive(&mut self, seq: Seq, at: Timestamp, logged: &LoggedEvent) {
        let store = &self.publisher.store;
        let Some(report) = logged.event.report(seq).and_then(|id| store.report(id).ok().flatten()) else {
            return;
        };
        let Ok(reached) = store.reached(report.id) else { return };
        let event = Published::of(seq, at, logged, &report, &reached);
        self.take(event);
    }

    /// It is time: whoever has not read the card is pushed on every device, or once more on the one that was not
    /// reached. A second attempt may come hours later, so it is asked again who may see the card, and counted again.
    fn prepare(&mut self, due: &Due) {
        let store = &self.publisher.store;
        // The check of need to know is in here too: what may no longer be seen has no state.
        let unread = store.inbox_state(due.member, due.report).ok().flatten();
        if !unread.is_some_and(|state| state.unread && state.addressed) {
            return;
        }
        let (only, attempt) = due.again.map_or((None, 1), |(device, attempt)| (Some(device), attempt));
        let is_meant = |device: &&uchite_domain::Device| only.is_none_or(|only| only == device.id);
        let devices: Vec<_> = store.accounts().devices(due.member).filter(is_meant).cloned().collect();
        if devices.is_empty() {
            return;
        }
        let (Ok(Some(report)), Ok(badge)) = (store.report(due.report), store.badge(due.member)) else {
            return;
        };
        let note = notice(&store.organisation(), &report, due.seq, due.kind, badge.addressed);
        for device in devices {
            let number = self.opened(due.seq);
            let item = Item {
                seq: due.seq,
                number,
                report: due.report,
                member: due.member,
                device,
                note: note.clone(),
                attempt,
            };
            self.enqueue(Box::new(item));
        }
    }

    fn enqueue(&mut self, item: Box<Item>) {
        let (seq, number, device, now) = (item.seq, item.number, item.device.id, Instant::now());
        let host = url::Url::parse(&item.device.endpoint).ok();
        let host = host.and_then(|url| Origin::parse(&url.origin().ascii_serialization()).ok());
        let put = host.map(|host| self.pacer.enqueue(host, now, now, item));
        if !matches!(put, Some(Ok(()))) {
            tracing::warn!(%device, "a push was given up: too many wait");
            self.counts.failed.fetch_add(1, Ordering::Relaxed);
            self.settled(seq, number);
        }
    }

    fn start_what_may(&mut self, ctx: &mut Context<Self>) {
        while let Some(started) = self.pacer.start_next(Instant::now()) {
            let (host, item) = (started.host, started.item);
            let sender = self.sender.clone();
            let sent = async move {
                let outcome = sender.send(&as_target(&item.device), &item.note).await;
                (item, outcome)
            };
            let noted = sent.into_actor(self).map(move |(item, outcome), actor, _| {
                actor.finished(&host, item, &outcome);
            });
            ctx.spawn(noted);
        }
    }

    fn finished(&mut self, host: &Origin, item: Box<Item>, outcome: &Outcome) {
        let chance = Chance::draw();
        self.pacer.finish(host, outcome, Instant::now(), chance);
        note_outcome(&self.publisher, item.device.id, outcome);
        match outcome.next(item.attempt, &self.backoff, chance) {
            Next::Done => {
                self.counts.accepted.fetch_add(1, Ordering::Relaxed);
                let now = self.publisher.clock.now();
                self.publisher.volatile.delivered(item.report, &[item.member], now);
            }
            Next::RetryIn(delay) => {
                let Item { seq, number, report, member, .. } = *item;
                let (kind, again) = (item.note.payload.kind, Some((item.device.id, item.attempt + 1)));
                let delay_ms = i64::try_from(delay.as_millis()).unwrap_or(i64::MAX);
                let when = self.publisher.clock.now().plus_ms(delay_ms);
                self.due.insert((when, number), Due { seq, report, member, kind, again });
                return;
            }
            Next::RemoveDevice => {
                self.counts.failed.fetch_add(1, Ordering::Relaxed);
                self.remove(&item.device, outcome);
            }
            Next::GiveUp => {
                self.counts.failed.fetch_add(1, Ordering::Relaxed);
            }
        }
        self.settled(item.seq, item.number);
    }

    fn remove(&self, device: &uchite_domain::Device, outcome: &Outcome) {
        let event =
            Event::DeviceRemoved { member: device.member, device: device.id, why: outcome.code().to_owned() };
        if !self.pump.has_room() {
            // The next push to it ends the same way.
            return;
        }
        let at = self.publisher.clock.now();
        let proposal = Proposal { by: None, origin: None, event, at, expected: Revision::Unordered };
        let (answer, _) = oneshot::channel();
        self.pump.put(self.publisher.append(proposal, None, answer));
    }
}

fn as_target(device: &uchite_domain::Device) -> Device {
    Device {
        id: device.id.0,
        endpoint: device.endpoint.clone(),
        p256dh: device.p256dh.clone(),
        auth: device.auth.clone(),
    }
}

fn note_outcome(publisher: &Publisher, device: DeviceId, outcome: &Outcome) -> DeviceOutcome {
    let at = publisher.clock.now();
    let accepted = matches!(outcome, Outcome::Accepted { .. });
    let before = publisher.volatile.outcome(device).and_then(|o| o.accepted_at);
    let noted = DeviceOutcome {
        code: outcome.code().to_owned(),
        status: outcome.status(),
        at,
        accepted_at: if accepted { Some(at) } else { before },
    };
    publisher.volatile.set_outcome(device, noted.clone());
    noted
}
