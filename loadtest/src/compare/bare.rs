//! The limit: a program that does nothing but write websocket frames. One thread, epoll, non-blocking sockets; one
//! frame per publish, encoded once, and one `write` of it per session. It keeps nothing, knows nobody, and asks for
//! no sign-in, so that nothing which does more can be expected to do it with less.

use std::collections::VecDeque;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::os::fd::{AsFd, OwnedFd};
use std::sync::Arc;
use std::time::Duration;

use rustix::buffer::spare_capacity;
use rustix::event::epoll::{self, EventData, EventFlags};
use tokio_tungstenite::tungstenite::handshake::server::{Request, Response};
use tokio_tungstenite::tungstenite::protocol::frame::Frame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};
use tokio_tungstenite::tungstenite::{Error, Message, WebSocket, accept_hdr};

use crate::TrialError;

/// Where who publishes connects to; everybody else is a session.
pub(super) const PUBLISH: &str = "/publish";
/// Where sessions connect to.
pub(super) const LIVE: &str = "/live";

/// A handshake must be through within this time.
const HANDSHAKE_WITHIN: Duration = Duration::from_secs(5);
/// Frames that wait for one session at most; over it the session is dropped.
const BACKLOG_MAX_FRAMES: usize = 256;
/// Events taken from the kernel at one time.
const EVENTS_AT_ONCE: usize = 1_024;

const DOOR: u64 = u64::MAX;
const PARENT: u64 = u64::MAX - 1;

/// How the writer is started.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct BareOptions {
    /// Where it listens.
    #[arg(long)]
    pub listen: SocketAddr,
}

/// Writes until its standard input is closed, which is how it learns that the trial is over.
pub fn run(options: &BareOptions) -> Result<(), TrialError> {
    let door = TcpListener::bind(options.listen).map_err(TrialError::io(options.listen.to_string()))?;
    write_frames(&door).map_err(TrialError::io("the bare writer"))
}

enum Line {
    Publisher(Box<WebSocket<TcpStream>>),
    Session(Session),
}

struct Session {
    stream: TcpStream,
    backlog: VecDeque<Arc<[u8]>>,
    /// Bytes of the first one that are written already.
    written: usize,
}

fn write_frames(door: &TcpListener) -> io::Result<()> {
    let epoll = epoll::create(epoll::CreateFlags::CLOEXEC)?;
    epoll::add(&epoll, door, EventData::new_u64(DOOR), EventFlags::IN)?;
    epoll::add(&epoll, io::stdin(), EventData::new_u64(PARENT), EventFlags::IN)?;
    let mut writer = Writer { epoll, lines: Vec::new() };
    let mut events = Vec::with_capacity(EVENTS_AT_ONCE);
    loop {
        epoll::wait(&writer.epoll, spare_capacity(&mut events), None)?;
        for event in events.drain(..) {
            match event.data.u64() {
                DOOR => writer.open(door)?,
                PARENT => return Ok(()),
                place => writer.attend(usize::try_from(place).unwrap_or(usize::MAX), event.flags)?,
            }
        }
    }
}

struct Writer {
    epoll: OwnedFd,
    lines: Vec<Option<Line>>,
}

