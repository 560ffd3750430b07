//! A house on a real socket: a small company on a log in memory, live sessions through tungstenite.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use actix_http::HttpServiceBuilder;
use actix_service::map_config;
use actix_web::dev::{AppConfig, Server};
use actix_web::{App, HttpRequest, HttpResponse, web};
use futures_util::{SinkExt, StreamExt};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Message, protocol::CloseFrame};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};
use uchite_actors::push::MemorySender;
use uchite_actors::{Attachments, House, Parts, Settings, Upgrade, live, token_digest};
use uchite_domain::{
    Attachment, ClientFrame, Clock, DealCommand, DealId, Event, EventFrame, FileReport, MemberId, Rejection,
    ReportId, Scope, Seq, ServerFrame, Timestamp, TokenKind,
};
use uchite_storage::fixture::{Company, Desk, text_report};
use uchite_storage::log::{Entry, Log, Record};
use uchite_storage::store::Store;
use uchite_storage::view::MemoryView;
use uchite_storage::volatile::Volatile;

/// How long anything may take before a test says what it waited for.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// Takes what a client says about files for granted.
struct AsSaid;

impl Attachments for AsSaid {
    fn settle(&self, _: MemberId, _: &mut [Attachment]) -> Result<(), Rejection> {
        Ok(())
    }
}

/// A clock that a test sets.
pub struct Hands(AtomicI64);

impl Hands {
    pub fn at(at: Timestamp) -> Arc<Hands> {
        Arc::new(Hands(AtomicI64::new(at.0)))
    }

    pub fn forward_ms(&self, ms: i64) {
        self.0.fetch_add(ms, Ordering::SeqCst);
    }
}

impl Clock for Hands {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}

pub struct Scene {
    pub house: Arc<House>,
    pub company: Company,
    pub clock: Arc<Hands>,
    pub pushes: Arc<MemorySender>,
    pub log: Arc<dyn Log>,
    pub port: u16,
    _folder: tempfile::TempDir,
}

/// Puts something before a part of the house.
type Before<Inner, Outer> = Box<dyn FnOnce(Arc<Inner>) -> Arc<Outer>>;

/// Writes what stands in the log before the house opens.
type Prepare = Box<dyn FnOnce(&mut Desk, &Company)>;

/// What a test may set.
pub struct Stage {
    pub settings: Settings,
    /// Stands before the log in memory.
    pub before_log: Before<dyn Log, dyn Log>,
    /// Stands before the view in memory.
    pub before_store: Before<MemoryView, dyn Store>,
    /// Done before the house opens.
    pub prepare: Prepare,
    /// Up to where pushes are settled.
    pub push_cursor: Option<Seq>,
}

impl Default for Stage {
    fn default() -> Self {
        Stage {
            settings: Settings { push_grace_ms: 1_000, ..Settings::default() },
            before_log: Box::new(|log| log),
            before_store: Box::new(|view| view),
            prepare: Box::new(|_, _| {}),
            push_cursor: None,
        }
    }
}

/// The secret of a member's token.
pub fn secret(member: MemberId) -> String {
    format!("secret-of-{member}")
}

impl Stage {
    /// Opens the house.
    pub async fn open(self) -> Scene {
        let (mut desk, company) = Desk::with_company();
        for member in company.members() {
            desk.write(None, token_of(member));
        }
        (self.prepare)(&mut desk, &company);
        // Filling the log waits for its answers, which a thread that drives tasks must not.
        let filled = tokio::task::spawn_blocking(move || (Arc::new(desk.log()), desk));
        let (memory, desk) = filled.await.unwrap();
        let memory: Arc<dyn Log> = memory;
        let clock = Hands::at(desk.now());
        let log = (self.before_log)(memory);
        let store = (self.before_store)(Arc::new(desk.store));
        let pushes = Arc::new(MemorySender::new());
        let folder = tempfile::tempdir().unwrap();
        let (volatile, _) = Volatile::open(folder.path()).unwrap();
        if let Some(cursor) = self.push_cursor {
            volatile.set_push_cursor(cursor);
        }
        let house = House::open(Parts {
            log: log.clone(),
            store,
            volatile: Arc::new(volatile),
            clock: clock.clone(),
            push: pushes.clone(),
            attachments: Arc::new(AsSaid),
            settings: self.settings,
        });
        let port = serve(&house);
        Scene { house, company, clock, pushes, log, port, _folder: folder }
    }
}

