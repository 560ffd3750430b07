//! Reading without holding others up.
//!
//! The lock of the state must not be held while the disk is waited for: an event that is applied would wait
//! too, and all readers behind it. So a question is asked of memory alone first; what it lacked is fetched
//! without any lock, and it is asked again.

use std::cell::RefCell;
use std::sync::Arc;

use uchite_domain::{Event, LoggedEvent, MemberId, Report, ReportId, Seq};

use super::View;
use super::disk::Disk;
use super::inbox::{self, PageKey};
use super::item::{Item, Page};
use super::report_groups;
use super::state::ViewState;
use crate::store::StoreError;

/// How often a question is asked of memory before it may wait for the disk under the lock.
const PATIENCE: usize = 6;

/// Something that is not in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Need {
    Report(ReportId),
    Page(PageKey),
}

/// Why a question was not answered.
#[derive(Debug)]
pub(super) enum Stop {
    /// Something that it needs is not in memory.
    Cold,
    /// It cannot be answered.
    Broken(StoreError),
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        Stop::Broken(error)
    }
}

/// The state, as a question sees it.
pub(super) struct Lookup<'a> {
    pub(super) state: &'a ViewState,
    /// None: memory alone.
    disk: Option<&'a dyn Disk>,
    needs: RefCell<Vec<Need>>,
}

impl<'a> Lookup<'a> {
    fn new(state: &'a ViewState, disk: Option<&'a dyn Disk>) -> Lookup<'a> {
        Lookup { state, disk, needs: RefCell::new(Vec::new()) }
    }

    fn need(&self, need: Need) -> Stop {
        self.needs.borrow_mut().push(need);
        Stop::Cold
    }

    /// A report.
    pub(super) fn report(&self, id: ReportId) -> Result<Option<Arc<Report>>, Stop> {
        if let Some(disk) = self.disk {
            return Ok(self.state.report(disk, id)?);
        }
        match self.state.reports.get(&id) {
            Some(report) => Ok(Some(report)),
            None if !self.state.facts.contains(id) => Ok(None),
            None => Err(self.need(Need::Report(id))),
        }
    }

    /// A page of an inbox that is in the inbox's directory.
    pub(super) fn page(&self, key: PageKey) -> Result<Arc<Page>, Stop> {
        if let Some(disk) = self.disk {
            return Ok(self.state.inboxes.page(disk, key)?);
        }
        self.state.inboxes.page_in_memory(key).ok_or_else(|| self.need(Need::Page(key)))
    }

    /// An item of an inbox, hidden or not.
    pub(super) fn item(&self, member: MemberId, report: ReportId) -> Result<Option<Item>, Stop> {
        let Some(key) = self.state.inboxes.page_of(member, report) else { return Ok(None) };
        Ok(self.page(key)?.get(report).copied())
    }
}

/// Asks for each of many things, so that all that is not in memory is known at once.
pub(super) fn each<T, R>(
    all: impl IntoIterator<Item = T>,
    mut ask: impl FnMut(T) -> Result<R, Stop>,
) -> Result<Vec<R>, Stop> {
    let mut answers = Vec::new();
    let mut cold = false;
    for one in all {
        match ask(one) {
            Ok(answer) => answers.push(answer),
            Err(Stop::Cold) => cold = true,
            Err(stop) => return Err(stop),
        }
    }
    if cold { Err(Stop::Cold) } else { Ok(answers) }
}

impl<D: Disk> View<D> {
    /// Answers a question to the state.
    pub(super) fn look<R>(&self, ask: impl Fn(&Lookup<'_>) -> Result<R, Stop>) -> Result<R, StoreError> {
        if let Some(answer) = self.look_in_memory(&ask)? {
            return Ok(answer);
        }
        let state = self.state.read();
        state.check()?;
        match ask(&Lookup::new(&state, Some(&self.disk))) {
            Ok(answer) => Ok(answer),
            Err(Stop::Broken(error)) => Err(error),
            Err(Stop::Cold) => Err(StoreError::Broken("the disk was not asked".to_owned())),
        }
    }

    /// Asks memory, and fetches what it lacked, some times. None: it still lacks something.
    fn look_in_memory<R>(
        &self,
        ask: impl Fn(&Lookup<'_>) -> Result<R, Stop>,
    ) -> Result<Option<R>, StoreError> {
        for _ in 0..PATIENCE {
            let state = self.state.read();
            state.check()?;
            let lookup = Lookup::new(&state, None);
            match ask(&lookup) {
                Ok(answer) => return Ok(Some(answer)),
                Err(Stop::Broken(error)) => return Err(error),
                Err(Stop::Cold) => {}
            }
            let needs = lookup.needs.into_inner();
            let epochs = (state.reports.epoch(), state.inboxes.pages.epoch());
            drop(state);
            self.fetch(&needs, epochs)?;
        }
        Ok(None)
    }

    /// Reads from the disk into memory, with no lock held.
    fn fetch(&self, needs: &[Need], epochs: (u64, u64)) -> Result<(), StoreError> {
        let mut reports = Vec::new();
        let mut pages = Vec::new();
        for need in needs {
            match need {
                Need::Report(id) => reports.push(*id),
                Need::Page(key) => {
                    pages.extend(inbox::load_page(&self.disk, *key)?.map(|page| (*key, page)));
                }
            }
        }
        let reports = report_groups::read_all(&self.disk, reports)?;
        let state = self.state.read();
        for (id, report) in reports {
            state.reports.keep_since(epochs.0, id, Arc::new(report));
        }
        for (key, page) in pages {
            state.inboxes.pages.keep_since(epochs.1, key, Arc::new(page));
        }
        Ok(())
    }
}

impl Lookup<'_> {
    /// Touches what an event will need, so that applying it does not wait for the disk.
    fn touch(&self, seq: Seq, logged: &LoggedEvent) -> Result<(), Stop> {
        let touch = |member: MemberId, report: ReportId| {
            let Some(key) = self.state.inboxes.page_of(member, report) else { return Ok(()) };
            self.page(key).map(drop)
        };
        match &logged.event {
            // Goes behind all that is there, onto pages that are always in memory.
            Event::ReportFiled(_) => Ok(()),
            Event::CardsRead { member, reports, .. } | Event::CardsUnread { member, reports } => {
                each(reports, |report| touch(*member, *report)).map(drop)
            }
            event => {
                let Some(id) = event.report(seq) else { return Ok(()) };
                let Some(report) = self.report(id)? else { return Ok(()) };
                let members = self.state.holders(&report);
                each(members.iter().chain(event.concerns()), |member| touch(*member, id)).map(drop)
            }
        }
    }
}

impl<D: Disk> View<D> {
    /// Fetches what an event will need. What is missing all the same is read when it is applied.
    pub(super) fn warm(&self, seq: Seq, logged: &LoggedEvent) -> Result<(), StoreError> {
        self.look_in_memory(|lookup| lookup.touch(seq, logged)).map(drop)
    }
}
