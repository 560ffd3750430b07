//! The configuration: one documented TOML file, the environment over it, flags over both.
//!
//! Every key has a default, and every default stands in `uchite.example.toml`, which a test parses back to
//! [`Config::default`]. An empty text means "not set".

mod check;
mod layers;
mod networks;

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::path::PathBuf;

use rustix::process::{Resource, getrlimit};
use serde::{Deserialize, Serialize};
use uchite_actors::push::Origin;
use uchite_storage::files::{FilesConfig, Secret};

pub use check::{Finding, Severity};
pub use layers::{ConfigError, Flags, Loaded, load};
pub use networks::Network;

/// The whole configuration.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Where the server listens, and what it takes over HTTP.
    pub http: Http,
    /// The certificate; without one, plain HTTP is spoken.
    pub tls: Tls,
    /// Signing in.
    pub sign_in: SignIn,
    /// How much one member or address may ask.
    pub rates: Rates,
    /// Attachments.
    pub files: Files,
    /// Live sessions.
    pub sessions: Sessions,
    /// Push notifications.
    pub push: Push,
    /// The log and the read model.
    pub storage: Storage,
    /// Figures for Prometheus.
    pub metrics: Metrics,
    /// What the server says about itself.
    pub output: Output,
}

/// Where the server listens, and what it takes over HTTP.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Http {
    /// Address and port.
    pub listen: SocketAddr,
    /// The address under which browsers reach the server: `https://uchite.example.co.jp`. Empty: whatever
    /// host the request names.
    pub public_origin: String,
    /// Other origins whose pages may call the server with a sign-in.
    pub extra_origins: Vec<String>,
    /// Proxies whose forwarding headers are believed: addresses or networks.
    pub trusted_proxies: Vec<Network>,
    /// Whether plain HTTP is offered to other machines.
    pub allow_plain: bool,
    /// Threads that serve; 0: one per core.
    pub workers: usize,
    /// Connections that one of them holds.
    pub connections_per_worker: usize,
    /// Connections that wait to be accepted.
    pub backlog: u32,
    /// Bytes of a JSON body.
    pub body_max_bytes: usize,
    /// Seconds in which a body has to arrive.
    pub body_timeout_s: u64,
}

impl Default for Http {
    fn default() -> Self {
        Http {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            public_origin: String::new(),
            extra_origins: Vec::new(),
            trusted_proxies: Vec::new(),
            allow_plain: false,
            workers: 0,
            connections_per_worker: 25_000,
            backlog: 8_192,
            body_max_bytes: 1024 * 1024,
            body_timeout_s: 30,
        }
    }
}

/// The certificate.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Tls {
    /// PEM file with the certificate and those between it and the root.
    pub certificate: PathBuf,
    /// PEM file with its key.
    pub key: PathBuf,
}

impl Tls {
    /// Whether TLS is spoken.
    #[must_use]
    pub fn is_on(&self) -> bool {
        !self.certificate.as_os_str().is_empty() || !self.key.as_os_str().is_empty()
    }
}

/// Signing in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SignIn {
    /// Days that a browser's sign-in lasts.
    pub days: u32,
    /// Failures under one name before it has to wait; the wait doubles with each further one.
    pub failures_per_name: u32,
    /// The same from one address.
    pub failures_per_address: u32,
    /// Passwords that are hashed at one time (19 MiB each); 0: one per core.
    pub hashing_at_once: usize,
}

impl Default for SignIn {
    fn default() -> Self {
        SignIn { days: 30, failures_per_name: 5, failures_per_address: 50, hashing_at_once: 0 }
    }
}

/// How much one member or address may ask over HTTP.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Rates {
    /// Requests a second of one member in the long run.
    pub per_member_per_s: u32,
    /// Requests of one member at once.
    pub per_member_burst: u32,
    /// Requests a second without a sign-in from one address (IPv6: one /64) in the long run.
    pub per_address_per_s: u32,
    /// The same at once.
    pub per_address_burst: u32,
}

impl Default for Rates {
    fn default() -> Self {
        Rates { per_member_per_s: 50, per_member_burst: 500, per_address_per_s: 20, per_address_burst: 200 }
    }
}

/// Attachments.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Files {
    /// Bytes of one file.
    pub max_bytes: usize,
    /// Uploads and downloads at one time; each holds its file in memory.
    pub at_once: usize,
    /// The bucket of a store that speaks S3. Empty: attachments lie in the data folder.
    pub s3_bucket: String,
    /// The bucket's region; stores outside of AWS mostly take `us-east-1`.
    pub s3_region: String,
    /// Where the store is: `https://minio.example.co.jp`. Empty: AWS.
    pub s3_endpoint: String,
    /// Put before every key, so that a bucket can be shared.
    pub s3_prefix: String,
    /// Who we are to the store.
    pub s3_access_key: String,
    /// The proof. Better in the environment than in a file.
    pub s3_secret_key: String,
}

