//! The line under a session: the socket that it owns, what the socket did not take yet, and how it ends.
//!
//! The session's actor and its worker's hub write to it, both on one thread. What the socket does not take at
//! once waits in a bounded backlog; the actor drains it once the socket is writable again. So a reader that is
//! slow holds up nobody, and is told so when its backlog is full.

use std::any::Any;
use std::cell::RefCell;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, Waker, ready};

use bytes::{Buf, BytesMut};
use rustix::io::Errno;
use rustix::net::{SendFlags, send};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_util::io::poll_read_buf;

use crate::outgoing::frame_len;

/// What a layer over a connection can do.
pub(crate) trait Duplex: AsyncRead + AsyncWrite + Unpin {}

impl<T: AsyncRead + AsyncWrite + Unpin> Duplex for T {}

/// The socket of a session.
pub(crate) enum Socket {
    /// As it is: what is sent goes straight to the kernel, and only what that does not take waits for readiness.
    Plain(TcpStream),
    /// Under a layer of its own, which TLS is.
    Layered(Box<dyn Duplex>),
}

impl Socket {
    /// Of a connection. Always there: it is the one or the other.
    pub(crate) fn of<Connection: Duplex + 'static>(connection: Connection) -> Option<Socket> {
        let mut connection = Some(connection);
        let any: &mut dyn Any = &mut connection;
        let plain = any.downcast_mut::<Option<TcpStream>>().and_then(Option::take);
        let layered = |connection| Socket::Layered(Box::new(connection));
        plain.map(Socket::Plain).or_else(|| connection.map(layered))
    }

    fn duplex(&mut self) -> Pin<&mut dyn Duplex> {
        match self {
            Socket::Plain(stream) => Pin::new(stream),
            Socket::Layered(layered) => Pin::new(&mut **layered),
        }
    }

    /// Sends what the kernel takes at once. Where that is not all, the rest has to wait for readiness.
    fn send(&self, bytes: &[u8]) -> io::Result<usize> {
        let Socket::Plain(stream) = self else { return Ok(0) };
        match send(stream, bytes, SendFlags::DONTWAIT | SendFlags::NOSIGNAL) {
            Err(Errno::AGAIN | Errno::INTR) => Ok(0),
            sent => Ok(sent?),
        }
    }
}

/// What became of frames that were sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sent {
    /// The socket or the backlog has them.
    Taken,
    /// The backlog has no room for them.
    TooSlow,
    /// The line is at its end.
    Over,
}

/// The line under a session.
pub(crate) struct Line {
    inner: RefCell<Inner>,
}

struct Inner {
    socket: Socket,
    backlog: BytesMut,
    backlog_max: usize,
    /// Bytes at the front of the backlog that end what is partly written: they may not be dropped.
    begun: usize,
    /// The socket's own layer may hold bytes back: TLS does.
    unflushed: bool,
    end: End,
    /// Wakes the actor, which drives both directions.
    actor: Waker,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Open,
    /// The backlog ends with the close frame.
    Closing,
    /// Everything is written and the sending half is shut.
    Shut,
    /// The connection is lost.
    Lost,
}

impl Line {
    /// A line on which the answer to the handshake is still to be written; it leaves with the first frame.
    pub(crate) fn new(socket: Socket, answer: BytesMut, backlog_max: usize) -> Line {
        let begun = answer.len();
        let inner = Inner {
            socket,
            backlog: answer,
            backlog_max,
            begun,
            unflushed: false,
            end: End::Open,
            actor: Waker::noop().clone(),
        };
        Line { inner: RefCell::new(inner) }
    }

    /// Sends whole frames.
    pub(crate) fn send(&self, frames: &[u8]) -> Sent {
        let mut inner = self.inner.borrow_mut();
        if inner.end != End::Open {
            return Sent::Over;
        }
        if !inner.backlog.is_empty() {
            if inner.backlog.len() + frames.len() > inner.backlog_max {
                return Sent::TooSlow;
            }
            inner.backlog.extend_from_slice(frames);
            return Sent::Taken;
        }
        inner.put(frames);
        if inner.end == End::Open { Sent::Taken } else { Sent::Over }
    }

