//! Sending: one push to one device, one outcome.
//!
//! [`WebPushSender`] speaks to push services over one shared HTTP client; [`super::memory_sender`] writes down what it
//! was asked to send. Nothing here decides who is pushed, how often, or what happens after a failure.
//!
//! Proxies of the environment are ignored on purpose: a proxy would resolve names itself and so go round the guard.
//! A network that lets nothing out directly needs a relay of its own, named in the policy's `overrides`.

use std::error::Error;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use reqwest::dns::Resolve;
use reqwest::header::RETRY_AFTER;
use reqwest::{Certificate, Client, ClientBuilder, Response, redirect};

use super::device::{Device, DeviceKeys};
use super::encrypt::{SealError, SealedPush, seal};
use super::endpoint::{Endpoint, EndpointPolicy, EndpointRefused, Route};
use super::outcome::{Outcome, Unreached};
use super::payload::PushNote;
use super::resolver::{GuardedResolver, LeadsInside, SystemResolver};
use super::vapid::VapidSigner;

/// So much of an answer's body is read, so that the connection can be used again. Push services say a few hundred bytes.
const ANSWER_READ_MAX_BYTES: usize = 4096;

/// Sends pushes. Object-safe, so that the server is wired with one and tests with another.
#[async_trait::async_trait]
pub trait PushSender: Send + Sync {
    /// Tries once to push `note` to `device`. Never fails otherwise than by its outcome, and ends within the sender's
    /// own time-outs.
    async fn send(&self, device: &Device, note: &PushNote) -> Outcome;
}

/// How [`WebPushSender`] is set up.
#[derive(Debug, Clone)]
pub struct SenderSettings {
    /// Which endpoints are accepted.
    pub policy: EndpointPolicy,
    /// PEM files with root certificates to trust beside those of the system: of a relay in the house.
    pub extra_roots: Vec<PathBuf>,
    /// Until a connection stands, name and encryption included.
    pub connect_timeout: Duration,
    /// From the beginning to the end of the answer.
    pub total_timeout: Duration,
}

impl Default for SenderSettings {
    fn default() -> Self {
        Self {
            policy: EndpointPolicy::default(),
            extra_roots: Vec::new(),
            connect_timeout: Duration::from_secs(5),
            total_timeout: Duration::from_secs(15),
        }
    }
}

/// Why a sender cannot be set up. Nothing else of the server depends on it.
#[derive(Debug, thiserror::Error)]
pub enum SenderError {
    /// A file of root certificates cannot be used.
    #[error("cannot use the root certificates in {path}: {reason}")]
    ExtraRoots {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The HTTP client could not be built; mostly since the system has no root certificates.
    #[error(
        "cannot set up encrypted connections for pushes (are the system's root certificates installed?): {0}"
    )]
    Client(String),
}

/// Sends over the network.
pub struct WebPushSender {
    policy: EndpointPolicy,
    signer: Arc<VapidSigner>,
    /// Connects to public addresses only.
    guarded: Client,
    /// For origins that the operator vouches for. A client of its own and not a list of exempt names: the guard knows
    /// names but no ports, so an exempt name would open every port of that host to every member.
    trusted: Client,
}

impl WebPushSender {
    /// Sets up the clients. Needs no network. Installs `ring` as the process's provider of cryptography where none is
    /// installed yet.
    ///
    /// # Errors
    /// When a root certificate cannot be read, or the system offers none at all.
    pub fn new(settings: SenderSettings, signer: Arc<VapidSigner>) -> Result<Self, SenderError> {
        Self::with_resolver(settings, signer, Arc::new(SystemResolver))
    }

    /// The same, with another source of addresses for names. The guard stands before it.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn with_resolver(
        settings: SenderSettings,
        signer: Arc<VapidSigner>,
        resolver: Arc<dyn Resolve>,
    ) -> Result<Self, SenderError> {
        // Fails when there is one already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let roots = read_roots(&settings.extra_roots)?;
        let build = |resolver: Arc<dyn Resolve>| {
            client_builder(&settings, roots.clone())
                .dns_resolver(resolver)
                .build()
                .map_err(|error| SenderError::Client(innermost(&error)))
        };
        let guarded = build(Arc::new(GuardedResolver::new(resolver.clone())))?;
        let trusted = build(resolver)?;
        Ok(Self { policy: settings.policy, signer, guarded, trusted })
    }

    /// The policy, for the check at registration and for pacing by host.
    #[must_use]
    pub fn policy(&self) -> &EndpointPolicy {
        &self.policy
    }

    fn prepare(
        &self,
        device: &Device,
        note: &PushNote,
        now: SystemTime,
    ) -> Result<(Endpoint, SealedPush), Outcome> {
        let endpoint = self.policy.check_url(&device.endpoint).map_err(Outcome::Blocked)?;
        let keys = DeviceKeys::decode(&device.p256dh, &device.auth).map_err(Outcome::BadKeys)?;
        let token = self
            .signer
            .token(endpoint.origin(), now)
            .map_err(|_| Outcome::Unreachable { why: Unreached::Unsigned })?;
        let sealed =
            seal(note, &keys, token, self.signer.key().public_key_bytes()).map_err(|error| match error {
                SealError::Keys(why) => Outcome::BadKeys(why),
                SealError::TooLarge(why) => Outcome::TooLarge(why),
            })?;
        Ok((endpoint, sealed))
    }
}

