//! The hub of a worker: every session whose socket lives on that thread, told of each delivery once.
//!
//! A writer hands a delivery to each hub. The hub gathers what waits and writes once per session, however many
//! frames that is. It shares its thread with its sessions, so nothing here is locked.

use std::cell::{Cell, RefCell, RefMut};
use std::collections::HashMap;
use std::future::poll_fn;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::BytesMut;
use foldhash::fast::RandomState;
use parking_lot::RwLock;
use slab::Slab;
use smallvec::SmallVec;
use tokio::sync::mpsc;
use tokio::task::coop::unconstrained;
use tokio::time::timeout;
use uchite_domain::{DealId, MemberId, Seq, Timestamp};

use crate::delivery::Delivery;
use crate::line::{Line, Sent};
use crate::outgoing::Envelope;
use crate::publisher::Publisher;
use crate::sessions::SessionHandle;

/// Deliveries that wait for one worker before writers wait for it: some hundred milliseconds of its work.
const QUEUE_DELIVERIES: usize = 1_024;
/// Deliveries whose frames leave together. More would hold back the first for those that come last.
const TOGETHER: usize = 32;

/// How long a hub waits for more that is on its way, for each frame that it has to write: less than half of what
/// writing it takes, and less than it saves to the frames that then leave with it.
const PATIENCE_PER_FRAME: Duration = Duration::from_micros(2);
/// Shorter waits are none: what goes to some hundred sessions leaves at once.
const PATIENCE_MIN: Duration = Duration::from_millis(1);
/// Nobody waits longer for what comes later.
const PATIENCE_MAX: Duration = Duration::from_millis(20);

/// Sessions that are looked at before the first of them is written to. What is known of them lies far apart: the
/// processor fetches it for many at a time, where it would wait for one after the other between two writes.
const LOOKED_AT: usize = 16;

/// Times that a hub lets others run first while events that are durable are still on their way to it: frames that
/// leave together cost a session one write.
const GATHERING_TURNS: u32 = 16;

/// A delivery on its way to the sessions.
#[derive(Clone)]
pub(crate) struct Handed {
    pub(crate) delivery: Arc<Delivery>,
    /// What its frames say as cursor.
    pub(crate) cursor: Seq,
    pub(crate) at: Timestamp,
}

/// The ways to all hubs.
#[derive(Default)]
pub(crate) struct Hubs {
    queues: RwLock<Vec<mpsc::Sender<Handed>>>,
}

impl Hubs {
    /// Hands a delivery to every hub. Waits for one that has too much to do.
    pub(crate) async fn hand(&self, handed: Handed) {
        let mut place = 0;
        loop {
            // The lock is not held across an await; hubs are only ever added.
            let Some(queue) = self.queues.read().get(place).cloned() else { return };
            place += 1;
            // A hub that is gone has no sessions.
            let _ = queue.send(handed.clone()).await;
        }
    }
}

/// A session's place in its hub.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place(usize);

struct Seat {
    handle: Arc<SessionHandle>,
    line: Rc<Line>,
}

#[derive(Default)]
struct Seats {
    seats: Slab<Seat>,
    /// Most members have one session here.
    members: HashMap<MemberId, SmallVec<[usize; 2]>, RandomState>,
    watchers: HashMap<DealId, Vec<usize>, RandomState>,
}

impl Seats {
    fn unwatch(&mut self, place: Place, deal: DealId) {
        if let Some(watchers) = self.watchers.get_mut(&deal) {
            watchers.retain(|here| *here != place.0);
            if watchers.is_empty() {
                self.watchers.remove(&deal);
            }
        }
    }
}

/// As what a session is told of a delivery.
#[derive(Debug, Clone, Copy)]
enum As {
    /// One of its audience, by the place there.
    To(u32),
    Watcher,
    Everybody,
}

/// A frame that is to be written: to which seat, of which delivery of the batch.
struct Wanted {
    seat: usize,
    delivery: u32,
    told: As,
}

/// The hub of a worker.
pub(crate) struct Hub {
    publisher: Arc<Publisher>,
    queue: RefCell<mpsc::Receiver<Handed>>,
    /// What was taken from the queue and waits for more.
    gathered: RefCell<Vec<Handed>>,
    seats: RefCell<Seats>,
    read_buffer: RefCell<BytesMut>,
    envelope: RefCell<Envelope>,
    /// Frames handed to lines since they were last counted.
    handed: Cell<u64>,
}