impl Writer {
    /// Takes one connection. Its handshake is waited for: sessions open before anything is measured.
    fn open(&mut self, door: &TcpListener) -> io::Result<()> {
        let (stream, _) = door.accept()?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(HANDSHAKE_WITHIN))?;
        let mut publishes = false;
        #[allow(clippy::result_large_err, reason = "the handshake's own type")]
        let look = |request: &Request, response: Response| {
            publishes = request.uri().path() == PUBLISH;
            Ok(response)
        };
        // Whoever does not finish a handshake is no part of the trial.
        let Ok(socket) = accept_hdr(stream, look) else { return Ok(()) };
        socket.get_ref().set_nonblocking(true)?;
        let place = EventData::new_u64(self.lines.len() as u64);
        epoll::add(&self.epoll, socket.get_ref(), place, EventFlags::IN)?;
        self.lines.push(Some(if publishes {
            Line::Publisher(Box::new(socket))
        } else {
            Line::Session(Session { stream: socket.into_inner(), backlog: VecDeque::new(), written: 0 })
        }));
        Ok(())
    }

    fn attend(&mut self, place: usize, flags: EventFlags) -> io::Result<()> {
        let Some(line) = self.lines.get_mut(place) else { return Ok(()) };
        let mut frames = Vec::new();
        let alive = match line {
            None => return Ok(()),
            Some(Line::Publisher(socket)) => published(socket, &mut frames),
            Some(Line::Session(session)) => {
                (!flags.contains(EventFlags::OUT) || session.go_on(&self.epoll, place).is_ok())
                    && (!flags.intersects(EventFlags::IN | EventFlags::HUP | EventFlags::ERR)
                        || session.still_there())
            }
        };
        if !alive {
            self.lines[place] = None;
        }
        for frame in frames {
            self.write_to_all(&frame)?;
        }
        Ok(())
    }

    fn write_to_all(&mut self, frame: &Arc<[u8]>) -> io::Result<()> {
        for (place, line) in self.lines.iter_mut().enumerate() {
            if let Some(Line::Session(session)) = line
                && session.write(frame, &self.epoll, place).is_err()
            {
                *line = None;
            }
        }
        Ok(())
    }
}

/// Reads what was published, as frames to be written. Answers whether the line still stands.
fn published(socket: &mut WebSocket<TcpStream>, frames: &mut Vec<Arc<[u8]>>) -> bool {
    loop {
        match socket.read() {
            Ok(Message::Text(text)) => {
                let mut bytes = Vec::with_capacity(text.len() + 16);
                let frame = Frame::message(text, OpCode::Data(Data::Text), true);
                if frame.format(&mut bytes).is_ok() {
                    frames.push(bytes.into());
                }
            }
            Ok(_) => {}
            Err(Error::Io(error)) if error.kind() == ErrorKind::WouldBlock => return true,
            Err(_) => return false,
        }
    }
}

impl Session {
    /// One write of the whole frame, straight to the socket. What does not fit waits for the socket to take more.
    fn write(&mut self, frame: &Arc<[u8]>, epoll: impl AsFd, place: usize) -> io::Result<()> {
        if !self.backlog.is_empty() {
            if self.backlog.len() >= BACKLOG_MAX_FRAMES {
                return Err(ErrorKind::OutOfMemory.into());
            }
            self.backlog.push_back(Arc::clone(frame));
            return Ok(());
        }
        let written = match self.stream.write(frame) {
            Ok(written) if written == frame.len() => return Ok(()),
            Ok(written) => written,
            Err(error) if error.kind() == ErrorKind::WouldBlock => 0,
            Err(error) => return Err(error),
        };
        self.written = written;
        self.backlog.push_back(Arc::clone(frame));
        self.interest(epoll, place, EventFlags::IN | EventFlags::OUT)
    }

    /// The socket takes more.
    fn go_on(&mut self, epoll: impl AsFd, place: usize) -> io::Result<()> {
        while let Some(frame) = self.backlog.front() {
            match self.stream.write(&frame[self.written..]) {
                Ok(written) if self.written + written == frame.len() => {
                    self.written = 0;
                    self.backlog.pop_front();
                }
                Ok(written) => self.written += written,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(error) => return Err(error),
            }
        }
        self.interest(epoll, place, EventFlags::IN)
    }

    fn interest(&self, epoll: impl AsFd, place: usize, flags: EventFlags) -> io::Result<()> {
        Ok(epoll::modify(epoll, &self.stream, EventData::new_u64(place as u64), flags)?)
    }

    /// Whatever a session says is passed over; that it went is noticed.
    fn still_there(&mut self) -> bool {
        let mut scratch = [0; 1_024];
        match self.stream.read(&mut scratch) {
            Ok(0) => false,
            Ok(_) => true,
            Err(error) => error.kind() == ErrorKind::WouldBlock,
        }
    }
}
