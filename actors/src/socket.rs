//! A session's actor and its handshake: the one file that knows `actix_web_actors`.
//!
//! Upstream calls that crate deprecated; what is used of it is the handshake and the types of what goes over a
//! websocket (docs/adr/0003). The socket itself belongs to the session's [`Line`] (docs/adr/0004).

use std::io::ErrorKind;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use actix::{Actor, ActorContext, ActorFutureExt, AsyncContext, Context, Handler, StreamHandler, WrapFuture};
use actix_http::ws::{Item, OpCode, Parser};
use actix_web::{HttpRequest, HttpResponse};
use actix_web_actors::ws::{self, Frame, ProtocolError};
use bytes::{Bytes, BytesMut};
use uchite_domain::{Badge, CloseCode, Code, DealCommand, ReadHow, Rejection, SUBPROTOCOL, Seq, ServerFrame};

use crate::delivery::{Delivery, encode};
use crate::house::{Caller, House};
use crate::hub::{Hub, Place};
use crate::incoming::Incoming;
use crate::line::{Line, Sent, Socket};
use crate::outgoing::{put_encoded, put_frame, put_text};
use crate::session::{Effect, Session};
use crate::sessions::{SessionHandle, ToSession};

/// How long the other side has to take the close frame and hang up.
const LINGER: Duration = Duration::from_secs(10);
/// Messages that wait for a session: it is told to close, to say bye, and no more.
const MAILBOX: usize = 4;

/// A live session was asked for and granted; who takes over the socket opens it.
pub(crate) struct Granted(pub(crate) Caller);

/// Grants a live session. The caller has been signed in and the request's `Origin` checked.
///
/// # Errors
/// When the request is no websocket handshake, or there are too many sessions.
pub fn live(house: &House, caller: Caller, request: &HttpRequest) -> Result<HttpResponse, actix_web::Error> {
    if house.publisher.sessions.lines() >= house.settings.sessions_max as u64 {
        return Err(actix_web::error::ErrorServiceUnavailable("too many live sessions"));
    }
    let mut answer = ws::handshake_with_protocols(request, &[SUBPROTOCOL])?.finish();
    answer.extensions_mut().insert(Granted(caller));
    Ok(answer)
}

/// Whether the request offers the subprotocol that is spoken here.
#[must_use]
pub fn offers_subprotocol(request: &HttpRequest) -> bool {
    let offered = request.headers().get_all("sec-websocket-protocol");
    offered
        .filter_map(|value| value.to_str().ok())
        .flat_map(|list| list.split(','))
        .any(|one| one.trim() == SUBPROTOCOL)
}

/// What a session begins with.
pub(crate) struct Opening {
    pub(crate) house: Arc<House>,
    pub(crate) hub: Rc<Hub>,
    pub(crate) caller: Caller,
    pub(crate) socket: Socket,
    /// The answer to the handshake, still to be written.
    pub(crate) answer: BytesMut,
    /// What came behind the handshake.
    pub(crate) read: BytesMut,
}

/// Starts a session on this thread.
pub(crate) fn open(opening: Opening) {
    let Opening { house, hub, caller, socket, answer, read } = opening;
    let line = Rc::new(Line::new(socket, answer, house.settings.session_backlog_bytes));
    let session = Session::new(&house.settings, house.now());
    house.publisher.sessions.line_opened();
    let incoming = Incoming::new(line.clone(), hub.clone(), read, house.settings.frame_max_bytes);
    let actor = SessionActor { house, hub, line, caller, session, seat: None, fragments: None };
    SessionActor::create(|ctx| {
        ctx.set_mailbox_capacity(MAILBOX);
        ctx.add_stream(incoming);
        actor
    });
}

/// One live websocket of a member.
pub(crate) struct SessionActor {
    house: Arc<House>,
    hub: Rc<Hub>,
    line: Rc<Line>,
    caller: Caller,
    session: Session,
    /// Its places in registry and hub, while it is open.
    seat: Option<(Arc<SessionHandle>, Place)>,
    // The fragments of a text so far; false: they are of a refused one and are dropped.
    fragments: Option<(BytesMut, bool)>,
}

