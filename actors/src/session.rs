//! A session as a state machine that knows no socket: it takes what a client sent and says what is to be
//! done.

use std::collections::BTreeSet;

use uchite_domain::{
    ClientFrame, CloseCode, Code, DealId, FileReport, NewReply, Rejection, ReportId, Seq, ServerFrame,
    Timestamp, limits, unreadable,
};

use crate::settings::Settings;

/// Milliseconds after which one strike is forgiven.
const FORGIVEN_MS: i64 = 10_000;

/// What is to be done.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Write this frame.
    Send(ServerFrame),
    /// Send what came after this cursor.
    Resume(Seq),
    /// File a report.
    File {
        /// Under this reference.
        client_ref: String,
        /// What.
        report: Box<FileReport>,
    },
    /// Reply to a report.
    Reply {
        /// Under this reference.
        client_ref: String,
        /// To which.
        report: ReportId,
        /// What.
        reply: NewReply,
    },
    /// Note that a card was opened.
    Read {
        /// Which.
        report: ReportId,
        /// Up to which event.
        upto: Seq,
    },
    /// Note that cards were on screen.
    Displayed {
        /// Which.
        reports: Vec<ReportId>,
        /// Up to which event.
        upto: Seq,
    },
    /// Watch a deal, if the member may see it.
    Watch(DealId),
    /// No longer.
    Unwatch(DealId),
    /// Answer a ping.
    Pong,
    /// Close.
    Close(CloseCode),
}

/// A session's state.
#[derive(Debug)]
pub struct Session {
    frames_per_s: f64,
    frames_burst: f64,
    tokens: f64,
    filled_at: Timestamp,
    strikes: u32,
    strikes_max: u32,
    struck_at: Timestamp,
    watches_max: usize,
    watches: BTreeSet<DealId>,
}

impl Session {
    /// A session that begins.
    #[must_use]
    pub fn new(settings: &Settings, now: Timestamp) -> Session {
        let frames_burst = f64::from(settings.frames_burst);
        Session {
            frames_per_s: f64::from(settings.frames_per_s),
            frames_burst,
            tokens: frames_burst,
            filled_at: now,
            strikes: 0,
            strikes_max: settings.strikes_max,
            struck_at: now,
            watches_max: settings.watches_max,
            watches: BTreeSet::new(),
        }
    }

    /// The deals that it watches.
    #[must_use]
    pub fn watches(&self) -> &BTreeSet<DealId> {
        &self.watches
    }

    /// Takes a text frame.
    pub fn text(&mut self, text: &str, now: Timestamp) -> Vec<Effect> {
        if !self.takes(now) {
            let detail = "more frames than a session may send";
            return self.strike(client_ref_of(text), Rejection::new(Code::RateLimited, detail), now);
        }
        match serde_json::from_str::<ClientFrame>(text) {
            Ok(frame) => self.frame(frame, now),
            Err(error) => self.strike(client_ref_of(text), unreadable(&error), now),
        }
    }

    /// Takes something that is no text frame at all.
    pub fn refuse(&mut self, code: Code, detail: &str, now: Timestamp) -> Vec<Effect> {
        self.strike(None, Rejection::new(code, detail), now)
    }

    /// The server refused what a frame asked for: no strike, the person may mend it.
    #[must_use]
    pub fn rejected(client_ref: Option<String>, rejection: Rejection) -> ServerFrame {
        ServerFrame::Rejected {
            client_ref,
            code: rejection.code,
            retryable: rejection.code.retryable(),
            detail: rejection.detail,
        }
    }

    fn frame(&mut self, frame: ClientFrame, now: Timestamp) -> Vec<Effect> {
        let effect = match frame {
            ClientFrame::Resume { cursor } => Effect::Resume(cursor),
            ClientFrame::FileReport { client_ref, report } => {
                return match check_ref(&client_ref) {
                    Ok(()) => vec![Effect::File { client_ref, report }],
                    Err(rejection) => self.strike(None, rejection, now),
                };
            }
            ClientFrame::Reply { client_ref, report, reply } => {
                return match check_ref(&client_ref) {
                    Ok(()) => vec![Effect::Reply { client_ref, report, reply }],
                    Err(rejection) => self.strike(None, rejection, now),
                };
            }
            ClientFrame::Read { report, upto } => Effect::Read { report, upto },
            ClientFrame::Displayed { reports, upto } => {
                if let Err(rejection) = limits::list("reports", &reports, limits::DISPLAYED_MAX) {
                    return self.strike(None, rejection, now);
                }
                Effect::Displayed { reports, upto }
            }
            ClientFrame::Watch { deal } => {
                if self.watches.len() >= self.watches_max && !self.watches.contains(&deal) {
                    let rejection = Rejection::new(Code::TooMany, "this session watches too many deals");
                    return vec![Effect::Send(Session::rejected(None, rejection))];
                }
                Effect::Watch(deal)
            }
            ClientFrame::Unwatch { deal } => {
                self.watches.remove(&deal);
                Effect::Unwatch(deal)
            }
            ClientFrame::Ping {} => Effect::Pong,
        };
        vec![effect]
    }

    /// The deal is watched from now on.
    pub fn watching(&mut self, deal: DealId) {
        self.watches.insert(deal);
    }

    /// Whether the session may send one more frame: a bucket of tokens that fills at a steady rate.
    fn takes(&mut self, now: Timestamp) -> bool {
        let passed_s = now.ms_since(self.filled_at).max(0) as f64 / 1_000.0;
        self.tokens = (self.tokens + passed_s * self.frames_per_s).min(self.frames_burst);
        self.filled_at = now;
        if self.tokens < 1.0 {
            return false;
        }
        self.tokens -= 1.0;
        true
    }

    fn strike(&mut self, client_ref: Option<String>, rejection: Rejection, now: Timestamp) -> Vec<Effect> {
        let forgiven = now.ms_since(self.struck_at).max(0) / FORGIVEN_MS;
        self.strikes = self.strikes.saturating_sub(u32::try_from(forgiven).unwrap_or(u32::MAX));
        if forgiven > 0 || self.strikes == 0 {
            self.struck_at = now;
        }
        self.strikes += 1;
        let mut effects = vec![Effect::Send(Session::rejected(client_ref, rejection))];
        if self.strikes > self.strikes_max {
            effects.push(Effect::Close(CloseCode::Strikes));
        }
        effects
    }
}

fn check_ref(client_ref: &str) -> Result<(), Rejection> {
    limits::required("client_ref", client_ref, limits::CLIENT_REF_MAX_CHARS)
}

/// The reference of a frame that cannot be taken, if it has a readable one, so that the client knows which
/// of its commands was refused.
fn client_ref_of(text: &str) -> Option<String> {
    let value: serde_json::Value = serde_json::from_str(text).ok()?;
    let client_ref = value.get("client_ref")?.as_str()?;
    check_ref(client_ref).is_ok().then(|| client_ref.to_owned())
}
