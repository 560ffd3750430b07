//! What is said and done on a report: replies, reading, taking note, reactions, the consult.

use actix_web::{HttpResponse, delete, post, put, web};
use serde::{Deserialize, Serialize};
use uchite_domain::{Badge, DealCommand, MemberId, NewReply, ReactionKind, ReadHow, ReplyId, ReportId, Seq};
use utoipa::ToSchema;

use super::body::Body;
use super::client_ref::ClientRef;
use super::front::Front;
use super::problem::Problem;
use super::reports::{Changed, created, on_report};
use super::signed::Writer;

/// Up to where a card was read.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReadUpTo {
    /// The card's `seq` as you saw it: what came after it stays unread.
    upto: Seq,
}

/// Reply to a report.
#[utoipa::path(
    tag = "talk",
    params(
        ("report" = ReportId, Path),
        ("Idempotency-Key" = Option<String>, Header, description = "Your own reference, remembered for good")
    ),
    request_body = NewReply,
    responses(
        (status = 201, body = Changed),
        (status = 200, body = Changed, description = "It had been written before under the same key")
    )
)]
#[post("/reports/{report}/replies")]
pub(crate) async fn add_reply(
    front: web::Data<Front>,
    who: Writer,
    client_ref: ClientRef,
    report: web::Path<ReportId>,
    body: Body<NewReply>,
) -> Result<HttpResponse, Problem> {
    let (member, report) = (who.member(), report.into_inner());
    let command = DealCommand::Reply { report, reply: body.0 };
    let done = front.house.report_command(member, report, client_ref.0, command).await?;
    created(&front, member, report, done)
}

/// I opened this card and read it.
#[utoipa::path(
    tag = "talk",
    params(("report" = ReportId, Path)),
    request_body = ReadUpTo,
    responses((status = 200, body = Badge))
)]
#[put("/reports/{report}/read")]
pub(crate) async fn mark_read(
    front: web::Data<Front>,
    who: Writer,
    report: web::Path<ReportId>,
    body: Body<ReadUpTo>,
) -> Result<web::Json<Badge>, Problem> {
    let (member, report) = (who.member(), report.into_inner());
    if front.house.store().inbox_state(member, report)?.is_none() {
        // One who merely looked it up has nothing to mark; one who may not see it learns nothing.
        let visible = front.house.store().card(member, report)?.is_some();
        return if visible {
            Ok(web::Json(front.house.store().badge(member)?))
        } else {
            Err(Problem::not_found("report"))
        };
    }
    let badge = front.house.read(member, vec![report], body.0.upto, ReadHow::Opened).await?;
    Ok(web::Json(badge))
}

/// Mark a card of my inbox unread again.
#[utoipa::path(tag = "talk", params(("report" = ReportId, Path)), responses((status = 200, body = Badge)))]
#[post("/reports/{report}/unread")]
pub(crate) async fn mark_unread(
    front: web::Data<Front>,
    who: Writer,
    report: web::Path<ReportId>,
) -> Result<web::Json<Badge>, Problem> {
    Ok(web::Json(front.house.mark_unread(who.member(), vec![report.into_inner()]).await?))
}

/// A bookmark as it is now.
#[derive(Serialize, ToSchema)]
pub(crate) struct Bookmark {
    /// On which report.
    report: ReportId,
    /// Whether it is set.
    bookmarked: bool,
}

/// Bookmark a report that I may see. Nobody else knows; what happens on it is sent to my sessions.
#[utoipa::path(tag = "talk", params(("report" = ReportId, Path)), responses((status = 200, body = Bookmark)))]
#[put("/reports/{report}/bookmark")]
pub(crate) async fn add_bookmark(
    front: web::Data<Front>,
    who: Writer,
    report: web::Path<ReportId>,
) -> Result<web::Json<Bookmark>, Problem> {
    bookmark(&front, who.member(), report.into_inner(), true).await
}

/// Take my bookmark away.
#[utoipa::path(tag = "talk", params(("report" = ReportId, Path)), responses((status = 200, body = Bookmark)))]
#[delete("/reports/{report}/bookmark")]
pub(crate) async fn remove_bookmark(
    front: web::Data<Front>,
    who: Writer,
    report: web::Path<ReportId>,
) -> Result<web::Json<Bookmark>, Problem> {
    bookmark(&front, who.member(), report.into_inner(), false).await
}