impl Actor for SessionActor {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        let settings = &self.house.settings;
        let publisher = &self.house.publisher;
        let member = self.caller.member;
        let now = self.house.now();
        // Registered before the cursor is read: what is published from here on is handed over.
        let to = ctx.address().recipient();
        let most = settings.sessions_per_member;
        let handle = publisher.sessions.enter(member, self.caller.token, to, now, most);
        let id = handle.id;
        let place = self.hub.enter(handle.clone(), self.line.clone());
        self.seat = Some((handle, place));
        // Signed out between the check and the registration: the revocation found no session to close.
        let gone = publisher.store.accounts().token_by_id(self.caller.token).is_none();
        if gone || self.house.is_draining() {
            let code = if gone { CloseCode::SignedOut } else { CloseCode::Draining };
            self.end(code, ctx);
            return;
        }
        let cursor = publisher.watermark.get();
        let member = publisher.store.organisation().member_ref(member);
        let badge = publisher.store.badge(member.id).unwrap_or_default();
        self.say(&ServerFrame::Hello {
            session: id,
            member,
            cursor,
            badge,
            heartbeat_ms: u64::try_from(settings.heartbeat_ms).unwrap_or_default(),
            frame_max_bytes: settings.frame_max_bytes as u64,
            server: env!("CARGO_PKG_VERSION").to_owned(),
            at: now,
        });
    }

    fn stopped(&mut self, _: &mut Self::Context) {
        self.leave();
        self.house.publisher.sessions.line_closed();
    }
}

impl StreamHandler<Result<Frame, ProtocolError>> for SessionActor {
    fn handle(&mut self, frame: Result<Frame, ProtocolError>, ctx: &mut Self::Context) {
        let now = self.house.now();
        if let Some((handle, _)) = &self.seat {
            handle.heard(now);
        }
        if self.is_closing(ctx) {
            return;
        }
        let effects = match frame {
            Ok(Frame::Text(text)) => self.text(&text),
            Ok(Frame::Ping(bytes)) => {
                self.write(|frames| Parser::write_message(frames, bytes, OpCode::Pong, true, false));
                return;
            }
            Ok(Frame::Pong(_)) => return,
            Ok(Frame::Binary(_)) => self.session.refuse(Code::BinaryFrame, "only text is spoken here", now),
            Ok(Frame::Continuation(item)) => self.fragment(item),
            Ok(Frame::Close(reason)) => return self.end_with(reason, ctx),
            Err(error) => return self.end_protocol(&error, ctx),
        };
        for effect in effects {
            self.carry_out(effect, ctx);
        }
    }

    fn finished(&mut self, ctx: &mut Self::Context) {
        ctx.stop();
    }
}

impl SessionActor {
    fn text(&mut self, bytes: &Bytes) -> Vec<Effect> {
        let now = self.house.now();
        match std::str::from_utf8(bytes) {
            Ok(text) => self.session.text(text, now),
            Err(_) => self.session.refuse(Code::InvalidUtf8, "a text frame is UTF-8", now),
        }
    }

    /// Puts fragments together, up to the bound of a frame.
    fn fragment(&mut self, item: Item) -> Vec<Effect> {
        let now = self.house.now();
        let max = self.house.settings.frame_max_bytes;
        let (bytes, last) = match item {
            Item::FirstText(bytes) => {
                self.fragments = Some((BytesMut::new(), true));
                (bytes, false)
            }
            Item::FirstBinary(bytes) => {
                self.fragments = Some((BytesMut::new(), false));
                let _ = bytes;
                return self.session.refuse(Code::BinaryFrame, "only text is spoken here", now);
            }
            Item::Continue(bytes) => (bytes, false),
            Item::Last(bytes) => (bytes, true),
        };
        let Some((whole, wanted)) = &mut self.fragments else {
            return self.session.refuse(Code::Malformed, "a fragment of nothing", now);
        };
        if *wanted {
            whole.extend_from_slice(&bytes);
            if whole.len() > max {
                *wanted = false;
                *whole = BytesMut::new();
                let detail = format!("a frame has at most {max} bytes");
                return self.session.refuse(Code::TooLarge, &detail, now);
            }
        }
        if !last {
            return Vec::new();
        }
        match self.fragments.take() {
            Some((whole, true)) => self.text(&whole.freeze()),
            _ => Vec::new(),
        }
    }

