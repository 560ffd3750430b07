//! A store at whose door a test holds the house between two of its steps.

use std::cell::Cell;
use std::sync::Arc;

use parking_lot::{Condvar, MappedRwLockReadGuard, Mutex};
use uchite_domain::{
    Accounts, Badge, Bookmarks, Ledger, LoggedEvent, MemberId, Organisation, Report, ReportDetail, ReportId,
    Seq, Subject, TimelinePage, TimelineQuery, Timestamp,
};
use uchite_storage::store::{Applied, InboxState, Reached, Store, StoreError};
use uchite_storage::view::MemoryView;

use crate::scene::{PATIENCE, Scene, Stage};

/// Where the house is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spot {
    /// An event is durable and about to be applied.
    Apply,
    /// An event was applied. What it says to whom comes next: for that the organisation is looked at.
    Compose,
    /// A session that comes in looks a second time at its token, after its caller was recognised by it.
    Enter,
    /// A session that resumes asks whether it may show a card.
    Resume,
}

thread_local! {
    /// How often this thread has looked at the organisation since it last applied an event; none: it never did.
    static LOOKS: Cell<Option<u32>> = const { Cell::new(None) };
}

/// The store with its door.
pub struct Door {
    store: Arc<MemoryView>,
    state: Mutex<State>,
    moved: Condvar,
}

#[derive(Default)]
struct State {
    shut: Option<Spot>,
    waiting: usize,
    recognised: u32,
}

impl Door {
    /// Opens a house behind a door that is open.
    pub async fn before(mut stage: Stage) -> (Scene, Arc<Door>) {
        let door: Arc<Mutex<Option<Arc<Door>>>> = Arc::default();
        let keep = door.clone();
        stage.before_store = Box::new(move |store| {
            let made = Arc::new(Door { store, state: Mutex::default(), moved: Condvar::new() });
            *keep.lock() = Some(made.clone());
            made
        });
        let scene = stage.open().await;
        let door = door.lock().take().unwrap();
        (scene, door)
    }

    /// Whoever comes to this spot from now on waits there.
    pub fn shut(&self, spot: Spot) {
        *self.state.lock() = State { shut: Some(spot), ..State::default() };
    }

    /// How many wait.
    pub fn waiting(&self) -> usize {
        self.state.lock().waiting
    }

    /// Lets everybody go on.
    pub fn open(&self) {
        self.state.lock().shut = None;
        self.moved.notify_all();
    }

    fn pass(&self, spot: Spot) {
        let mut state = self.state.lock();
        if state.shut == Some(spot) {
            state.waiting += 1;
            // Bounded, so that a test that fails meanwhile ends.
            self.moved.wait_while_for(&mut state, |state: &mut State| state.shut == Some(spot), PATIENCE);
            state.waiting -= 1;
        }
    }
}

impl Store for Door {
    fn apply(
        &self,
        seq: Seq,
        at: Timestamp,
        subject: Subject,
        revision: Option<u64>,
        logged: &LoggedEvent,
    ) -> Result<Applied, StoreError> {
        self.pass(Spot::Apply);
        LOOKS.set(Some(0));
        self.store.apply(seq, at, subject, revision, logged)
    }

    fn organisation(&self) -> MappedRwLockReadGuard<'_, Organisation> {
        let looks = LOOKS.get().map(|looks| looks + 1);
        LOOKS.set(looks);
        match looks {
            Some(1) => self.pass(Spot::Compose),
            Some(_) => {}
            None => self.pass(Spot::Resume),
        }
        self.store.organisation()
    }

    fn accounts(&self) -> MappedRwLockReadGuard<'_, Accounts> {
        let recognised = {
            let mut state = self.state.lock();
            state.recognised += 1;
            state.recognised
        };
        if recognised == 2 {
            self.pass(Spot::Enter);
        }
        self.store.accounts()
    }

    fn bookmarks(&self) -> MappedRwLockReadGuard<'_, Bookmarks> {
        self.store.bookmarks()
    }

    fn applied(&self) -> Seq {
        self.store.applied()
    }

    fn revision(&self, subject: Subject) -> u64 {
        self.store.revision(subject)
    }

    fn by_client_ref(&self, member: MemberId, client_ref: &str) -> Option<Seq> {
        self.store.by_client_ref(member, client_ref)
    }

    fn report(&self, report: ReportId) -> Result<Option<Arc<Report>>, StoreError> {
        self.store.report(report)
    }

    fn detail(&self, viewer: MemberId, report: ReportId) -> Result<Option<ReportDetail>, StoreError> {
        self.store.detail(viewer, report)
    }

    fn timeline(&self, query: &TimelineQuery) -> Result<TimelinePage, StoreError> {
        self.store.timeline(query)
    }

    fn badge(&self, member: MemberId) -> Result<Badge, StoreError> {
        self.store.badge(member)
    }

    fn inbox_state(&self, member: MemberId, report: ReportId) -> Result<Option<InboxState>, StoreError> {
        self.store.inbox_state(member, report)
    }

    fn reached(&self, report: ReportId) -> Result<Vec<Reached>, StoreError> {
        self.store.reached(report)
    }

    fn unread(&self, member: MemberId, addressed: bool) -> Result<Vec<ReportId>, StoreError> {
        self.store.unread(member, addressed)
    }

    fn ledger(&self, report: ReportId) -> Result<Option<Ledger>, StoreError> {
        self.store.ledger(report)
    }

    fn checkpoint(&self) -> Result<Seq, StoreError> {
        self.store.checkpoint()
    }
}
