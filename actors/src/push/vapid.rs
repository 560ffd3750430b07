//! Who we are to a push service: the VAPID key (RFC 8292) and what it signs.
//!
//! The key is a P-256 key in PKCS#8, in a PEM file of mode 0600 in the data folder. It is part of what must be backed
//! up: browsers bind their subscriptions to it, so with another key every device has to register again.
//!
//! Signed with `ring` and not with the `web-push` crate, because the latter cannot make a key, leaves the port out of
//! the audience, takes the time from the machine instead of from its caller, and needs 0.4 ms where this needs 0.05.

use std::collections::HashMap;
use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use parking_lot::Mutex;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use rustls::pki_types::PrivatePkcs8KeyDer;
use rustls::pki_types::pem::PemObject as _;
use serde::Serialize;

use super::endpoint::Origin;
use super::vapid_subject::VapidSubject;

/// How long a signature is used again, in seconds. Signing is the dearest part of a push.
const REUSE_SECONDS: u64 = 3600;
/// How long a signature is valid, in seconds. RFC 8292 allows 24 hours; half of it forgives a clock that is wrong.
const VALID_SECONDS: u64 = 12 * 3600;
/// Origins whose signature is kept. Browsers use about five; the bound is for members who invent some.
const KEPT_ORIGINS: usize = 256;
/// Only its owner may read the key.
const KEY_MODE: u32 = 0o600;

/// The server's key for push services.
pub struct VapidKey {
    pair: EcdsaKeyPair,
}

/// Why there is no key. The server must not go on with another one: that would silence every device.
#[derive(Debug, thiserror::Error)]
pub enum VapidKeyError {
    /// The file could not be read.
    #[error("cannot read the push key {path}: {source}")]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The file is there and is no key.
    #[error(
        "the push key {path} is damaged: {reason}. Restore it from a backup; or move it away to get a new one, after \
         which every browser has to switch notifications on again"
    )]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A new key could not be written.
    #[error("cannot write the push key {path}: {source}")]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The system gave no random numbers.
    #[error("cannot make a push key: the system gave no random numbers")]
    Random,
}

impl VapidKey {
    /// Loads the key, or makes it at the first start. A new key is on the disk, synced and complete, before this
    /// returns. A file that others can read is closed to them and reported.
    ///
    /// # Errors
    /// When the file cannot be read or written, or holds no P-256 key.
    pub fn load_or_create(path: &Path) -> Result<Self, VapidKeyError> {
        match fs::read(path) {
            Ok(pem) => {
                close_to_others(path);
                Self::from_pem(&pem)
                    .map_err(|reason| VapidKeyError::Damaged { path: path.to_owned(), reason })
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Self::create(path),
            Err(source) => Err(VapidKeyError::Read { path: path.to_owned(), source }),
        }
    }

    fn from_pem(pem: &[u8]) -> Result<Self, String> {
        let der = PrivatePkcs8KeyDer::from_pem_slice(pem)
            .map_err(|error| format!("no PKCS#8 key in it ({error})"))?;
        Self::from_der(der.secret_pkcs8_der())
    }

    fn from_der(der: &[u8]) -> Result<Self, String> {
        EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, der, &SystemRandom::new())
            .map(|pair| Self { pair })
            .map_err(|rejected| format!("not a P-256 key with its public half ({rejected})"))
    }

    fn create(path: &Path) -> Result<Self, VapidKeyError> {
        let der = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new())
            .map_err(|_| VapidKeyError::Random)?;
        let key = Self::from_der(der.as_ref()).map_err(|_| VapidKeyError::Random)?;
        write_whole(path, &to_pem(der.as_ref()))
            .map_err(|source| VapidKeyError::Write { path: path.to_owned(), source })?;
        tracing::info!(path = %path.display(), "made a push key; it belongs into the backup");
        Ok(key)
    }

    /// The public key as browsers want it: base64url, without padding, of the 65 bytes of an uncompressed point.
    #[must_use]
    pub fn public_key(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.public_key_bytes())
    }

    /// The 65 bytes of the public key.
    #[must_use]
    pub fn public_key_bytes(&self) -> &[u8] {
        self.pair.public_key().as_ref()
    }
}

fn to_pem(der: &[u8]) -> String {
    let encoded = STANDARD.encode(der);
    let mut pem = String::from("-----BEGIN PRIVATE KEY-----\n");
    let mut rest = encoded.as_str();
    while !rest.is_empty() {
        let (line, after) = rest.split_at(rest.len().min(64));
        pem.push_str(line);
        pem.push('\n');
        rest = after;
    }
    pem.push_str("-----END PRIVATE KEY-----\n");
    pem
}