    fn carry_out(&mut self, effect: Effect, ctx: &mut Context<Self>) {
        match effect {
            Effect::Send(frame) => self.say(&frame),
            Effect::Close(code) => self.end(code, ctx),
            Effect::Pong => self.say(&ServerFrame::Pong { cursor: self.hub.cursor() }),
            Effect::Resume(cursor) => self.resume(cursor),
            Effect::Watch(deal) => self.watch(deal),
            Effect::Unwatch(deal) => {
                if let Some((_, place)) = self.seat {
                    self.hub.unwatch(place, deal);
                }
            }
            Effect::Read { report, upto } => self.read(vec![report], upto, ReadHow::Opened, ctx),
            Effect::Displayed { reports, upto } => self.read(reports, upto, ReadHow::Displayed, ctx),
            Effect::File { client_ref, report } => {
                let deal = report.deal;
                let command = DealCommand::FileReport(report);
                self.command(Some(deal), None, client_ref, command, ctx);
            }
            Effect::Reply { client_ref, report, reply } => {
                let command = DealCommand::Reply { report, reply };
                self.command(None, Some(report), client_ref, command, ctx);
            }
        }
    }

    fn may_write(&self) -> Result<(), Rejection> {
        if self.caller.scopes.contains(&uchite_domain::Scope::Write) {
            return Ok(());
        }
        Err(Rejection::new(Code::Forbidden, "the token does not allow writing"))
    }

    /// A command's acknowledgement is its own event frame, which the author gets like everybody else.
    fn command(
        &mut self,
        deal: Option<uchite_domain::DealId>,
        report: Option<uchite_domain::ReportId>,
        client_ref: String,
        command: DealCommand,
        ctx: &mut Context<Self>,
    ) {
        if let Err(rejection) = self.may_write() {
            return self.say(&Session::rejected(Some(client_ref), rejection));
        }
        let (house, by, refers) = (self.house.clone(), self.caller.member, client_ref.clone());
        let carried_out = async move {
            let known = Some(refers);
            match (deal, report) {
                (Some(deal), _) => house.deal_command(by, deal, known, command).await,
                (None, Some(report)) => house.report_command(by, report, known, command).await,
                (None, None) => Err(Rejection::not_found("report")),
            }
        };
        let answered = carried_out.into_actor(self).map(move |outcome, actor, _: &mut Context<Self>| {
            match outcome {
                // Its frame went out when it was first done.
                Ok(done) if done.repeated => actor.acknowledge_again(done.seq, client_ref),
                Ok(_) => {}
                Err(rejection) => actor.say(&Session::rejected(Some(client_ref), rejection)),
            }
        });
        ctx.spawn(answered);
    }

    fn acknowledge_again(&mut self, seq: Seq, client_ref: String) {
        let cursor = self.hub.cursor();
        match self.house.repeated_frame(self.caller.member, seq, &client_ref, cursor) {
            Ok(frame) => self.say(&frame),
            Err(rejection) => self.say(&Session::rejected(Some(client_ref), rejection)),
        }
    }

    fn read(&self, reports: Vec<uchite_domain::ReportId>, upto: Seq, how: ReadHow, ctx: &mut Context<Self>) {
        let (house, member) = (self.house.clone(), self.caller.member);
        let noted = async move { house.read(member, reports, upto, how).await };
        let answered = noted.into_actor(self).map(|outcome, actor, _: &mut Context<Self>| {
            if let Err(rejection) = outcome {
                actor.say(&Session::rejected(None, rejection));
            }
        });
        ctx.spawn(answered);
    }

    fn watch(&mut self, deal: uchite_domain::DealId) {
        let visible = {
            let org = self.house.publisher.store.organisation();
            org.deals.get(&deal).is_some_and(|deal| org.may_see_deal(self.caller.member, deal))
        };
        match (&self.seat, visible) {
            (Some((_, place)), true) => {
                self.hub.watch(*place, deal);
                self.session.watching(deal);
            }
            _ => self.say(&Session::rejected(None, Rejection::not_found("deal"))),
        }
    }

    /// Sends what came after the cursor. The session is registered, so what is published meanwhile is handed
    /// to it besides; a client knows by `seq` what it gets twice.
    fn resume(&mut self, cursor: Seq) {
        let publisher = self.house.publisher.clone();
        if cursor > publisher.log.head() {
            let rejection = Rejection::new(Code::BadCursor, "the cursor lies in the future");
            return self.say(&Session::rejected(None, rejection));
        }
        // Read before the ring: everything up to it is in the ring.
        let upto = publisher.watermark.get();
        let missed = publisher.ring.after(cursor).and_then(|missed| self.frames_of(&missed, cursor));
        let Some(mut frames) = missed else {
            return self.say(&ServerFrame::Resync { cursor: upto });
        };
        put_text(&mut frames, &[&encode(&ServerFrame::Resumed { cursor: upto })]);
        let Badge { addressed, unread } = publisher.store.badge(self.caller.member).unwrap_or_default();
        put_text(&mut frames, &[&encode(&ServerFrame::Badge { addressed, unread })]);
        self.send(&frames);
    }

