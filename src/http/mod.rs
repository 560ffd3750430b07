//! HTTP: the routes, and what stands before them.
//!
//! ```text
//! around ─▶ signed (who, other sites, rates, scope) ─▶ body, query, path ─▶ a handler ─▶ the house
//!        ◀─ problem                                                      ◀─ JSON
//! ```

mod account;
mod around;
mod body;
mod client;
mod client_ref;
mod devices;
mod figures;
mod files;
mod forwarded;
mod front;
mod inbox;
mod live;
mod masters;
mod next_moves;
mod openapi;
mod operate;
mod origin;
mod page;
mod problem;
mod query;
mod rates;
mod reports;
mod serving;
mod sign_in_guard;
mod signed;
mod strict;
mod talk;
mod timelines;
mod tokens;
mod uploads;

use std::sync::LazyLock;

use actix_web::http::header::{CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use actix_web::middleware::{Compress, from_fn};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, get, web};
use serde_json::Value;
use utoipa::OpenApi;
use utoipa_swagger_ui::SwaggerUi;

pub use front::{Front, FrontParts};
use problem::Problem;
pub use serving::{Serving, ServingError};
pub use uploads::Uploads;

/// Where the API begins.
const BASE: &str = "/api/v1";

/// Names every handler once, for the router and for the document.
macro_rules! routes {
    ($($($segment:ident)::+),* $(,)?) => {
        fn api_routes(config: &mut web::ServiceConfig) {
            $(config.service($($segment)::+);)*
        }

        #[derive(OpenApi)]
        #[openapi(paths($($($segment)::+),*, live::live))]
        struct Paths;
    };
}

// Those that are asked most often come first: the router tries them in order.
routes! {
    timelines::get_timeline,
    reports::file_report,
    reports::preview_report,
    reports::get_report,
    reports::correct_report,
    reports::get_audience,
    talk::add_reply,
    talk::mark_read,
    talk::mark_unread,
    talk::add_bookmark,
    talk::remove_bookmark,
    talk::acknowledge,
    talk::react,
    talk::unreact,
    talk::claim_consult,
    talk::accept_answer,
    talk::reopen_consult,
    files::get_file,
    files::upload_file,
    account::get_me,
    inbox::get_badge,
    inbox::read_all,
    inbox::undo_read_all,
    timelines::get_inbox,
    timelines::get_deal_timeline,
    timelines::get_member_timeline,
    timelines::get_customer_timeline,
    timelines::get_department_timeline,
    next_moves::set_next_move,
    next_moves::change_next_move,
    next_moves::accept_slot,
    masters::deals::list_deals,
    masters::deals::open_deal,
    masters::deals::get_deal,
    masters::deals::get_deal_history,
    masters::deals::change_deal,
    masters::customers::list_customers,
    masters::customers::add_customer,
    masters::customers::get_customer,
    masters::customers::change_customer,
    masters::contacts::list_contacts,
    masters::contacts::add_contact,
    masters::contacts::get_contact,
    masters::contacts::change_contact,
    masters::products::list_products,
    masters::products::add_product,
    masters::products::get_product,
    masters::products::change_product,
    masters::competitors::list_competitors,
    masters::competitors::add_competitor,
    masters::competitors::get_competitor,
    masters::competitors::change_competitor,
    masters::members::list_members,
    masters::members::add_member,
    masters::members::get_member,
    masters::members::change_member,
    masters::members_password::set_member_password,
    masters::departments::list_departments,
    masters::departments::add_department,
    masters::departments::get_department,
    masters::departments::change_department,
    masters::purposes::list_purposes,
    masters::purposes::add_purpose,
    masters::purposes::get_purpose,
    masters::purposes::change_purpose,
    masters::templates::list_templates,
    masters::templates::add_template,
    masters::templates::get_template,
    masters::templates::change_template,
    masters::stages::get_stages,
    masters::stages::set_stages,
    devices::get_push_key,
    devices::list_devices,
    devices::add_device,
    devices::remove_device,
    devices::test_device,
    devices::push_shown,
    tokens::list_tokens,
    tokens::issue_token,
    tokens::revoke_token,
    account::change_password,
    account::sign_in,
    account::sign_out,
}

static DOCUMENT: LazyLock<Value> = LazyLock::new(|| openapi::document(Paths::openapi()));
static DOCUMENT_TEXT: LazyLock<Bytes> = LazyLock::new(|| Bytes::from(DOCUMENT.to_string()));

/// The OpenAPI document.
#[must_use]
pub fn openapi_document() -> &'static Value {
    &DOCUMENT
}

/// The document, for whoever wants to write a client. It says nothing that is secret.
#[get("/openapi.json")]
async fn openapi_json(request: HttpRequest) -> HttpResponse {
    const TAG: &str = concat!("\"", env!("CARGO_PKG_VERSION"), "\"");
    if request.headers().get(IF_NONE_MATCH).is_some_and(|held| held == TAG) && !cfg!(debug_assertions) {
        return HttpResponse::NotModified().insert_header((ETAG, TAG)).finish();
    }
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/json"))
        .insert_header((ETAG, TAG))
        .insert_header(("cache-control", "no-cache"))
        .body(DOCUMENT_TEXT.clone())
}

/// Puts everything into an application. `Front` is added by the caller.
pub(crate) fn configure(config: &mut web::ServiceConfig) {
    let docs = SwaggerUi::new("/{_:.*}").config(utoipa_swagger_ui::Config::from("/api/v1/openapi.json"));
    config
        .app_data(web::PathConfig::default().error_handler(|_, request| no_such_thing(request).into()))
        .service(live::live)
        .service(
            web::scope(BASE)
                .wrap(from_fn(around::around_api))
                .wrap(Compress::default())
                .configure(api_routes)
                .service(openapi_json)
                .default_service(web::to(no_route)),
        )
        .service(operate::healthz)
        .service(operate::readyz)
        .service(
            web::resource("/metrics")
                .wrap(from_fn(around::around_api))
                .route(web::get().to(operate::metrics)),
        )
        .service(web::scope("/api/docs").wrap(from_fn(around::around_pages)).service(docs))
        .service(web::resource("/{path:.*}").wrap(from_fn(around::around_pages)).to(page));
}

async fn no_route(request: HttpRequest) -> Result<HttpResponse, Problem> {
    Err(wrong_method(&request).unwrap_or_else(|| Problem::not_found("route")))
}

/// A path whose parameter is no number. `PATCH /reports/preview` comes here too.
fn no_such_thing(request: &HttpRequest) -> Problem {
    wrong_method(request).unwrap_or_else(|| Problem::not_found("thing"))
}

/// A path that is there, with another method.
fn wrong_method(request: &HttpRequest) -> Option<Problem> {
    let path = request.path().strip_prefix(BASE).unwrap_or_default();
    let methods = openapi::methods_at(&DOCUMENT, path);
    let other = !methods.is_empty() && !methods.iter().any(|method| method == request.method().as_str());
    other.then(|| Problem::method(methods.join(", ")))
}

async fn page(request: HttpRequest) -> Result<HttpResponse, Problem> {
    if request.path().starts_with("/api/") {
        return Err(Problem::not_found("route"));
    }
    Ok(client::answer(&request))
}
