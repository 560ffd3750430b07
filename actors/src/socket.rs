//! The websocket of a session: the one file that knows `actix_web_actors`.
//!
//! Upstream calls that crate deprecated; what is used of it is the handshake, the frame types and the
//! context of an actor on a socket (docs/adr/0003).

use std::io::ErrorKind;
use std::sync::Arc;

use actix::{Actor, ActorContext, ActorFutureExt, AsyncContext, Handler, StreamHandler, WrapFuture};
use actix_http::ws::Item;
use actix_web::{HttpRequest, HttpResponse, web};
use actix_web_actors::ws::{self, Message, ProtocolError, WebsocketContext};
use bytes::BytesMut;
use uchite_domain::{Badge, CloseCode, Code, DealCommand, ReadHow, Rejection, SUBPROTOCOL, Seq, ServerFrame};

use crate::delivery::encode;
use crate::house::{Caller, House};
use crate::session::{Effect, Session};
use crate::sessions::{SessionHandle, ToSession};

/// Opens a live session. The caller has been signed in and the request's `Origin` checked.
///
/// # Errors
/// When the request is no websocket handshake, or does not offer the subprotocol.
pub fn live(
    house: &Arc<House>,
    caller: Caller,
    request: &HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, actix_web::Error> {
    let session = Session::new(&house.settings, house.now());
    let frame_max_bytes = house.settings.frame_max_bytes;
    let actor = SessionActor { house: house.clone(), caller, session, handle: None, fragments: None };
    ws::WsResponseBuilder::new(actor, request, payload)
        .protocols(&[SUBPROTOCOL])
        .frame_size(frame_max_bytes)
        .start()
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

/// One live websocket of a member.
pub(crate) struct SessionActor {
    house: Arc<House>,
    caller: Caller,
    session: Session,
    handle: Option<Arc<SessionHandle>>,
    // The fragments of a text so far; false: they are of a refused one and are dropped.
    fragments: Option<(BytesMut, bool)>,
}

type Context = WebsocketContext<SessionActor>;

impl Actor for SessionActor {
    type Context = Context;

    fn started(&mut self, ctx: &mut Context) {
        let settings = &self.house.settings;
        ctx.set_mailbox_capacity(settings.session_mailbox_frames);
        let publisher = &self.house.publisher;
        let member = self.caller.member;
        let now = self.house.now();
        // Registered before the cursor is read: what is published from here on is handed over.
        let to = ctx.address().recipient();
        let most = settings.sessions_per_member;
        let handle = publisher.sessions.enter(member, self.caller.token, to, now, most);
        let id = handle.id;
        self.handle = Some(handle);
        let cursor = publisher.watermark.get();
        // Signed out between the check and the registration: the revocation found no session to close.
        let gone = publisher.store.accounts().token_by_id(self.caller.token).is_none();
        if gone || self.house.is_draining() {
            let code = if gone { CloseCode::SignedOut } else { CloseCode::Draining };
            close(ctx, code);
            return;
        }
        let member = publisher.store.organisation().member_ref(member);
        let badge = publisher.store.badge(member.id).unwrap_or_default();
        let hello = ServerFrame::Hello {
            session: id,
            member,
            cursor,
            badge,
            heartbeat_ms: u64::try_from(settings.heartbeat_ms).unwrap_or_default(),
            frame_max_bytes: settings.frame_max_bytes as u64,
            server: env!("CARGO_PKG_VERSION").to_owned(),
            at: now,
        };
        ctx.text(encode(&hello));
    }

    fn stopped(&mut self, _: &mut Context) {
        if let Some(handle) = self.handle.take() {
            self.house.publisher.sessions.leave(&handle, self.session.watches().iter().copied());
        }
    }
}

impl StreamHandler<Result<Message, ProtocolError>> for SessionActor {
    fn handle(&mut self, message: Result<Message, ProtocolError>, ctx: &mut Context) {
        let now = self.house.now();
        if let Some(handle) = &self.handle {
            handle.heard(now);
        }
        if self.is_closing(ctx) {
            return;
        }
        let effects = match message {
            Ok(Message::Text(text)) => self.session.text(&text, now),
            Ok(Message::Ping(bytes)) => {
                ctx.pong(&bytes);
                return;
            }
            Ok(Message::Pong(_) | Message::Nop) => return,
            Ok(Message::Binary(_)) => self.session.refuse(Code::BinaryFrame, "only text is spoken here", now),
            Ok(Message::Continuation(item)) => self.fragment(item),
            Ok(Message::Close(reason)) => {
                ctx.close(reason);
                ctx.stop();
                return;
            }
            Err(error) if is_no_text(&error) => {
                self.session.refuse(Code::InvalidUtf8, "a text frame is UTF-8", now)
            }
            Err(error) => return end_protocol(&error, ctx),
        };
        for effect in effects {
            self.carry_out(effect, ctx);
        }
    }

    fn finished(&mut self, ctx: &mut Context) {
        ctx.stop();
    }
}

impl SessionActor {
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
            Some((whole, true)) => match std::str::from_utf8(&whole) {
                Ok(text) => self.session.text(text, now),
                Err(_) => self.session.refuse(Code::InvalidUtf8, "a text frame is UTF-8", now),
            },
            _ => Vec::new(),
        }
    }

    fn carry_out(&mut self, effect: Effect, ctx: &mut Context) {
        match effect {
            Effect::Send(frame) => ctx.text(encode(&frame)),
            Effect::Close(code) => {
                if let Some(handle) = &self.handle {
                    handle.close(code);
                }
                close(ctx, code);
            }
            Effect::Pong => {
                let cursor = self.house.cursor();
                ctx.text(encode(&ServerFrame::Pong { cursor }));
            }
            Effect::Resume(cursor) => self.resume(cursor, ctx),
            Effect::Watch(deal) => self.watch(deal, ctx),
            Effect::Unwatch(deal) => {
                if let Some(handle) = &self.handle {
                    self.house.publisher.sessions.unwatch(handle, deal);
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
        &self,
        deal: Option<uchite_domain::DealId>,
        report: Option<uchite_domain::ReportId>,
        client_ref: String,
        command: DealCommand,
        ctx: &mut Context,
    ) {
        if let Err(rejection) = self.may_write() {
            return ctx.text(encode(&Session::rejected(Some(client_ref), rejection)));
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
        let answered = carried_out.into_actor(self).map(move |outcome, actor, ctx: &mut Context| {
            match outcome {
                // Its frame went out when it was first done.
                Ok(done) if done.repeated => actor.acknowledge_again(done.seq, client_ref, ctx),
                Ok(_) => {}
                Err(rejection) => ctx.text(encode(&Session::rejected(Some(client_ref), rejection))),
            }
        });
        ctx.spawn(answered);
    }

    fn acknowledge_again(&self, seq: Seq, client_ref: String, ctx: &mut Context) {
        match self.house.repeated_frame(self.caller.member, seq, &client_ref) {
            Ok(frame) => ctx.text(frame),
            Err(rejection) => ctx.text(encode(&Session::rejected(Some(client_ref), rejection))),
        }
    }

    fn read(&self, reports: Vec<uchite_domain::ReportId>, upto: Seq, how: ReadHow, ctx: &mut Context) {
        let (house, member) = (self.house.clone(), self.caller.member);
        let noted = async move { house.read(member, reports, upto, how).await };
        let answered = noted.into_actor(self).map(|outcome, _, ctx: &mut Context| {
            if let Err(rejection) = outcome {
                ctx.text(encode(&Session::rejected(None, rejection)));
            }
        });
        ctx.spawn(answered);
    }

    fn watch(&mut self, deal: uchite_domain::DealId, ctx: &mut Context) {
        let visible = {
            let org = self.house.publisher.store.organisation();
            org.deals.get(&deal).is_some_and(|deal| org.may_see_deal(self.caller.member, deal))
        };
        match (&self.handle, visible) {
            (Some(handle), true) => {
                self.house.publisher.sessions.watch(handle, deal);
                self.session.watching(deal);
            }
            _ => ctx.text(encode(&Session::rejected(None, Rejection::not_found("deal")))),
        }
    }

    /// Sends what came after the cursor. The session is registered, so what is published meanwhile is handed
    /// to it besides; a client knows by `seq` what it gets twice.
    fn resume(&self, cursor: Seq, ctx: &mut Context) {
        let publisher = &self.house.publisher;
        if cursor > publisher.log.head() {
            let rejection = Rejection::new(Code::BadCursor, "the cursor lies in the future");
            return ctx.text(encode(&Session::rejected(None, rejection)));
        }
        // Read before the ring: everything up to it is in the ring.
        let upto = publisher.watermark.get();
        let Some(deliveries) = publisher.ring.after(cursor) else {
            return ctx.text(encode(&ServerFrame::Resync { cursor: upto }));
        };
        let member = self.caller.member;
        for delivery in deliveries {
            let watches = delivery.watched().is_some_and(|deal| self.session.watches().contains(&deal));
            // Need to know is checked again: access may have been lost since.
            let (may, watches) = {
                let org = publisher.store.organisation();
                let may = |(_, deal, author)| org.may_see_report(member, deal, author);
                (delivery.shows.is_none_or(may), watches && delivery.may_be_watched_by(&org, member))
            };
            if may && let Some(frame) = delivery.frame_for(member, watches, cursor) {
                ctx.text(frame);
            }
        }
        ctx.text(encode(&ServerFrame::Resumed { cursor: upto }));
        let Badge { addressed, unread } = publisher.store.badge(member).unwrap_or_default();
        ctx.text(encode(&ServerFrame::Badge { addressed, unread }));
    }

    /// A session that is marked for closing writes nothing more.
    fn is_closing(&self, ctx: &mut Context) -> bool {
        let Some(code) = self.handle.as_ref().and_then(|handle| handle.closing()) else { return false };
        close(ctx, code);
        true
    }
}

impl Handler<ToSession> for SessionActor {
    type Result = ();

    fn handle(&mut self, message: ToSession, ctx: &mut Context) {
        if self.is_closing(ctx) {
            return;
        }
        match message {
            ToSession::Frame(frame) => ctx.text(frame),
            ToSession::Bye { retry_after_ms } => {
                ctx.text(encode(&ServerFrame::Bye { retry_after_ms }));
                close(ctx, CloseCode::Draining);
            }
            ToSession::Close => {}
        }
    }
}

fn close(ctx: &mut Context, code: CloseCode) {
    let description = Some(code.reason().to_owned());
    ctx.close(Some(ws::CloseReason { code: code.code().into(), description }));
    ctx.stop();
}

/// Whether a whole text frame came that is not UTF-8. The decoder goes on behind it. It hands this out among
/// the losses of the connection, and nothing but the words tells them apart.
fn is_no_text(error: &ProtocolError) -> bool {
    matches!(error, ProtocolError::Io(error)
        if error.kind() == ErrorKind::Other && error.to_string().contains("utf-8"))
}

fn end_protocol(error: &ProtocolError, ctx: &mut Context) {
    let code = match error {
        ProtocolError::Overflow => ws::CloseCode::Size,
        // Reserved bits are called so; all else that is called so is a connection that is lost.
        ProtocolError::Io(error) if error.kind() != ErrorKind::InvalidData => {
            ctx.stop();
            return;
        }
        _ => ws::CloseCode::Protocol,
    };
    ctx.close(Some(ws::CloseReason { code, description: Some(error.to_string()) }));
    ctx.stop();
}
