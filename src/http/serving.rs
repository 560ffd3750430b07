//! The listening side: sockets, workers, TLS, and their end.

use std::fmt::Debug;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

use actix_http::body::BoxBody;
use actix_http::{HttpServiceBuilder, Request, Response};
use actix_service::{Service, ServiceFactory, map_config};
use actix_web::dev::{AppConfig, Server, ServerHandle};
use actix_web::middleware::from_fn;
use actix_web::{App, HttpServer, web};
use socket2::{Domain, Protocol, Socket, Type};
use uchite_actors::Upgrade;

use super::around::around_all;
use super::front::Front;
use super::{configure, operate};
use crate::tls::{self, TlsError};

/// Seconds in which a request's head has to arrive.
const HEAD_TIMEOUT_S: u64 = 10;
/// Seconds that an idle connection is kept.
const KEEP_ALIVE_S: u64 = 75;
/// Seconds that requests in flight get when the server stops; live sessions were told before.
const STOP_TIMEOUT_S: u64 = 5;

/// How long the end of a connection may take.
const HANG_UP_TIMEOUT: Duration = Duration::from_secs(1);

/// How long a peer may leave what was sent to it untaken.
const UNTAKEN_TIMEOUT: Duration = Duration::from_secs(90);

/// Why the server does not listen.
#[derive(Debug, thiserror::Error)]
pub enum ServingError {
    /// The address is taken, not ours, or not allowed.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system said.
        source: io::Error,
    },
    /// The certificate cannot be used.
    #[error(transparent)]
    Tls(#[from] TlsError),
}

/// A server that listens.
pub struct Serving {
    servers: Vec<ServerHandle>,
    address: SocketAddr,
    tls: bool,
}

impl Serving {
    /// Listens and serves until it is stopped. Needs a running actix system.
    ///
    /// # Errors
    /// When it cannot listen.
    pub fn start(front: &web::Data<Front>) -> Result<Serving, ServingError> {
        let http = front.config.http.clone();
        let workers = match http.workers {
            0 => std::thread::available_parallelism().map_or(2, usize::from),
            workers => workers,
        };
        let cannot = |source| ServingError::Listen { address: http.listen, source };
        let tls = match front.config.tls.is_on() {
            true => Some(tls::server_config(&front.config.tls)?),
            false => None,
        };
        let is_tls = tls.is_some();
        let listener = listener(http.listen, http.backlog).map_err(cannot)?;
        let address = listener.local_addr().map_err(cannot)?;
        let server = Server::build()
            .workers(workers)
            .backlog(http.backlog)
            .max_concurrent_connections(http.connections_per_worker)
            .shutdown_timeout(STOP_TIMEOUT_S)
            .disable_signals();
        let stopping = server.graceful_shutdown_signal();
        let stopping = move || {
            let stopping = stopping.clone();
            async move { stopping.notified().await }
        };
        let house = front.house.clone();
        let shared = front.clone();
        // One for requests and one for upgrades, alike.
        let application = move || {
            let app = App::new().app_data(shared.clone()).wrap(from_fn(around_all)).configure(configure);
            map_config(app, |()| AppConfig::default())
        };
        // What `HttpServer` would put together, but that it has no place for an upgrade.
        let server = match tls {
            None => server.listen("http", listener, move || {
                let upgrade = Upgrade::new(house.clone(), application());
                connections(address, stopping.clone()).upgrade(upgrade).finish(application()).tcp()
            }),
            Some(tls) => server.listen("https", listener, move || {
                let upgrade = Upgrade::new(house.clone(), application());
                let connections = connections(address, stopping.clone()).secure().upgrade(upgrade);
                connections.finish(application()).rustls_0_23(tls.clone())
            }),
        };
        let server = server.map_err(cannot)?;
        let mut servers = Vec::new();
        if let Some(metrics) = metrics(front)? {
            servers.push(metrics);
        }
        let server = server.run();
        servers.push(server.handle());
        actix_web::rt::spawn(server);
        Ok(Serving { servers, address, tls: is_tls })
    }

    /// Where it listens; with the port that the system chose, where the configuration said 0.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The same as an address for a browser on this machine.
    #[must_use]
    pub fn url(&self) -> String {
        let scheme = if self.tls { "https" } else { "http" };
        let mut address = self.address;
        if address.ip().is_unspecified() || address.ip().to_canonical().is_loopback() {
            return format!("{scheme}://localhost:{}", address.port());
        }
        address.set_ip(address.ip().to_canonical());
        format!("{scheme}://{address}")
    }

    /// Takes no more connections and gives requests in flight a moment.
    pub async fn stop(self) {
        for server in self.servers {
            server.stop(true).await;
        }
    }
}

/// How connections are kept.
fn connections<Socket, App, Stopping>(
    address: SocketAddr,
    stopping: impl Fn() -> Stopping + 'static,
) -> HttpServiceBuilder<Socket, App>
where
    App: ServiceFactory<Request, Config = ()>,
    App::Error: Into<Response<BoxBody>> + 'static,
    App::InitError: Debug,
    <App::Service as Service<Request>>::Future: 'static,
    Stopping: Future<Output = ()> + 'static,
{
    HttpServiceBuilder::default()
        .graceful_shutdown_signal(stopping)
        .keep_alive(Duration::from_secs(KEEP_ALIVE_S))
        .client_request_timeout(Duration::from_secs(HEAD_TIMEOUT_S))
        .client_disconnect_timeout(HANG_UP_TIMEOUT)
        .tcp_nodelay(true)
        .local_addr(address)
}

/// A listening socket whose options go over to every connection that it takes (tcp(7)).
fn listener(address: SocketAddr, backlog: u32) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    socket.set_reuse_address(true)?;
    // A frame is written whole; waiting for more would hold it back.
    socket.set_tcp_nodelay(true)?;
    // A session whose peer takes nothing is not polled and cannot notice itself: the kernel ends it.
    socket.set_tcp_user_timeout(Some(UNTAKEN_TIMEOUT))?;
    socket.bind(&address.into())?;
    socket.listen(i32::try_from(backlog).unwrap_or(i32::MAX))?;
    Ok(socket.into())
}

/// Figures on an address of their own.
fn metrics(front: &web::Data<Front>) -> Result<Option<ServerHandle>, ServingError> {
    // What is no address was refused when the configuration was checked.
    let Ok(address) = front.config.metrics.listen.parse::<SocketAddr>() else { return Ok(None) };
    let shared = front.clone();
    let server = HttpServer::new(move || {
        App::new().app_data(shared.clone()).route("/metrics", web::get().to(operate::open_metrics))
    })
    .workers(1)
    .disable_signals()
    .bind(address)
    .map_err(|source| ServingError::Listen { address, source })?
    .run();
    let handle = server.handle();
    actix_web::rt::spawn(server);
    Ok(Some(handle))
}
