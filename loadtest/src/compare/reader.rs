//! The reader that all peers are read by: one task and one websocket per session, which counts what comes.

use std::sync::Arc;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{WebSocketStream, client_async_with_config};
use uchite_client::Credential;

use crate::TrialError;

use super::mqtt;
use super::tally::Tally;

/// A line must stand and be greeted within this time.
const OPEN_WITHIN: Duration = Duration::from_secs(20);
/// Bytes of a line's read buffer: takes several frames at one read, for every peer alike.
const READ_BUFFER_BYTES: usize = 16 * 1024;
/// Frames that may wait to be sent.
const ORDERS_MAX: usize = 32;

type Socket = WebSocketStream<TcpStream>;

/// How a line begins after the handshake.
#[derive(Debug, Clone)]
pub(super) enum Greeting {
    /// With nothing.
    None,
    /// The server speaks first.
    Theirs,
    /// As MQTT does; with a subscription or, for who publishes, without.
    Mqtt { subscribe: bool },
}

/// Where a line goes.
#[derive(Debug, Clone)]
pub(super) struct Target {
    pub(super) port: u16,
    pub(super) path: &'static str,
    pub(super) subprotocol: Option<&'static str>,
    pub(super) credential: Option<Credential>,
    pub(super) greeting: Greeting,
}

/// An open line. It is closed once its last clone is dropped.
#[derive(Clone)]
pub(super) struct Line {
    orders: mpsc::Sender<Message>,
}

impl Line {
    /// Opens a line, and counts what comes over it where it is told to.
    pub(super) async fn open(target: Target, tally: Option<Arc<Tally>>) -> Result<Line, TrialError> {
        let port = target.port;
        let refused = |why: String| TrialError::Machine(format!("no line to port {port}: {why}"));
        let socket = timeout(OPEN_WITHIN, greet(target)).await;
        let socket = socket.map_err(|_| refused("no greeting in time".to_owned()))?;
        let socket = socket.map_err(|error| refused(error.to_string()))?;
        let (orders, queue) = mpsc::channel(ORDERS_MAX);
        tokio::spawn(read(socket, tally, queue));
        Ok(Line { orders })
    }

    /// Sends something over it. Answers whether the line still stands.
    pub(super) async fn send(&self, message: Message) -> bool {
        self.orders.send(message).await.is_ok()
    }
}

async fn greet(target: Target) -> Result<Socket, Error> {
    let address = format!("127.0.0.1:{}", target.port);
    let mut request = format!("ws://{address}{}", target.path).into_client_request()?;
    if let Some(subprotocol) = target.subprotocol {
        request.headers_mut().insert("sec-websocket-protocol", HeaderValue::from_static(subprotocol));
    }
    if let Some(credential) = &target.credential {
        let (name, value) = credential.header();
        request.headers_mut().insert(name, HeaderValue::from_str(&value)?);
    }
    let stream = TcpStream::connect(&address).await?;
    stream.set_nodelay(true)?;
    let limits = WebSocketConfig::default().read_buffer_size(READ_BUFFER_BYTES).write_buffer_size(4 * 1024);
    let (mut socket, _) = client_async_with_config(request, stream, Some(limits)).await?;
    match target.greeting {
        Greeting::None => {}
        Greeting::Theirs => drop(answer(&mut socket).await?),
        Greeting::Mqtt { subscribe } => {
            // Unique for the broker, which ends the older of two sessions of one name.
            let name = format!("c{}", socket.get_ref().local_addr()?.port());
            ask(&mut socket, mqtt::connect(&name), mqtt::CONNECTED).await?;
            if subscribe {
                ask(&mut socket, mqtt::subscribe(), mqtt::SUBSCRIBED).await?;
            }
        }
    }
    Ok(socket)
}

/// Sends a packet and waits for the one that answers it.
async fn ask(socket: &mut Socket, packet: Vec<u8>, answered_by: u8) -> Result<(), Error> {
    socket.send(Message::binary(packet)).await?;
    let answer = answer(socket).await?.into_data();
    // Connect and subscribe end with their return code, of which 0 is good.
    if answer.first() == Some(&answered_by) && answer.last() == Some(&0) {
        return Ok(());
    }
    Err(Error::Io(std::io::Error::other(format!("refused by the packet {answer:?}"))))
}

async fn answer(socket: &mut Socket) -> Result<Message, Error> {
    socket.next().await.unwrap_or(Err(Error::ConnectionClosed))
}

async fn read(mut socket: Socket, tally: Option<Arc<Tally>>, mut orders: mpsc::Receiver<Message>) {
    let mut so_far = 0;
    loop {
        tokio::select! {
            message = socket.next() => match (message, &tally) {
                (Some(Ok(Message::Close(_)) | Err(_)) | None, tally) => {
                    if let Some(tally) = tally {
                        tally.lost();
                    }
                    return;
                }
                (Some(Ok(message)), Some(tally)) => {
                    so_far += usize::from(tally.arrived(so_far, &message.into_data()));
                }
                (Some(Ok(_)), None) => {}
            },
            order = orders.recv() => match order {
                // Not taken: the next read says that the line is lost.
                Some(order) => drop(socket.send(order).await),
                None => return,
            },
        }
    }
}
