//! Reports: file, preview, look at, correct; whom they went to.

use actix_web::http::header::LOCATION;
use actix_web::{HttpResponse, get, patch, post, web};
use serde::Serialize;
use uchite_actors::Done;
use uchite_domain::{
    Card, Correction, DealCommand, DealSnapshot, FileReport, How, Ledger, MemberId, MemberRef, Reason,
    ReportDetail, ReportId, Seq,
};
use utoipa::ToSchema;

use super::body::Body;
use super::client_ref::ClientRef;
use super::front::Front;
use super::problem::Problem;
use super::signed::{Reader, Writer};

/// What a command on a report did.
#[derive(Serialize, ToSchema)]
pub(crate) struct Changed {
    /// The event. It is the number of the report that was filed, of the reply that was written.
    seq: Seq,
    /// Whether it had been done before, under the same `Idempotency-Key`.
    repeated: bool,
    /// The card as it is now.
    card: Card,
}

/// Whom a report would go to.
#[derive(Serialize, ToSchema)]
pub(crate) struct PreviewView {
    /// Whom, its author first.
    audience: Vec<AudienceView>,
    /// The deal as it would be.
    as_of: DealSnapshot,
}

/// One member of an audience.
#[derive(Serialize, ToSchema)]
pub(crate) struct AudienceView {
    /// Who.
    member: MemberRef,
    /// Why, at least one.
    reasons: Vec<Reason>,
    /// How loudly.
    how: How,
}

/// File a report. It goes to whom the purposes name; no recipient is asked for.
#[utoipa::path(
    tag = "reports",
    params(("Idempotency-Key" = Option<String>, Header, description = "Your own reference, remembered for good")),
    request_body = FileReport,
    responses(
        (status = 201, body = Changed, headers(("Location" = String))),
        (status = 200, body = Changed, description = "It had been filed before under the same key")
    )
)]
#[post("/reports")]
pub(crate) async fn file_report(
    front: web::Data<Front>,
    who: Writer,
    client_ref: ClientRef,
    body: Body<FileReport>,
) -> Result<HttpResponse, Problem> {
    let (member, report) = (who.member(), body.0);
    let deal = report.deal;
    let command = DealCommand::FileReport(Box::new(report));
    let done = front.house.deal_command(member, deal, client_ref.0, command).await?;
    created(&front, member, ReportId::from(done.seq), done)
}

/// Whom a report would go to, and why, without filing it.
#[utoipa::path(tag = "reports", request_body = FileReport, responses((status = 200, body = PreviewView)))]
#[post("/reports/preview")]
pub(crate) async fn preview_report(
    front: web::Data<Front>,
    who: Reader,
    body: Body<FileReport>,
) -> Result<web::Json<PreviewView>, Problem> {
    let preview = front.house.preview(who.member(), &body.0)?;
    let org = front.house.store().organisation();
    let audience = preview.audience.into_iter().map(|entry| AudienceView {
        member: org.member_ref(entry.member),
        reasons: entry.reasons.to_vec(),
        how: entry.how,
    });
    Ok(web::Json(PreviewView { audience: audience.collect(), as_of: preview.as_of }))
}

/// A report with its whole conversation and history.
#[utoipa::path(tag = "reports", params(("report" = ReportId, Path)), responses((status = 200, body = ReportDetail)))]
#[get("/reports/{report}")]
pub(crate) async fn get_report(
    front: web::Data<Front>,
    who: Reader,
    report: web::Path<ReportId>,
) -> Result<web::Json<ReportDetail>, Problem> {
    let detail = front.house.store().detail(who.member(), report.into_inner())?;
    let detail = detail.ok_or_else(|| Problem::not_found("report"))?;
    front.note_restricted(who.member(), detail.card.body.stock.deal);
    Ok(web::Json(detail))
}

/// Correct my report, within a day of filing it. What it said before stays visible.
#[utoipa::path(
    tag = "reports",
    params(("report" = ReportId, Path)),
    request_body = Correction,
    responses((status = 200, body = Changed))
)]
#[patch("/reports/{report}")]
pub(crate) async fn correct_report(
    front: web::Data<Front>,
    who: Writer,
    client_ref: ClientRef,
    report: web::Path<ReportId>,
    body: Body<Correction>,
) -> Result<web::Json<Changed>, Problem> {
    let report = report.into_inner();
    let command = DealCommand::CorrectReport { report, correction: body.0 };
    on_report(&front, who.member(), report, client_ref, command).await.map(web::Json)
}

/// Whom a report went to, and for each of them when it was delivered, displayed, read, answered.
#[utoipa::path(tag = "reports", params(("report" = ReportId, Path)), responses((status = 200, body = Ledger)))]
#[get("/reports/{report}/audience")]
pub(crate) async fn get_audience(
    front: web::Data<Front>,
    who: Reader,
    report: web::Path<ReportId>,
) -> Result<web::Json<Ledger>, Problem> {
    let (house, member, report) = (front.house.clone(), who.member(), report.into_inner());
    // Off the event loop: an audience may be the whole company.
    Ok(web::Json(web::block(move || house.ledger(member, report)).await??))
}

/// Carries out a command on a report and shows the card after it.
pub(crate) async fn on_report(
    front: &Front,
    member: MemberId,
    report: ReportId,
    client_ref: ClientRef,
    command: DealCommand,
) -> Result<Changed, Problem> {
    let done = front.house.report_command(member, report, client_ref.0, command).await?;
    changed(front, member, report, done)
}

/// The same for a command that makes something: 201, and 200 when it had been made before.
pub(crate) fn created(
    front: &Front,
    member: MemberId,
    report: ReportId,
    done: Done,
) -> Result<HttpResponse, Problem> {
    let body = changed(front, member, report, done)?;
    let mut response = if done.repeated { HttpResponse::Ok() } else { HttpResponse::Created() };
    response.insert_header((LOCATION, format!("/api/v1/reports/{report}")));
    Ok(response.json(body))
}

fn changed(front: &Front, member: MemberId, report: ReportId, done: Done) -> Result<Changed, Problem> {
    let card = front.house.store().card(member, report)?;
    // Not there when the right to see it was lost this moment.
    let card = card.ok_or_else(|| Problem::not_found("report"))?;
    Ok(Changed { seq: done.seq, repeated: done.repeated, card })
}
