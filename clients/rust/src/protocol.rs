//! What a session does with what it hears: frames, losses and orders in, [`Effect`]s out. Knows no socket and
//! no clock; the driver owns both.
//!
//! `T` is the ticket by which who gave a command is told its outcome.

use std::collections::{BTreeSet, VecDeque};
use std::time::Duration;

use uchite_domain::{ClientFrame, CloseCode, Code, DealId, EventKind, ReportId, Seq};

use crate::outbox::Outbox;
use crate::place::{Place, Start};
use crate::reading::{Body, Incoming, read};
use crate::{Backoff, Detail, Ended, Happening, Loss, Outcome};

/// Marks (`read`, `displayed`) that are kept until they are confirmed; the oldest give way.
const MARKS_MAX: usize = 256;
/// Deals watched at once.
const WATCHED_MAX: usize = 50;
/// Half heartbeats without a word after which a line counts as dead.
const QUIET_TICKS_MAX: u8 = 3;

/// Something for the driver to do.
#[derive(Debug, PartialEq)]
pub enum Effect<T> {
    /// Write this frame.
    Send(String),
    /// Tell the application.
    Happen(Happening),
    /// Tell who gave the command.
    Settle(T, Outcome),
}

/// Whether a line is alive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pulse {
    /// It is, as far as we know.
    Alive,
    /// Nothing was heard for too long.
    Silent,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Away,
    Greeting,
    Resuming,
    Live,
}

/// A `read` or `displayed`: has no reference, so it goes over at most two lines unless its own event confirms it.
#[derive(Debug)]
struct Mark {
    reports: Vec<ReportId>,
    frame: String,
    sent: u8,
    line: u64,
}

/// The state of a session.
#[derive(Debug)]
pub struct Protocol<T> {
    detail: Detail,
    backoff: Backoff,
    phase: Phase,
    place: Place,
    outbox: Outbox<T>,
    marks: VecDeque<Mark>,
    watched: BTreeSet<DealId>,
    /// Lines so far; the number of this one.
    line: u64,
    heartbeat: Duration,
    frame_max_bytes: u64,
    heard: bool,
    quiet_ticks: u8,
    /// Attempts since a line last proved good.
    attempt: u32,
    /// The window that the server's `bye` gave for coming back.
    window: Option<Duration>,
}

impl<T> Protocol<T> {
    /// A session that starts from `cursor`, with at most `outbox_max` commands under way.
    #[must_use]
    pub fn new(cursor: Option<Seq>, detail: Detail, backoff: Backoff, outbox_max: usize) -> Protocol<T> {
        Protocol {
            detail,
            backoff,
            phase: Phase::Away,
            place: Place::at(cursor),
            outbox: Outbox::new(outbox_max),
            marks: VecDeque::new(),
            watched: BTreeSet::new(),
            line: 0,
            heartbeat: Duration::from_secs(30),
            frame_max_bytes: u64::MAX,
            heard: false,
            quiet_ticks: 0,
            attempt: 0,
            window: None,
        }
    }

    /// Everything up to here was handed to the application. None: not known yet, or a fetch is owed.
    #[must_use]
    pub fn cursor(&self) -> Option<Seq> {
        self.place.cursor()
    }

    /// Commands without an answer.
    #[must_use]
    pub fn under_way(&self) -> usize {
        self.outbox.len()
    }

    /// How often [`Self::tick`] is to be called.
    #[must_use]
    pub fn tick_every(&self) -> Duration {
        self.heartbeat / 2
    }

    /// A connection stands; the server speaks first.
    pub fn opened(&mut self) {
        self.line += 1;
        self.phase = Phase::Greeting;
        self.heard = false;
        self.quiet_ticks = 0;
    }

    /// A text frame came. Frames that this client does not know are passed by.
    pub fn frame(&mut self, text: &str, effects: &mut Vec<Effect<T>>) {
        self.heard = true;
        let Some(incoming) = read(text, self.detail) else {
            tracing::debug!(bytes = text.len(), "passed by a frame that this client does not know");
            return;
        };
        match incoming {
            Incoming::Hello { session, member, cursor, badge, heartbeat_ms, frame_max, server } => {
                self.heartbeat = Duration::from_millis(heartbeat_ms.clamp(200, 600_000));
                self.frame_max_bytes = frame_max;
                effects.push(Effect::Happen(Happening::Connected { session, member, badge, server }));
                self.greeted(cursor, effects);
            }
            Incoming::Event { seq, cursor, kind, client_ref, body } => {
                self.event(seq, cursor, kind, client_ref, body, effects);
            }
            Incoming::Badge(badge) => effects.push(Effect::Happen(Happening::Badge(badge))),
            Incoming::Rejected { client_ref, code, detail, retryable } => {
                self.rejected(client_ref, code, detail, retryable, effects);
            }
            Incoming::Resumed(cursor) => {
                if self.place.resumed(cursor) {
                    self.advanced(effects);
                }
                self.go_live(effects);
            }
            Incoming::Resync => self.resync(effects),
            Incoming::Pong(cursor) => {
                let before = self.place.keep();
                self.place.advance(cursor);
                if self.place.keep() != before {
                    self.advanced(effects);
                }
            }
            Incoming::Bye { retry_after_ms } => {
                self.window = Some(Duration::from_millis(retry_after_ms.min(600_000)));
            }
        }
    }

