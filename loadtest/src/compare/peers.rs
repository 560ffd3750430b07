//! The peers: what is started, how it is told to do nothing but this one thing, and how something is published.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;
use tokio::net::TcpStream;

use crate::server::{free_port, tail};
use crate::{TrialError, process};

use super::bare;
use super::reader::{Greeting, Target};

/// A peer must listen within this time.
const LISTENS_WITHIN: Duration = Duration::from_secs(20);

/// A peer that a system may have or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Peer {
    /// Nginx with the nchan module.
    Nchan,
    /// Mosquitto over websockets.
    Mosquitto,
}

impl Peer {
    /// All of them.
    pub const ALL: [Peer; 2] = [Peer::Nchan, Peer::Mosquitto];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Peer::Nchan => "nchan",
            Peer::Mosquitto => "mosquitto",
        }
    }

    /// How Debian installs it.
    #[must_use]
    pub fn how_to_install(self) -> &'static str {
        match self {
            Peer::Nchan => "apt-get install --no-install-recommends nginx-light libnginx-mod-nchan",
            Peer::Mosquitto => "apt-get install --no-install-recommends mosquitto",
        }
    }

    /// What must be there for it: its program, and for nginx the module.
    fn installed(self) -> Option<(PathBuf, PathBuf)> {
        match self {
            Peer::Nchan => {
                let module = PathBuf::from("/usr/lib/nginx/modules/ngx_nchan_module.so");
                Some((program("nginx")?, module)).filter(|(_, module)| module.exists())
            }
            Peer::Mosquitto => Some((program("mosquitto")?, PathBuf::new())),
        }
    }

    /// Starts it on these cores. None: it is not installed.
    pub(super) async fn start(self, cores: &[usize]) -> Result<Option<Running>, TrialError> {
        let Some((program, module)) = self.installed() else { return Ok(None) };
        let folder = TempDir::with_prefix("uchite-peer-").map_err(TrialError::io("make a folder"))?;
        let port = free_port()?.port();
        let config_file = folder.path().join("config");
        let mut command = Command::new(program);
        let config = match self {
            Peer::Nchan => {
                command.arg("-c").arg(&config_file).arg("-p").arg(folder.path());
                command.arg("-e").arg(folder.path().join("errors"));
                nchan_config(folder.path(), port, &module)
            }
            Peer::Mosquitto => {
                command.arg("-c").arg(&config_file);
                mosquitto_config(port, free_port()?.port())
            }
        };
        fs::write(&config_file, config).map_err(TrialError::io(config_file.display().to_string()))?;
        Running::start(self.name(), command, port, folder, cores).await.map(Some)
    }

    /// Where a session of it goes.
    pub(super) fn session(self, port: u16) -> Target {
        let target =
            Target { port, path: "/live", subprotocol: None, credential: None, greeting: Greeting::None };
        match self {
            Peer::Nchan => target,
            Peer::Mosquitto => mosquitto(port, true),
        }
    }
}

/// A line to mosquitto.
pub(super) fn mosquitto(port: u16, subscribe: bool) -> Target {
    Target {
        port,
        path: "/",
        subprotocol: Some(super::mqtt::SUBPROTOCOL),
        credential: None,
        greeting: Greeting::Mqtt { subscribe },
    }
}

/// One process, no log of requests, bodies in memory, and as many messages kept as may be in flight.
fn nchan_config(folder: &Path, port: u16, module: &Path) -> String {
    let (folder, module) = (folder.display(), module.display());
    format!(
        "load_module {module};\n\
         daemon off; master_process off; worker_processes 1; pid {folder}/pid;\n\
         error_log {folder}/errors warn; worker_rlimit_nofile 20000;\n\
         events {{ worker_connections 19900; use epoll; }}\n\
         http {{\n\
           access_log off; tcp_nodelay on; keepalive_requests 1000000;\n\
           client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;\n\
           uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;\n\
           client_body_buffer_size 64k; client_max_body_size 1m; nchan_max_reserved_memory 128m;\n\
           server {{\n\
             listen 127.0.0.1:{port} backlog=4096;\n\
             location = /publish {{\n\
               nchan_publisher; nchan_channel_id all; nchan_message_buffer_length 128;\n\
             }}\n\
             location = /live {{\n\
               nchan_subscriber websocket; nchan_channel_id all; nchan_subscriber_first_message newest;\n\
             }}\n\
           }}\n\
         }}\n"
    )
}

