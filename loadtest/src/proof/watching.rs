//! Those who watch while the server is killed under them: what each session showed, and what it fetched.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::{StreamExt, stream};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep};
use uchite_client::domain::{EventKind, ReportId};
use uchite_client::{Api, ApiError, Happening};

use crate::{Crowd, Organisation};

use super::filing::Filed;

/// Cards on one page of a timeline.
pub(super) const PAGE_CARDS: &str = "50";

/// Fetches under way at one time.
const FETCHES_AT_ONCE: usize = 8;

/// What one session's screen would have shown.
#[derive(Debug, Default, Clone)]
pub(super) struct Screen {
    /// How often a report was announced as filed.
    pub(super) announced: HashMap<ReportId, u32>,
    /// Reports that a fetch brought.
    pub(super) fetched: HashSet<ReportId>,
    resyncs: usize,
}

/// What a session's happenings go to.
type Taker = Box<dyn FnMut(Happening) + Send>;

/// All screens, by the members' places.
pub(super) struct Watchers {
    screens: Arc<Vec<Mutex<Screen>>>,
    asked: Mutex<Option<mpsc::UnboundedReceiver<usize>>>,
}

impl Watchers {
    /// The watchers, and what makes the taker of the session at a place.
    pub(super) fn new(members: usize) -> (Watchers, impl Fn(usize) -> Taker) {
        let screens: Arc<Vec<Mutex<Screen>>> = Arc::new((0..members).map(|_| Mutex::default()).collect());
        // Unbounded, but each session has at most one fetch open: it says `Resync` again only over a new line.
        let (ask, asked) = mpsc::unbounded_channel();
        let watchers = Watchers { screens: Arc::clone(&screens), asked: Mutex::new(Some(asked)) };
        let taker = move |place: usize| -> Taker {
            let (screens, ask) = (Arc::clone(&screens), ask.clone());
            Box::new(move |happening| {
                let mut screen = lock(&screens[place]);
                match happening {
                    Happening::Glance { glance, .. } if glance.kind == EventKind::ReportFiled => {
                        if let Some(report) = glance.report {
                            *screen.announced.entry(report).or_default() += 1;
                        }
                    }
                    Happening::Resync => {
                        screen.resyncs += 1;
                        // The trial is over: nobody fetches any more.
                        let _ = ask.send(place);
                    }
                    _ => {}
                }
            })
        };
        (watchers, taker)
    }

    /// Fetches for sessions that missed too much.
    pub(super) fn fetch_when_asked(
        &self,
        organisation: &Organisation,
        api: &Api,
        crowd: &Crowd,
    ) -> JoinHandle<()> {
        let asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner).take();
        let (screens, seats) = (Arc::clone(&self.screens), crowd.seats.clone());
        let apis: Vec<Api> = (0..seats.len()).map(|place| organisation.as_member(api, place)).collect();
        tokio::spawn(async move {
            let Some(asked) = asked else { return };
            let asked = stream::unfold(asked, async |mut asked| Some((asked.recv().await?, asked)));
            let fetch = async |place: usize| match timeline(&apis[place]).await {
                Ok((reports, cursor)) => {
                    lock(&screens[place]).fetched.extend(reports.into_iter().map(|(report, _)| report));
                    // Refused only when the session is over, which the figures tell.
                    let _ = seats[place].fetched(cursor);
                }
                // Killed in the middle of it: the session asks again over its next line.
                Err(_) => sleep(Duration::from_millis(20)).await,
            };
            asked.for_each_concurrent(FETCHES_AT_ONCE, fetch).await;
        })
    }

    /// Waits until every session has everything that was acknowledged.
    pub(super) async fn settle(&self, filed: &Filed, crowd: &Crowd, within: Duration) -> bool {
        let until = Instant::now() + within;
        let newest = filed.newest();
        while crowd.seats.iter().any(|seat| seat.cursor().is_none_or(|cursor| cursor < newest)) {
            if Instant::now() > until {
                return false;
            }
            sleep(Duration::from_millis(20)).await;
        }
        true
    }

    pub(super) fn screen(&self, place: usize) -> Screen {
        lock(&self.screens[place]).clone()
    }

    pub(super) fn resyncs(&self) -> usize {
        self.screens.iter().map(|screen| lock(screen).resyncs).sum()
    }
}

/// All of a member's timeline: each card's report and the first word of its text; and the cursor of the first page,
/// from which a session misses nothing.
pub(super) async fn timeline(
    api: &Api,
) -> Result<(Vec<(ReportId, String)>, uchite_client::domain::Seq), ApiError> {
    let first = api.timeline(&[("limit", PAGE_CARDS)]).await?;
    let cursor = first.cursor;
    let mut page = first;
    let mut all = Vec::new();
    loop {
        all.extend(page.cards.iter().map(|card| {
            let mark = card.body.text.split(' ').next().unwrap_or_default().to_owned();
            (card.body.id, mark)
        }));
        let Some(next) = page.next else {
            return Ok((all, cursor));
        };
        page = api.timeline(&[("limit", PAGE_CARDS), ("after", &next)]).await?;
    }
}

fn lock(screen: &Mutex<Screen>) -> MutexGuard<'_, Screen> {
    // Nothing panics while it holds a screen; if it did, what it shows is still right.
    screen.lock().unwrap_or_else(PoisonError::into_inner)
}
