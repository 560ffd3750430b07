//! The server of a trial: a process of its own, on the loopback, that can be killed and started again on the same
//! data.

use std::fs::{self, File, OpenOptions};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use uchite_client::{Api, Credential};

use crate::{TrialError, process};

/// A server must be ready within this time, unless a trial lets it rebuild more.
const READY_WITHIN: Duration = Duration::from_secs(120);
/// A server must have stopped within this time after SIGTERM.
const STOPPED_WITHIN: Duration = Duration::from_secs(60);
/// Its figures must be answered within this time.
const METRICS_WITHIN: Duration = Duration::from_secs(10);
/// Lines of the server's output that an error shows.
const TAIL_LINES: usize = 30;

/// How a server is started.
#[derive(Debug, Clone)]
pub struct ServerOptions {
    /// The program.
    pub binary: PathBuf,
    /// A folder of the trial: the data folder, the configuration and the output lie in it.
    pub folder: PathBuf,
    /// The configuration, as TOML.
    pub config: String,
    /// The cores on which it runs; empty: all.
    pub cores: Vec<usize>,
    /// Further arguments of the first `serve`: what a first start on an empty data folder is told.
    pub first_arguments: Vec<String>,
    /// It must be ready within this time.
    pub ready_within: Duration,
}

impl ServerOptions {
    /// A server with raised limits, since all of a trial's members come from one address and ask in a hurry.
    #[must_use]
    pub fn for_load(binary: &Path, folder: &Path) -> ServerOptions {
        let config = "\
            [rates]\nper_member_per_s = 1000000\nper_member_burst = 1000000\n\
            per_address_per_s = 1000000\nper_address_burst = 1000000\n\
            [sessions]\nframes_per_s = 1000000\nframes_burst = 1000000\nper_member = 20000\n\
            [push]\nenabled = false\n\
            [output]\nlevel = \"warn\"\n";
        ServerOptions {
            binary: binary.to_owned(),
            folder: folder.to_owned(),
            config: config.to_owned(),
            cores: Vec::new(),
            first_arguments: Vec::new(),
            ready_within: READY_WITHIN,
        }
    }

    /// The data folder.
    #[must_use]
    pub fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    fn config_file(&self) -> PathBuf {
        self.folder.join("uchite.toml")
    }

    fn output_file(&self) -> PathBuf {
        self.folder.join("server.log")
    }
}

/// A running server. Dropping it kills it.
#[derive(Debug)]
pub struct Server {
    options: ServerOptions,
    listen: SocketAddr,
    child: Child,
}

impl Server {
    /// Starts a server on a free port and waits until it is ready.
    pub async fn start(options: ServerOptions) -> Result<Server, TrialError> {
        let listen = free_port()?;
        fs::create_dir_all(&options.folder).map_err(TrialError::io(options.folder.display().to_string()))?;
        let config_file = options.config_file();
        fs::write(&config_file, &options.config)
            .map_err(TrialError::io(config_file.display().to_string()))?;
        let child = spawn(&options, listen, &options.first_arguments)?;
        let mut server = Server { options, listen, child };
        server.ready().await?;
        Ok(server)
    }

    /// `http://127.0.0.1:…`
    #[must_use]
    pub fn address(&self) -> String {
        format!("http://{}", self.listen)
    }

