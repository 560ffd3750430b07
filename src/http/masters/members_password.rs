//! A member's password, set by an admin: the first one, or one that was forgotten.

use actix_web::{HttpResponse, put, web};
use serde::Deserialize;
use uchite_domain::MemberId;
use utoipa::ToSchema;

use crate::http::account::{end_sign_ins, set_password};
use crate::http::body::Body;
use crate::http::front::Front;
use crate::http::problem::Problem;
use crate::http::signed::Admin;
use crate::passwords;

/// A password for somebody else.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewPassword {
    /// At least ten characters. Hand it over in person; its owner changes it.
    #[schema(format = Password)]
    new: String,
}

/// Set a member's password. Their sign-ins on browsers end.
#[utoipa::path(
    tag = "stock",
    params(("id" = MemberId, Path)),
    request_body = NewPassword,
    responses((status = 204))
)]
#[put("/members/{id}/password")]
pub(crate) async fn set_member_password(
    front: web::Data<Front>,
    who: Admin,
    id: web::Path<MemberId>,
    body: Body<NewPassword>,
) -> Result<HttpResponse, Problem> {
    who.require_admin(&front)?;
    let member = id.into_inner();
    let login = front.house.store().organisation().active(member).map(|m| m.fields.login.clone());
    let login = login.ok_or_else(|| Problem::not_found("member"))?;
    passwords::check(&body.0.new, &login)?;
    set_password(&front, who.member(), member, body.0.new).await?;
    end_sign_ins(&front, who.member(), member, None).await?;
    Ok(HttpResponse::NoContent().finish())
}