impl Hub {
    /// Starts a hub on this thread.
    pub(crate) fn start(publisher: &Arc<Publisher>) -> Rc<Hub> {
        let (sender, queue) = mpsc::channel(QUEUE_DELIVERIES);
        let hub = Rc::new(Hub {
            publisher: publisher.clone(),
            queue: RefCell::new(queue),
            gathered: RefCell::default(),
            seats: RefCell::default(),
            read_buffer: RefCell::default(),
            envelope: RefCell::default(),
            handed: Cell::new(0),
        });
        publisher.hubs.queues.write().push(sender);
        let at_work = hub.clone();
        // Writing to many sockets is no reason to be put off: a turn is bounded by the batch.
        actix::spawn(unconstrained(async move { at_work.work().await }));
        hub
    }

    async fn work(&self) {
        while let Some(first) = self.next().await {
            self.gathered.borrow_mut().push(first);
            self.gather().await;
            self.hand_out_all();
            // The sessions of this thread have a turn before the next batch.
            tokio::task::yield_now().await;
        }
    }

    async fn next(&self) -> Option<Handed> {
        poll_fn(|cx| self.queue.borrow_mut().poll_recv(cx)).await
    }

    /// The watermark, with everything up to it handed to the sessions of this hub: what a session may be told as
    /// its cursor outside of an event.
    pub(crate) fn cursor(&self) -> Seq {
        // In this order: what is up to the watermark was in the queue before it moved.
        let cursor = self.publisher.watermark.get();
        self.hand_out_all();
        cursor
    }

    /// Takes a session in.
    pub(crate) fn enter(&self, handle: Arc<SessionHandle>, line: Rc<Line>) -> Place {
        let mut seats = self.seats.borrow_mut();
        let member = handle.member;
        let seat = seats.seats.insert(Seat { handle, line });
        seats.members.entry(member).or_default().push(seat);
        Place(seat)
    }

    /// Lets a session go.
    pub(crate) fn leave(&self, place: Place, watched: impl IntoIterator<Item = DealId>) {
        let seats = &mut *self.seats.borrow_mut();
        let Some(seat) = seats.seats.try_remove(place.0) else { return };
        if let Some(here) = seats.members.get_mut(&seat.handle.member) {
            here.retain(|here| *here != place.0);
            if here.is_empty() {
                seats.members.remove(&seat.handle.member);
            }
        }
        watched.into_iter().for_each(|deal| seats.unwatch(place, deal));
    }

    /// The session watches a deal.
    pub(crate) fn watch(&self, place: Place, deal: DealId) {
        let mut seats = self.seats.borrow_mut();
        let watchers = seats.watchers.entry(deal).or_default();
        if !watchers.contains(&place.0) {
            watchers.push(place.0);
        }
    }

    /// No longer.
    pub(crate) fn unwatch(&self, place: Place, deal: DealId) {
        self.seats.borrow_mut().unwatch(place, deal);
    }

