//! The web client, embedded in the binary.

use actix_web::http::Method;
use actix_web::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, ETAG, HeaderValue, IF_NONE_MATCH, VARY,
};
use actix_web::{HttpRequest, HttpResponse};
use rust_embed::{EmbeddedFile, RustEmbed};

/// What `npm run build` left in `clients/web/dist`. Empty when nothing was built.
#[derive(RustEmbed)]
#[folder = "clients/web/dist"]
#[allow_missing = true]
struct Dist;

/// Shown where no client was built into the binary.
const NOT_BUILT: &str = "<!doctype html><html lang=\"ja\"><meta charset=\"utf-8\"><title>打ち手</title>\
<body><h1>打ち手 — Uchite</h1>\
<p>サーバーは動いていますが、画面はまだ組み込まれていません。次の手順で作成してください:</p>\
<pre>./uchite build-web\n./uchite run</pre>\
<p>The server runs, but the web client was not built into it. Run the commands above.</p>\
<p><a href=\"/api/docs/\">API</a></p></body></html>";

/// Answers whatever is no route of the API: a file of the client, or its page for an address inside it.
pub(crate) fn answer(request: &HttpRequest) -> HttpResponse {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return HttpResponse::MethodNotAllowed().insert_header(("allow", "GET, HEAD")).finish();
    }
    let path = request.path().trim_start_matches('/');
    let page = path.is_empty() || !path.rsplit('/').next().is_some_and(|name| name.contains('.'));
    let name = if page { "index.html" } else { path };
    match Dist::get(name) {
        Some(file) => file_answer(request, name, &file),
        None if page => HttpResponse::Ok().content_type("text/html; charset=utf-8").body(NOT_BUILT),
        None => HttpResponse::NotFound().content_type("text/plain").body("not found\n"),
    }
}

fn file_answer(request: &HttpRequest, name: &str, file: &EmbeddedFile) -> HttpResponse {
    // The built files carry their digest in their names; all else, the service worker above all, is asked
    // for again every time.
    let cache = if name.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    let digest = file.metadata.sha256_hash();
    let etag = format!("\"{}\"", digest[..16].iter().map(|byte| format!("{byte:02x}")).collect::<String>());
    let held = request.headers().get(IF_NONE_MATCH).is_some_and(|held| held.as_bytes() == etag.as_bytes());
    let mut response = if held { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response
        .insert_header((CACHE_CONTROL, HeaderValue::from_static(cache)))
        .insert_header((ETAG, etag))
        .insert_header((VARY, HeaderValue::from_static("accept-encoding")));
    if held {
        return response.finish();
    }
    response.content_type(content_type(name, file));
    let brotli = takes_brotli(request).then(|| Dist::get(&format!("{name}.br"))).flatten();
    let data = match brotli {
        Some(packed) => {
            response.insert_header((CONTENT_ENCODING, HeaderValue::from_static("br")));
            packed.data
        }
        None => file.data.clone(),
    };
    response.body(data.into_owned())
}

fn content_type(name: &str, file: &EmbeddedFile) -> String {
    if name.ends_with(".webmanifest") {
        return "application/manifest+json".to_owned();
    }
    let found = file.metadata.mimetype();
    if found.starts_with("text/") { format!("{found}; charset=utf-8") } else { found.to_owned() }
}

fn takes_brotli(request: &HttpRequest) -> bool {
    let accepted = request.headers().get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
    accepted.is_some_and(|list| {
        list.split(',').any(|one| {
            let (coding, weight) = one.split_once(';').unwrap_or((one, ""));
            coding.trim() == "br" && weight.trim() != "q=0"
        })
    })
}
