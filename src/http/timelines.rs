//! Timelines: mine, a deal's, a member's, and the unread part of mine.

use actix_web::{get, web};
use serde::{Deserialize, Serialize};
use uchite_domain::{
    ActivityKind, Card, CompetitorId, ConsultFilter, CustomerId, DealId, DepartmentId, MemberId, PurposeId,
    Seq, StageId, TemplateId, TimelineFilter, TimelineQuery, TimelineScope, TimelineSort, limits,
};
use utoipa::{IntoParams, ToSchema};

use super::front::Front;
use super::page::{limit, seal, unseal};
use super::problem::Problem;
use super::query::Query;
use super::signed::Reader;

/// Cards on a page where nothing is said, and at most.
const CARDS_USUAL: usize = 50;
const CARDS_MAX: usize = 200;

/// Which cards, in which order. All that is given must hold; of a list (`a,b`), one.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub(crate) struct TimelineParams {
    /// In charge of the deal now.
    #[param(explode = false)]
    owner: Vec<MemberId>,
    /// The author's department, or one below it.
    #[param(explode = false)]
    department: Vec<DepartmentId>,
    /// The author.
    #[param(explode = false)]
    author: Vec<MemberId>,
    /// Yen: the deal's amount now, at least.
    #[param(minimum = 0)]
    amount_min: Option<i64>,
    /// Yen: the deal's amount now, at most.
    #[param(minimum = 0)]
    amount_max: Option<i64>,
    /// The deal's stage now.
    #[param(explode = false)]
    stage: Vec<StageId>,
    /// The customer.
    #[param(explode = false)]
    customer: Vec<CustomerId>,
    /// The deal.
    #[param(explode = false)]
    deal: Vec<DealId>,
    /// The kind of activity.
    #[param(explode = false, inline)]
    kind: Vec<ActivityKind>,
    /// The form.
    #[param(explode = false)]
    template: Vec<TemplateId>,
    /// A competitor of the deal now.
    #[param(explode = false)]
    competitor: Vec<CompetitorId>,
    /// The purpose that brought it to you.
    #[param(explode = false)]
    purpose: Vec<PurposeId>,
    /// With a question in it; `waits`: one that nobody has answered yet.
    #[param(inline)]
    consult: Option<ConsultFilter>,
    /// Unread alone.
    unread: bool,
    /// Addressed to you alone.
    addressed: bool,
    /// Bookmarked by you alone; in my timeline also what was never shared with me.
    bookmarked: bool,
    /// The newest first: by filing, or by what last happened.
    #[param(inline)]
    sort: TimelineSort,
    /// `next` of the page before.
    after: Option<String>,
    /// Cards on the page, 50 where it is absent.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
}

/// A page of a timeline.
#[derive(Serialize, ToSchema)]
pub(crate) struct Timeline {
    /// The cards, the newest first.
    cards: Vec<Card>,
    /// Hand it back as `after` for the next page; null: that was all.
    next: Option<String>,
    /// The cursor at which this was built: a live session goes on from here.
    cursor: Seq,
}

/// My timeline: what was shared with me, and what I filed.
#[utoipa::path(tag = "timelines", params(TimelineParams), responses((status = 200, body = Timeline)))]
#[get("/timeline")]
pub(crate) async fn get_timeline(
    front: web::Data<Front>,
    who: Reader,
    params: Query<TimelineParams>,
) -> Result<web::Json<Timeline>, Problem> {
    page(&front, who.member(), TimelineScope::Mine, params.0).await
}

/// The unread part of my timeline; with `addressed`, what the badge counts. Listing marks nothing read.
#[utoipa::path(tag = "inbox", params(TimelineParams), responses((status = 200, body = Timeline)))]
#[get("/inbox")]
pub(crate) async fn get_inbox(
    front: web::Data<Front>,
    who: Reader,
    params: Query<TimelineParams>,
) -> Result<web::Json<Timeline>, Problem> {
    let params = TimelineParams { unread: true, ..params.0 };
    page(&front, who.member(), TimelineScope::Mine, params).await
}

