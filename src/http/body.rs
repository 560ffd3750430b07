//! JSON bodies: one extractor that reads them within bounds and names what is wrong with them.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};
use actix_web::web::{self, Bytes, BytesMut};
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use futures_util::StreamExt;
use serde::de::DeserializeOwned;
use uchite_domain::{Code, unreadable};

use super::front::Front;
use super::problem::Problem;
use super::strict;

/// A JSON body. Refuses another media type, one that is too large or too slow, text that is not UTF-8, what
/// is no JSON of the expected shape, and unknown fields by name.
pub(crate) struct Body<T>(pub(crate) T);

/// Like [`Body`], but the body may be left out, or be null.
pub(crate) struct MaybeBody<T>(pub(crate) T);

type Reading<T> = Pin<Box<dyn Future<Output = Result<T, Problem>>>>;

impl<T: DeserializeOwned + 'static> FromRequest for Body<T> {
    type Error = Problem;
    type Future = Reading<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(async move {
            is_json(&request)?;
            let bytes = read_json(&request, payload).await?;
            parse(&bytes).map(Body)
        })
    }
}

impl<T: DeserializeOwned + Default + 'static> FromRequest for MaybeBody<T> {
    type Error = Problem;
    type Future = Reading<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let bytes = read_json(&request, payload).await?;
            if bytes.is_empty() {
                return Ok(MaybeBody(T::default()));
            }
            is_json(&request)?;
            Ok(MaybeBody(parse::<Option<T>>(&bytes)?.unwrap_or_default()))
        })
    }
}

/// Reads a body of at most so many bytes, in the time that the configuration gives.
pub(crate) async fn read(request: &HttpRequest, payload: Payload, max: usize) -> Result<Bytes, Problem> {
    let too_large = || Problem::new(Code::TooLarge, format!("a body has at most {max} bytes here"));
    let length = request.headers().get(CONTENT_LENGTH).and_then(|v| v.to_str().ok()?.parse::<u64>().ok());
    if length.is_some_and(|length| length > max as u64) {
        return Err(too_large());
    }
    if request.headers().get(CONTENT_ENCODING).is_some_and(|encoding| encoding != "identity") {
        return Err(Problem::new(Code::UnsupportedMedia, "bodies are taken uncompressed"));
    }
    let timeout = front(request)?.config.http.body_timeout_s;
    let mut payload = payload;
    let reading = async {
        let mut body = BytesMut::new();
        while let Some(chunk) = payload.next().await {
            let chunk = chunk.map_err(|error| Problem::new(Code::Malformed, error.to_string()))?;
            if body.len() + chunk.len() > max {
                return Err(too_large());
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body.freeze())
    };
    match tokio::time::timeout(Duration::from_secs(timeout), reading).await {
        Ok(read) => read,
        Err(_) => Err(Problem::new(Code::Malformed, format!("the body did not arrive within {timeout} s"))),
    }
}

fn front(request: &HttpRequest) -> Result<&web::Data<Front>, Problem> {
    // Missing only if an App was put together without it.
    request.app_data::<web::Data<Front>>().ok_or_else(|| Problem::new(Code::Internal, "no front"))
}

async fn read_json(request: &HttpRequest, payload: Payload) -> Result<Bytes, Problem> {
    read(request, payload, front(request)?.config.http.body_max_bytes).await
}

fn is_json(request: &HttpRequest) -> Result<(), Problem> {
    let essence = request.content_type();
    if essence.eq_ignore_ascii_case("application/json") || essence.to_ascii_lowercase().ends_with("+json") {
        return Ok(());
    }
    let said = request.headers().get(CONTENT_TYPE).is_some();
    let detail = if said { "a body is application/json here" } else { "the body's Content-Type is missing" };
    Err(Problem::new(Code::UnsupportedMedia, detail))
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let text = std::str::from_utf8(bytes)
        .map_err(|error| Problem::new(Code::InvalidUtf8, format!("the body is not UTF-8: {error}")))?;
    strict::from_str(text).map_err(|error| unreadable(&error).into())
}
