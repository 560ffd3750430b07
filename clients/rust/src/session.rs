//! A session: one websocket that stays, as far as the application can tell.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};
use uchite_domain::{ClientFrame, Code, DealId, FileReport, NewReply, ReportId, Seq};
use url::Url;

use crate::driver::{Driver, Outlet};
use crate::{Api, ApiError, Backoff, Credential, Detail, Ended, Happening, Outcome};

/// Orders that may wait for the session's task.
const ORDERS_MAX: usize = 64;

/// How a session is held.
#[derive(Debug, Clone)]
pub struct SessionConfig {
    /// The server: `http://localhost:8080`.
    pub server: Url,
    /// Who we are.
    pub credential: Option<Credential>,
    /// Everything up to here is known already; none: from now on.
    pub cursor: Option<Seq>,
    /// How much of an event is read.
    pub detail: Detail,
    /// When to come back after a loss.
    pub backoff: Backoff,
    /// Commands under way at most. A server takes a hundred frames at once from a session and twenty a second;
    /// after a loss all of them go out together.
    pub outbox_max: usize,
    /// Happenings that may wait for the application. When it is full the session stops reading; a server closes
    /// it for that sooner or later, and it comes back where it was.
    pub stream_max: usize,
    /// Bytes of the read buffer that the session keeps.
    pub read_buffer_bytes: usize,
    /// A connection must stand and be greeted within this time.
    pub connect_timeout: Duration,
}

impl SessionConfig {
    /// The same server and sign-in as `api`, and the defaults.
    pub fn new(api: &Api) -> Result<SessionConfig, ApiError> {
        Ok(SessionConfig::at(api.server().clone(), api.credential().cloned()))
    }

    /// A server, a sign-in, and the defaults.
    #[must_use]
    pub fn at(server: Url, credential: Option<Credential>) -> SessionConfig {
        SessionConfig {
            server,
            credential,
            cursor: None,
            detail: Detail::Whole,
            backoff: Backoff::default(),
            outbox_max: 64,
            stream_max: 256,
            read_buffer_bytes: 16 * 1024,
            connect_timeout: Duration::from_secs(10),
        }
    }
}

/// Something that the application wants of its session.
pub(crate) enum Order {
    Command { client_ref: String, frame: String, ticket: oneshot::Sender<Outcome> },
    Mark { reports: Vec<ReportId>, frame: String },
    Watch(DealId),
    Unwatch(DealId),
    Fetched(Seq),
    NewLine,
    Close,
}

/// Why an order was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OrderError {
    /// Too many orders wait for the session; try again when some are through.
    #[error("the session has too much to do")]
    Full,
    /// The session is over.
    #[error("the session is over")]
    Over,
}

/// Starts sessions.
#[derive(Debug, Clone, Copy)]
pub struct Session;

impl Session {
    /// Opens a session on a task of its own. It lives until the stream is dropped, it is closed, or the server
    /// says not to come back. Must be called inside a tokio runtime.
    #[must_use]
    pub fn connect(config: SessionConfig) -> (SessionHandle, EventStream) {
        let (happenings, stream) = mpsc::channel(config.stream_max.max(1));
        let handle = start(config, Outlet::Stream(happenings));
        let stream = EventStream { happenings: stream, _orders: handle.orders.clone() };
        (handle, stream)
    }

    /// Opens a session that calls `take` with each happening, on the session's own task: nothing is buffered, so
    /// `take` must be quick. It lives until every handle is dropped, it is closed, or the server says not to
    /// come back.
    pub fn watch(config: SessionConfig, take: impl FnMut(Happening) + Send + 'static) -> SessionHandle {
        start(config, Outlet::Call(Box::new(take)))
    }
}

fn start(config: SessionConfig, outlet: Outlet) -> SessionHandle {
    crate::install_crypto();
    let (orders, queue) = mpsc::channel(ORDERS_MAX);
    let cursor = Arc::new(AtomicU64::new(pack(config.cursor)));
    tokio::spawn(Driver::new(config, queue, outlet, Arc::clone(&cursor)).run());
    SessionHandle { orders, cursor }
}

/// A cursor as one atomic number: none is the largest, which no event ever has.
pub(crate) fn pack(cursor: Option<Seq>) -> u64 {
    cursor.map_or(u64::MAX, |c| c.0)
}

/// Gives a session its orders. Cloning is cheap.
#[derive(Debug, Clone)]
pub struct SessionHandle {
    orders: mpsc::Sender<Order>,
    cursor: Arc<AtomicU64>,
}

/// A command under way.
#[derive(Debug)]
pub struct UnderWay(oneshot::Receiver<Outcome>);