async fn bookmark(
    front: &Front,
    member: MemberId,
    report: ReportId,
    on: bool,
) -> Result<web::Json<Bookmark>, Problem> {
    front.house.bookmark(member, report, on).await?;
    Ok(web::Json(Bookmark { report, bookmarked: on }))
}

/// Take note of a report (確認しました).
#[utoipa::path(tag = "talk", params(("report" = ReportId, Path)), responses((status = 200, body = Changed)))]
#[put("/reports/{report}/acknowledgement")]
pub(crate) async fn acknowledge(
    front: web::Data<Front>,
    who: Writer,
    client_ref: ClientRef,
    report: web::Path<ReportId>,
) -> Result<web::Json<Changed>, Problem> {
    let report = report.into_inner();
    let command = DealCommand::Acknowledge { report };
    on_report(&front, who.member(), report, client_ref, command).await.map(web::Json)
}

/// React to a report.
#[utoipa::path(
    tag = "talk",
    params(("report" = ReportId, Path), ("kind" = ReactionKind, Path)),
    responses((status = 200, body = Changed))
)]
#[put("/reports/{report}/reactions/{kind}")]
pub(crate) async fn react(
    front: web::Data<Front>,
    who: Writer,
    client_ref: ClientRef,
    path: web::Path<(ReportId, ReactionKind)>,
) -> Result<web::Json<Changed>, Problem> {
    let (report, kind) = path.into_inner();
    let command = DealCommand::React { report, kind, on: true };
    on_report(&front, who.member(), report, client_ref, command).await.map(web::Json)
}

/// Take a reaction back.
#[utoipa::path(
    tag = "talk",
    params(("report" = ReportId, Path), ("kind" = ReactionKind, Path)),
    responses((status = 200, body = Changed))
)]
#[delete("/reports/{report}/reactions/{kind}")]
pub(crate) async fn unreact(
    front: web::Data<Front>,
    who: Writer,
    client_ref: ClientRef,
    path: web::Path<(ReportId, ReactionKind)>,
) -> Result<web::Json<Changed>, Problem> {
    let (report, kind) = path.into_inner();
    let command = DealCommand::React { report, kind, on: false };
    on_report(&front, who.member(), report, client_ref, command).await.map(web::Json)
}

/// Take the consult of a report on.
#[utoipa::path(tag = "talk", params(("report" = ReportId, Path)), responses((status = 200, body = Changed)))]
#[post("/reports/{report}/consult/claim")]
pub(crate) async fn claim_consult(
    front: web::Data<Front>,
    who: Writer,
    client_ref: ClientRef,
    report: web::Path<ReportId>,
) -> Result<web::Json<Changed>, Problem> {
    let report = report.into_inner();
    let command = DealCommand::ClaimConsult { report };
    on_report(&front, who.member(), report, client_ref, command).await.map(web::Json)
}

/// Take a reply as the answer to my consult.
#[utoipa::path(
    tag = "talk",
    params(("report" = ReportId, Path), ("reply" = ReplyId, Path)),
    responses((status = 200, body = Changed))
)]
#[post("/reports/{report}/consult/answer/{reply}/accept")]
pub(crate) async fn accept_answer(
    front: web::Data<Front>,
    who: Writer,
    client_ref: ClientRef,
    path: web::Path<(ReportId, ReplyId)>,
) -> Result<web::Json<Changed>, Problem> {
    let (report, reply) = path.into_inner();
    let command = DealCommand::AcceptAnswer { report, reply };
    on_report(&front, who.member(), report, client_ref, command).await.map(web::Json)
}

/// Say that the answer to my consult is not enough.
#[utoipa::path(tag = "talk", params(("report" = ReportId, Path)), responses((status = 200, body = Changed)))]
#[post("/reports/{report}/consult/reopen")]
pub(crate) async fn reopen_consult(
    front: web::Data<Front>,
    who: Writer,
    client_ref: ClientRef,
    report: web::Path<ReportId>,
) -> Result<web::Json<Changed>, Problem> {
    let report = report.into_inner();
    let command = DealCommand::ReopenConsult { report };
    on_report(&front, who.member(), report, client_ref, command).await.map(web::Json)
}