/// Debian's version ends at its start unless it has a listener of plain MQTT too.
fn mosquitto_config(port: u16, plain: u16) -> String {
    format!(
        "listener {plain} 127.0.0.1\nlistener {port} 127.0.0.1\nprotocol websockets\n\
         allow_anonymous true\nset_tcp_nodelay true\npersistence false\nmax_queued_messages 1000\nlog_type error\nlog_type warning\nlog_dest stderr\n"
    )
}

/// A program by its name, where the system keeps its programs; those of an administrator are not on every path.
fn program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain(["/usr/sbin".into(), "/usr/local/sbin".into()]);
    folders.map(|folder| folder.join(name)).find(|file| file.is_file())
}

/// A process of a peer. Dropping it ends it.
pub(super) struct Running {
    pub(super) port: u16,
    name: &'static str,
    child: Child,
    folder: TempDir,
}

impl Running {
    /// Starts the bare writer, which is this program under another name.
    pub(super) async fn bare(program: &Path, cores: &[usize]) -> Result<Running, TrialError> {
        let listen = free_port()?;
        let folder = TempDir::with_prefix("uchite-bare-").map_err(TrialError::io("make a folder"))?;
        let mut command = Command::new(program);
        command.args(["bare-writer", "--listen", &listen.to_string()]);
        Running::start("bare writer", command, listen.port(), folder, cores).await
    }

    async fn start(
        name: &'static str,
        mut command: Command,
        port: u16,
        folder: TempDir,
        cores: &[usize],
    ) -> Result<Running, TrialError> {
        let output_file = folder.path().join("output");
        let output = File::create(&output_file).and_then(|file| Ok((file.try_clone()?, file)));
        let (out, err) = output.map_err(TrialError::io(output_file.display().to_string()))?;
        // The bare writer goes when its standard input does; the others never read it.
        command.stdin(Stdio::piped()).stdout(out).stderr(err);
        let child = process::spawn_on(cores, &mut command)?;
        let mut running = Running { port, name, child, folder };
        running.listens().await?;
        Ok(running)
    }

    pub(super) fn pid(&self) -> u32 {
        self.child.id()
    }

    fn output(&self) -> String {
        let read = |file: &str| fs::read_to_string(self.folder.path().join(file)).unwrap_or_default();
        tail(&format!("{}{}", read("errors"), read("output")))
    }

    async fn listens(&mut self) -> Result<(), TrialError> {
        let since = Instant::now();
        while since.elapsed() < LISTENS_WITHIN {
            if let Some(status) = self.child.try_wait().map_err(TrialError::io(self.name))? {
                return Err(TrialError::Ended {
                    program: self.name.to_owned(),
                    status: status.to_string(),
                    output: self.output(),
                });
            }
            if TcpStream::connect(("127.0.0.1", self.port)).await.is_ok() {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        let what = format!("that the {} listens", self.name);
        Err(TrialError::TooLate { what, within: LISTENS_WITHIN, hint: self.output() })
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Ended already: nothing to do.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Where a session of the bare writer goes, and who publishes.
pub(super) fn bare_line(port: u16, publishes: bool) -> Target {
    Target {
        port,
        path: if publishes { bare::PUBLISH } else { bare::LIVE },
        subprotocol: None,
        credential: None,
        greeting: Greeting::None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_found_by_its_name_and_a_stranger_is_not() {
        assert!(program("sh").is_some());
        assert_eq!(program("no-such-program-of-uchite"), None);
    }
}