    /// Sends the last frames, ahead of all that has not begun to leave, and shuts the sending half behind them.
    pub(crate) fn finish(&self, last: &[u8]) {
        let mut inner = self.inner.borrow_mut();
        if inner.end != End::Open {
            return;
        }
        let begun = inner.begun;
        inner.backlog.truncate(begun);
        if inner.backlog.is_empty() {
            inner.put(last);
        } else {
            inner.backlog.extend_from_slice(last);
        }
        if inner.end == End::Open {
            inner.end = End::Closing;
        }
        inner.actor.wake_by_ref();
    }

    /// Whether nothing more is to be sent.
    pub(crate) fn is_ending(&self) -> bool {
        self.inner.borrow().end != End::Open
    }

    /// Writes what waits. Ready when nothing does.
    ///
    /// # Errors
    /// When the connection is lost.
    pub(crate) fn poll_drain(&self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let inner = &mut *self.inner.borrow_mut();
        if !inner.actor.will_wake(cx.waker()) {
            inner.actor = cx.waker().clone();
        }
        while !inner.backlog.is_empty() {
            let written = ready!(inner.socket.duplex().poll_write(cx, &inner.backlog))?;
            if written == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            inner.unflushed = true;
            inner.begun = left_of_frame(&inner.backlog, inner.begun, written);
            inner.backlog.advance(written);
        }
        if inner.backlog.capacity() > 0 {
            inner.backlog = BytesMut::new();
        }
        if inner.unflushed {
            ready!(inner.socket.duplex().poll_flush(cx))?;
            inner.unflushed = false;
        }
        if inner.end == End::Closing {
            ready!(inner.socket.duplex().poll_shutdown(cx))?;
            inner.end = End::Shut;
        }
        Poll::Ready(Ok(()))
    }

    /// Reads what has come. Zero bytes are the end.
    ///
    /// # Errors
    /// When the connection is lost.
    pub(crate) fn poll_read(&self, cx: &mut Context<'_>, buffer: &mut BytesMut) -> Poll<io::Result<usize>> {
        let inner = &mut *self.inner.borrow_mut();
        poll_read_buf(inner.socket.duplex(), cx, buffer)
    }
}

impl Inner {
    /// Writes frames while nothing waits before them; what the socket does not take waits then.
    fn put(&mut self, frames: &[u8]) {
        let Inner { socket, actor, .. } = self;
        // Where the socket takes no more, the actor is woken once it does.
        let cx = &mut Context::from_waker(actor);
        let Ok(mut written) = socket.send(frames) else { return self.lose() };
        while written < frames.len() {
            match socket.duplex().poll_write(cx, &frames[written..]) {
                Poll::Ready(Ok(bytes)) if bytes > 0 => written += bytes,
                Poll::Ready(_) => return self.lose(),
                Poll::Pending => {
                    self.begun = left_of_frame(frames, 0, written);
                    self.backlog.extend_from_slice(&frames[written..]);
                    break;
                }
            }
        }
        // Nothing but a layer holds bytes back.
        if let Socket::Layered(layered) = socket {
            match Pin::new(&mut **layered).poll_flush(cx) {
                Poll::Ready(Ok(())) => {}
                Poll::Ready(Err(_)) => self.lose(),
                Poll::Pending => self.unflushed = true,
            }
        }
    }

    /// The actor finds the loss by reading.
    fn lose(&mut self) {
        self.end = End::Lost;
        self.backlog = BytesMut::new();
        self.actor.wake_by_ref();
    }
}

