//! Two who do not read among those who do: one reads nothing at all, one a byte a second, and both say their pings.
//! Every report goes to both. What everybody else waits, without them and with them, in one run; and whether the
//! server closes both as too slow.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde::Serialize;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::sync::watch;
use tokio::time::timeout;
use uchite_client::Backoff;
use uchite_client::domain::{CloseCode, SUBPROTOCOL};

use crate::journal::Journal;
use crate::organisation::MemberLine;
use crate::work::{Also, Work};
use crate::{Crowd, Figures, Form, Organisation, Server, ServerOptions, TrialError, arguments, process};

/// Those who do not read.
const SLOW: usize = 2;
/// Members beside the sessions, so that no owner and no team of a deal lacks a session.
const BESIDE: usize = 10;
/// Seconds of filing before the measured ones.
const WARM_UP: Duration = Duration::from_secs(3);
/// Both must be closed within this time after the measured one.
const CLOSED_WITHIN: Duration = Duration::from_secs(60);
/// Bytes that the kernel keeps for who does not read: the least that it takes, so that the bound that is felt soon is
/// the server's.
const RECEIVE_BUFFER_BYTES: u32 = 4_096;
/// Bytes of the answer to a handshake.
const ANSWER_MAX_BYTES: usize = 8_192;
/// What is left in a closed line is read within this time.
const READ_WITHIN: Duration = Duration::from_secs(10);
/// A ping, masked with zeros.
const PING: &[u8] = b"\x81\x8f\0\0\0\0{\"type\":\"ping\"}";

/// What to measure.
#[derive(Debug, Clone, Serialize, clap::Args)]
pub struct SlowOptions {
    /// The server's program.
    #[arg(long, env = "UCHITE_BIN", default_value_os_t = arguments::server_beside_us())]
    pub server_bin: PathBuf,
    /// Live sessions that read, each of a member of its own.
    #[arg(long, default_value = "1000", value_parser = arguments::count::<12, 18_000>)]
    pub sessions: usize,
    /// Reports a second, each to about ten and to the two.
    #[arg(long, default_value = "100", value_parser = arguments::rate)]
    pub rate: f64,
    /// Seconds of either part.
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=600))]
    pub seconds: u64,
    /// Seed of the dice.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
}