impl UnderWay {
    /// Waits for the server's answer, over as many lines as it takes.
    pub async fn outcome(self) -> Result<Outcome, OrderError> {
        self.0.await.map_err(|_| OrderError::Over)
    }
}

impl SessionHandle {
    /// Files a report. `client_ref` is remembered for good: the same command under the same reference is done once,
    /// so a caller that was restarted may ask again.
    pub fn file(&self, client_ref: &str, report: FileReport) -> Result<UnderWay, OrderError> {
        let client_ref = client_ref.to_owned();
        let frame = ClientFrame::FileReport { client_ref: client_ref.clone(), report: Box::new(report) };
        self.command(client_ref, &frame)
    }

    /// Replies to a report; `client_ref` as with [`Self::file`].
    pub fn reply(&self, client_ref: &str, report: ReportId, reply: NewReply) -> Result<UnderWay, OrderError> {
        let client_ref = client_ref.to_owned();
        let frame = ClientFrame::Reply { client_ref: client_ref.clone(), report, reply };
        self.command(client_ref, &frame)
    }

    /// Says that a card was opened; `upto` is the card's `seq`.
    pub fn read(&self, report: ReportId, upto: Seq) -> Result<(), OrderError> {
        let frame = encode(&ClientFrame::Read { report, upto });
        self.order(Order::Mark { reports: vec![report], frame })
    }

    /// Says that cards were on the screen for a second in a focused window; `upto` is the last cursor.
    pub fn displayed(&self, reports: Vec<ReportId>, upto: Seq) -> Result<(), OrderError> {
        let frame = encode(&ClientFrame::Displayed { reports: reports.clone(), upto });
        self.order(Order::Mark { reports, frame })
    }

    /// Asks for what happens on a deal, over this line and those to come.
    pub fn watch(&self, deal: DealId) -> Result<(), OrderError> {
        self.order(Order::Watch(deal))
    }

    /// No longer.
    pub fn unwatch(&self, deal: DealId) -> Result<(), OrderError> {
        self.order(Order::Unwatch(deal))
    }

    /// Says that a page of this cursor was fetched after a [`Happening::Resync`].
    pub fn fetched(&self, page: Seq) -> Result<(), OrderError> {
        self.order(Order::Fetched(page))
    }

    /// Gives the line up without a word, as a bad network would, and comes back. For a device that was asleep,
    /// and for tests.
    pub fn new_line(&self) -> Result<(), OrderError> {
        self.order(Order::NewLine)
    }

    /// Closes the session for good.
    pub async fn close(&self) {
        // Over already: closed it is.
        let _ = self.orders.send(Order::Close).await;
    }

    /// Everything up to here was given to the application. None: not known yet, or a fetch is owed.
    #[must_use]
    pub fn cursor(&self) -> Option<Seq> {
        Some(self.cursor.load(Ordering::Acquire)).filter(|c| *c != u64::MAX).map(Seq)
    }

    fn command(&self, client_ref: String, frame: &ClientFrame) -> Result<UnderWay, OrderError> {
        let (ticket, outcome) = oneshot::channel();
        self.order(Order::Command { client_ref, frame: encode(frame), ticket })?;
        Ok(UnderWay(outcome))
    }

    fn order(&self, order: Order) -> Result<(), OrderError> {
        self.orders.try_send(order).map_err(|refused| match refused {
            mpsc::error::TrySendError::Full(_) => OrderError::Full,
            mpsc::error::TrySendError::Closed(_) => OrderError::Over,
        })
    }
}

impl Outcome {
    /// The number of the event, or the refusal as an error.
    pub fn done(self) -> Result<Seq, (Code, String)> {
        match self {
            Outcome::Done { seq } => Ok(seq),
            Outcome::Rejected { code, detail, .. } => Err((code, detail)),
        }
    }
}

fn encode(frame: &ClientFrame) -> String {
    // Frames always serialise: string keys, no failing implementations.
    serde_json::to_string(frame).unwrap_or_default()
}

/// What a session has to say, in order. Dropping it ends the session.
#[derive(Debug)]
pub struct EventStream {
    happenings: mpsc::Receiver<Happening>,
    /// Keeps the session going for who only listens.
    _orders: mpsc::Sender<Order>,
}

impl EventStream {
    /// The next happening; none after [`Happening::Over`].
    pub async fn next(&mut self) -> Option<Happening> {
        self.happenings.recv().await
    }

    /// Reads on until the session is over, and says why.
    pub async fn ended(&mut self) -> Ended {
        while let Some(happening) = self.next().await {
            if let Happening::Over(ended) = happening {
                return ended;
            }
        }
        Ended::ByUs
    }
}
