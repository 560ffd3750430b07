//! Accounts: passwords, tokens and devices, as of now. Secrets stand here only as hashes.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

use crate::{DeviceId, Event, LoggedEvent, MemberId, Scope, Seq, Timestamp, TokenId, TokenKind};

/// A browser's sign-in or a personal access token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    /// The token's number.
    pub id: TokenId,
    /// Whose it is.
    pub member: MemberId,
    /// What kind it is.
    pub kind: TokenKind,
    /// What it is called: a browser's name, or what the member wrote.
    pub name: String,
    /// SHA-256 of the secret, in hexadecimal.
    pub digest: String,
    /// What it allows.
    pub scopes: Vec<Scope>,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// A device that takes push notifications.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    /// The device's number.
    pub id: DeviceId,
    /// Whose it is.
    pub member: MemberId,
    /// What it is called: a browser's name.
    pub name: String,
    /// Where to send to.
    pub endpoint: String,
    /// The device's public key, base64url.
    pub p256dh: String,
    /// The device's secret, base64url.
    pub auth: String,
    /// Since when.
    pub registered_at: Timestamp,
}

/// Everything of [`Accounts`] by its parts: passwords, tokens, devices.
pub type AccountParts<'a> =
    (&'a BTreeMap<MemberId, String>, &'a BTreeMap<TokenId, Token>, &'a BTreeMap<DeviceId, Device>);

/// Everybody's passwords, tokens and devices.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Accounts {
    passwords: BTreeMap<MemberId, String>,
    tokens: BTreeMap<TokenId, Token>,
    by_digest: HashMap<String, TokenId>,
    devices: BTreeMap<DeviceId, Device>,
}

impl Accounts {
    /// The argon2id hash of a member's password.
    #[must_use]
    pub fn password(&self, member: MemberId) -> Option<&str> {
        self.passwords.get(&member).map(String::as_str)
    }

    /// The token of this digest, if it was issued and neither revoked nor over at `now`.
    #[must_use]
    pub fn token(&self, digest: &str, now: Timestamp) -> Option<&Token> {
        let token = self.tokens.get(self.by_digest.get(digest)?)?;
        (now < token.expires_at).then_some(token)
    }

    /// A token by its number.
    #[must_use]
    pub fn token_by_id(&self, id: TokenId) -> Option<&Token> {
        self.tokens.get(&id)
    }

    /// A member's tokens, the oldest first.
    pub fn tokens(&self, member: MemberId) -> impl Iterator<Item = &Token> {
        self.tokens.values().filter(move |t| t.member == member)
    }

    /// A member's devices, the oldest first.
    pub fn devices(&self, member: MemberId) -> impl Iterator<Item = &Device> {
        self.devices.values().filter(move |d| d.member == member)
    }

    /// A device by its number.
    #[must_use]
    pub fn device(&self, id: DeviceId) -> Option<&Device> {
        self.devices.get(&id)
    }

    /// Everything of it, for a store to write: passwords, tokens, devices.
    #[must_use]
    pub fn parts(&self) -> AccountParts<'_> {
        (&self.passwords, &self.tokens, &self.devices)
    }

    /// Put together from what a store has read.
    #[must_use]
    pub fn from_parts(
        passwords: BTreeMap<MemberId, String>,
        tokens: BTreeMap<TokenId, Token>,
        devices: BTreeMap<DeviceId, Device>,
    ) -> Accounts {
        let by_digest = tokens.values().map(|t| (t.digest.clone(), t.id)).collect();
        Accounts { passwords, tokens, by_digest, devices }
    }

    /// Takes an event over. Answers whether anything changed. A member's events come in order.
    pub fn apply(&mut self, seq: Seq, at: Timestamp, logged: &LoggedEvent) -> bool {
        match &logged.event {
            Event::PasswordSet { member, hash } => {
                self.passwords.insert(*member, hash.clone());
            }
            Event::TokenIssued { member, kind, name, digest, scopes, expires_at, .. } => {
                let id = TokenId::from(seq);
                let token = Token {
                    id,
                    member: *member,
                    kind: *kind,
                    name: name.clone(),
                    digest: digest.clone(),
                    scopes: scopes.clone(),
                    issued_at: at,
                    expires_at: *expires_at,
                };
                self.by_digest.insert(digest.clone(), id);
                self.tokens.insert(id, token);
            }
            Event::TokenRevoked { token, .. } => {
                if let Some(token) = self.tokens.remove(token) {
                    self.by_digest.remove(&token.digest);
                }
            }
            Event::DeviceRegistered { member, name, endpoint, p256dh, auth } => {
                // A browser that registers again, or another member on the same browser, replaces the old.
                self.devices.retain(|_, d| d.endpoint != *endpoint);
                let id = DeviceId::from(seq);
                let device = Device {
                    id,
                    member: *member,
                    name: name.clone(),
                    endpoint: endpoint.clone(),
                    p256dh: p256dh.clone(),
                    auth: auth.clone(),
                    registered_at: at,
                };
                self.devices.insert(id, device);
            }
            Event::DeviceRemoved { device, .. } => {
                self.devices.remove(device);
            }
            _ => return false,
        }
        true
    }
}
