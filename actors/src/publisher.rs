//! Persist, number, publish: the last part of every event's way, the same for all writers.
//!
//! A writer appends an entry and hands it to its [`Pump`]. The pump waits for the log's answer, in order,
//! and then publishes: the read model takes the event over, the frames are encoded once for each group and
//! handed to the sessions, the watermark moves on, the push actor is told.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};

use bytes::Bytes;
use tokio::sync::{mpsc, oneshot};
use uchite_domain::{
    Clock, CloseCode, Code, Entries, Event, EventKind, LoggedEvent, MemberId, Origin, ReadHow, Rejection,
    ReportId, Seq, Subject, Timestamp, Visibility,
};
use uchite_storage::log::{Append, AppendError, Entry, Log, Revision};
use uchite_storage::store::{Applied, Store};
use uchite_storage::volatile::Volatile;

use crate::Done;
use crate::client_refs::Reservation;
use crate::delivery::{Delivery, DeliveryBuilder};
use crate::hub::{Handed, Hubs};
use crate::push::push_actor::{Published, PushQueue};
use crate::ring::Ring;
use crate::sessions::Sessions;
use crate::watermark::Watermark;

/// Cards whose authors get a receipt from one event of reading; more at once is no reading.
const RECEIPTS_MAX: usize = 200;

/// The parts that every event passes.
pub(crate) struct Publisher {
    pub(crate) log: Arc<dyn Log>,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) volatile: Arc<Volatile>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) ring: Ring,
    pub(crate) watermark: Watermark,
    pub(crate) sessions: Sessions,
    pub(crate) hubs: Hubs,
    pub(crate) push: PushQueue,
    /// The read model failed on a durable event: nothing more is taken until a restart catches it up.
    pub(crate) broken: AtomicBool,
    pub(crate) events: AtomicU64,
    /// Events of deals between their decision and the hubs.
    pub(crate) under_way: Arc<AtomicUsize>,
    /// Counts events that may have taken access from somebody.
    pub(crate) access_changes: AtomicU64,
}

/// An event that was decided and is to be made durable.
pub(crate) struct Proposal {
    pub by: Option<MemberId>,
    pub origin: Option<Origin>,
    pub event: Event,
    pub at: Timestamp,
    pub expected: Revision,
}

/// Counts an event of a deal as under way, until it is dropped.
struct UnderWay(Arc<AtomicUsize>);

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

/// An event on its way to the disk.
pub(crate) struct InFlight {
    append: Append,
    under_way: Option<UnderWay>,
    logged: LoggedEvent,
    at: Timestamp,
    subject: Subject,
    revision: Option<u64>,
    reservation: Option<Reservation>,
    answer: oneshot::Sender<Result<Done, Rejection>>,
}

impl Publisher {
    /// Hands an event to the log. The order of calls is the order of events.
    pub(crate) fn append(
        &self,
        proposal: Proposal,
        reservation: Option<Reservation>,
        answer: oneshot::Sender<Result<Done, Rejection>>,
    ) -> InFlight {
        let Proposal { by, origin, event, at, expected } = proposal;
        let subject = event.subject();
        let logged = LoggedEvent { by, origin, event };
        let payload = Bytes::from(crate::delivery::encode(&logged));
        let entry = Entry { subject: subject.to_string().into(), expected, at, payload };
        let revision = match expected {
            Revision::Exactly(revision) => Some(revision),
            Revision::Unordered => None,
        };
        let under_way = matches!(subject, Subject::Deal(_)).then(|| {
            self.under_way.fetch_add(1, Ordering::AcqRel);
            UnderWay(self.under_way.clone())
        });
        let append = self.log.append(entry);
        InFlight { append, under_way, logged, at, subject, revision, reservation, answer }
    }

    /// Whether events of deals, which may be for many, are on their way to the hubs.
    pub(crate) fn are_under_way(&self) -> bool {
        self.under_way.load(Ordering::Acquire) > 0
    }

    /// Changes whenever somebody may have lost access to something.
    pub(crate) fn access_epoch(&self) -> u64 {
        self.access_changes.load(Ordering::Acquire)
    }

    /// Makes a durable event visible.
    async fn publish(
        &self,
        seq: Seq,
        at: Timestamp,
        subject: Subject,
        revision: Option<u64>,
        logged: &LoggedEvent,
        under_way: Option<UnderWay>,
    ) {
        let applied = match self.store.apply(seq, at, subject, revision, logged) {
            Ok(applied) => applied,
            Err(error) => {
                // It is durable and will be there after a restart; going on would show a hole.
                tracing::error!(%seq, %error, "the read model failed; refusing commands until a restart");
                self.broken.store(true, Ordering::Release);
                return;
            }
        };
        self.events.fetch_add(1, Ordering::Relaxed);
        if changes_access(&logged.event) {
            self.access_changes.fetch_add(1, Ordering::AcqRel);
        }
        self.close_those_who_left(logged);
        if let Some(delivery) = self.compose(seq, at, logged, &applied) {
            let delivery = Arc::new(delivery);
            self.ring.put(delivery.clone());
            let cursor = self.watermark.cursor_of(seq);
            // From here on a hub that waits for it would wait for what it has.
            drop(under_way);
            self.hubs.hand(Handed { delivery, cursor, at }).await;
        }
        if let Some(report) = &applied.report {
            self.push.published(Published::of(seq, at, logged, report, &applied.reached));
        }
        // Last: who sees the watermark may rely on all of the above.
        self.watermark.complete(seq);
    }

