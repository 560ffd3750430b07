//! A session over real sockets, against a server that follows a script.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::server::{ErrorResponse, Request, Response};
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use uchite_client::domain::{FileReport, Seq};
use uchite_client::{
    Backoff, Credential, Ended, EventStream, Happening, Loss, Outcome, Session, SessionConfig, SessionHandle,
};

/// Longer than anything here takes; only a test that fails waits for it.
const PATIENCE: Duration = Duration::from_secs(10);

struct Script {
    listener: TcpListener,
}

/// One accepted line.
struct Line(WebSocketStream<TcpStream>);

impl Script {
    async fn new() -> Script {
        Script { listener: TcpListener::bind("127.0.0.1:0").await.unwrap() }
    }

    fn config(&self) -> SessionConfig {
        let server = format!("http://{}/", self.listener.local_addr().unwrap()).parse().unwrap();
        let mut config = SessionConfig::at(server, Some(Credential::bearer("secret")));
        config.backoff = Backoff { base: Duration::from_millis(1), cap: Duration::from_millis(5) };
        config
    }

    #[allow(clippy::result_large_err)]
    async fn accept(&self) -> Line {
        let (stream, _) = timeout(PATIENCE, self.listener.accept()).await.unwrap().unwrap();
        let check = |request: &Request, mut response: Response| -> Result<Response, ErrorResponse> {
            assert_eq!(request.uri().path(), "/api/v1/live");
            assert_eq!(request.headers()["authorization"], "Bearer secret");
            assert_eq!(request.headers()["sec-websocket-protocol"], "uchite.v1");
            response.headers_mut().insert("sec-websocket-protocol", "uchite.v1".parse().unwrap());
            Ok(response)
        };
        Line(tokio_tungstenite::accept_hdr_async(stream, check).await.unwrap())
    }

    /// Accepts and greets.
    async fn greet(&self, watermark: u64) -> Line {
        self.greet_with_heartbeat(watermark, 30_000).await
    }

    async fn greet_with_heartbeat(&self, watermark: u64, heartbeat_ms: u64) -> Line {
        let mut line = self.accept().await;
        line.say(json!({
            "type": "hello", "session": 1, "member": { "id": 3, "name": "田中 陽子", "department": "技術部" },
            "cursor": watermark, "badge": { "addressed": 0, "unread": 0 }, "heartbeat_ms": heartbeat_ms,
            "frame_max_bytes": 65_536, "server": "0.1.0", "at": 0,
        }))
        .await;
        line
    }
}

impl Line {
    async fn say(&mut self, frame: Value) {
        self.0.send(Message::text(frame.to_string())).await.unwrap();
    }

    async fn hear(&mut self) -> Value {
        loop {
            let message = timeout(PATIENCE, self.0.next()).await.unwrap().unwrap().unwrap();
            if let Message::Text(text) = message {
                return serde_json::from_str(&text).unwrap();
            }
        }
    }

    async fn close(mut self, code: u16, reason: &'static str) {
        let frame = CloseFrame { code: code.into(), reason: reason.into() };
        self.0.send(Message::Close(Some(frame))).await.unwrap();
        // Until the other side has answered, so that the code is not overtaken by a reset.
        while let Ok(Some(Ok(_))) = timeout(PATIENCE, self.0.next()).await {}
    }
}

fn event(seq: u64, cursor: u64) -> Value {
    json!({ "type": "event", "seq": seq, "cursor": cursor, "kind": "deal_changed", "at": 0, "by": null, "deal": 9 })
}

fn report() -> FileReport {
    serde_json::from_value(json!({ "deal": 9, "template": 4, "text": "訪問しました。" })).unwrap()
}

async fn next(stream: &mut EventStream) -> Happening {
    timeout(PATIENCE, stream.next()).await.unwrap().unwrap()
}

/// The next event's number; says nothing of what else happens meanwhile.
async fn next_event(stream: &mut EventStream) -> u64 {
    loop {
        if let Happening::Event { frame, .. } = next(stream).await {
            return frame.seq.0;
        }
    }
}

