//! The header `Idempotency-Key`: the client's own reference of a command.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use uchite_domain::{Code, limits};

use super::problem::Problem;

/// The client's reference, where it gave one. The same reference carries a command out once, for good.
pub(crate) struct ClientRef(pub(crate) Option<String>);

impl FromRequest for ClientRef {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(read(request))
    }
}

fn read(request: &HttpRequest) -> Result<ClientRef, Problem> {
    let mut values = request.headers().get_all("idempotency-key");
    let Some(value) = values.next() else { return Ok(ClientRef(None)) };
    if values.next().is_some() {
        return Err(Problem::new(Code::Invalid, "Idempotency-Key stands more than once"));
    }
    let text = std::str::from_utf8(value.as_bytes())
        .map_err(|_| Problem::new(Code::InvalidUtf8, "Idempotency-Key is not UTF-8"))?;
    limits::required("Idempotency-Key", text, limits::CLIENT_REF_MAX_CHARS)?;
    Ok(ClientRef(Some(text.to_owned())))
}
