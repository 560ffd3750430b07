//! The websocket: the same checks as for any other request, then over to the session's actor (see `uchite_actors::Upgrade`).

use actix_web::{HttpRequest, HttpResponse, get, web};
use uchite_actors::offers_subprotocol;
use uchite_domain::{Code, SUBPROTOCOL, Scope};

use super::around::refuse;
use super::front::Front;
use super::problem::{self, Problem};
use super::signed::{carried, same_site, signed};

/// Live events, as a websocket with the subprotocol `uchite.v1`. From a client come `ClientFrame`s, from the
/// server `ServerFrame`s, both as text. See the live protocol's document.
#[utoipa::path(
    tag = "live",
    path = "/live",
    responses((status = 101, description = "Speak `uchite.v1`: the first frame is `hello`"))
)]
#[get("/api/v1/live")]
pub(crate) async fn live(
    request: HttpRequest,
    front: web::Data<Front>,
) -> Result<HttpResponse, actix_web::Error> {
    // Stands outside of what surrounds the other routes: a session costs no byte more than it must.
    match open(&request, &front) {
        Ok(response) => Ok(response),
        Err(problem) => Ok(refuse(&request, &problem)),
    }
}

fn open(request: &HttpRequest, front: &Front) -> Result<HttpResponse, Problem> {
    // A websocket is not held by the same-origin policy, so its origin is checked whoever asks.
    same_site(request, front, carried(request))?;
    let caller = signed(request, Scope::Read)?;
    if front.house.is_draining() {
        return Err(Problem::new(Code::Draining, "the server is going down"));
    }
    if !offers_subprotocol(request) {
        return Err(Problem::new(Code::Malformed, format!("offer the subprotocol {SUBPROTOCOL}")));
    }
    uchite_actors::live(&front.house, caller, request).map_err(|error| problem::of_framework(&error))
}