/// Of frames whose first `begun` bytes end something that is partly written: how many bytes are left of what
/// is partly written after so many more.
fn left_of_frame(frames: &[u8], begun: usize, written: usize) -> usize {
    let mut end = begun;
    while end < written {
        end += frame_len(&frames[end..]);
    }
    end - written
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::outgoing::put_text;
    use std::cell::Cell;
    use std::future::poll_fn;
    use std::rc::Rc;
    use tokio::io::{AsyncReadExt, ReadBuf};

    /// Takes so many bytes as it is given leave for.
    #[derive(Clone, Default)]
    struct Narrow {
        room: Rc<Cell<usize>>,
        taken: Rc<RefCell<Vec<u8>>>,
        shut: Rc<Cell<bool>>,
    }

    impl AsyncRead for Narrow {
        fn poll_read(self: Pin<&mut Self>, _: &mut Context<'_>, _: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
            Poll::Pending
        }
    }

    impl AsyncWrite for Narrow {
        fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
            let takes = bytes.len().min(self.room.get());
            if takes == 0 {
                return Poll::Pending;
            }
            self.room.set(self.room.get() - takes);
            self.taken.borrow_mut().extend_from_slice(&bytes[..takes]);
            Poll::Ready(Ok(takes))
        }

        fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
            Poll::Ready(Ok(()))
        }

        fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
            self.shut.set(true);
            Poll::Ready(Ok(()))
        }
    }

    fn frame(text: &str) -> Vec<u8> {
        let mut bytes = Vec::new();
        put_text(&mut bytes, &[text]);
        bytes
    }

    fn line(socket: &Narrow, backlog_max: usize) -> Line {
        Line::new(Socket::Layered(Box::new(socket.clone())), BytesMut::new(), backlog_max)
    }

    fn drain(line: &Line) -> Poll<io::Result<()>> {
        line.poll_drain(&mut Context::from_waker(Waker::noop()))
    }

    #[test]
    fn what_the_socket_does_not_take_follows_in_order() {
        let socket = Narrow::default();
        let line = line(&socket, 1_000);
        socket.room.set(3);
        assert_eq!(line.send(&frame("first")), Sent::Taken);
        socket.room.set(100);
        assert_eq!(line.send(&frame("second")), Sent::Taken);
        assert!(drain(&line).is_ready());
        assert_eq!(*socket.taken.borrow(), [frame("first"), frame("second")].concat());
    }

    #[tokio::test]
    async fn a_plain_socket_that_is_full_takes_the_rest_in_order_once_it_is_read() {
        let door = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (near, far) = tokio::join!(TcpStream::connect(door.local_addr().unwrap()), door.accept());
        let (socket, mut far) = (Socket::of(near.unwrap()).unwrap(), far.unwrap().0);
        assert!(matches!(socket, Socket::Plain(_)));
        let line = Line::new(socket, BytesMut::new(), usize::MAX);
        let mut expected = Vec::new();
        let mut number = 0;
        while line.inner.borrow().backlog.is_empty() {
            let frame = frame(&format!("{number:>60000}"));
            assert_eq!(line.send(&frame), Sent::Taken);
            expected.extend_from_slice(&frame);
            number += 1;
        }
        let read = async {
            let mut bytes = vec![0; expected.len()];
            far.read_exact(&mut bytes).await.unwrap();
            bytes
        };
        let (drained, bytes) = tokio::join!(poll_fn(|cx| line.poll_drain(cx)), read);
        drained.unwrap();
        assert!(bytes == expected);
    }

    #[test]
    fn a_full_backlog_is_felt_and_the_close_frame_overtakes_whole_frames_only() {
        for taken in 0..frame("first").len() * 2 {
            let socket = Narrow::default();
            let line = line(&socket, 14);
            socket.room.set(taken);
            line.send(&frame("first"));
            line.send(&frame("other"));
            assert_eq!(line.send(&frame("a text that is longer")), Sent::TooSlow, "after {taken} bytes");
            line.finish(b"\x88\x02\x0f\xa1");
            assert_eq!(line.send(&frame("late")), Sent::Over);
            socket.room.set(1_000);
            assert!(drain(&line).is_ready());
            let whole = taken.div_ceil(frame("first").len());
            let mut expected = [frame("first"), frame("other")][..whole].concat();
            expected.extend_from_slice(b"\x88\x02\x0f\xa1");
            assert_eq!(*socket.taken.borrow(), expected, "after {taken} bytes");
            assert!(socket.shut.get());
        }
    }

    #[test]
    fn the_answer_to_the_handshake_leaves_with_the_first_frame_and_is_never_dropped() {
        let socket = Narrow::default();
        let line =
            Line::new(Socket::Layered(Box::new(socket.clone())), BytesMut::from("HTTP/1.1 101"), 1_000);
        line.send(&frame("hello"));
        assert!(socket.taken.borrow().is_empty());
        line.finish(b"\x88\x00");
        socket.room.set(1_000);
        assert!(drain(&line).is_ready());
        assert_eq!(*socket.taken.borrow(), b"HTTP/1.1 101\x88\x00");
    }
}