    /// Half a heartbeat has gone by: says something, and tells whether the line still lives.
    pub fn tick(&mut self, effects: &mut Vec<Effect<T>>) -> Pulse {
        if self.heard {
            self.quiet_ticks = 0;
            // A line that lived so long was a good one: the next loss starts with the smallest window.
            self.attempt = 0;
        } else {
            self.quiet_ticks += 1;
        }
        self.heard = false;
        if self.quiet_ticks >= QUIET_TICKS_MAX {
            return Pulse::Silent;
        }
        if self.phase != Phase::Greeting {
            send(&ClientFrame::Ping {}, effects);
        }
        Pulse::Alive
    }

    /// The line is lost: when to come back, or why not. `dice` lies in 0.0 ..= 1.0.
    pub fn lost(&mut self, loss: &Loss, dice: f64) -> Result<Duration, Ended> {
        self.phase = Phase::Away;
        let mut at_least = Duration::ZERO;
        match loss {
            Loss::Closed { code, reason } if !CloseCode::comes_back(*code) => {
                return Err(Ended::Closed { code: *code, reason: reason.clone() });
            }
            // Protocol error, message too big: the next line would end the same way.
            Loss::Closed { code: code @ (1002 | 1009), reason } => {
                return Err(Ended::Closed { code: *code, reason: reason.clone() });
            }
            Loss::WrongProtocol => return Err(Ended::WrongProtocol),
            Loss::Refused { status, .. }
                if (400..500).contains(status) && !matches!(status, 408 | 425 | 429) =>
            {
                return Err(Ended::Refused(*status));
            }
            Loss::Refused { retry_after: Some(wait), .. } => at_least = *wait,
            _ => {}
        }
        let wait = match self.window.take() {
            Some(window) => window.mul_f64(dice.clamp(0.0, 1.0)),
            None => self.backoff.wait(self.attempt, dice),
        };
        self.attempt = self.attempt.saturating_add(1);
        Ok(at_least + wait)
    }

    /// A command: goes out now or when there is a line, and again over each new line until it is answered.
    pub fn command(&mut self, client_ref: String, frame: String, ticket: T, effects: &mut Vec<Effect<T>>) {
        if u64::try_from(frame.len()).is_ok_and(|bytes| bytes > self.frame_max_bytes) {
            let detail =
                format!("the frame has {} bytes, the server takes {}", frame.len(), self.frame_max_bytes);
            effects.push(refuse(ticket, Code::TooLarge, detail));
            return;
        }
        let line = if self.phase == Phase::Live { self.line } else { 0 };
        let now = (line > 0).then(|| frame.clone());
        if let Err((ticket, code)) = self.outbox.put(client_ref, frame, ticket, line) {
            let detail = match code {
                Code::ClientRefReused => "a command of this reference is still under way",
                _ => "too many commands are under way",
            };
            effects.push(refuse(ticket, code, detail.to_owned()));
            return;
        }
        effects.extend(now.map(Effect::Send));
    }

    /// Cards were read or displayed.
    pub fn mark(&mut self, reports: Vec<ReportId>, frame: String, effects: &mut Vec<Effect<T>>) {
        if self.marks.len() >= MARKS_MAX {
            self.marks.pop_front();
        }
        self.marks.push_back(Mark { reports, frame, sent: 0, line: 0 });
        if self.phase == Phase::Live {
            self.send_marks(effects);
        }
    }

    /// Watch a deal, now and over every new line. Answers false when too many are watched already.
    pub fn watch(&mut self, deal: DealId, effects: &mut Vec<Effect<T>>) -> bool {
        if self.watched.len() >= WATCHED_MAX && !self.watched.contains(&deal) {
            return false;
        }
        self.watched.insert(deal);
        if self.phase == Phase::Live {
            send(&ClientFrame::Watch { deal }, effects);
        }
        true
    }

