//! The stages of a deal's way.

use actix_web::{get, put, web};
use serde::{Deserialize, Serialize};
use uchite_domain::{MasterCommand, Stage};
use utoipa::ToSchema;

use crate::http::body::Body;
use crate::http::front::Front;
use crate::http::problem::Problem;
use crate::http::signed::{Admin, Reader};

/// The way of a deal. A stage's number is its place here, from 0.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Stages {
    /// The stages, in order.
    stages: Vec<Stage>,
}

/// The stages of a deal's way.
#[utoipa::path(tag = "stock", responses((status = 200, body = Stages)))]
#[get("/stages")]
pub(crate) async fn get_stages(front: web::Data<Front>, _who: Reader) -> web::Json<Stages> {
    web::Json(Stages { stages: front.house.store().organisation().stages.clone() })
}

/// Set the stages, all of them.
#[utoipa::path(tag = "stock", request_body = Stages, responses((status = 200, body = Stages)))]
#[put("/stages")]
pub(crate) async fn set_stages(
    front: web::Data<Front>,
    who: Admin,
    body: Body<Stages>,
) -> Result<web::Json<Stages>, Problem> {
    let command = MasterCommand::SetStages { stages: body.0.stages };
    front.house.master_command(who.member(), None, command).await?;
    Ok(web::Json(Stages { stages: front.house.store().organisation().stages.clone() }))
}