impl Files {
    /// Where attachments are kept, given the folder for those that stay on this machine.
    #[must_use]
    pub fn store(&self, folder: PathBuf) -> FilesConfig {
        if self.s3_bucket.is_empty() {
            return FilesConfig::Local { folder };
        }
        let given = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
        FilesConfig::S3 {
            bucket: self.s3_bucket.clone(),
            region: self.s3_region.clone(),
            endpoint: given(&self.s3_endpoint),
            prefix: given(&self.s3_prefix),
            access_key: self.s3_access_key.clone(),
            secret_key: Secret(self.s3_secret_key.clone()),
        }
    }
}

impl Default for Files {
    fn default() -> Self {
        Files {
            max_bytes: 25 * 1024 * 1024,
            at_once: 16,
            s3_bucket: String::new(),
            s3_region: "us-east-1".to_owned(),
            s3_endpoint: String::new(),
            s3_prefix: String::new(),
            s3_access_key: String::new(),
            s3_secret_key: String::new(),
        }
    }
}

/// Live sessions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Sessions {
    /// Sessions of one member; one more closes the oldest.
    pub per_member: usize,
    /// Live sessions at one time; 0: as many as the process may open files, less some for everything else.
    pub max: usize,
    /// Bytes that wait for one session, behind what the kernel holds, before it counts as too slow.
    pub backlog_max_bytes: usize,
    /// Bytes of one frame from a client.
    pub frame_max_bytes: usize,
    /// Frames a second of one session in the long run.
    pub frames_per_s: u32,
    /// Frames of one session at once.
    pub frames_burst: u32,
    /// Milliseconds in which a session has to say something.
    pub heartbeat_ms: u32,
}

impl Default for Sessions {
    fn default() -> Self {
        Sessions {
            per_member: 20,
            max: 0,
            backlog_max_bytes: 1024 * 1024,
            frame_max_bytes: 128 * 1024,
            frames_per_s: 20,
            frames_burst: 100,
            heartbeat_ms: 30_000,
        }
    }
}

/// Open files for everything but sessions: requests, the log, the read model, attachments, pushes.
const OTHER_FILES: u64 = 500;

impl Sessions {
    /// Live sessions at one time.
    #[must_use]
    pub fn at_most(&self) -> usize {
        if self.max > 0 {
            return self.max;
        }
        // No limit is as good as more than anybody has.
        let files = getrlimit(Resource::Nofile).current.unwrap_or(1 << 20);
        usize::try_from(files.saturating_sub(OTHER_FILES).max(OTHER_FILES)).unwrap_or(usize::MAX)
    }
}

/// Push notifications.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Push {
    /// Whether pushes are sent at all.
    pub enabled: bool,
    /// Who answers for them: `mailto:it@…` or `https://…`. Empty: `http.public_origin`.
    pub subject: String,
    /// Takes a subject that cannot be real: for trials against stand-ins.
    pub any_subject: bool,
    /// Origins of push services that may be plain or private: a relay in the house.
    pub trusted_origins: BTreeSet<Origin>,
    /// For a push service of the first origin, the second one is dialled.
    pub overrides: BTreeMap<Origin, Origin>,
    /// PEM files with further root certificates for calling push services.
    pub extra_roots: Vec<PathBuf>,
    /// Milliseconds that a member with a live session has to see a card before the push goes out.
    pub grace_ms: u32,
}

impl Default for Push {
    fn default() -> Self {
        Push {
            enabled: true,
            subject: String::new(),
            any_subject: false,
            trusted_origins: BTreeSet::new(),
            overrides: BTreeMap::new(),
            extra_roots: Vec::new(),
            grace_ms: 8_000,
        }
    }
}

/// The log and the read model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Storage {
    /// MiB of one segment of the log.
    pub segment_mib: u32,
    /// MiB that the read model's database may cache.
    pub view_cache_mib: u32,
    /// Milliseconds between checkpoints of the read model.
    pub checkpoint_ms: u32,
}

impl Default for Storage {
    fn default() -> Self {
        Storage { segment_mib: 64, view_cache_mib: 256, checkpoint_ms: 3_000 }
    }
}

/// Figures for Prometheus.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Metrics {
    /// An address of its own for `/metrics`, without sign-in: `127.0.0.1:9464`. Empty: none.
    pub listen: String,
    /// A token that opens `/metrics` on the server's own address, beside an admin's. Empty: none.
    pub token: String,
}

/// What the server says about itself, on standard error.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Output {
    /// How much: `error`, `warn`, `info`, `debug`, `trace`, or a filter such as `info,uchite_actors=debug`.
    pub level: String,
    /// In which form.
    pub format: Format,
}

impl Default for Output {
    fn default() -> Self {
        Output { level: "info".to_owned(), format: Format::Text }
    }
}

/// The form of what the server says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Lines for people.
    #[default]
    Text,
    /// One JSON object a line.
    Json,
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_documented_example_says_the_defaults() {
        let text = include_str!("../../uchite.example.toml");
        let parsed: Config = toml::from_str(text).unwrap();
        assert_eq!(parsed, Config::default());
    }

    #[test]
    fn the_documented_example_names_every_key() {
        let example: toml::Table = include_str!("../../uchite.example.toml").parse().unwrap();
        let all = toml::Table::try_from(Config::default()).unwrap();
        assert_eq!(layers::keys(&example), layers::keys(&all));
    }
}
