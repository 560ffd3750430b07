//! For those who operate the server: does it live, is it ready, how is it doing.

use std::fmt::Write;
use std::sync::atomic::Ordering;

use actix_web::http::header::AUTHORIZATION;
use actix_web::{HttpRequest, HttpResponse, get, web};
use serde::Serialize;
use uchite_domain::{Role, Scope, Seq};
use utoipa::ToSchema;

use super::figures::BUCKETS_MS;
use super::front::Front;
use super::problem::Problem;
use super::signed::signed;

/// Whether the server takes commands.
#[derive(Serialize, ToSchema)]
pub(crate) struct Readiness {
    /// Whether it does.
    ready: bool,
    /// Whether it is going down.
    draining: bool,
    /// Everything up to here is published.
    cursor: Seq,
}

/// The process lives.
#[get("/healthz")]
pub(crate) async fn healthz() -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain").insert_header(("cache-control", "no-store")).body("ok\n")
}

/// The log takes events, the read model follows, nobody has asked the server to go: 200, else 503.
#[get("/readyz")]
pub(crate) async fn readyz(front: web::Data<Front>) -> HttpResponse {
    let house = &front.house;
    let ready = house.is_ready();
    let mut response = if ready { HttpResponse::Ok() } else { HttpResponse::ServiceUnavailable() };
    let readiness = Readiness { ready, draining: house.is_draining(), cursor: house.cursor() };
    response.insert_header(("cache-control", "no-store")).json(readiness)
}

/// Figures for Prometheus: for an admin, or with the token of the configuration.
pub(crate) async fn metrics(request: HttpRequest, front: web::Data<Front>) -> Result<HttpResponse, Problem> {
    let token = &front.config.metrics.token;
    let expected = format!("Bearer {token}");
    let given = request.headers().get(AUTHORIZATION).map(|value| value.as_bytes());
    let opened = !token.is_empty() && given.is_some_and(|given| same(given, expected.as_bytes()));
    if !opened {
        let caller = signed(&request, Scope::Admin)?;
        let role = front.house.store().organisation().active(caller.member).map(|m| m.fields.role);
        if role != Some(Role::Admin) {
            return Err(Problem::new(uchite_domain::Code::Forbidden, "figures are for admins"));
        }
    }
    Ok(figures(&front))
}

/// The same on the address of its own, where nobody is asked.
pub(crate) async fn open_metrics(front: web::Data<Front>) -> HttpResponse {
    figures(&front)
}

fn figures(front: &Front) -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain; version=0.0.4; charset=utf-8").body(text(front))
}

/// Takes as long for a token that is wrong at its end as for one that is wrong at its beginning.
fn same(given: &[u8], expected: &[u8]) -> bool {
    given.len() == expected.len() && given.iter().zip(expected).fold(0, |acc, (a, b)| acc | (a ^ b)) == 0
}

fn text(front: &Front) -> String {
    let house = front.house.figures();
    let gauge = "gauge";
    let counter = "counter";
    let mut out = String::new();
    for (name, kind, help, value) in [
        ("sessions", gauge, "Live sessions", house.sessions),
        ("deal_actors", gauge, "Deal actors", house.deal_actors),
        ("cursor", gauge, "Everything up to this event is published", house.cursor),
        ("pushes_waiting", gauge, "Pushes that wait", house.pushes_waiting),
        ("resident_bytes", gauge, "Resident memory of the process", resident_bytes()),
        ("deliveries_total", counter, "Frames handed to sessions", house.frames),
        ("sessions_too_slow_total", counter, "Sessions closed as too slow", house.too_slow),
        ("events_total", counter, "Events published", house.events),
        ("rejections_total", counter, "Commands refused", house.rejections),
        ("pushes_accepted_total", counter, "Pushes that a push service took", house.pushes_accepted),
        ("pushes_failed_total", counter, "Pushes that failed for good", house.pushes_failed),
    ] {
        let _ =
            writeln!(out, "# HELP uchite_{name} {help}.\n# TYPE uchite_{name} {kind}\nuchite_{name} {value}");
    }
    let _ = writeln!(
        out,
        "# HELP uchite_build_info The program's version.\n# TYPE uchite_build_info gauge\n\
         uchite_build_info{{version=\"{}\"}} 1",
        env!("CARGO_PKG_VERSION")
    );
    http_text(front, &mut out);
    out
}

fn http_text(front: &Front, out: &mut String) {
    let http = &front.figures;
    out.push_str("# HELP uchite_http_responses_total Answers of the API by class of status.\n");
    out.push_str("# TYPE uchite_http_responses_total counter\n");
    for (class, count) in http.by_class.iter().enumerate() {
        let count = count.load(Ordering::Relaxed);
        let _ = writeln!(out, "uchite_http_responses_total{{class=\"{}xx\"}} {count}", class + 1);
    }
    out.push_str("# HELP uchite_http_seconds Time from a request to its answer.\n");
    out.push_str("# TYPE uchite_http_seconds histogram\n");
    let mut below = 0;
    for (bucket, count) in http.by_time.iter().enumerate() {
        below += count.load(Ordering::Relaxed);
        let bound = BUCKETS_MS.get(bucket).map_or("+Inf".to_owned(), |ms| (*ms as f64 / 1000.0).to_string());
        let _ = writeln!(out, "uchite_http_seconds_bucket{{le=\"{bound}\"}} {below}");
    }
    let seconds = http.micros.load(Ordering::Relaxed) as f64 / 1e6;
    let _ = writeln!(out, "uchite_http_seconds_sum {seconds}\nuchite_http_seconds_count {below}");
}

/// Bytes of memory that the process holds; 0 where the system does not tell.
fn resident_bytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
    kib.unwrap_or(0) * 1024
}