    /// Fills the ring from the log's tail, with the cards as they are now.
    pub(crate) fn recall(&self, seq: Seq, at: Timestamp, logged: &LoggedEvent) {
        if self.may_have_taken_access(&logged.event) {
            // Who lost what was known when it was applied, and is not known any more.
            self.ring.forget(seq);
            return;
        }
        let report = logged.event.report(seq).and_then(|id| self.store.report(id).ok().flatten());
        let reached =
            report.as_ref().and_then(|report| self.store.reached(report.id).ok()).unwrap_or_default();
        let masters = matches!(logged.event.subject(), Subject::Organisation);
        let applied = Applied { report, reached, masters, ..Applied::default() };
        if let Some(delivery) = self.compose(seq, at, logged, &applied) {
            self.ring.put(Arc::new(delivery));
        }
    }

    /// Whether members may have lost cards by the event. On a deal that everybody may see now nobody lost any.
    fn may_have_taken_access(&self, event: &Event) -> bool {
        let deal = match event {
            Event::MemberChanged { .. } | Event::DepartmentChanged { .. } => return true,
            Event::DealChanged { deal, .. } => *deal,
            Event::CustomerChanged { customer, .. } => customer.general_deal(),
            _ => return false,
        };
        let org = self.store.organisation();
        org.deals.get(&deal).is_some_and(|deal| deal.fields.visibility != Visibility::Company)
    }

    fn close_those_who_left(&self, logged: &LoggedEvent) {
        match &logged.event {
            Event::TokenRevoked { member, token } => {
                self.sessions.close(*member, CloseCode::SignedOut, |h| h.token == *token);
            }
            Event::MemberChanged { member, fields } if !fields.active => {
                self.sessions.close(*member, CloseCode::SignedOut, |_| true);
            }
            _ => {}
        }
    }

    fn compose(&self, seq: Seq, at: Timestamp, logged: &LoggedEvent, applied: &Applied) -> Option<Delivery> {
        let kind = kind_of(&logged.event)?;
        // Read before access rights are: what changes them meanwhile makes the hubs ask again.
        let access_epoch = self.access_epoch();
        // Before the organisation is borrowed: the store must not be asked while it is.
        let receipts = self.receipts(&logged.event);
        let org = self.store.organisation();
        let deal = logged.event.deal();
        let mut builder = DeliveryBuilder::new(&org, seq, at, kind, logged.by, deal, access_epoch);
        if let (Some(origin), Some(by)) = (&logged.origin, logged.by) {
            builder = builder.origin(by, origin.client_ref.clone());
        }
        let badge = |member: MemberId| applied.badges.iter().find(|(m, _)| *m == member).map(|(_, b)| *b);
        let mut told: Vec<MemberId> = Vec::new();
        for (member, reports) in &applied.lost {
            builder.reports(*member, EventKind::AccessLost, reports, None, badge(*member));
            told.push(*member);
        }
        if let Some(report) = &applied.report {
            let mut entries = Entries::of(&report.audience);
            builder.make_room(applied.reached.len());
            for reached in &applied.reached {
                builder.card(report, entries.find(reached.member), reached);
            }
            builder.watchers(report);
        } else {
            match &logged.event {
                Event::CardsRead { member, reports, .. } => {
                    builder.reports(*member, kind, reports, Some(false), badge(*member));
                    for (author, reports) in receipts {
                        builder.reports(author, EventKind::Receipt, &reports, None, None);
                    }
                }
                Event::CardsUnread { member, reports } => {
                    builder.reports(*member, kind, reports, Some(true), badge(*member));
                }
                Event::BookmarkSet { member, report, on } => builder.bookmark(*member, *report, *on),
                event if applied.masters && event.deal().is_none() => builder.everybody(),
                event => {
                    let found = event.deal().and_then(|id| org.deals.get(&id))?;
                    let team = found.fields.team.iter().map(|t| t.member);
                    let superior = org.superior(found.fields.owner);
                    let by = logged.by.into_iter();
                    let mut all: Vec<MemberId> =
                        team.chain([found.fields.owner]).chain(superior).chain(by).collect();
                    all.sort_unstable();
                    all.dedup();
                    for member in all.into_iter().filter(|m| !told.contains(m)) {
                        builder.bare(member);
                    }
                    builder.bare_watchers(found.id);
                }
            }
        }
        Some(builder.build())
    }

    /// Whose reports were read, by author.
    fn receipts(&self, event: &Event) -> BTreeMap<MemberId, Vec<ReportId>> {
        let mut by_author: BTreeMap<MemberId, Vec<ReportId>> = BTreeMap::new();
        let Event::CardsRead { member, reports, how, .. } = event else { return by_author };
        if *how == ReadHow::Bulk || reports.len() > RECEIPTS_MAX {
            return by_author;
        }
        for report in reports {
            // Without the report there is nobody to tell; the ledger has it all the same.
            if let Ok(Some(report)) = self.store.report(*report)
                && report.author != *member
            {
                by_author.entry(report.author).or_default().push(report.id);
            }
        }
        by_author
    }
}

