//! Passwords: argon2id, off the event loop, only so many at one time.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use argon2::{Argon2, PasswordHash, PasswordHasher, PasswordVerifier};
use tokio::sync::Semaphore;
use uchite_domain::{Code, Rejection};

/// Characters that a password has at least. Length is what counts; no kinds of characters are asked for.
pub const PASSWORD_MIN_CHARS: usize = 10;
/// Bytes that a password has at most.
pub const PASSWORD_MAX_BYTES: usize = 1_024;
/// Those who wait for a slot; more are told to come later.
const WAITING_MAX: usize = 64;

/// Hashes and checks passwords.
pub struct Passwords {
    slots: Arc<Semaphore>,
    waiting: AtomicUsize,
    /// The hash of nothing in particular: checked where a name is unknown, so that the answer takes as long.
    decoy: String,
}

impl Passwords {
    /// At most `at_once` are hashed at one time; 0: one per core.
    ///
    /// # Errors
    /// When the system gives no random numbers.
    pub fn new(at_once: usize) -> Result<Passwords, Rejection> {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        let at_once = if at_once == 0 { cores } else { at_once };
        let decoy = hash(&crate::secrets::token().map_err(|error| internal(&error))?)?;
        Ok(Passwords { slots: Arc::new(Semaphore::new(at_once)), waiting: AtomicUsize::new(0), decoy })
    }

    /// The hash of a password, as it is stored.
    ///
    /// # Errors
    /// [`Code::Busy`] when too many wait.
    pub async fn hash(&self, password: String) -> Result<String, Rejection> {
        self.slot(move || hash(&password)).await?
    }

    /// Whether the password is the one of this hash. Takes as long where there is none.
    ///
    /// # Errors
    /// [`Code::Busy`] when too many wait.
    pub async fn verify(&self, password: String, stored: Option<String>) -> Result<bool, Rejection> {
        let known = stored.is_some();
        let stored = stored.unwrap_or_else(|| self.decoy.clone());
        let fits = self.slot(move || fits(&password, &stored)).await?;
        Ok(known && fits)
    }

    async fn slot<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Rejection> {
        let _waiting = Waiting::enter(&self.waiting)?;
        let permit = self.slots.clone().acquire_owned().await;
        let permit = permit.map_err(|error| internal(&error))?;
        let done = tokio::task::spawn_blocking(move || {
            let done = work();
            // Held until the work is done, also when nobody waits for it any more.
            drop(permit);
            done
        });
        done.await.map_err(|error| internal(&error))
    }
}

struct Waiting<'a>(&'a AtomicUsize);

impl<'a> Waiting<'a> {
    fn enter(count: &'a AtomicUsize) -> Result<Self, Rejection> {
        let waiting = Waiting(count);
        if count.fetch_add(1, Ordering::Relaxed) >= WAITING_MAX {
            return Err(Rejection::new(Code::Busy, "too many sign in at this moment"));
        }
        Ok(waiting)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Whether a password may be set at all.
///
/// # Errors
/// Too short, too long, a control character in it, or the same as the name.
pub fn check(password: &str, login: &str) -> Result<(), Rejection> {
    let refuse = |code, detail: String| Err(Rejection::new(code, detail));
    if password.len() > PASSWORD_MAX_BYTES {
        return refuse(Code::TextTooLong, format!("a password has at most {PASSWORD_MAX_BYTES} bytes"));
    }
    if password.chars().count() < PASSWORD_MIN_CHARS {
        return refuse(Code::Invalid, format!("a password has at least {PASSWORD_MIN_CHARS} characters"));
    }
    if password.chars().any(char::is_control) {
        return refuse(Code::ControlCharacter, "a password holds no control characters".to_owned());
    }
    if password.to_lowercase() == login.to_lowercase() {
        return refuse(Code::Invalid, "a password is not the name".to_owned());
    }
    Ok(())
}

/// The argon2id hash of a password. Takes some tens of milliseconds of a core.
///
/// # Errors
/// When the system gives no random numbers.
pub fn hash(password: &str) -> Result<String, Rejection> {
    let hash: Result<PasswordHash, _> = Argon2::default().hash_password(password.as_bytes());
    hash.map(|hash| hash.to_string()).map_err(|error| internal(&error))
}

fn fits(password: &str, stored: &str) -> bool {
    match PasswordHash::new(stored) {
        Ok(hash) => Argon2::default().verify_password(password.as_bytes(), &hash).is_ok(),
        Err(error) => {
            tracing::error!(%error, "a stored password hash cannot be read");
            false
        }
    }
}

fn internal(error: &dyn std::fmt::Display) -> Rejection {
    tracing::error!(%error, "a password could not be hashed");
    Rejection::new(Code::Internal, "the password could not be hashed")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[actix_web::test]
    async fn a_password_fits_its_own_hash_alone() {
        let passwords = Passwords::new(1).unwrap();
        let stored = passwords.hash("秘密の合言葉です、ほら".to_owned()).await.unwrap();
        assert!(stored.starts_with("$argon2id$"), "{stored}");
        assert!(passwords.verify("秘密の合言葉です、ほら".to_owned(), Some(stored.clone())).await.unwrap());
        assert!(!passwords.verify("another password".to_owned(), Some(stored)).await.unwrap());
        assert!(!passwords.verify("whatever".to_owned(), None).await.unwrap());
        assert!(!passwords.verify("whatever".to_owned(), Some("no hash".to_owned())).await.unwrap());
    }

    #[test]
    fn weak_passwords_are_refused() {
        for (password, code) in [
            ("short", Code::Invalid),
            ("ichiro.tanaka", Code::Invalid),
            ("tab\tin the middle", Code::ControlCharacter),
            (&"x".repeat(2_000), Code::TextTooLong),
        ] {
            assert_eq!(check(password, "Ichiro.Tanaka").unwrap_err().code, code, "{password}");
        }
        assert!(check("合言葉は山と川と谷です", "x").is_ok());
    }
}
