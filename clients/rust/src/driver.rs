//! The one task of a session: moves bytes between the socket and the protocol, waits, and comes back.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use tokio::net::TcpStream;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, sleep_until, timeout};
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::{HeaderValue, Request, Response};
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Error as SocketError, Message, error::ProtocolError};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, client_async_tls_with_config};
use uchite_domain::SUBPROTOCOL;

use crate::backoff::dice;
use crate::protocol::{Effect, Protocol, Pulse};
use crate::session::{Order, pack};
use crate::{Credential, Ended, Happening, Loss, Outcome, SessionConfig};

/// Bytes of the largest frame taken from a server.
const FRAME_MAX_BYTES: usize = 16 << 20;
/// How long saying goodbye may take.
const GOODBYE: Duration = Duration::from_secs(1);

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;
type Effects = Vec<Effect<oneshot::Sender<Outcome>>>;

/// Where happenings go.
pub(crate) enum Outlet {
    Stream(mpsc::Sender<Happening>),
    Call(Box<dyn FnMut(Happening) + Send>),
}

impl Outlet {
    async fn give(&mut self, happening: Happening) {
        match self {
            // A stream that was dropped is noticed by `gone`.
            Outlet::Stream(stream) => drop(stream.send(happening).await),
            Outlet::Call(take) => take(happening),
        }
    }

    async fn gone(&mut self) {
        match self {
            Outlet::Stream(stream) => stream.closed().await,
            Outlet::Call(_) => std::future::pending().await,
        }
    }
}

/// Why a line is not used any more.
enum Exit {
    Lost(Loss),
    Over(Ended),
}

pub(crate) struct Driver {
    config: SessionConfig,
    protocol: Protocol<oneshot::Sender<Outcome>>,
    orders: mpsc::Receiver<Order>,
    outlet: Outlet,
    cursor: Arc<AtomicU64>,
    effects: Effects,
}

impl Driver {
    pub(crate) fn new(
        config: SessionConfig,
        orders: mpsc::Receiver<Order>,
        outlet: Outlet,
        cursor: Arc<AtomicU64>,
    ) -> Driver {
        let protocol = Protocol::new(config.cursor, config.detail, config.backoff, config.outbox_max);
        Driver { config, protocol, orders, outlet, cursor, effects: Vec::new() }
    }

    pub(crate) async fn run(mut self) {
        let ended = loop {
            let loss = match self.line().await {
                Exit::Over(ended) => break ended,
                Exit::Lost(loss) => loss,
            };
            match self.protocol.lost(&loss, dice()) {
                Err(ended) => break ended,
                Ok(back_in) => {
                    self.outlet.give(Happening::Lost { loss, back_in }).await;
                    if self.attend(tokio::time::sleep(back_in)).await.is_none() {
                        break Ended::ByUs;
                    }
                }
            }
        };
        self.outlet.give(Happening::Over(ended)).await;
    }

    /// One line from its opening to its end.
    async fn line(&mut self) -> Exit {
        let connect_timeout = self.config.connect_timeout;
        let connecting = timeout(connect_timeout, Box::pin(connect(self.config.clone())));
        let mut socket = match self.attend(connecting).await {
            None => return Exit::Over(Ended::ByUs),
            Some(Err(_)) => return Exit::Lost(Loss::Unreachable("no answer in time".to_owned())),
            Some(Ok(Err(loss))) => return Exit::Lost(loss),
            Some(Ok(Ok(socket))) => socket,
        };
        self.protocol.opened();
        let exit = self.live(&mut socket).await;
        if !matches!(exit, Exit::Lost(Loss::Asked | Loss::Broken | Loss::Silent)) {
            // Not answered in time: the other side learns it from the closed connection.
            let _ = timeout(GOODBYE, socket.close(None)).await;
        }
        exit
    }

    async fn live(&mut self, socket: &mut Socket) -> Exit {
        let mut tick_at = Instant::now() + self.config.connect_timeout;
        let mut greeted = false;
        loop {
            tokio::select! {
                received = socket.next() => match received {
                    Some(Ok(Message::Text(text))) => {
                        self.protocol.frame(&text, &mut self.effects);
                        if !greeted {
                            greeted = true;
                            tick_at = Instant::now() + self.protocol.tick_every();
                        }
                    }
                    Some(Ok(Message::Close(frame))) => {
                        // 1005 stands for a close without a code.
                        let (code, reason) = frame
                            .map_or((1005, String::new()), |f| (u16::from(f.code), f.reason.to_string()));
                        return Exit::Lost(Loss::Closed { code, reason });
                    }
                    Some(Ok(_)) => {}
                    Some(Err(_)) | None => return Exit::Lost(Loss::Broken),
                },
                order = self.orders.recv() => match order {
                    None | Some(Order::Close) => return Exit::Over(Ended::ByUs),
                    Some(Order::NewLine) => return Exit::Lost(Loss::Asked),
                    Some(order) => self.take(order),
                },
                () = sleep_until(tick_at) => {
                    if !greeted || self.protocol.tick(&mut self.effects) == Pulse::Silent {
                        return Exit::Lost(Loss::Silent);
                    }
                    tick_at = Instant::now() + self.protocol.tick_every();
                }
                () = self.outlet.gone() => return Exit::Over(Ended::ByUs),
            }
            if self.carry_out(Some(socket)).await.is_err() {
                return Exit::Lost(Loss::Broken);
            }
        }
    }