/// The reports of a deal.
#[utoipa::path(
    tag = "timelines",
    params(("deal" = DealId, Path), TimelineParams),
    responses((status = 200, body = Timeline))
)]
#[get("/deals/{deal}/timeline")]
pub(crate) async fn get_deal_timeline(
    front: web::Data<Front>,
    who: Reader,
    deal: web::Path<DealId>,
    params: Query<TimelineParams>,
) -> Result<web::Json<Timeline>, Problem> {
    let deal = deal.into_inner();
    let visible = {
        let org = front.house.store().organisation();
        org.deals.get(&deal).is_some_and(|deal| org.may_see_deal(who.member(), deal))
    };
    if !visible {
        return Err(Problem::not_found("deal"));
    }
    front.note_restricted(who.member(), deal);
    page(&front, who.member(), TimelineScope::Deal(deal), params.0).await
}

/// The reports of a member, as far as you may see them.
#[utoipa::path(
    tag = "timelines",
    params(("member" = MemberId, Path), TimelineParams),
    responses((status = 200, body = Timeline))
)]
#[get("/members/{member}/timeline")]
pub(crate) async fn get_member_timeline(
    front: web::Data<Front>,
    who: Reader,
    member: web::Path<MemberId>,
    params: Query<TimelineParams>,
) -> Result<web::Json<Timeline>, Problem> {
    let member = member.into_inner();
    if !front.house.store().organisation().members.contains_key(&member) {
        return Err(Problem::not_found("member"));
    }
    page(&front, who.member(), TimelineScope::Member(member), params.0).await
}

/// The reports on all deals of a customer, the general one too, as far as you may see them.
#[utoipa::path(
    tag = "timelines",
    params(("customer" = CustomerId, Path), TimelineParams),
    responses((status = 200, body = Timeline))
)]
#[get("/customers/{customer}/timeline")]
pub(crate) async fn get_customer_timeline(
    front: web::Data<Front>,
    who: Reader,
    customer: web::Path<CustomerId>,
    params: Query<TimelineParams>,
) -> Result<web::Json<Timeline>, Problem> {
    let customer = customer.into_inner();
    if !front.house.store().organisation().customers.contains_key(&customer) {
        return Err(Problem::not_found("customer"));
    }
    page(&front, who.member(), TimelineScope::Customer(customer), params.0).await
}

/// The reports of a department's members and of those below it, as far as you may see them.
#[utoipa::path(
    tag = "timelines",
    params(("department" = DepartmentId, Path), TimelineParams),
    responses((status = 200, body = Timeline))
)]
#[get("/departments/{department}/timeline")]
pub(crate) async fn get_department_timeline(
    front: web::Data<Front>,
    who: Reader,
    department: web::Path<DepartmentId>,
    params: Query<TimelineParams>,
) -> Result<web::Json<Timeline>, Problem> {
    let department = department.into_inner();
    if !front.house.store().organisation().departments.contains_key(&department) {
        return Err(Problem::not_found("department"));
    }
    page(&front, who.member(), TimelineScope::Department(department), params.0).await
}

async fn page(
    front: &Front,
    viewer: MemberId,
    scope: TimelineScope,
    params: TimelineParams,
) -> Result<web::Json<Timeline>, Problem> {
    let limit = limit(params.limit, CARDS_USUAL, CARDS_MAX)?;
    let after = params.after.as_deref().map(unseal).transpose()?;
    for (field, yen) in [("amount_min", params.amount_min), ("amount_max", params.amount_max)] {
        yen.map_or(Ok(()), |yen| limits::amount(field, yen))?;
    }
    let filter = TimelineFilter {
        owner: params.owner,
        department: params.department,
        author: params.author,
        amount_min: params.amount_min,
        amount_max: params.amount_max,
        stage: params.stage,
        customer: params.customer,
        deal: params.deal,
        kind: params.kind,
        template: params.template,
        competitor: params.competitor,
        purpose: params.purpose,
        consult: params.consult,
        unread: params.unread,
        addressed: params.addressed,
        bookmarked: params.bookmarked,
    };
    let query = TimelineQuery { viewer, scope, filter, sort: params.sort, after, limit };
    let house = front.house.clone();
    // Off the event loop: a rare filter looks through many cards, and old ones are read from the disk.
    let page = web::block(move || house.store().timeline(&query)).await??;
    let next = page.next.as_ref().map(seal);
    Ok(web::Json(Timeline { cards: page.cards, next, cursor: page.cursor }))
}