    /// The port at which it listens.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.listen.port()
    }

    /// The server, asked by nobody in particular.
    pub fn api(&self) -> Result<Api, TrialError> {
        Ok(Api::new(&self.address())?)
    }

    /// Its process.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Its data folder.
    #[must_use]
    pub fn data(&self) -> PathBuf {
        self.options.data()
    }

    /// A plain number among its figures for Prometheus, which an administrator may see.
    pub async fn metric(&self, name: &str, admin: &Credential) -> Result<f64, TrialError> {
        let url = format!("{}/metrics", self.address());
        let (header, value) = admin.header();
        let request = reqwest::Client::new().get(url).header(header, value).timeout(METRICS_WITHIN);
        let answer = async { request.send().await?.error_for_status()?.text().await };
        let text = answer.await.map_err(|error| TrialError::Api(error.into()))?;
        text.lines()
            .find_map(|line| line.strip_prefix(name)?.trim().parse().ok())
            .ok_or_else(|| TrialError::Machine(format!("the server has no figure {name}")))
    }

    /// What it has said so far.
    #[must_use]
    pub fn output(&self) -> String {
        fs::read_to_string(self.options.output_file()).unwrap_or_default()
    }

    /// How often it has panicked so far, by its own output.
    #[must_use]
    pub fn panics(&self) -> usize {
        self.output().matches("panicked at").count()
    }

    /// Kills it, as a crash would: SIGKILL.
    pub fn kill(&mut self) -> Result<(), TrialError> {
        self.child.kill().map_err(TrialError::io("kill the server"))?;
        self.child.wait().map(drop).map_err(TrialError::io("wait for the killed server"))
    }

    /// Stops it in order: SIGTERM. Answers its exit code.
    pub async fn stop(&mut self) -> Result<Option<i32>, TrialError> {
        let pid = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw);
        if let Some(pid) = pid {
            kill_process(pid, Signal::TERM).map_err(|e| TrialError::io("stop the server")(e.into()))?;
        }
        let since = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().map_err(TrialError::io("wait for the server"))? {
                return Ok(status.code());
            }
            if since.elapsed() > STOPPED_WITHIN {
                let hint = tail(&self.output());
                return Err(TrialError::TooLate {
                    what: "the server's end".to_owned(),
                    within: STOPPED_WITHIN,
                    hint,
                });
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// Starts it again after its end, at the same address on the same data. Answers how long it took to be ready.
    pub async fn start_again(&mut self) -> Result<Duration, TrialError> {
        let since = Instant::now();
        self.begin_again()?;
        self.ready().await?;
        Ok(since.elapsed())
    }

    /// The same without waiting.
    pub(crate) fn begin_again(&mut self) -> Result<(), TrialError> {
        self.child = spawn(&self.options, self.listen, &[])?;
        Ok(())
    }

    /// Waits until it says that it is ready.
    pub(crate) async fn ready(&mut self) -> Result<(), TrialError> {
        let url = format!("{}/readyz", self.address());
        // Its client also installs the cryptography that requests stand on.
        self.api()?;
        let http = reqwest::Client::builder()
            .timeout(Duration::from_secs(5))
            .build()
            .map_err(|error| TrialError::Api(error.into()))?;
        let since = Instant::now();
        let within = self.options.ready_within;
        while since.elapsed() < within {
            if let Some(status) = self.child.try_wait().map_err(TrialError::io("look after the server"))? {
                return Err(TrialError::Ended {
                    program: "uchite serve".to_owned(),
                    status: status.to_string(),
                    output: tail(&self.output()),
                });
            }
            if http.get(&url).send().await.is_ok_and(|answer| answer.status().is_success()) {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        let hint = tail(&self.output());
        Err(TrialError::TooLate { what: "that the server is ready".to_owned(), within, hint })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Ended already: nothing to do.
        let _ = self.child.kill();
        let _ = self.child.wait();
        if let Some((_, panic)) = self.output().split_once("panicked at") {
            let panic: String = panic.chars().take(400).collect();
            eprintln!("the server panicked at{panic}");
        }
    }
}

fn spawn(options: &ServerOptions, listen: SocketAddr, arguments: &[String]) -> Result<Child, TrialError> {
    let output_file = options.output_file();
    let output = || -> Result<File, TrialError> {
        OpenOptions::new()
            .create(true)
            .append(true)
            .open(&output_file)
            .map_err(TrialError::io(output_file.display().to_string()))
    };
    let mut command = Command::new(&options.binary);
    command
        .arg("serve")
        .arg("--data")
        .arg(options.data())
        .arg("--config")
        .arg(options.config_file())
        .args(["--listen", &listen.to_string()])
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(output()?)
        .stderr(output()?);
    process::spawn_on(&options.cores, &mut command)
}

/// Below those that the system gives to outgoing connections: one of these could take a port between the look at it and
/// the server's start, and does where thousands of sessions come and go beside.
const PORTS: std::ops::Range<u16> = 10_000..32_000;
static TURN: AtomicU32 = AtomicU32::new(0);

/// An address that nobody listens at. Each process begins elsewhere, so that those side by side do not meet.
pub(crate) fn free_port() -> Result<SocketAddr, TrialError> {
    let from = std::process::id().wrapping_mul(37);
    for _ in PORTS {
        let place = from.wrapping_add(TURN.fetch_add(1, Ordering::Relaxed)) % PORTS.len() as u32;
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, PORTS.start + place as u16));
        if TcpListener::bind(address).is_ok() {
            return Ok(address);
        }
    }
    Err(TrialError::Machine(format!("no port from {} to {} is free", PORTS.start, PORTS.end)))
}

/// The last lines of a program's output.
pub(crate) fn tail(output: &str) -> String {
    let lines: Vec<&str> = output.lines().collect();
    lines[lines.len().saturating_sub(TAIL_LINES)..].join("\n")
}