/// Measures.
pub async fn run(options: &SlowOptions) -> Result<Figures, TrialError> {
    process::raise_open_files()?;
    let folder = TempDir::with_prefix("uchite-slow-").map_err(TrialError::io("make a folder"))?;
    let mut settings = ServerOptions::for_load(&options.server_bin, folder.path());
    settings.cores = process::one_core_each()?;
    let (members, deals) = (options.sessions + SLOW + BESIDE, options.sessions.min(500));
    let organisation = Organisation::make(&settings.binary, &settings.data(), members, deals)?;
    let mut server = Server::start(settings).await?;
    let form = Form::of(&organisation.as_member(&server.api()?, 0), organisation.visit).await?;
    let journal = Arc::new(Journal::without(SLOW as u32));
    // The owners' teams are the nine who follow them.
    let reading = options.sessions + BESIDE;
    let crowd =
        Crowd::open(&server, &organisation, reading, Backoff::default(), |place| journal.taker(place))
            .await?;
    let slow = &organisation.members[reading..];
    let also = Also::Always(slow.iter().map(|member| member.id).collect());
    let mut work = Work::new(&organisation, &crowd, form, also, options.seed);
    let time = Duration::from_secs(options.seconds);

    work.file(options.rate, WARM_UP, || {}).await;
    let first = work.intended.len();
    work.file(options.rate, time, || {}).await;
    let without = work.arrived(&journal).await;
    let second = work.intended.len();
    let closed_before = too_slow(&server, &organisation).await?;
    let [never, byte] = [&slow[0], &slow[1]].map(|member| Reluctant::open(&server, member));
    let (never, byte) = (never.await?, byte.await?);
    let (tell_closed, is_closed) = watch::channel(false);
    let never = tokio::spawn(never.read_nothing(is_closed.clone()));
    let byte = tokio::spawn(byte.read_a_byte_a_second(is_closed));
    let since = Instant::now();
    work.file(options.rate, time, || {}).await;
    let with = work.arrived(&journal).await;
    let third = work.intended.len();
    while too_slow(&server, &organisation).await? < closed_before + SLOW as f64
        && since.elapsed() < time + CLOSED_WITHIN
    {
        work.file(options.rate, Duration::from_secs(1), || {}).await;
    }
    let closed = too_slow(&server, &organisation).await? - closed_before;
    let closed_after = since.elapsed();
    tell_closed.send_replace(true);
    let ends = [never.await.unwrap_or_default(), byte.await.unwrap_or_default()];
    let left = forgotten(&server, &organisation, reading).await?;

    let mut figures = Figures::of("slow", options);
    let named = [
        ("filed → received, without the two", first, second),
        ("filed → received, beside the two", second, third),
    ];
    let latencies = named.map(|(name, from, to)| {
        let deliveries = journal.deliveries(name, from, &work.intended[from..to]);
        figures.fault(deliveries.expected.saturating_sub(deliveries.count), "deliveries missing");
        figures.fault(deliveries.doubled, "deliveries doubled");
        figures.fault(deliveries.unfiled, "reports without an acknowledgement");
        deliveries.to_recipient
    });
    figures.put(
        "p99 beside the two, to p99 without them",
        ratio(&latencies.each_ref().map(|l| l.p99_ms)),
        "",
    );
    figures.latencies.extend(latencies);
    figures.put("closed as too slow, by the server's own count", closed, "of 2");
    figures.put("both closed after", closed_after.as_secs_f64(), "s");
    let names = ["reads nothing: closed with code", "reads a byte a second: closed with code"];
    for (name, end) in names.into_iter().zip(ends) {
        figures.put(name, f64::from(end.code.unwrap_or_default()), "");
        let right = end.code.is_none_or(|code| code == CloseCode::TooSlow.code());
        figures.fault_at(usize::from(!right), "wrong close code", format!("{name} {:?}", end.code));
        figures.fault_at(usize::from(!end.over), "line still open", name);
    }
    figures.note(
        "コード 0 は、通り道が詰まっていて最後のフレームが届かないままサーバーが閉じたことを示します。\
         どちらでも、カーソルを持って戻れば取りこぼしはありません。",
        "A close code of 0 says that the server closed the line while the way was so full that its last frame did \
         not fit any more; who comes back with a cursor misses nothing either way.",
    );
    figures.fault(left, "sessions of the two still kept by the server after their end");
    figures.fault(usize::from(closed < SLOW as f64), "of the two were not closed as too slow in time");
    figures.fault(usize::from(!without || !with), "time limit passed with reports under way");
    work.tell(&mut figures);
    figures.fault(server.panics(), "panics of the server");
    figures.fault(crowd.lines.lost(), "lines of others lost");
    server.stop().await?;
    Ok(figures)
}

fn ratio([without, with]: &[f64; 2]) -> f64 {
    with / without.max(0.001)
}

/// Sessions that the server has closed as too slow, by its own count.
async fn too_slow(server: &Server, organisation: &Organisation) -> Result<f64, TrialError> {
    server.metric("uchite_sessions_too_slow_total", &organisation.admin().credential()).await
}

