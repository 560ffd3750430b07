//! What black-box tests stand on: the real binary, on a free port, with a data folder that goes away with the test.
//!
//! ```ignore
//! let mut house = House::new().await;
//! let author = house.member(0);
//! let filed = author.api.file("ref-1", &house.report("訪問しました。")).await.unwrap();
//! house.crash().await; // kill -9, and up again on the same data
//! ```
#![allow(unreachable_pub, reason = "every test binary has this as a module of its own")]
#![allow(dead_code, reason = "each test binary uses its own part of this")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot be set up has failed")]

pub mod raw;
pub mod tls;

use std::path::Path;
use std::time::Duration;

use tempfile::TempDir;
use tokio::time::timeout;
use uchite_client::domain::{DealId, FileReport, MemberId};
use uchite_client::{Api, Backoff, EventStream, Happening, Session, SessionConfig, SessionHandle};
use uchite_loadtest::{Form, Organisation, Server, ServerOptions};

/// The binary under test.
pub const BINARY: &str = env!("CARGO_BIN_EXE_uchite");

/// Longer than anything in a test takes; only a test that fails waits for it.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// How a house is set up.
pub struct Options {
    /// Members, at least one; the first is an administrator.
    pub members: usize,
    /// Deals, at least one.
    pub deals: usize,
    /// The configuration, as TOML; the server's defaults where it is silent.
    pub config: String,
}

impl Default for Options {
    fn default() -> Self {
        Options { members: 6, deals: 3, config: QUIET.to_owned() }
    }
}

/// No pushes, and only what went wrong in the output.
pub const QUIET: &str = "[push]\nenabled = false\n[output]\nlevel = \"warn\"\n";

/// A running server with an organisation in it.
pub struct House {
    pub server: Server,
    pub organisation: Organisation,
    pub form: Form,
    // Dropped after the server, which is dropped first.
    folder: TempDir,
}

/// A running server with a new organisation, as a first start makes it.
pub struct Founded {
    pub server: Server,
    folder: TempDir,
}

/// The password of the first admin, `admin`, of a [`Founded`] house.
pub const ADMIN_PASSWORD: &str = "nagai-aikotoba-2026";

impl Founded {
    pub async fn new() -> Founded {
        let folder = TempDir::with_prefix("uchite-test-").unwrap();
        let password_file = folder.path().join("password");
        std::fs::write(&password_file, ADMIN_PASSWORD).unwrap();
        let mut settings = ServerOptions::for_load(Path::new(BINARY), folder.path());
        settings.config = QUIET.to_owned();
        settings.first_arguments =
            ["--organisation", "試験株式会社", "--admin-password-file"].map(str::to_owned).to_vec();
        settings.first_arguments.push(password_file.display().to_string());
        Founded { server: Server::start(settings).await.unwrap(), folder }
    }

    /// The first admin, signed in with name and password as a browser does.
    pub async fn admin(&self) -> Api {
        self.server.api().unwrap().sign_in("admin", ADMIN_PASSWORD).await.unwrap()
    }

    /// The folder of the test.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}

/// One member, signed in.
pub struct Member {
    pub id: MemberId,
    pub api: Api,
}

impl House {
    /// Six members, three deals, the server's defaults.
    pub async fn new() -> House {
        House::with(Options::default()).await
    }

    pub async fn with(options: Options) -> House {
        let folder = TempDir::with_prefix("uchite-test-").unwrap();
        let mut settings = ServerOptions::for_load(Path::new(BINARY), folder.path());
        settings.config = options.config;
        let organisation =
            Organisation::make(&settings.binary, &settings.data(), options.members, options.deals).unwrap();
        let server = Server::start(settings).await.unwrap();
        let form =
            Form::of(&organisation.as_member(&server.api().unwrap(), 0), organisation.visit).await.unwrap();
        House { server, organisation, form, folder }
    }

    /// The server, asked by nobody.
    pub fn stranger(&self) -> Api {
        self.server.api().unwrap()
    }

    /// The member at this place; 0 is an administrator.
    pub fn member(&self, place: usize) -> Member {
        let id = self.organisation.members[place].id;
        Member { id, api: self.organisation.as_member(&self.stranger(), place) }
    }

    /// The owner of the first deal.
    pub fn author(&self) -> Member {
        let owner = self.organisation.deals[0].owner;
        self.member(self.organisation.members.iter().position(|m| m.id == owner).unwrap())
    }

    /// The first deal.
    pub fn deal(&self) -> DealId {
        self.organisation.deals[0].id
    }

    /// A report on the first deal, its required fields filled.
    pub fn report(&self, text: &str) -> FileReport {
        let mut report = self.form.report(self.deal(), "", Vec::new());
        report.text = text.to_owned();
        report
    }

    /// Kills the server as a crash would, and starts it again on the same data.
    pub async fn crash(&mut self) {
        self.server.kill().unwrap();
        self.server.start_again().await.unwrap();
    }

    /// The folder of the test: the data folder, the configuration and the server's output lie in it.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}

impl Member {
    /// A live session from now on, which comes back quickly after a loss.
    pub fn session(&self) -> (SessionHandle, EventStream) {
        let mut config = SessionConfig::new(&self.api).unwrap();
        config.backoff = Backoff { base: Duration::from_millis(10), cap: Duration::from_millis(200) };
        Session::connect(config)
    }
}

/// The next happening that `pick` takes; fails when it does not come.
pub async fn next<T>(stream: &mut EventStream, mut pick: impl FnMut(Happening) -> Option<T>) -> T {
    let picked = async {
        loop {
            let happening = stream.next().await.expect("the session is over");
            if let Some(picked) = pick(happening) {
                return picked;
            }
        }
    };
    timeout(PATIENCE, picked).await.expect("did not happen in time")
}

/// Waits until something holds; fails when it never does.
pub async fn until<F: Future<Output = bool>>(what: &str, mut holds: impl FnMut() -> F) {
    let holding = async {
        while !holds().await {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    timeout(PATIENCE, holding).await.unwrap_or_else(|_| panic!("{what} never came"));
}
