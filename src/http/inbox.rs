//! The counts of one's inbox, and reading everything at once.

use actix_web::{delete, get, post, web};
use serde::{Deserialize, Serialize};
use uchite_domain::{Badge, Seq};
use utoipa::ToSchema;

use super::body::MaybeBody;
use super::front::Front;
use super::problem::Problem;
use super::signed::{Reader, Writer};

/// What of the inbox to mark read.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct ReadAll {
    /// Only what is addressed to you.
    addressed: bool,
}

/// What was marked read.
#[derive(Serialize, ToSchema)]
pub(crate) struct AllRead {
    /// Takes it back: `DELETE /inbox/read-all/{undo}`; null: nothing was unread.
    undo: Option<Seq>,
    /// Your counts after it.
    badge: Badge,
}

/// My counts.
#[utoipa::path(tag = "inbox", responses((status = 200, body = Badge)))]
#[get("/inbox/badge")]
pub(crate) async fn get_badge(front: web::Data<Front>, who: Reader) -> Result<web::Json<Badge>, Problem> {
    Ok(web::Json(front.house.store().badge(who.member())?))
}

/// Mark my whole inbox read. The body may be left out.
#[utoipa::path(tag = "inbox", request_body = Option<ReadAll>, responses((status = 200, body = AllRead)))]
#[post("/inbox/read-all")]
pub(crate) async fn read_all(
    front: web::Data<Front>,
    who: Writer,
    body: MaybeBody<ReadAll>,
) -> Result<web::Json<AllRead>, Problem> {
    let (undo, badge) = front.house.read_all(who.member(), body.0.addressed).await?;
    Ok(web::Json(AllRead { undo, badge }))
}

/// Take a marking of everything back.
#[utoipa::path(tag = "inbox", params(("undo" = Seq, Path)), responses((status = 200, body = Badge)))]
#[delete("/inbox/read-all/{undo}")]
pub(crate) async fn undo_read_all(
    front: web::Data<Front>,
    who: Writer,
    undo: web::Path<Seq>,
) -> Result<web::Json<Badge>, Problem> {
    Ok(web::Json(front.house.undo_read_all(who.member(), undo.into_inner()).await?))
}