async fn until_cursor(handle: &SessionHandle, cursor: u64) {
    let reached = async {
        while handle.cursor() != Some(Seq(cursor)) {
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, reached).await.unwrap();
}

#[tokio::test]
async fn a_session_comes_back_with_its_cursor_and_tells_each_event_once() {
    let script = Script::new().await;
    let (handle, mut stream) = Session::connect(script.config());
    let mut line = script.greet(10).await;
    line.say(event(11, 10)).await;
    line.say(event(13, 11)).await;
    assert_eq!([next_event(&mut stream).await, next_event(&mut stream).await], [11, 13]);
    until_cursor(&handle, 11).await;
    drop(line);

    let mut line = script.greet(14).await;
    assert_eq!(line.hear().await, json!({ "type": "resume", "cursor": 11 }));
    for seq in [12, 13, 14] {
        line.say(event(seq, 14)).await;
    }
    line.say(json!({ "type": "resumed", "cursor": 14 })).await;
    line.say(event(15, 14)).await;
    let told = [next_event(&mut stream).await, next_event(&mut stream).await, next_event(&mut stream).await];
    assert_eq!(told, [12, 14, 15]);
}

#[tokio::test]
async fn a_report_that_was_not_acknowledged_is_filed_again_under_the_same_reference() {
    let script = Script::new().await;
    let (handle, _stream) = Session::connect(script.config());
    let under_way = handle.file("mine-1", report()).unwrap();
    let mut line = script.greet(10).await;
    let first = line.hear().await;
    assert_eq!((&first["type"], &first["client_ref"]), (&json!("file_report"), &json!("mine-1")));
    drop(line);

    let mut line = script.greet(11).await;
    assert_eq!(line.hear().await, json!({ "type": "resume", "cursor": 10 }));
    line.say(json!({ "type": "resumed", "cursor": 11 })).await;
    assert_eq!(line.hear().await, first);
    let mut own = event(11, 11);
    own["client_ref"] = json!("mine-1");
    line.say(own).await;
    let outcome = timeout(PATIENCE, under_way.outcome()).await.unwrap().unwrap();
    assert_eq!(outcome, Outcome::Done { seq: Seq(11) });
}

#[tokio::test]
async fn a_close_code_that_says_so_ends_the_session() {
    let script = Script::new().await;
    let (handle, mut stream) = Session::connect(script.config());
    script.greet(10).await.close(4500, "signed_out").await;
    let ended = timeout(PATIENCE, stream.ended()).await.unwrap();
    assert_eq!(ended, Ended::Closed { code: 4500, reason: "signed_out".to_owned() });
    assert!(handle.file("late", report()).is_err());
}

#[tokio::test]
async fn a_close_code_that_says_come_back_is_followed() {
    let script = Script::new().await;
    let (_handle, mut stream) = Session::connect(script.config());
    script.greet(10).await.close(4001, "too_slow").await;
    let loss = loop {
        if let Happening::Lost { loss, .. } = next(&mut stream).await {
            break loss;
        }
    };
    assert_eq!(loss, Loss::Closed { code: 4001, reason: "too_slow".to_owned() });
    let mut line = script.greet(10).await;
    assert_eq!(line.hear().await["type"], "resume");
}

#[tokio::test]
async fn a_server_that_refuses_the_sign_in_is_not_asked_again() {
    let script = Script::new().await;
    let (_handle, mut stream) = Session::connect(script.config());
    let (mut stream_in, _) = script.listener.accept().await.unwrap();
    let answer = b"HTTP/1.1 401 Unauthorized\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
    tokio::io::AsyncWriteExt::write_all(&mut stream_in, answer).await.unwrap();
    assert_eq!(timeout(PATIENCE, stream.ended()).await.unwrap(), Ended::Refused(401));
}

#[tokio::test]
async fn a_server_that_says_nothing_any_more_is_left_and_tried_anew() {
    let script = Script::new().await;
    let (_handle, mut stream) = Session::connect(script.config());
    let mut silent = script.greet_with_heartbeat(10, 200).await;
    assert_eq!(silent.hear().await, json!({ "type": "ping" }));
    loop {
        if let Happening::Lost { loss, .. } = next(&mut stream).await {
            assert_eq!(loss, Loss::Silent);
            break;
        }
    }
    script.greet(10).await;
}

#[tokio::test]
async fn a_dropped_stream_and_a_closed_handle_end_the_session() {
    let script = Script::new().await;
    let (handle, stream) = Session::connect(script.config());
    let mut line = script.greet(10).await;
    drop(stream);
    while let Some(Ok(_)) = timeout(PATIENCE, line.0.next()).await.unwrap() {}
    drop(handle);

    let (handle, mut stream) = Session::connect(script.config());
    let mut line = script.greet(10).await;
    handle.close().await;
    assert_eq!(timeout(PATIENCE, stream.ended()).await.unwrap(), Ended::ByUs);
    while let Some(Ok(_)) = timeout(PATIENCE, line.0.next()).await.unwrap() {}
}

#[tokio::test]
async fn a_session_that_calls_back_needs_no_stream() {
    let script = Script::new().await;
    let (seen, mut events) = tokio::sync::mpsc::unbounded_channel();
    let handle = Session::watch(script.config(), move |happening| {
        if let Happening::Event { frame, .. } = happening {
            seen.send(frame.seq.0).unwrap();
        }
    });
    let mut line = script.greet(10).await;
    line.say(event(11, 10)).await;
    assert_eq!(timeout(PATIENCE, events.recv()).await.unwrap(), Some(11));
    handle.new_line().unwrap();
    let mut line = script.greet(11).await;
    assert_eq!(line.hear().await, json!({ "type": "resume", "cursor": 10 }));
    drop(handle);
    assert_eq!(timeout(PATIENCE, events.recv()).await.unwrap(), None);
}

#[tokio::test]
async fn an_application_that_does_not_read_slows_the_session_and_loses_nothing() {
    let script = Script::new().await;
    let mut config = script.config();
    config.stream_max = 2;
    let (_handle, mut stream) = Session::connect(config);
    let mut line = script.greet(0).await;
    for seq in 1..=500 {
        line.say(event(seq, seq - 1)).await;
    }
    for seq in 1..=500 {
        assert_eq!(next_event(&mut stream).await, seq);
    }
}
