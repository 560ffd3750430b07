//! Attachments: upload, attach, fetch.

use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, Charset, ContentDisposition, DispositionParam, DispositionType,
    ETAG, ExtendedValue, HeaderValue, IF_NONE_MATCH,
};
use actix_web::{HttpRequest, HttpResponse, get, post, web};
use serde::{Deserialize, Serialize};
use tokio::sync::SemaphorePermit;
use uchite_domain::{Attachment, Code, FileId, MemberId, Report, ReportId, limits};
use uchite_storage::files::FilesError;
use utoipa::{IntoParams, ToSchema};

use super::body;
use super::front::Front;
use super::problem::Problem;
use super::query::Query;
use super::signed::{Reader, Writer};
use super::uploads::unnoted;

/// Types that a browser may show inside a page. Nothing that can carry a script.
const SHOWN: &[&str] = &["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"];

/// What an upload is called.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub(crate) struct UploadParams {
    /// The file's name: 構成図.png
    name: String,
}

/// An uploaded file. Who uploaded it may attach it to what they file.
#[derive(Serialize, ToSchema)]
pub(crate) struct Uploaded {
    /// Names it in a report's or reply's `files`.
    id: FileId,
    /// The name under which it is shown and saved.
    name: String,
    /// Its sniffed media type.
    media_type: String,
    /// Its size in bytes.
    bytes: u64,
}

/// Upload a file: its bytes are the body. Its type is found out from them, whatever the header says.
#[utoipa::path(
    tag = "files",
    params(UploadParams),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 201, body = Uploaded))
)]
#[post("/files")]
pub(crate) async fn upload_file(
    request: HttpRequest,
    front: web::Data<Front>,
    who: Writer,
    params: Query<UploadParams>,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    limits::name("name", &params.0.name)?;
    let _transfer = transfer(&front)?;
    let bytes = body::read(&request, payload.into_inner(), front.config.files.max_bytes).await?;
    if bytes.is_empty() {
        return Err(Problem::new(Code::Invalid, "the file is empty"));
    }
    let media_type = sniff(&bytes);
    let stored = front.files.put(bytes, &params.0.name).await.map_err(|error| failed(&error))?;
    let (member, noted) = (who.member(), (stored.id.clone(), stored.bytes));
    let notes = front.clone();
    web::block(move || notes.uploads.note(&noted.0, member, media_type, noted.1))
        .await?
        .map_err(|error| unnoted(&error))?;
    let uploaded =
        Uploaded { id: stored.id, name: stored.name, media_type: media_type.to_owned(), bytes: stored.bytes };
    Ok(HttpResponse::Created().json(uploaded))
}

/// Fetch a file of a report or of a reply to it. Whoever may see the report may have it.
#[utoipa::path(
    tag = "files",
    params(("report" = ReportId, Path), ("file" = FileId, Path)),
    responses(
        (status = 200, body = Vec<u8>, content_type = "application/octet-stream"),
        (status = 304, description = "You have it")
    )
)]
#[get("/reports/{report}/files/{file}")]
pub(crate) async fn get_file(
    request: HttpRequest,
    front: web::Data<Front>,
    who: Reader,
    path: web::Path<(ReportId, String)>,
) -> Result<HttpResponse, Problem> {
    let (report, file) = path.into_inner();
    let attachment = attachment(&front, who.member(), report, &file)?;
    let etag = format!("\"{}\"", attachment.id.as_str());
    let held = request.headers().get(IF_NONE_MATCH).is_some_and(|held| held.as_bytes() == etag.as_bytes());
    if held {
        return Ok(HttpResponse::NotModified().insert_header((ETAG, etag)).finish());
    }
    let _transfer = transfer(&front)?;
    let bytes = front.files.get(&attachment.id).await.map_err(|error| failed(&error))?;
    let media_type = sniff(&bytes);
    let disposition = ContentDisposition {
        disposition: if SHOWN.contains(&media_type) {
            DispositionType::Inline
        } else {
            DispositionType::Attachment
        },
        parameters: vec![DispositionParam::FilenameExt(ExtendedValue {
            charset: Charset::Ext("UTF-8".to_owned()),
            language_tag: None,
            value: attachment.name.into_bytes(),
        })],
    };
    Ok(HttpResponse::Ok()
        .content_type(media_type)
        .insert_header(disposition)
        .insert_header((ETAG, etag))
        // Kept by the browser, and asked for again every time, since the right to see it may end.
        .insert_header((CACHE_CONTROL, HeaderValue::from_static("private, no-cache")))
        .insert_header((CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox; default-src 'none'")))
        .body(bytes))
}

fn attachment(front: &Front, viewer: MemberId, report: ReportId, file: &str) -> Result<Attachment, Problem> {
    let store = front.house.store();
    let found = store.report(report)?;
    let visible = found.filter(|report| store.organisation().may_see(viewer, report));
    let of_report = |report: &Report| {
        let replies = report.replies.iter().flat_map(|reply| &reply.files);
        report.files.iter().chain(replies).find(|f| f.id.as_str() == file).cloned()
    };
    visible.as_deref().and_then(of_report).ok_or_else(|| Problem::not_found("file"))
}

fn transfer(front: &Front) -> Result<SemaphorePermit<'_>, Problem> {
    let busy = |_| Problem::new(Code::Busy, "too many files are on their way");
    front.transfers.try_acquire().map_err(busy)
}

/// The media type that the bytes have. Text that nothing else claims is plain text, whatever stands in it.
fn sniff(bytes: &[u8]) -> &'static str {
    match infer::get(bytes).map(|found| found.mime_type()) {
        Some(found) => found,
        None if !bytes.contains(&0) && std::str::from_utf8(bytes).is_ok() => "text/plain; charset=utf-8",
        None => "application/octet-stream",
    }
}

fn failed(error: &FilesError) -> Problem {
    let code = match error {
        FilesError::NotFound(_) => Code::NotFound,
        FilesError::StorageFull => Code::StorageFull,
        FilesError::Damaged(_) | FilesError::Unavailable(_) => Code::Internal,
    };
    if code == Code::Internal {
        tracing::error!(%error, "attachments cannot be reached");
    }
    Problem::new(code, error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_found_out_from_the_bytes() {
        for (bytes, found) in [
            (&b"\x89PNG\r\n\x1a\n0000"[..], "image/png"),
            (b"%PDF-1.7", "application/pdf"),
            (b"<html><script>", "text/html"),
            ("打ち手".as_bytes(), "text/plain; charset=utf-8"),
            (b"\x00\x01\x02", "application/octet-stream"),
        ] {
            assert_eq!(sniff(bytes), found);
            assert!(!SHOWN.contains(&found) || found == "image/png");
        }
    }
}