fn token_of(member: MemberId) -> Event {
    Event::TokenIssued {
        member,
        kind: TokenKind::Personal,
        name: "test".to_owned(),
        digest: token_digest(&secret(member)),
        scopes: vec![Scope::Read, Scope::Write],
        expires_at: Timestamp::MAX,
        address: String::new(),
    }
}

fn serve(house: &Arc<House>) -> u16 {
    let house = house.clone();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let server = Server::build().workers(2).disable_signals().shutdown_timeout(0);
    let server = server.listen("scene", listener, move || {
        let shared = house.clone();
        let application = || {
            let app =
                App::new().app_data(web::Data::from(shared.clone())).route("/live", web::get().to(enter));
            map_config(app, |()| AppConfig::default())
        };
        let upgrade = Upgrade::new(shared.clone(), application());
        HttpServiceBuilder::default().upgrade(upgrade).finish(application()).tcp()
    });
    actix::spawn(server.unwrap().run());
    port
}

async fn enter(house: web::Data<House>, request: HttpRequest) -> Result<HttpResponse, actix_web::Error> {
    let secret = request.headers().get("authorization").unwrap().to_str().unwrap().to_owned();
    match house.authenticate(&secret) {
        Some(caller) => live(&house, caller, &request),
        None => Ok(HttpResponse::Unauthorized().finish()),
    }
}

impl Scene {
    /// Files a report through the house.
    pub async fn file(&self, by: MemberId, deal: DealId, text: &str) -> ReportId {
        let report = text_report(&self.company, deal, text);
        self.file_report(by, None, report).await.into()
    }

    pub async fn file_report(&self, by: MemberId, client_ref: Option<&str>, report: FileReport) -> Seq {
        let deal = report.deal;
        let command = DealCommand::FileReport(Box::new(report));
        let client_ref = client_ref.map(str::to_owned);
        self.house.deal_command(by, deal, client_ref, command).await.unwrap().seq
    }

    /// Every record of the log.
    pub fn records(&self) -> Vec<Record> {
        self.log.read(Seq(1), uchite_storage::log::ReadLimit { records: 1_000_000, bytes: 1 << 30 }).unwrap()
    }

    /// A live session, past its hello.
    pub async fn session(&self, member: MemberId) -> Live {
        let mut request = format!("ws://127.0.0.1:{}/live", self.port).into_client_request().unwrap();
        let headers = request.headers_mut();
        headers.insert("authorization", secret(member).parse().unwrap());
        headers.insert("sec-websocket-protocol", "uchite.v1".parse().unwrap());
        let (socket, _) = connect_async(request).await.unwrap();
        let mut live = Live { socket, hello: Seq::ZERO, waiting: VecDeque::new() };
        match live.next().await {
            ServerFrame::Hello { cursor, .. } => live.hello = cursor,
            other => panic!("expected hello, got {other:?}"),
        }
        live
    }
}

/// A live session as a client sees it.
pub struct Live {
    pub socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    pub hello: Seq,
    waiting: VecDeque<ServerFrame>,
}

/// What came over the socket, or how it ended.
#[derive(Debug)]
pub enum Came {
    Frame(Box<ServerFrame>),
    Closed(Option<u16>),
}

impl Live {
    pub async fn send(&mut self, frame: &ClientFrame) {
        self.send_text(serde_json::to_string(frame).unwrap()).await;
    }

    pub async fn send_text(&mut self, text: String) {
        self.socket.send(Message::text(text)).await.unwrap();
    }

    /// The next frame, or the end.
    pub async fn come(&mut self) -> Came {
        if let Some(frame) = self.waiting.pop_front() {
            return Came::Frame(Box::new(frame));
        }
        loop {
            let next = tokio::time::timeout(PATIENCE, self.socket.next()).await.expect("nothing came");
            match next {
                Some(Ok(Message::Text(text))) => {
                    return Came::Frame(Box::new(serde_json::from_str(&text).unwrap()));
                }
                Some(Ok(Message::Close(frame))) => {
                    return Came::Closed(frame.map(|CloseFrame { code, .. }| code.into()));
                }
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Came::Closed(None),
            }
        }
    }

    /// The next frame.
    pub async fn next(&mut self) -> ServerFrame {
        match self.come().await {
            Came::Frame(frame) => *frame,
            Came::Closed(code) => panic!("closed with {code:?}"),
        }
    }