/// Whether somebody may have lost access by an event, or won it.
fn changes_access(event: &Event) -> bool {
    matches!(
        event,
        Event::MemberChanged { .. }
            | Event::DepartmentChanged { .. }
            | Event::DealChanged { .. }
            | Event::CustomerChanged { .. }
    )
}

/// As what an event is shown; none: it is nobody's but the member's own affair.
pub(crate) fn kind_of(event: &Event) -> Option<EventKind> {
    Some(match event {
        Event::ReportFiled(_) => EventKind::ReportFiled,
        Event::ReportCorrected { .. } => EventKind::ReportCorrected,
        Event::ReplyAdded(_) => EventKind::ReplyAdded,
        Event::ReactionSet { .. } => EventKind::ReactionSet,
        Event::ReportAcknowledged { .. } => EventKind::Acknowledged,
        Event::ConsultClaimed { .. } | Event::AnswerAccepted { .. } | Event::ConsultReopened { .. } => {
            EventKind::ConsultChanged
        }
        Event::NextMoveSet { .. } | Event::NextMoveChanged { .. } | Event::SlotAgreed { .. } => {
            EventKind::NextMoveChanged
        }
        Event::DealChanged { .. } => EventKind::DealChanged,
        Event::CardsRead { .. } | Event::CardsUnread { .. } => EventKind::Read,
        Event::BookmarkSet { .. } => EventKind::Bookmarked,
        Event::PasswordSet { .. }
        | Event::TokenIssued { .. }
        | Event::TokenRevoked { .. }
        | Event::DeviceRegistered { .. }
        | Event::DeviceRemoved { .. } => return None,
        _ => EventKind::MastersChanged,
    })
}

/// What a writer and its pump share. Both live on one thread.
#[derive(Default)]
pub(crate) struct PumpState {
    /// Events between decision and publication.
    pub in_flight: Cell<usize>,
    /// An append failed: what was decided upon it is void.
    pub failed: Cell<bool>,
}

/// Waits for the log's answers of one writer, in order, and publishes.
///
/// It outlives the request, the session and the actor that began: an event that became durable is always
/// published, else the watermark would wait for ever.
pub(crate) struct Pump {
    queue: mpsc::Sender<InFlight>,
    pub(crate) state: Rc<PumpState>,
}

impl Pump {
    /// Starts a pump on this thread.
    pub(crate) fn start(publisher: Arc<Publisher>, in_flight_max: usize) -> Pump {
        let (queue, mut waiting) = mpsc::channel::<InFlight>(in_flight_max);
        let state = Rc::new(PumpState::default());
        let shared = state.clone();
        actix::spawn(async move {
            while let Some(next) = waiting.recv().await {
                finish(&publisher, next, &shared).await;
                shared.in_flight.set(shared.in_flight.get() - 1);
                if shared.in_flight.get() == 0 {
                    shared.failed.set(false);
                }
            }
        });
        Pump { queue, state }
    }

    /// Whether another event may be put in flight.
    pub(crate) fn has_room(&self) -> bool {
        self.queue.capacity() > 0
    }

    /// Puts an event in flight. Ask [`Self::has_room`] before appending.
    pub(crate) fn put(&self, event: InFlight) {
        self.state.in_flight.set(self.state.in_flight.get() + 1);
        // There is room: it was asked for on this thread, and nobody else puts anything in.
        let put = self.queue.try_send(event);
        debug_assert!(put.is_ok(), "room was asked for before");
    }
}

async fn finish(publisher: &Publisher, event: InFlight, state: &PumpState) {
    let InFlight { append, under_way, logged, at, subject, revision, reservation, answer } = event;
    let outcome = match append.await {
        Ok(seq) => {
            publisher.publish(seq, at, subject, revision, &logged, under_way).await;
            if publisher.broken.load(Ordering::Acquire) {
                Err(Rejection::new(Code::Internal, "the report is safe but cannot be shown yet"))
            } else {
                Ok(Done { seq, repeated: false })
            }
        }
        Err(error) => {
            state.failed.set(true);
            Err(rejection(&error))
        }
    };
    if let Some(reservation) = reservation {
        reservation.settle(&outcome);
    }
    // Nobody may wait any more; then the event is there all the same.
    let _ = answer.send(outcome);
}

/// What a failed append means to the one who asked.
fn rejection(error: &AppendError) -> Rejection {
    let code = match error {
        AppendError::Conflict { .. } => Code::Conflict,
        AppendError::StorageFull => Code::StorageFull,
        AppendError::Busy => Code::Busy,
        AppendError::TooLarge { .. } => Code::TooLarge,
        AppendError::Closed => Code::Draining,
        AppendError::WriteFailed { .. } | AppendError::Broken(_) => {
            tracing::error!(%error, "the log refuses events");
            Code::Internal
        }
    };
    Rejection::new(code, error.to_string())
}
