//! `uchite serve`, and `uchite demo`.

use actix_web::rt::System;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::signal::unix::{Signal, SignalKind, signal};

use super::first_start::{Start, prepare};
use super::output::{Slow, print};
use super::{On, Runs, Serve, configured};
use crate::config::Config;
use crate::exit::{Exit, Failure};
use crate::http::{Serving, ServingError};
use crate::wiring::{Opened, Wired};

pub(super) fn run(serve: Serve) -> Result<(), Failure> {
    let config = configured(&serve.on, serve.listen, Runs::On)?.config;
    raise_open_files();
    let opened = Opened::open(&serve.on.data, &config)?;
    let start = Start {
        demo: serve.demo,
        organisation: serve.organisation,
        admin_password_file: serve.admin_password_file,
    };
    let welcome = prepare(&opened, &serve.on.data, start)?;
    System::new().block_on(serve_until_told(&config, opened, &welcome))
}

/// Fills an empty data folder with the demo company.
pub(super) fn demo(on: &On) -> Result<(), Failure> {
    let config = configured(on, None, Runs::Once)?.config;
    let opened = Opened::open(&on.data, &config)?;
    let start = Start { demo: true, organisation: None, admin_password_file: None };
    let welcome = prepare(&opened, &on.data, start)?;
    opened.log().close();
    print(&welcome)
}

async fn serve_until_told(config: &Config, opened: Opened, welcome: &str) -> Result<(), Failure> {
    // Listened for from the beginning, so that an early SIGTERM is not lost.
    let mut told = Told::listen()?;
    let Wired { house, front, .. } = &wire(opened, config)?;
    let serving = Serving::start(front).map_err(|error| {
        let exit = if matches!(error, ServingError::Tls(_)) { Exit::Config } else { Exit::Listen };
        Failure::new(exit, error)
    })?;
    tracing::info!(
        address = %serving.address(), url = serving.url(), head = %house.cursor(),
        version = env!("CARGO_PKG_VERSION"), "ready"
    );
    print(welcome)?;
    print(&format!("▸ {}\n", serving.url()))?;
    let signal = told.wait().await;
    tracing::info!(signal, "going down: telling sessions to come back");
    let orderly = async {
        house.drain().await;
        serving.stop().await;
    };
    tokio::select! {
        () = orderly => {
            tracing::info!("closed");
            Ok(())
        }
        again = told.wait() => Err(Failure::new(Exit::Failed, format!("{again} again: not waiting any longer"))),
    }
}

/// Catches up and puts the house together, with a bar when it takes long.
pub(super) fn wire(opened: Opened, config: &Config) -> Result<Wired, Failure> {
    let mut slow = Slow::new("read model");
    opened.wire(config, &mut |progress| {
        slow.tell(progress.done.0 - progress.from.0, progress.head.0 - progress.from.0);
    })
}

/// The signals that end a server.
struct Told {
    terminate: Signal,
    interrupt: Signal,
}

impl Told {
    fn listen() -> Result<Told, Failure> {
        let on = |kind| signal(kind).map_err(Failure::as_exit(Exit::Failed));
        Ok(Told { terminate: on(SignalKind::terminate())?, interrupt: on(SignalKind::interrupt())? })
    }

    async fn wait(&mut self) -> &'static str {
        tokio::select! {
            _ = self.terminate.recv() => "SIGTERM",
            _ = self.interrupt.recv() => "SIGINT",
        }
    }
}

/// One open file per session: the soft limit is for programs that use `select`, which we do not.
fn raise_open_files() {
    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit { current: limit.maximum, maximum: limit.maximum };
    match setrlimit(Resource::Nofile, raised) {
        Ok(()) => tracing::debug!(files = limit.maximum, "limit of open files"),
        Err(error) => tracing::warn!(%error, files = limit.current, "the limit of open files stays"),
    }
}