/// Sessions beyond those that read, once the server has had time to see the end of the others.
async fn forgotten(
    server: &Server,
    organisation: &Organisation,
    reading: usize,
) -> Result<usize, TrialError> {
    let since = Instant::now();
    loop {
        let sessions = server.metric("uchite_sessions", &organisation.admin().credential()).await?;
        let left = (sessions as usize).saturating_sub(reading);
        if left == 0 || since.elapsed() > READ_WITHIN {
            return Ok(left);
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// How a line ended.
#[derive(Debug, Default)]
struct End {
    /// Whether it did.
    over: bool,
    /// The close code, where its frame came through.
    code: Option<u16>,
}

/// A session that does not read as it should.
struct Reluctant(TcpStream);

impl Reluctant {
    async fn open(server: &Server, member: &MemberLine) -> Result<Reluctant, TrialError> {
        let io = || TrialError::io("open a line that will not be read");
        let socket = TcpSocket::new_v4().map_err(io())?;
        socket.set_recv_buffer_size(RECEIVE_BUFFER_BYTES).map_err(io())?;
        let address = ([127, 0, 0, 1], server.port()).into();
        let mut stream = socket.connect(address).await.map_err(io())?;
        let (name, value) = member.credential().header();
        let request = format!(
            "GET /api/v1/live HTTP/1.1\r\nhost: {address}\r\nconnection: upgrade\r\nupgrade: websocket\r\n\
             sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
             sec-websocket-protocol: {SUBPROTOCOL}\r\n{name}: {value}\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).await.map_err(io())?;
        let mut answer = Vec::new();
        while !answer.ends_with(b"\r\n\r\n") && answer.len() < ANSWER_MAX_BYTES {
            answer.push(stream.read_u8().await.map_err(io())?);
        }
        if !answer.starts_with(b"HTTP/1.1 101") {
            let answer = String::from_utf8_lossy(&answer).into_owned();
            return Err(TrialError::Machine(format!("no session for who does not read: {answer}")));
        }
        Ok(Reluctant(stream))
    }

    /// Says a ping now and then, so that it is not closed as quiet, and reads nothing until it is told that the
    /// server has closed it: behind a full buffer its end cannot be seen.
    async fn read_nothing(mut self, mut closed: watch::Receiver<bool>) -> End {
        while !*closed.borrow_and_update() && self.0.write_all(PING).await.is_ok() {
            // Nobody tells any more: the trial is over.
            let _ = timeout(Duration::from_secs(1), closed.changed()).await;
        }
        self.rest(Vec::new()).await
    }

    /// The same, but reads a byte a second.
    async fn read_a_byte_a_second(mut self, mut closed: watch::Receiver<bool>) -> End {
        let mut read = Vec::new();
        while !*closed.borrow_and_update() && self.0.write_all(PING).await.is_ok() {
            match self.0.read_u8().await {
                Ok(byte) => read.push(byte),
                Err(_) => break,
            }
            let _ = timeout(Duration::from_secs(1), closed.changed()).await;
        }
        self.rest(read).await
    }

    /// Reads what is left, and finds the close frame in it.
    async fn rest(mut self, mut read: Vec<u8>) -> End {
        let mut buffer = vec![0; 64 * 1024];
        let over = timeout(READ_WITHIN, async {
            loop {
                match self.0.read(&mut buffer).await {
                    Ok(0) | Err(_) => return,
                    Ok(count) => read.extend(&buffer[..count]),
                }
            }
        });
        let over = over.await.is_ok();
        End { over, code: close_code(&read) }
    }
}

/// The code of the close frame among the frames of a server, which are not masked.
fn close_code(mut bytes: &[u8]) -> Option<u16> {
    loop {
        let (&kind, &length) = (bytes.first()?, bytes.get(1)?);
        let (header, length) = match length {
            126 => (4, usize::from(u16::from_be_bytes(bytes.get(2..4)?.try_into().ok()?))),
            127 => (10, usize::try_from(u64::from_be_bytes(bytes.get(2..10)?.try_into().ok()?)).ok()?),
            length => (2, usize::from(length)),
        };
        if kind & 0x0f == 0x08 {
            return Some(u16::from_be_bytes(bytes.get(header..header + 2)?.try_into().ok()?));
        }
        bytes = bytes.get(header + length..)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_close_code_is_found_behind_frames_of_any_length() {
        let mut bytes = vec![0x81, 2, b'h', b'i', 0x81, 126, 1, 0];
        bytes.extend([b'x'; 256]);
        assert_eq!(close_code(&bytes), None);
        bytes.extend([0x88, 4, 0x0f, 0xa1, b'n', b'o']);
        assert_eq!(close_code(&bytes), Some(4001));
        assert_eq!(close_code(&bytes[..bytes.len() - 3]), None, "cut off");
    }

    #[test]
    fn the_ping_is_a_frame_of_its_length() {
        assert_eq!(usize::from(PING[1] & 0x7f), PING.len() - 6);
    }
}
