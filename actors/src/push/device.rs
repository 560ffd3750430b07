//! A device as a browser registered it, and the check of its keys.

use base64::Engine as _;
use base64::alphabet::URL_SAFE;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use ring::agreement::{self, EphemeralPrivateKey, UnparsedPublicKey};
use ring::rand::SystemRandom;

/// Browsers write no padding; some libraries that re-encode a key do.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &URL_SAFE,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Length of the public key: 0x04 and the two coordinates of a point on P-256.
const PUBLIC_KEY_BYTES: usize = 65;
/// Length of the secret that the browser shares with us.
const AUTH_BYTES: usize = 16;

/// One browser on one machine of one member, as far as sending needs it.
#[derive(Clone, PartialEq, Eq)]
pub struct Device {
    /// Its number: the Seq of the event that registered it.
    pub id: u64,
    /// The address at the push service. Whoever knows it can address the device, so it is a secret.
    pub endpoint: String,
    /// The device's public key, base64url.
    pub p256dh: String,
    /// The secret shared with the device, base64url.
    pub auth: String,
}

impl std::fmt::Debug for Device {
    // Endpoint and keys are secrets: they must not reach a log through `{:?}`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Device").field("id", &self.id).finish_non_exhaustive()
    }
}

/// The keys of a device, decoded.
#[derive(Clone, PartialEq, Eq)]
pub struct DeviceKeys {
    p256dh: [u8; PUBLIC_KEY_BYTES],
    auth: [u8; AUTH_BYTES],
}

/// Why keys are refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeysRefused {
    /// `p256dh` is not base64url of 65 bytes that begin with 4.
    #[error("p256dh is not the base64url of an uncompressed P-256 point of {PUBLIC_KEY_BYTES} bytes")]
    PublicKeyShape,
    /// The bytes of `p256dh` are no point on the curve.
    #[error("p256dh is not a point on the curve P-256")]
    PublicKeyOffCurve,
    /// `auth` is not base64url of 16 bytes.
    #[error("auth is not the base64url of {AUTH_BYTES} bytes")]
    AuthShape,
}

impl KeysRefused {
    /// The stable code for the wire, the log and the metrics.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::PublicKeyShape | Self::PublicKeyOffCurve => "push_key_invalid",
            Self::AuthShape => "push_auth_invalid",
        }
    }
}

impl DeviceKeys {
    /// Decodes the keys: base64url with or without padding, lengths and first byte right. Cheap enough for every
    /// push; a point off the curve is found by the encryption.
    ///
    /// # Errors
    /// When one of the two has not the right shape.
    pub fn decode(p256dh: &str, auth: &str) -> Result<Self, KeysRefused> {
        let p256dh: [u8; PUBLIC_KEY_BYTES] = decode(p256dh).ok_or(KeysRefused::PublicKeyShape)?;
        if p256dh[0] != 4 {
            return Err(KeysRefused::PublicKeyShape);
        }
        let auth = decode(auth).ok_or(KeysRefused::AuthShape)?;
        Ok(Self { p256dh, auth })
    }

    /// Decodes the keys and proves that the public one is a point on the curve, by agreeing on a throw-away secret
    /// with it. Called once, when a device is registered.
    ///
    /// # Errors
    /// When one of the two has not the right shape, or the point is not on the curve.
    pub fn check(p256dh: &str, auth: &str) -> Result<Self, KeysRefused> {
        let keys = Self::decode(p256dh, auth)?;
        let theirs = UnparsedPublicKey::new(&agreement::ECDH_P256, &keys.p256dh);
        EphemeralPrivateKey::generate(&agreement::ECDH_P256, &SystemRandom::new())
            .and_then(|ours| agreement::agree_ephemeral(ours, &theirs, |_| ()))
            .map_err(|_| KeysRefused::PublicKeyOffCurve)?;
        Ok(keys)
    }

    /// The public key.
    #[must_use]
    pub fn p256dh(&self) -> &[u8] {
        &self.p256dh
    }

    /// The shared secret.
    #[must_use]
    pub fn auth(&self) -> &[u8] {
        &self.auth
    }
}

fn decode<const N: usize>(text: &str) -> Option<[u8; N]> {
    // The bound keeps a megabyte of text from being decoded only to be refused.
    if text.len() > N.div_ceil(3) * 4 {
        return None;
    }
    LENIENT.decode(text).ok()?.try_into().ok()
}