    /// The buffer into which all sessions of this thread read.
    pub(crate) fn read_buffer(&self) -> RefMut<'_, BytesMut> {
        self.read_buffer.borrow_mut()
    }

    /// Takes in what waits, and gives what is on its way a moment to come: the less, the fewer sessions wait for
    /// it.
    async fn gather(&self) {
        for _ in 0..GATHERING_TURNS {
            self.take_in();
            let newest = self.gathered.borrow().iter().map(|handed| handed.delivery.seq).max();
            if !self.has_room() || newest >= Some(self.publisher.log.head()) {
                break;
            }
            std::thread::yield_now();
        }
        let since = Instant::now();
        while self.has_room() && self.publisher.are_under_way() {
            let patience = self.patience().saturating_sub(since.elapsed());
            if patience < PATIENCE_MIN {
                break;
            }
            // Sessions have their turns meanwhile, and one of them may have all handed out that is here.
            let Ok(Some(next)) = timeout(patience, self.next()).await else { break };
            self.gathered.borrow_mut().push(next);
        }
    }

    /// How long what was gathered may wait, from the first on.
    fn patience(&self) -> Duration {
        let here = self.seats.borrow().seats.len();
        let frames = |handed: &Handed| handed.delivery.to().len().min(here);
        let frames: usize = self.gathered.borrow().iter().map(frames).sum();
        PATIENCE_PER_FRAME.saturating_mul(u32::try_from(frames).unwrap_or(u32::MAX)).min(PATIENCE_MAX)
    }

    fn has_room(&self) -> bool {
        self.gathered.borrow().len() < TOGETHER
    }

    fn take_in(&self) {
        while self.has_room()
            && let Ok(handed) = self.queue.borrow_mut().try_recv()
        {
            self.gathered.borrow_mut().push(handed);
        }
    }

    /// Hands out all that was gathered, and all that waits.
    fn hand_out_all(&self) {
        loop {
            self.take_in();
            let batch = self.gathered.take();
            if batch.is_empty() {
                break;
            }
            self.hand_out(&batch);
        }
        self.publisher.sessions.count_frames(self.handed.take());
    }

    fn hand_out(&self, batch: &[Handed]) {
        let seats = &*self.seats.borrow();
        let most = |handed: &Handed| handed.delivery.to().len().min(seats.seats.len());
        let mut wanted = Vec::with_capacity(batch.iter().map(most).sum());
        let mut delivered: Vec<Vec<MemberId>> =
            batch.iter().map(|handed| Vec::with_capacity(most(handed))).collect();
        for (place, handed) in (0..).zip(batch) {
            self.who_wants(seats, place, handed, &mut wanted);
        }
        if batch.len() > 1 {
            // Stable: the frames of one session keep their order.
            wanted.sort_by_key(|wanted| wanted.seat);
        }
        self.envelope.borrow_mut().clear();
        let mut sessions = wanted.chunk_by(|one, next| one.seat == next.seat).peekable();
        while sessions.peek().is_some() {
            let open = |together: &&[Wanted]| {
                let seat = together.first().and_then(|wanted| seats.seats.get(wanted.seat));
                seat.is_some_and(|seat| seat.handle.closing().is_none() && !seat.line.is_ending())
            };
            let looked_at: SmallVec<[&[Wanted]; LOOKED_AT]> =
                sessions.by_ref().take(LOOKED_AT).filter(open).collect();
            for together in looked_at {
                self.write(seats, batch, together, &mut delivered);
            }
        }
        for (handed, mut members) in batch.iter().zip(delivered) {
            if let (Some((report, ..)), false) = (handed.delivery.shows, members.is_empty()) {
                members.dedup();
                self.publisher.volatile.delivered(report, &members, handed.at);
            }
        }
    }

    fn who_wants(&self, seats: &Seats, place: u32, handed: &Handed, wanted: &mut Vec<Wanted>) {
        let delivery = &handed.delivery;
        let mut want = |seat: usize, told: As| wanted.push(Wanted { seat, delivery: place, told });
        // Need to know was asked when the delivery was put together; what may have changed it since asks again.
        let again = delivery.access_epoch != self.publisher.access_epoch();
        let watchers = delivery.watched().and_then(|deal| seats.watchers.get(&deal));
        let org = (again || watchers.is_some()).then(|| self.publisher.store.organisation());
        for (to, one) in (0..).zip(delivery.to()) {
            let Some(here) = seats.members.get(&one.member) else { continue };
            if again && org.as_ref().is_some_and(|org| !delivery.may_be_shown_to(org, one.member)) {
                continue;
            }
            here.iter().for_each(|seat| want(*seat, As::To(to)));
        }
        if let (Some(watchers), Some(org)) = (watchers, &org) {
            for seat in watchers {
                let member = seats.seats[*seat].handle.member;
                let of_audience = delivery.to().binary_search_by_key(&member, |to| to.member).is_ok();
                if !of_audience && delivery.may_be_watched_by(org, member) {
                    want(*seat, As::Watcher);
                }
            }
        }
        if delivery.is_for_everybody() {
            seats.seats.iter().for_each(|(seat, _)| want(seat, As::Everybody));
        }
    }

    /// Writes to one session all that it is told.
    fn write(&self, seats: &Seats, batch: &[Handed], together: &[Wanted], delivered: &mut [Vec<MemberId>]) {
        let Some(seat) = together.first().and_then(|wanted| seats.seats.get(wanted.seat)) else { return };
        let envelope = &mut *self.envelope.borrow_mut();
        envelope.begin();
        for Wanted { delivery: number, told, .. } in together {
            let Handed { delivery, cursor, .. } = &batch[*number as usize];
            let frame = match told {
                As::To(to) => Some(delivery.frame_to(&delivery.to()[*to as usize], *cursor, true)),
                As::Watcher => delivery.frame_to_watchers(*cursor),
                As::Everybody => delivery.frame_to_everybody(*cursor),
            };
            if let Some(frame) = frame {
                envelope.put(*number, &frame);
            }
        }
        match seat.line.send(envelope.frames()) {
            Sent::Taken => {
                self.handed.set(self.handed.get() + together.len() as u64);
                for Wanted { delivery, told, .. } in together {
                    if matches!(told, As::To(_)) {
                        delivered[*delivery as usize].push(seat.handle.member);
                    }
                }
            }
            Sent::TooSlow => self.publisher.sessions.close_as_too_slow(&seat.handle),
            Sent::Over => {}
        }
    }
}
