//! What happens around every request: its number, refusals in our words, headers, figures.

use std::time::Instant;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use actix_web::http::{ConnectionType, StatusCode};
use actix_web::middleware::Next;
use actix_web::{Error, HttpResponse, web};
use uchite_domain::Code;

use super::front::Front;
use super::problem::{self, Problem};

/// Names a request in answers and logs.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What a page may load and do. `style-src` allows inline styles since the component library writes them;
/// scripts come from files of ours alone.
const CONTENT_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; \
    form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const SECURITY: &[(&str, &str)] = &[
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    (
        "permissions-policy",
        "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    ),
    ("content-security-policy", CONTENT_POLICY),
];

/// A year; only ever sent over TLS.
const STRICT_TRANSPORT: &str = "max-age=31536000";

/// Stands around everything: says so if the connection is closed behind an answer.
///
/// That is so where another protocol was offered and not taken up: actix-http counts such a connection among those
/// that were upgraded. Clients that offer HTTP/2 with every request, as the JDK's does, would use it again and lose a
/// request if they were not told (RFC 9110, 7.8; RFC 9112, 9.6).
pub(crate) async fn around_all(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let mut response = next.call(request).await?.map_into_boxed_body();
    if response.request().head().upgrade() && response.status() != StatusCode::SWITCHING_PROTOCOLS {
        response.response_mut().head_mut().set_connection_type(ConnectionType::Close);
    }
    Ok(response)
}

/// Stands around the routes of the API.
pub(crate) async fn around_api(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let started = Instant::now();
    let id = request_id();
    // The request may not be shared before the routes have written their parameters into it.
    let response = next.call(request).await?;
    let shared = response.request().clone();
    let mut response = match response.response().error() {
        Some(error) => refused(id, shared.clone(), problem::of_framework(error)),
        None => response.map_into_boxed_body(),
    };
    let status = response.status();
    let headers = response.headers_mut();
    headers.insert(REQUEST_ID, number(id));
    if !headers.contains_key("cache-control") {
        headers.insert(HeaderName::from_static("cache-control"), HeaderValue::from_static("no-store"));
    }
    if let Some(front) = shared.app_data::<web::Data<Front>>() {
        secure(headers, front.client(&shared).tls);
        front.figures.note(status, started.elapsed());
    }
    tracing::debug!(
        target: "http",
        id = format_args!("{id:016x}"), method = %shared.method(), path = shared.path(),
        status = status.as_u16(), took_us = started.elapsed().as_micros() as u64, "answered"
    );
    Ok(response)
}

/// Stands around the web client's files.
pub(crate) async fn around_pages(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let mut response = next.call(request).await?.map_into_boxed_body();
    let shared = response.request();
    let tls = shared.app_data::<web::Data<Front>>().is_some_and(|front| front.client(shared).tls);
    secure(response.headers_mut(), tls);
    Ok(response)
}

/// The answer to a request that is refused outside of [`around_api`].
pub(crate) fn refuse(request: &actix_web::HttpRequest, problem: &Problem) -> HttpResponse {
    let id = request_id();
    let mut response = problem.response(&format!("{id:016x}"));
    response.headers_mut().insert(REQUEST_ID, number(id));
    let tls = request.app_data::<web::Data<Front>>().is_some_and(|front| front.client(request).tls);
    secure(response.headers_mut(), tls);
    response
}

fn refused(id: u64, request: actix_web::HttpRequest, problem: Problem) -> ServiceResponse<BoxBody> {
    if problem.code() == Code::Internal {
        tracing::error!(id = format_args!("{id:016x}"), path = request.path(), %problem, "a request failed");
    }
    ServiceResponse::new(request, problem.response(&format!("{id:016x}")))
}

/// Puts the headers on an answer that every answer carries. What is there already stays.
pub(crate) fn secure(headers: &mut HeaderMap, tls: bool) {
    for (name, value) in SECURITY {
        if !headers.contains_key(*name) {
            headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
    }
    if tls {
        let name = HeaderName::from_static("strict-transport-security");
        headers.insert(name, HeaderValue::from_static(STRICT_TRANSPORT));
    }
}

fn request_id() -> u64 {
    // Without randomness requests are still answered; they share a number then.
    getrandom::u64().unwrap_or(0)
}

#[expect(clippy::expect_used, reason = "sixteen hexadecimal digits are a header's value")]
fn number(id: u64) -> HeaderValue {
    HeaderValue::from_str(&format!("{id:016x}")).expect("hexadecimal digits")
}