/// Writes beside the place, syncs, then links into it: a crash leaves no half key, and of two processes that start
/// together one fails instead of replacing the other's key.
fn write_whole(path: &Path, text: &str) -> io::Result<()> {
    let beside = path.with_extension(format!("new-{}", std::process::id()));
    // Of an earlier start that was cut off; in a container every start has the same process id.
    let _ = fs::remove_file(&beside);
    let written = (|| {
        let mut file = OpenOptions::new().write(true).create_new(true).mode(KEY_MODE).open(&beside)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::hard_link(&beside, path)
    })();
    let removed = fs::remove_file(&beside);
    written?;
    removed?;
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => File::open(folder)?.sync_all(),
        _ => Ok(()),
    }
}

fn close_to_others(path: &Path) {
    let Ok(found) = fs::metadata(path) else {
        return;
    };
    let mode = found.permissions().mode() & 0o777;
    if mode & 0o077 == 0 {
        return;
    }
    match fs::set_permissions(path, Permissions::from_mode(KEY_MODE)) {
        Ok(()) => {
            tracing::warn!(path = %path.display(), mode = format!("{mode:o}"), "others could read the push key; closed it to them")
        }
        Err(error) => {
            tracing::warn!(path = %path.display(), mode = format!("{mode:o}"), %error, "others can read the push key")
        }
    }
}

/// A signed statement of who sends, for one audience.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VapidToken {
    /// The compact JWT.
    pub jwt: String,
    /// When it ends, seconds since the epoch.
    pub expires_at: u64,
}

/// The system gave no random numbers, so nothing can be signed now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the push could not be signed: the system gave no random numbers")]
pub struct SigningFailed;

/// Signs for push services and remembers what it signed.
pub struct VapidSigner {
    key: VapidKey,
    subject: VapidSubject,
    random: SystemRandom,
    kept: Mutex<HashMap<Origin, Kept>>,
}

struct Kept {
    token: VapidToken,
    signed_at: u64,
}

#[derive(Serialize)]
struct Claims<'a> {
    aud: &'a str,
    exp: u64,
    sub: &'a str,
}

impl VapidSigner {
    /// Signs with `key` in the name of `subject`.
    #[must_use]
    pub fn new(key: VapidKey, subject: VapidSubject) -> Self {
        Self { key, subject, random: SystemRandom::new(), kept: Mutex::new(HashMap::new()) }
    }

    /// The key, for its public half.
    #[must_use]
    pub fn key(&self) -> &VapidKey {
        &self.key
    }

    /// A token for `audience` (an origin, with its port where it is not the default): the one of the last hour, or a
    /// new one.
    ///
    /// # Errors
    /// When the system gives no random numbers.
    pub fn token(&self, audience: &Origin, now: SystemTime) -> Result<VapidToken, SigningFailed> {
        let now = now.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        if let Some(kept) = self.kept.lock().get(audience)
            && is_fresh(kept, now)
        {
            return Ok(kept.token.clone());
        }
        // Signed without the lock: two may sign at the same time, which costs 0.05 ms and harms nothing.
        let token = self.sign(audience, now)?;
        let mut kept = self.kept.lock();
        if kept.len() >= KEPT_ORIGINS {
            kept.retain(|_, old| is_fresh(old, now));
        }
        if kept.len() < KEPT_ORIGINS || kept.contains_key(audience) {
            kept.insert(audience.clone(), Kept { token: token.clone(), signed_at: now });
        }
        Ok(token)
    }

    fn sign(&self, audience: &Origin, now: u64) -> Result<VapidToken, SigningFailed> {
        let expires_at = now + VALID_SECONDS;
        let claims = Claims { aud: audience.as_str(), exp: expires_at, sub: self.subject.as_str() };
        #[expect(clippy::expect_used, reason = "two strings and a number always serialise")]
        let claims = serde_json::to_vec(&claims).expect("claims serialise");
        let mut jwt = URL_SAFE_NO_PAD.encode(br#"{"typ":"JWT","alg":"ES256"}"#);
        jwt.push('.');
        URL_SAFE_NO_PAD.encode_string(claims, &mut jwt);
        let signature = self.key.pair.sign(&self.random, jwt.as_bytes()).map_err(|_| SigningFailed)?;
        jwt.push('.');
        URL_SAFE_NO_PAD.encode_string(signature, &mut jwt);
        Ok(VapidToken { jwt, expires_at })
    }
}

/// A token from the future (the clock was set back) is not fresh: push services would find it too long.
fn is_fresh(kept: &Kept, now: u64) -> bool {
    now.checked_sub(kept.signed_at).is_some_and(|age| age < REUSE_SECONDS)
}
