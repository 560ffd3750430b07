//! From a note to what goes over the wire for one device: encrypted body and headers (RFC 8291, RFC 8188, RFC 8030).
//!
//! `web-push` encrypts; the signature is ours (see [`super::vapid`]). The topic is made per device from the secret that
//! the device shares with us, so that a push service learns neither which report it is nor which devices get the same.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use ring::hmac;
use web_push::{ContentEncoding, SubscriptionInfo, VapidSignature, WebPushMessageBuilder};

use super::device::{DeviceKeys, KeysRefused};
use super::payload::{MAX_PLAINTEXT_BYTES, PayloadTooLarge, PushNote, Urgency, fit};
use super::vapid::VapidToken;

/// What every push service takes at most, in bytes of the encrypted body.
pub const MAX_BODY_BYTES: usize = 4096;
/// 24 bytes are 32 characters of base64url, the most that a topic may have.
const TOPIC_BYTES: usize = 24;

/// A push for one device, ready to send.
#[derive(Debug, Clone)]
pub struct SealedPush {
    /// The encrypted body, at most [`MAX_BODY_BYTES`].
    pub body: Bytes,
    /// Header names and values.
    pub headers: Vec<(&'static str, String)>,
}

/// Why a note cannot be made into a push for a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The device can never be reached with these keys.
    #[error(transparent)]
    Keys(#[from] KeysRefused),
    /// The note has too much beside its text.
    #[error(transparent)]
    TooLarge(#[from] PayloadTooLarge),
}

/// Encrypts `note` for the device with `keys` and writes the headers. `token` is signed for the origin of the device's
/// endpoint, `public_key` is the 65 bytes of the key that signed.
///
/// # Errors
/// When the keys are unusable or the note cannot be made to fit.
pub fn seal(
    note: &PushNote,
    keys: &DeviceKeys,
    token: VapidToken,
    public_key: &[u8],
) -> Result<SealedPush, SealError> {
    let plaintext = fit(&note.payload, MAX_PLAINTEXT_BYTES)?;
    // Its parser is stricter than that of browsers, and the address takes no part in the encryption.
    let info = SubscriptionInfo::new(
        "https://push.invalid/".to_owned(),
        URL_SAFE_NO_PAD.encode(keys.p256dh()),
        URL_SAFE_NO_PAD.encode(keys.auth()),
    );
    let mut builder = WebPushMessageBuilder::new(&info);
    builder.set_payload(ContentEncoding::Aes128Gcm, &plaintext);
    builder.set_vapid_signature(VapidSignature { auth_t: token.jwt, auth_k: public_key.to_vec() });
    // The plaintext fits and the lengths are right, so only the curve can be the reason.
    let sealed = builder.build().map_err(|_| KeysRefused::PublicKeyOffCurve)?;
    let sealed = sealed.payload.ok_or(KeysRefused::PublicKeyOffCurve)?;

    let mut headers = sealed.crypto_headers;
    headers.push(("Content-Encoding", sealed.content_encoding.to_str().to_owned()));
    headers.push(("Content-Type", "application/octet-stream".to_owned()));
    headers.push(("TTL", note.ttl_seconds.to_string()));
    headers.push(("Urgency", urgency_word(note.urgency).to_owned()));
    if let Some(subject) = &note.subject {
        headers.push(("Topic", topic(keys, subject)));
    }
    Ok(SealedPush { body: sealed.content.into(), headers })
}

fn urgency_word(urgency: Urgency) -> &'static str {
    match urgency {
        Urgency::Low => "low",
        Urgency::Normal => "normal",
        Urgency::High => "high",
    }
}

/// 32 characters that are the same for the same device and subject, and tell nothing to anybody else.
fn topic(keys: &DeviceKeys, subject: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, keys.auth());
    let tag = hmac::sign(&key, subject.as_bytes());
    URL_SAFE_NO_PAD.encode(&tag.as_ref()[..TOPIC_BYTES])
}