    /// The next event, other frames passed by.
    pub async fn event(&mut self) -> EventFrame {
        loop {
            if let ServerFrame::Event(event) = self.next().await {
                return *event;
            }
        }
    }

    /// The close code with which it ends, other frames passed by.
    pub async fn end(&mut self) -> Option<u16> {
        loop {
            if let Came::Closed(code) = self.come().await {
                return code;
            }
        }
    }

    /// The events up to the answer of a ping: everything that was handed over before.
    pub async fn settle(&mut self) -> Vec<EventFrame> {
        self.send(&ClientFrame::Ping {}).await;
        let mut events = Vec::new();
        loop {
            match self.next().await {
                ServerFrame::Pong { .. } => return events,
                ServerFrame::Event(event) => events.push(*event),
                _ => {}
            }
        }
    }

    /// Resumes and answers what it brought.
    pub async fn resume(&mut self, cursor: Seq) -> (Vec<EventFrame>, Seq) {
        self.send(&ClientFrame::Resume { cursor }).await;
        let mut events = Vec::new();
        loop {
            match self.next().await {
                ServerFrame::Event(event) => events.push(*event),
                ServerFrame::Resumed { cursor } => return (events, cursor),
                ServerFrame::Resync { cursor } => panic!("resync to {cursor}"),
                _ => {}
            }
        }
    }
}

/// Waits until something holds.
pub async fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let begun = std::time::Instant::now();
    while !holds() {
        assert!(begun.elapsed() < PATIENCE, "{what} did not come true");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// A log whose appends wait behind a gate.
pub struct Gated {
    inner: Arc<dyn Log>,
    held: parking_lot::Mutex<Option<Vec<Held>>>,
}

type Held = (Entry, tokio::sync::oneshot::Sender<uchite_storage::log::Answer>);

impl Gated {
    pub fn before(inner: Arc<dyn Log>) -> Arc<Gated> {
        Arc::new(Gated { inner, held: parking_lot::Mutex::new(None) })
    }

    /// Opens a house on such a log.
    pub async fn scene(mut stage: Stage) -> (Scene, Arc<Gated>) {
        let gate: Arc<parking_lot::Mutex<Option<Arc<Gated>>>> = Arc::default();
        let keep = gate.clone();
        stage.before_log = Box::new(move |log| {
            let gated = Gated::before(log);
            *keep.lock() = Some(gated.clone());
            gated
        });
        let scene = stage.open().await;
        let gate = gate.lock().take().unwrap();
        (scene, gate)
    }

    /// From now on nothing becomes durable.
    pub fn shut(&self) {
        *self.held.lock() = Some(Vec::new());
    }

    /// How many wait.
    pub fn waiting(&self) -> usize {
        self.held.lock().as_ref().map_or(0, Vec::len)
    }

    /// Lets everything through that waits, and what comes.
    pub async fn open(&self) {
        let held = self.held.lock().take().unwrap_or_default();
        for (entry, answer) in held {
            let _ = answer.send(self.inner.append(entry).await);
        }
    }

    /// Refuses the first that waits; the others wait on.
    pub fn refuse_first(&self) {
        let first = self.held.lock().as_mut().map(|held| held.remove(0));
        if let Some((_, answer)) = first {
            let _ = answer.send(Err(uchite_storage::log::AppendError::StorageFull));
        }
    }

    /// Refuses everything that waits, as a full disk does, and lets through what comes.
    pub fn refuse(&self) {
        for (_, answer) in self.held.lock().take().unwrap_or_default() {
            let _ = answer.send(Err(uchite_storage::log::AppendError::StorageFull));
        }
    }
}

impl Log for Gated {
    fn append(&self, entry: Entry) -> uchite_storage::log::Append {
        match &mut *self.held.lock() {
            None => self.inner.append(entry),
            Some(held) => {
                let (answer, append) = uchite_storage::log::Append::waiting();
                held.push((entry, answer));
                append
            }
        }
    }

    fn head(&self) -> Seq {
        self.inner.head()
    }

    fn read(
        &self,
        from: Seq,
        limit: uchite_storage::log::ReadLimit,
    ) -> Result<Vec<Record>, uchite_storage::log::ReadError> {
        self.inner.read(from, limit)
    }

    fn close(&self) {
        self.inner.close();
    }
}
