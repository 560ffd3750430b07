//! What operators and browsers meet: health, figures, the document, headers, the web client, TLS, the end.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::time::Duration;

use support::raw::Asker;
use support::tls::TlsServer;
use support::{House, Options, QUIET};

async fn house_with(config: &str) -> House {
    House::with(Options { config: format!("{config}{QUIET}"), ..Options::default() }).await
}

#[tokio::test]
async fn health_readiness_and_figures_are_told() {
    let house = house_with("[metrics]\ntoken = \"0123456789abcdef\"\n").await;
    let stranger = Asker::stranger(&house);
    assert_eq!(stranger.get("/healthz").await.bytes, b"ok\n");
    let ready = stranger.get("/readyz").await.ok();
    assert_eq!((ready["ready"].as_bool(), ready["draining"].as_bool()), (Some(true), Some(false)));

    assert_eq!(stranger.get("/metrics").await.refusal(), (401, "unauthenticated".into()));
    let member = Asker::of(&house, &house.member(1));
    assert_eq!(member.get("/metrics").await.refusal(), (403, "forbidden".into()));
    assert_eq!(stranger.with("authorization", "Bearer 0123456789abcdeX").get("/metrics").await.status, 401);
    for asker in
        [Asker::of(&house, &house.member(0)), stranger.with("authorization", "Bearer 0123456789abcdef")]
    {
        let figures = asker.get("/metrics").await;
        assert_eq!(figures.status, 200);
        let text = String::from_utf8(figures.bytes).unwrap();
        for name in
            ["uchite_sessions ", "uchite_events_total ", "uchite_http_seconds_count ", "uchite_build_info{"]
        {
            assert!(text.contains(name), "{name}\n{text}");
        }
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            assert!(line.rsplit(' ').next().unwrap().parse::<f64>().is_ok(), "{line}");
        }
    }
}

#[tokio::test]
async fn every_answer_carries_the_headers_that_keep_browsers_safe() {
    let house = House::new().await;
    let stranger = Asker::stranger(&house);
    for path in ["/", "/app/reports/5", "/me", "/openapi.json", "/api/docs/", "/nothing"] {
        let answer = stranger.get(path).await;
        for (name, part) in [
            ("content-security-policy", "default-src 'none'"),
            ("content-security-policy", "script-src 'self';"),
            ("content-security-policy", "frame-ancestors 'none'"),
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "same-origin"),
            ("permissions-policy", "camera=()"),
        ] {
            assert!(answer.header(name).contains(part), "{path} {name}: {}", answer.header(name));
        }
        assert_eq!(answer.header("strict-transport-security"), "", "{path}: plain HTTP");
    }
    assert_eq!(stranger.get("/me").await.header("cache-control"), "no-store");
}

#[tokio::test]
async fn the_document_describes_what_is_served() {
    let house = House::new().await;
    let document = Asker::stranger(&house).get("/openapi.json").await.ok();
    assert_eq!(document["openapi"], "3.1.0");
    let admin = Asker::of(&house, &house.member(0));
    // Every path that the document names leads to a handler: whatever it answers, it is not "no such route".
    for (path, operations) in document["paths"].as_object().unwrap() {
        for method in operations.as_object().unwrap().keys() {
            if path == "/auth/logout" {
                continue;
            }
            let place = path.replace("{kind}", "like").replace("{file}", &"ab".repeat(32));
            let place: String = place
                .split('/')
                .map(|s| if s.starts_with('{') { "999999" } else { s })
                .collect::<Vec<_>>()
                .join("/");
            let answer = admin.bare(&method.to_uppercase(), &place).await;
            let detail = answer.json()["detail"].as_str().unwrap_or_default().to_owned();
            assert!(answer.status != 405 && !detail.contains("no such route"), "{method} {path}: {detail}");
        }
    }
}

#[tokio::test]
async fn json_is_compressed_for_those_who_take_it() {
    let house = House::new().await;
    let member = Asker::of(&house, &house.member(1)).with("accept-encoding", "gzip");
    let packed = member.get("/openapi.json").await;
    assert_eq!(packed.header("content-encoding"), "gzip");
    assert_eq!(&packed.bytes[..2], b"\x1f\x8b");
}

#[tokio::test]
async fn the_web_client_or_a_page_that_says_how_to_build_it_is_served() {
    let house = House::new().await;
    let stranger = Asker::stranger(&house);
    for path in ["/", "/app/deals/7"] {
        let page = stranger.get(path).await;
        assert_eq!((page.status, page.header("content-type")), (200, "text/html; charset=utf-8"), "{path}");
        assert!(String::from_utf8_lossy(&page.bytes).contains("打ち手"));
    }
    assert_eq!(stranger.get("/app/missing.js").await.status, 404);
    assert_eq!(stranger.bare("POST", "/").await.status, 405);
}

#[tokio::test]
async fn tls_is_spoken_with_a_certificate() {
    let server = TlsServer::start(1).await;
    let url = &server.url;
    assert!(url.starts_with("https://localhost:"), "{url}");
    let root = reqwest::Certificate::from_der(&server.certificate).unwrap();
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder().tls_certs_only([root]).build().unwrap();
    let answer = client.get(format!("{url}/api/v1/me")).send().await.unwrap();
    assert_eq!(answer.status(), 401);
    assert_eq!(answer.headers()["strict-transport-security"], "max-age=31536000");
    assert_eq!(answer.version(), reqwest::Version::HTTP_2);
}

#[tokio::test]
async fn a_told_server_ends_in_order_with_sessions_sent_home() {
    let mut house = House::new().await;
    let member = house.member(1);
    let (_session, mut stream) = member.session();
    support::next(&mut stream, |happening| {
        matches!(happening, uchite_client::Happening::Connected { .. }).then_some(())
    })
    .await;
    let since = std::time::Instant::now();
    let code = house.server.stop().await.unwrap();
    assert_eq!(code, Some(0));
    assert!(since.elapsed() < Duration::from_secs(15), "{:?}", since.elapsed());
    support::next(&mut stream, |happening| {
        matches!(happening, uchite_client::Happening::Lost { .. }).then_some(())
    })
    .await;
}
