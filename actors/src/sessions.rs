//! The registry of live sessions: who is here. What they are told goes through the hubs of their workers.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use actix::{Message, Recipient};
use dashmap::DashMap;
use uchite_domain::{CloseCode, MemberId, Timestamp, TokenId};

/// To a session.
#[derive(Debug, Clone, Message)]
#[rtype(result = "()")]
pub(crate) enum ToSession {
    /// Say that the server is about to close, and close.
    Bye {
        /// Come back after so many milliseconds, give or take.
        retry_after_ms: u64,
    },
    /// Look at the handle: it says that the session is to be closed.
    Close,
}

/// A live session as the others see it.
#[derive(Debug)]
pub(crate) struct SessionHandle {
    /// Its number in this process.
    pub id: u64,
    /// Whose it is.
    pub member: MemberId,
    /// The token it was opened with.
    pub token: TokenId,
    // The one stored address: a clone would carry a slot of its own, and its bound would never be felt.
    to: Recipient<ToSession>,
    // Why it is to be closed: the first reason stays. Read by session and hub before anything is written.
    closing: OnceLock<CloseCode>,
    heard_at: AtomicI64,
}

impl SessionHandle {
    /// Why, once the session is to be closed.
    #[must_use]
    pub(crate) fn closing(&self) -> Option<CloseCode> {
        self.closing.get().copied()
    }

    /// Something was heard of it.
    pub(crate) fn heard(&self, now: Timestamp) {
        self.heard_at.store(now.0, Ordering::Relaxed);
    }

    /// Marks it for closing, and wakes it. Answers whether this was the first reason.
    pub(crate) fn close(&self, code: CloseCode) -> bool {
        let first = self.closing.set(code).is_ok();
        if first {
            let _ = self.to.try_send(ToSession::Close);
        }
        first
    }
}

/// All live sessions.
#[derive(Debug, Default)]
pub(crate) struct Sessions {
    members: DashMap<MemberId, Vec<Arc<SessionHandle>>>,
    last_id: AtomicU64,
    open: AtomicU64,
    lines: AtomicU64,
    too_slow: AtomicU64,
    frames: AtomicU64,
}

impl Sessions {
    /// Takes a session in. Over the bound of a member, the oldest of theirs is closed.
    pub(crate) fn enter(
        &self,
        member: MemberId,
        token: TokenId,
        to: Recipient<ToSession>,
        now: Timestamp,
        most: usize,
    ) -> Arc<SessionHandle> {
        let handle = Arc::new(SessionHandle {
            id: self.last_id.fetch_add(1, Ordering::Relaxed) + 1,
            member,
            token,
            to,
            closing: OnceLock::new(),
            heard_at: AtomicI64::new(now.0),
        });
        let mut here = self.members.entry(member).or_insert_with(|| Vec::with_capacity(1));
        let staying = here.iter().filter(|h| h.closing().is_none()).count();
        if staying >= most
            && let Some(oldest) = here.iter().find(|h| h.closing().is_none())
        {
            oldest.close(CloseCode::TooManySessions);
        }
        here.push(handle.clone());
        self.open.fetch_add(1, Ordering::Relaxed);
        handle
    }

    /// Lets a session go.
    pub(crate) fn leave(&self, handle: &SessionHandle) {
        if let Some(mut here) = self.members.get_mut(&handle.member) {
            here.retain(|h| h.id != handle.id);
        }
        self.members.remove_if(&handle.member, |_, here| here.is_empty());
        self.open.fetch_sub(1, Ordering::Relaxed);
    }

    /// Whether a member has a live session.
    #[must_use]
    pub(crate) fn is_here(&self, member: MemberId) -> bool {
        self.members.get(&member).is_some_and(|here| here.iter().any(|h| h.closing().is_none()))
    }

    /// Closes a session that does not take its frames. It comes back with its cursor.
    pub(crate) fn close_as_too_slow(&self, handle: &SessionHandle) {
        if handle.close(CloseCode::TooSlow) {
            self.too_slow.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Closes the sessions of a member for whom `which` holds.
    pub(crate) fn close(&self, member: MemberId, code: CloseCode, which: impl Fn(&SessionHandle) -> bool) {
        if let Some(here) = self.members.get(&member) {
            here.iter().filter(|h| which(h)).for_each(|h| {
                h.close(code);
            });
        }
    }

    /// Closes sessions of whom nothing was heard since `before`.
    pub(crate) fn sweep(&self, before: Timestamp) {
        for here in &self.members {
            for handle in here.iter().filter(|h| h.heard_at.load(Ordering::Relaxed) < before.0) {
                handle.close(CloseCode::Quiet);
            }
        }
    }

    /// Says bye to everybody, spread over a window so that they do not all come back at once.
    pub(crate) fn bye(&self, window_ms: u64) {
        let mut place = 0_u64;
        for here in &self.members {
            for handle in here.iter() {
                // Golden-ratio steps spread any number of sessions evenly over the window.
                place = place.wrapping_add(0x9E37_79B9_7F4A_7C15);
                let retry_after_ms = ((u128::from(place) * u128::from(window_ms)) >> 64) as u64;
                let _ = handle.to.try_send(ToSession::Bye { retry_after_ms });
            }
        }
    }

    /// A session holds a socket.
    pub(crate) fn line_opened(&self) {
        self.lines.fetch_add(1, Ordering::AcqRel);
    }

    /// Its socket was let go.
    pub(crate) fn line_closed(&self) {
        self.lines.fetch_sub(1, Ordering::AcqRel);
    }

    /// Sockets held by sessions, those included that are about to close.
    #[must_use]
    pub(crate) fn lines(&self) -> u64 {
        self.lines.load(Ordering::Acquire)
    }

    /// Live sessions.
    #[must_use]
    pub(crate) fn count(&self) -> u64 {
        self.open.load(Ordering::Relaxed)
    }

    /// Counts frames handed to sessions.
    pub(crate) fn count_frames(&self, frames: u64) {
        self.frames.fetch_add(frames, Ordering::Relaxed);
    }

    /// Frames handed to sessions so far.
    #[must_use]
    pub(crate) fn frames(&self) -> u64 {
        self.frames.load(Ordering::Relaxed)
    }

    /// Sessions closed as too slow so far.
    #[must_use]
    pub(crate) fn too_slow(&self) -> u64 {
        self.too_slow.load(Ordering::Relaxed)
    }
}
