//! Deals: those that the caller may see.

use actix_web::http::header::LOCATION;
use actix_web::{HttpResponse, get, patch, post, web};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uchite_domain::{
    CustomerId, Deal, DealCommand, DealFields, DealId, DealStepView, MasterCommand, MemberId, Seq, StageId,
};
use utoipa::{IntoParams, ToSchema};

use super::list::{Asked, Picked};
use crate::http::body::Body;
use crate::http::client_ref::ClientRef;
use crate::http::front::Front;
use crate::http::page::Page;
use crate::http::problem::Problem;
use crate::http::query::Query;
use crate::http::signed::{Reader, Writer};

/// Which deals.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub(crate) struct DealParams {
    /// A part of the name.
    q: Option<String>,
    /// Those of these customers.
    #[param(explode = false)]
    customer: Vec<CustomerId>,
    /// Those of which one of these is in charge.
    #[param(explode = false)]
    owner: Vec<MemberId>,
    /// Those of which one of these is in charge or in the team.
    #[param(explode = false)]
    member: Vec<MemberId>,
    /// Those in one of these stages.
    #[param(explode = false)]
    stage: Vec<StageId>,
    /// True: general deals (案件外) alone; false: none of them.
    general: Option<bool>,
    /// `next` of the page before.
    after: Option<String>,
    /// Rows on the page, 200 where it is absent.
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<u32>,
}

impl Asked<Deal> for DealParams {
    fn q(&self) -> Option<&str> {
        self.q.as_deref()
    }

    fn after(&self) -> Option<&str> {
        self.after.as_deref()
    }

    fn limit(&self) -> Option<u32> {
        self.limit
    }

    fn wants(&self, deal: &Deal) -> bool {
        let fields = &deal.fields;
        (self.customer.is_empty() || self.customer.contains(&fields.customer))
            && (self.owner.is_empty() || self.owner.contains(&fields.owner))
            && (self.member.is_empty() || self.member.iter().any(|member| deal.has(*member)))
            && (self.stage.is_empty() || self.stage.contains(&fields.stage))
            && self.general.is_none_or(|general| general == deal.general)
    }
}

/// List deals, or find them by a part of a name.
#[utoipa::path(tag = "stock", params(DealParams), responses((status = 200, body = Page<Deal>)))]
#[get("/deals")]
pub(crate) async fn list_deals(
    front: web::Data<Front>,
    who: Reader,
    params: Query<DealParams>,
) -> Result<web::Json<Page<Deal>>, Problem> {
    let cursor = front.house.cursor();
    let org = front.house.store().organisation();
    let visible = org.deals.values().filter(|deal| org.may_see_deal(who.member(), deal));
    Ok(web::Json(Picked::of(visible, &params.0)?.page(cursor)))
}

/// Look at a deal.
#[utoipa::path(tag = "stock", params(("deal" = DealId, Path)), responses((status = 200, body = Deal)))]
#[get("/deals/{deal}")]
pub(crate) async fn get_deal(
    front: web::Data<Front>,
    who: Reader,
    deal: web::Path<DealId>,
) -> Result<web::Json<Deal>, Problem> {
    let found = visible(&front, who.member(), deal.into_inner())?;
    front.note_restricted(who.member(), found.id);
    Ok(web::Json(found))
}

/// How a deal came to where it is.
#[derive(Serialize, ToSchema)]
pub(crate) struct DealHistory {
    /// Where it stood from when on, the oldest first: the first step is how it was opened. At most 500; beyond
    /// that the oldest but the first are left out. Empty for a general deal.
    steps: Vec<DealStepView>,
    /// The cursor at which this was built.
    cursor: Seq,
}

/// How a deal came to where it is: each change of its stage, amount, owner, day and competitors.
#[utoipa::path(tag = "stock", params(("deal" = DealId, Path)), responses((status = 200, body = DealHistory)))]
#[get("/deals/{deal}/history")]
pub(crate) async fn get_deal_history(
    front: web::Data<Front>,
    who: Reader,
    deal: web::Path<DealId>,
) -> Result<web::Json<DealHistory>, Problem> {
    let cursor = front.house.cursor();
    let deal = visible(&front, who.member(), deal.into_inner())?.id;
    front.note_restricted(who.member(), deal);
    let steps = front.house.store().organisation().deal_step_views(deal);
    Ok(web::Json(DealHistory { steps, cursor }))
}

/// Open a deal.
#[utoipa::path(
    tag = "stock",
    params(("Idempotency-Key" = Option<String>, Header, description = "Your own reference, remembered for good")),
    request_body = DealFields,
    responses(
        (status = 201, body = Deal, headers(("Location" = String))),
        (status = 200, body = Deal, description = "It had been opened before under the same key")
    )
)]
#[post("/deals")]
pub(crate) async fn open_deal(
    front: web::Data<Front>,
    who: Writer,
    client_ref: ClientRef,
    body: Body<DealFields>,
) -> Result<HttpResponse, Problem> {
    let command = MasterCommand::OpenDeal { fields: body.0 };
    let done = front.house.master_command(who.member(), client_ref.0, command).await?;
    let deal = visible(&front, who.member(), done.seq.into())?;
    let mut response = if done.repeated { HttpResponse::Ok() } else { HttpResponse::Created() };
    response.insert_header((LOCATION, format!("/api/v1/deals/{}", deal.id)));
    Ok(response.json(deal))
}

/// Change a deal by a JSON merge patch of its fields: what is absent stays, null takes back.
#[utoipa::path(
    tag = "stock",
    params(("deal" = DealId, Path)),
    request_body = DealFields,
    responses((status = 200, body = Deal))
)]
#[patch("/deals/{deal}")]
pub(crate) async fn change_deal(
    front: web::Data<Front>,
    who: Writer,
    client_ref: ClientRef,
    deal: web::Path<DealId>,
    body: Body<Value>,
) -> Result<web::Json<Deal>, Problem> {
    let deal = deal.into_inner();
    let command = DealCommand::ChangeDeal { patch: body.0 };
    front.house.deal_command(who.member(), deal, client_ref.0, command).await?;
    visible(&front, who.member(), deal).map(web::Json)
}

fn visible(front: &Front, member: MemberId, deal: DealId) -> Result<Deal, Problem> {
    let org = front.house.store().organisation();
    let found = org.deals.get(&deal).filter(|deal| org.may_see_deal(member, deal));
    found.cloned().ok_or_else(|| Problem::not_found("deal"))
}
