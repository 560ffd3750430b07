//! How live sessions come in and go: over TLS, up to the bound, and with a reader that does not read.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::sync::Arc;

use futures_util::{SinkExt, StreamExt};
use rustls::pki_types::CertificateDer;
use support::tls::TlsServer;
use support::{House, Options, PATIENCE, QUIET};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{Connector, MaybeTlsStream, WebSocketStream, connect_async_tls_with_config};

type Socket = WebSocketStream<MaybeTlsStream<tokio::net::TcpStream>>;

async fn connect(
    url: &str,
    token: &str,
    tls: Option<Connector>,
) -> Result<Socket, tokio_tungstenite::tungstenite::Error> {
    let mut request = format!("{}/api/v1/live", url.replacen("http", "ws", 1)).into_client_request().unwrap();
    let headers = request.headers_mut();
    headers.insert("authorization", format!("Bearer {token}").parse().unwrap());
    headers.insert("sec-websocket-protocol", "uchite.v1".parse().unwrap());
    connect_async_tls_with_config(request, None, true, tls).await.map(|(socket, _)| socket)
}

/// The next frame's `type`, with all of it.
async fn next(socket: &mut Socket) -> (String, serde_json::Value) {
    let message = timeout(PATIENCE, socket.next()).await.expect("nothing came").unwrap().unwrap();
    let frame: serde_json::Value = serde_json::from_str(message.to_text().unwrap()).unwrap();
    (frame["type"].as_str().unwrap().to_owned(), frame)
}

#[tokio::test]
async fn a_session_over_tls_is_greeted_told_and_answered_also_with_frames_larger_than_a_tls_record() {
    let server = TlsServer::start(2).await;
    let (url, organisation) = (&server.url, &server.organisation);
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut roots = rustls::RootCertStore::empty();
    roots.add(CertificateDer::from(server.certificate.clone())).unwrap();
    let tls = rustls::ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
    let tls = Some(Connector::Rustls(Arc::new(tls)));
    let refused = connect(url, "a-token-of-nobody", tls.clone()).await.unwrap_err();
    assert!(refused.to_string().contains("401"), "{refused}");

    let author = organisation.deals[0].owner;
    let author = organisation.members.iter().find(|member| member.id == author).unwrap();
    let mut socket = connect(url, &author.token, tls).await.unwrap();
    assert_eq!(next(&mut socket).await.0, "hello");
    for number in 0..3 {
        let filing = serde_json::json!({
            "type": "file_report",
            "client_ref": format!("tls-{number}"),
            "report": {
                "deal": organisation.deals[0].id,
                "template": organisation.visit,
                "fields": { "reaction": "前向き" },
                "text": "長い報告。".repeat(1_900),
            },
        });
        socket.send(Message::text(filing.to_string())).await.unwrap();
        let (kind, frame) = next(&mut socket).await;
        assert_eq!((kind.as_str(), &frame["client_ref"]), ("event", &filing["client_ref"]), "{frame}");
    }
    socket.send(Message::text(r#"{"type":"ping"}"#)).await.unwrap();
    assert_eq!(next(&mut socket).await.0, "pong");
}

#[tokio::test]
async fn as_many_sessions_as_configured_come_in_and_one_more_once_one_has_gone() {
    let config = format!("[sessions]\nmax = 2\n{QUIET}");
    let house = House::with(Options { config, ..Options::default() }).await;
    let (url, token) = (house.server.address(), &house.organisation.members[1].token);
    let mut first = connect(&url, token, None).await.unwrap();
    let mut second = connect(&url, token, None).await.unwrap();
    assert_eq!(
        (next(&mut first).await.0, next(&mut second).await.0),
        ("hello".to_owned(), "hello".to_owned())
    );
    let refused = connect(&url, token, None).await.unwrap_err();
    let tokio_tungstenite::tungstenite::Error::Http(answer) = refused else { panic!("{refused}") };
    assert_eq!(answer.status(), 503);
    let problem: serde_json::Value = serde_json::from_slice(answer.body().as_ref().unwrap()).unwrap();
    assert_eq!(problem["code"], "busy");
    first.close(None).await.unwrap();
    support::until("a place is free", async || connect(&url, token, None).await.is_ok()).await;
}

#[tokio::test]
async fn an_upgrade_elsewhere_or_without_a_sign_in_is_answered_and_its_connection_closed_as_the_answer_says()
{
    let house = House::new().await;
    let address = house.server.address();
    let host = address.strip_prefix("http://").unwrap();
    let websocket = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
                     Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    // As the JDK's client offers it with every request.
    let http2 = "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n\
                 HTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA\r\n";
    for (path, offer, status) in [
        ("/api/v1/live", websocket, "401"),
        ("/api/v1/nothing", websocket, "404"),
        ("/", websocket, "200"),
        ("/metrics", websocket, "401"),
        ("/api/v1/me", http2, "401"),
        ("/healthz", http2, "200"),
        ("/", http2, "200"),
    ] {
        let mut socket = tokio::net::TcpStream::connect(host).await.unwrap();
        let request = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n{offer}\r\n");
        socket.write_all(request.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        timeout(PATIENCE, socket.read_to_end(&mut answer)).await.expect("it is kept open").unwrap();
        let answer = String::from_utf8_lossy(&answer);
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{path}: {answer}");
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        assert!(head.lines().any(|line| line.eq_ignore_ascii_case("connection: close")), "{path}: {head}");
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
        assert_eq!(body.len().to_string(), length, "{path}");
    }
}
