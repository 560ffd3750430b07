//! Secrets that the server makes: tokens, and passwords for a first sign-in.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// Bytes of a token: what stands in a cookie or behind `Bearer`.
const TOKEN_BYTES: usize = 32;
/// Characters of a generated password, without those that are mistaken for one another.
const PASSWORD_ALPHABET: &[u8; 31] = b"abcdefghjkmnpqrstuvwxyz23456789";
/// Sixteen of 31 characters are 79 bits.
const PASSWORD_CHARS: usize = 16;

/// The system gave no random numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the system gave no random numbers")]
pub struct NoRandomness;

/// A new token: 256 random bits, base64url.
///
/// # Errors
/// When the system gives no random numbers.
pub fn token() -> Result<String, NoRandomness> {
    let mut bytes = [0; TOKEN_BYTES];
    getrandom::fill(&mut bytes).map_err(|_| NoRandomness)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// A new password of 79 random bits, in groups of four: `h7mq-2kfd-…`.
///
/// # Errors
/// When the system gives no random numbers.
pub fn password() -> Result<String, NoRandomness> {
    let mut password = String::new();
    let mut chars = 0;
    while chars < PASSWORD_CHARS {
        let mut byte = [0];
        getrandom::fill(&mut byte).map_err(|_| NoRandomness)?;
        // The last 8 of 256 values would make some characters more likely than others.
        if byte[0] >= 248 {
            continue;
        }
        if chars > 0 && chars % 4 == 0 {
            password.push('-');
        }
        password.push(char::from(PASSWORD_ALPHABET[usize::from(byte[0] % 31)]));
        chars += 1;
    }
    Ok(password)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn secrets_differ_and_have_their_shape() {
        let (a, b) = (token().unwrap(), token().unwrap());
        assert!(a != b && a.len() == 43, "{a}");
        let (a, b) = (password().unwrap(), password().unwrap());
        assert!(a != b && a.len() == 19 && a.split('-').all(|group| group.len() == 4), "{a}");
    }
}