#[async_trait::async_trait]
impl PushSender for WebPushSender {
    async fn send(&self, device: &Device, note: &PushNote) -> Outcome {
        let (endpoint, sealed) = match self.prepare(device, note, SystemTime::now()) {
            Ok(prepared) => prepared,
            Err(outcome) => return outcome,
        };
        let client = match endpoint.route() {
            Route::Guarded => &self.guarded,
            Route::Trusted => &self.trusted,
        };
        let mut request = client.post(endpoint.dial().clone()).body(sealed.body);
        for (name, value) in sealed.headers {
            request = request.header(name, value);
        }
        let outcome = match request.send().await {
            Ok(response) => outcome_of(response).await,
            Err(error) => outcome_of_error(&error),
        };
        tracing::debug!(device = device.id, host = %endpoint.origin(), outcome = outcome.code(), status = outcome.status(), "pushed");
        outcome
    }
}

fn client_builder(settings: &SenderSettings, roots: Vec<Certificate>) -> ClientBuilder {
    Client::builder()
        .user_agent(concat!("uchite/", env!("CARGO_PKG_VERSION")))
        .redirect(redirect::Policy::none())
        .referer(false)
        .no_proxy()
        .connect_timeout(settings.connect_timeout)
        .timeout(settings.total_timeout)
        .tls_certs_merge(roots)
}

fn read_roots(paths: &[PathBuf]) -> Result<Vec<Certificate>, SenderError> {
    let mut roots = Vec::new();
    for path in paths {
        let refuse = |reason: String| SenderError::ExtraRoots { path: path.clone(), reason };
        let pem = std::fs::read(path).map_err(|error| refuse(error.to_string()))?;
        let found = Certificate::from_pem_bundle(&pem).map_err(|error| refuse(innermost(&error)))?;
        if found.is_empty() {
            return Err(refuse("there is no certificate in it".to_owned()));
        }
        roots.extend(found);
    }
    Ok(roots)
}

async fn outcome_of(mut response: Response) -> Outcome {
    let status = response.status().as_u16();
    let retry_after = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok());
    let outcome = Outcome::of_status(status, retry_after, SystemTime::now());
    let mut answer = Vec::new();
    // The status is the answer; a body that breaks off or never ends changes nothing, it only costs the connection.
    while let Ok(Some(chunk)) = response.chunk().await {
        answer.extend_from_slice(&chunk);
        if answer.len() > ANSWER_READ_MAX_BYTES {
            break;
        }
    }
    if matches!(outcome, Outcome::Refused { .. }) {
        // Only here is told, say, that the signature is not the one that the browser was given.
        let said: String =
            String::from_utf8_lossy(&answer).chars().filter(|c| !c.is_control()).take(300).collect();
        tracing::warn!(status, said, "a push service refused a push");
    }
    outcome
}

fn outcome_of_error(error: &reqwest::Error) -> Outcome {
    let mut cause = error.source();
    while let Some(inner) = cause {
        if let Some(LeadsInside(why)) = inner.downcast_ref::<LeadsInside>() {
            return Outcome::Blocked(EndpointRefused::ResolvedAddress(*why));
        }
        cause = inner.source();
    }
    let why = if error.is_timeout() {
        Unreached::TimedOut
    } else if error.is_dns() {
        Unreached::Name
    } else if error.is_connect() {
        Unreached::Connect
    } else {
        Unreached::Broken
    };
    Outcome::Unreachable { why }
}

/// The reason at the bottom of an error. The upper layers repeat the address, and an endpoint is a secret.
fn innermost(error: &dyn Error) -> String {
    let mut innermost = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost.to_string()
}