    /// Waits for something while there is no line, and takes orders meanwhile. None: the session is to end.
    async fn attend<F: Future>(&mut self, what: F) -> Option<F::Output> {
        tokio::pin!(what);
        loop {
            tokio::select! {
                output = &mut what => return Some(output),
                order = self.orders.recv() => match order {
                    None | Some(Order::Close) => return None,
                    Some(Order::NewLine) => {}
                    Some(order) => self.take(order),
                },
                () = self.outlet.gone() => return None,
            }
            // Without a line nothing is sent, so nothing fails.
            let _ = self.carry_out(None).await;
        }
    }

    fn take(&mut self, order: Order) {
        let effects = &mut self.effects;
        match order {
            Order::Command { client_ref, frame, ticket } => {
                self.protocol.command(client_ref, frame, ticket, effects);
            }
            Order::Mark { reports, frame } => self.protocol.mark(reports, frame, effects),
            Order::Watch(deal) => {
                if !self.protocol.watch(deal, effects) {
                    tracing::warn!(%deal, "too many deals are watched already");
                }
            }
            Order::Unwatch(deal) => self.protocol.unwatch(deal, effects),
            Order::Fetched(page) => self.protocol.fetched(page, effects),
            Order::NewLine | Order::Close => {}
        }
    }

    /// Does what the protocol asks for. An error means that the line is broken.
    async fn carry_out(&mut self, mut socket: Option<&mut Socket>) -> Result<(), SocketError> {
        let mut written = false;
        let mut result = Ok(());
        for effect in self.effects.drain(..) {
            match effect {
                Effect::Send(frame) => {
                    if let (Some(socket), Ok(())) = (&mut socket, &result) {
                        result = socket.feed(Message::text(frame)).await;
                        written = true;
                    }
                }
                Effect::Happen(happening) => self.outlet.give(happening).await,
                // Who asked may have gone.
                Effect::Settle(ticket, outcome) => drop(ticket.send(outcome)),
            }
        }
        self.cursor.store(pack(self.protocol.cursor()), Ordering::Release);
        if let (Some(socket), Ok(()), true) = (socket, &result, written) {
            result = socket.flush().await;
        }
        result
    }
}

async fn connect(config: SessionConfig) -> Result<Socket, Loss> {
    let request = request(&config)?;
    let host = config.server.host_str().unwrap_or("localhost").trim_matches(['[', ']']).to_owned();
    let port = config.server.port_or_known_default().unwrap_or(80);
    let unreachable = |error: std::io::Error| Loss::Unreachable(error.to_string());
    let stream = TcpStream::connect((host.as_str(), port)).await.map_err(unreachable)?;
    stream.set_nodelay(true).map_err(unreachable)?;
    let limits = WebSocketConfig::default()
        .read_buffer_size(config.read_buffer_bytes)
        .write_buffer_size(4 * 1024)
        .max_message_size(Some(FRAME_MAX_BYTES))
        .max_frame_size(Some(FRAME_MAX_BYTES));
    match client_async_tls_with_config(request, stream, Some(limits), None).await {
        Ok((socket, _)) => Ok(socket),
        Err(SocketError::Http(response)) => Err(refused(&response)),
        Err(SocketError::Protocol(ProtocolError::SecWebSocketSubProtocolError(_))) => {
            Err(Loss::WrongProtocol)
        }
        Err(error) => Err(Loss::Unreachable(error.to_string())),
    }
}

fn request(config: &SessionConfig) -> Result<Request<()>, Loss> {
    let wrong = |what: &str| Loss::Unreachable(format!("{what}: {}", config.server));
    let mut url = config.server.join("api/v1/live").map_err(|_| wrong("no address of a server"))?;
    let scheme = if url.scheme() == "https" { "wss" } else { "ws" };
    url.set_scheme(scheme).map_err(|()| wrong("not an address of the web"))?;
    let mut request = url.as_str().into_client_request().map_err(|_| wrong("no address of a server"))?;
    let headers = request.headers_mut();
    headers.insert("sec-websocket-protocol", HeaderValue::from_static(SUBPROTOCOL));
    if let Some(credential) = &config.credential {
        let (name, value) = credential.header();
        let value = HeaderValue::from_str(&value).map_err(|_| wrong("a sign-in that fits no header"))?;
        headers.insert(name, value);
        if matches!(credential, Credential::Cookie(_)) {
            let origin = config.server.origin().ascii_serialization();
            headers.insert("origin", HeaderValue::from_str(&origin).map_err(|_| wrong("no origin"))?);
        }
    }
    Ok(request)
}

fn refused(response: &Response<Option<Vec<u8>>>) -> Loss {
    let retry_after = response
        .headers()
        .get("retry-after")
        .and_then(|value| value.to_str().ok()?.parse().ok())
        .map(Duration::from_secs);
    Loss::Refused { status: response.status().as_u16(), retry_after }
}