    /// No longer.
    pub fn unwatch(&mut self, deal: DealId, effects: &mut Vec<Effect<T>>) {
        if self.watched.remove(&deal) && self.phase == Phase::Live {
            send(&ClientFrame::Unwatch { deal }, effects);
        }
    }

    /// The application fetched a page of this cursor after a [`Happening::Resync`].
    pub fn fetched(&mut self, page: Seq, effects: &mut Vec<Effect<T>>) {
        let line_is_open = matches!(self.phase, Phase::Resuming | Phase::Live);
        if let Some(cursor) = self.place.fetched(page, line_is_open) {
            send(&ClientFrame::Resume { cursor }, effects);
        }
    }

    fn greeted(&mut self, watermark: Seq, effects: &mut Vec<Effect<T>>) {
        match self.place.greeted(watermark) {
            Start::Resume(cursor) => {
                self.phase = Phase::Resuming;
                send(&ClientFrame::Resume { cursor }, effects);
            }
            Start::Here => {
                self.advanced(effects);
                self.go_live(effects);
            }
            Start::Fetch => {
                effects.push(Effect::Happen(Happening::Resync));
                self.go_live(effects);
            }
        }
    }

    fn event(
        &mut self,
        seq: Seq,
        watermark: Seq,
        kind: EventKind,
        client_ref: Option<String>,
        body: Body,
        effects: &mut Vec<Effect<T>>,
    ) {
        // Before the question whether it is new: a command that is sent again is answered by its old event.
        if let Some(ticket) = client_ref.and_then(|r| self.outbox.settle(&r)) {
            effects.push(Effect::Settle(ticket, Outcome::Done { seq }));
        }
        let owed = self.place.owes();
        if self.place.event(seq, kind, watermark) {
            let keep = self.place.keep();
            effects.push(Effect::Happen(match body {
                Body::Whole(frame) => {
                    if kind == EventKind::Read {
                        self.marks.retain(|m| !m.reports.iter().all(|r| frame.reports.contains(r)));
                    }
                    Happening::Event { frame, keep }
                }
                Body::Glance(glance) => Happening::Glance { glance, keep },
            }));
        }
        if self.place.owes() && !owed {
            effects.push(Effect::Happen(Happening::Resync));
        }
    }

    fn rejected(
        &mut self,
        client_ref: Option<String>,
        code: Code,
        detail: String,
        retryable: bool,
        effects: &mut Vec<Effect<T>>,
    ) {
        if let Some(ticket) = client_ref.and_then(|r| self.outbox.settle(&r)) {
            effects.push(Effect::Settle(ticket, Outcome::Rejected { code, detail, retryable }));
            return;
        }
        // A cursor that the server has not reached yet: it was put back to an older state. Fetch again.
        if code == Code::BadCursor && self.place.resuming() {
            self.resync(effects);
            return;
        }
        effects.push(Effect::Happen(Happening::Refused { code, detail }));
    }

    fn resync(&mut self, effects: &mut Vec<Effect<T>>) {
        if self.place.resync() {
            effects.push(Effect::Happen(Happening::Resync));
        }
        self.go_live(effects);
    }

    fn go_live(&mut self, effects: &mut Vec<Effect<T>>) {
        if self.phase == Phase::Live {
            return;
        }
        self.phase = Phase::Live;
        for deal in &self.watched {
            send(&ClientFrame::Watch { deal: *deal }, effects);
        }
        self.send_marks(effects);
        self.send_waiting(effects);
    }

    fn send_waiting(&mut self, effects: &mut Vec<Effect<T>>) {
        effects.extend(self.outbox.unsent(self.line).map(|frame| Effect::Send(frame.to_owned())));
    }

    fn send_marks(&mut self, effects: &mut Vec<Effect<T>>) {
        let line = self.line;
        for mark in self.marks.iter_mut().filter(|m| m.line != line) {
            mark.line = line;
            mark.sent += 1;
            effects.push(Effect::Send(mark.frame.clone()));
        }
        self.marks.retain(|m| m.sent < 2);
    }

    fn advanced(&mut self, effects: &mut Vec<Effect<T>>) {
        if let Some(keep) = self.place.keep() {
            effects.push(Effect::Happen(Happening::Advanced { keep }));
        }
    }
}

fn send<T>(frame: &ClientFrame, effects: &mut Vec<Effect<T>>) {
    // Frames always serialise: string keys, no failing implementations.
    if let Ok(text) = serde_json::to_string(frame) {
        effects.push(Effect::Send(text));
    }
}

fn refuse<T>(ticket: T, code: Code, detail: String) -> Effect<T> {
    Effect::Settle(ticket, Outcome::Rejected { code, detail, retryable: code.retryable() })
}
