//! Many sessions at once.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio::sync::Notify;
use tokio::time::timeout;
use uchite_client::domain::MemberId;
use uchite_client::{Backoff, Detail, Happening, Session, SessionConfig, SessionHandle};

use crate::{Organisation, Server, TrialError, process, progress};

/// Handshakes under way at one time.
const AT_ONCE: usize = 256;
/// Files that this process has open beside its sessions; the server has some more.
const OTHER_FILES: usize = 200;
/// A connection must stand and be greeted within the client's own limit, and this much more for each session: one
/// thread that holds thousands is slower than the thousand devices that it stands for.
const CONNECT_WITHIN_EACH: Duration = Duration::from_millis(1);
/// All sessions must be open within this time, and this much more for each.
const OPEN_WITHIN: Duration = Duration::from_secs(60);
const OPEN_WITHIN_EACH: Duration = Duration::from_millis(10);

/// How many lines were opened, lost and given up, over all sessions.
#[derive(Debug, Default)]
pub(crate) struct Lines {
    opened: AtomicUsize,
    /// Sessions that are greeted and have resumed.
    live: AtomicUsize,
    /// How often a session that was live lost its line.
    fallen: AtomicUsize,
    lost: AtomicUsize,
    over: AtomicUsize,
    changed: Notify,
}

impl Lines {
    /// Counts what happened to one session. `live` is whether it has what it missed, and is kept with it.
    fn count(&self, happening: &Happening, live: &mut bool) {
        let now_live = match happening {
            Happening::Connected { .. } => {
                self.opened.fetch_add(1, Ordering::Relaxed);
                *live
            }
            Happening::Lost { .. } => {
                self.lost.fetch_add(1, Ordering::Relaxed);
                false
            }
            Happening::Over(_) => {
                self.over.fetch_add(1, Ordering::Relaxed);
                false
            }
            // Told only once a line is greeted and, where something was missed, resumed.
            Happening::Advanced { .. } => true,
            _ => return,
        };
        match (*live, now_live) {
            (false, true) => self.live.fetch_add(1, Ordering::Relaxed),
            (true, false) => {
                self.fallen.fetch_add(1, Ordering::Relaxed);
                self.live.fetch_sub(1, Ordering::Relaxed)
            }
            _ => 0,
        };
        *live = now_live;
        self.changed.notify_one();
    }

    /// Sessions that are greeted and have what they missed.
    pub(crate) fn live(&self) -> usize {
        self.live.load(Ordering::Relaxed)
    }

    /// How often a live session lost its line.
    pub(crate) fn fallen(&self) -> usize {
        self.fallen.load(Ordering::Relaxed)
    }

    /// Waits until something holds that is looked at with each change. Answers whether it did in time.
    pub(crate) async fn until(&self, holds: impl Fn(&Lines) -> bool, within: Duration) -> bool {
        let all = async {
            while !holds(self) {
                self.changed.notified().await;
            }
        };
        timeout(within, all).await.is_ok()
    }

    pub(crate) fn opened(&self) -> usize {
        self.opened.load(Ordering::Relaxed)
    }

    pub(crate) fn lost(&self) -> usize {
        self.lost.load(Ordering::Relaxed)
    }

    pub(crate) fn over(&self) -> usize {
        self.over.load(Ordering::Relaxed)
    }
}

/// Open sessions: number `i` belongs to member `i` of the organisation, round and round.
pub struct Crowd {
    pub(crate) seats: Vec<SessionHandle>,
    places: HashMap<MemberId, usize>,
    pub(crate) lines: Arc<Lines>,
    /// How long it took to open them all.
    pub(crate) opened_in: Duration,
}

impl Crowd {
    /// Opens so many sessions and waits until all are greeted. `take` makes what each one's happenings go to.
    pub(crate) async fn open<F>(
        server: &Server,
        organisation: &Organisation,
        sessions: usize,
        backoff: Backoff,
        take: impl Fn(usize) -> F,
    ) -> Result<Crowd, TrialError>
    where
        F: FnMut(Happening) + Send + 'static,
    {
        let files = usize::try_from(process::raise_open_files()?).unwrap_or(usize::MAX);
        if sessions + OTHER_FILES > files {
            return Err(TrialError::Machine(format!(
                "{sessions} sessions need {} open files in one process; this system allows {files} (ulimit -Hn)",
                sessions + OTHER_FILES
            )));
        }
        let api = server.api()?;
        let lines = Arc::new(Lines::default());
        let mut seats = Vec::with_capacity(sessions);
        let connect_within_more = CONNECT_WITHIN_EACH * u32::try_from(sessions).unwrap_or(u32::MAX);
        let bar = progress::bar("sessions", sessions as u64);
        let since = Instant::now();
        let within = OPEN_WITHIN + OPEN_WITHIN_EACH * u32::try_from(sessions).unwrap_or(u32::MAX);
        while lines.opened() < sessions {
            bar.set_position(lines.opened() as u64);
            if seats.len() < sessions && seats.len() < lines.opened() + AT_ONCE {
                let place = seats.len();
                let member = &organisation.members[place % organisation.members.len()];
                let mut config = SessionConfig::at(api.server().clone(), Some(member.credential()));
                config.detail = Detail::Glance;
                config.read_buffer_bytes = 4 * 1024;
                config.backoff = backoff;
                config.connect_timeout += connect_within_more;
                let (mut take, lines, mut live) = (take(place), Arc::clone(&lines), false);
                seats.push(Session::watch(config, move |happening| {
                    lines.count(&happening, &mut live);
                    take(happening);
                }));
                continue;
            }
            let left = within.saturating_sub(since.elapsed());
            if lines.over() > 0 || timeout(left, lines.changed.notified()).await.is_err() {
                let (opened, lost, over) = (lines.opened(), lines.lost(), lines.over());
                let hint = format!(
                    "opened {opened} of {sessions}, lost {lost}, refused {over}\n{}",
                    server.output()
                );
                return Err(TrialError::TooLate { what: "all sessions open".to_owned(), within, hint });
            }
        }
        bar.finish_and_clear();
        let places =
            organisation.members.iter().enumerate().map(|(place, member)| (member.id, place)).collect();
        Ok(Crowd { seats, places, lines, opened_in: since.elapsed() })
    }

    /// The session of a member.
    pub(crate) fn seat_of(&self, member: MemberId) -> Option<&SessionHandle> {
        self.seats.get(*self.places.get(&member)?)
    }
}