    /// The frames of deliveries for this session; none when they are more than fetching anew.
    fn frames_of(&self, missed: &[Arc<Delivery>], cursor: Seq) -> Option<Vec<u8>> {
        let member = self.caller.member;
        let org = self.house.publisher.store.organisation();
        let mut frames = Vec::new();
        for delivery in missed {
            let watches = delivery.watched().is_some_and(|deal| self.session.watches().contains(&deal));
            let watches = watches && delivery.may_be_watched_by(&org, member);
            let Some(frame) = delivery.frame_for(member, watches, cursor) else { continue };
            // Need to know is checked again: access may have been lost since.
            if delivery.may_be_shown_to(&org, member) {
                put_frame(&mut frames, &frame);
            }
            if frames.len() > self.house.settings.resume_max_bytes {
                return None;
            }
        }
        Some(frames)
    }

    fn say(&mut self, frame: &ServerFrame) {
        let mut frames = Vec::new();
        put_text(&mut frames, &[&encode(frame)]);
        self.send(&frames);
    }

    fn write(&mut self, encode: impl FnOnce(&mut BytesMut)) {
        let mut frames = Vec::new();
        put_encoded(&mut frames, encode);
        self.send(&frames);
    }

    fn send(&mut self, frames: &[u8]) {
        let Some((handle, _)) = &self.seat else { return };
        if handle.closing().is_none() && self.line.send(frames) == Sent::TooSlow {
            self.house.publisher.sessions.close_as_too_slow(handle);
        }
    }

    /// A session that is marked for closing writes nothing more.
    fn is_closing(&mut self, ctx: &mut Context<Self>) -> bool {
        let Some((handle, _)) = &self.seat else { return true };
        let Some(code) = handle.closing() else { return false };
        self.end(code, ctx);
        true
    }

    fn end(&mut self, code: CloseCode, ctx: &mut Context<Self>) {
        self.end_with(Some(close_reason(code)), ctx);
    }

    fn end_protocol(&mut self, error: &ProtocolError, ctx: &mut Context<Self>) {
        let code = match error {
            ProtocolError::Overflow => ws::CloseCode::Size,
            // Reserved bits are called so; all else that is called so is a connection that is lost.
            ProtocolError::Io(error) if error.kind() != ErrorKind::InvalidData => return ctx.stop(),
            _ => ws::CloseCode::Protocol,
        };
        self.end_with(Some(ws::CloseReason { code, description: Some(error.to_string()) }), ctx);
    }

    /// Sends the close frame and waits for the other side to hang up.
    fn end_with(&mut self, reason: Option<ws::CloseReason>, ctx: &mut Context<Self>) {
        self.end_after(Vec::new(), reason, ctx);
    }

    fn end_after(&mut self, mut last: Vec<u8>, reason: Option<ws::CloseReason>, ctx: &mut Context<Self>) {
        if self.seat.is_none() {
            return;
        }
        self.leave();
        put_encoded(&mut last, |frames| Parser::write_close(frames, reason, false));
        self.line.finish(&last);
        ctx.run_later(LINGER, |_, ctx| ctx.stop());
    }

    fn leave(&mut self) {
        if let Some((handle, place)) = self.seat.take() {
            self.house.publisher.sessions.leave(&handle);
            self.hub.leave(place, self.session.watches().iter().copied());
        }
    }
}

impl Handler<ToSession> for SessionActor {
    type Result = ();

    fn handle(&mut self, message: ToSession, ctx: &mut Self::Context) {
        if self.is_closing(ctx) {
            return;
        }
        if let ToSession::Bye { retry_after_ms } = message {
            let mut last = Vec::new();
            put_text(&mut last, &[&encode(&ServerFrame::Bye { retry_after_ms })]);
            self.end_after(last, Some(close_reason(CloseCode::Draining)), ctx);
        }
    }
}

fn close_reason(code: CloseCode) -> ws::CloseReason {
    ws::CloseReason { code: code.code().into(), description: Some(code.reason().to_owned()) }
}
