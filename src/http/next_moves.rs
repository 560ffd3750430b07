//! Next moves (次の打ち手) of a deal.

use actix_web::http::header::LOCATION;
use actix_web::{HttpResponse, patch, post, web};
use uchite_domain::{
    DealCommand, DealId, MemberId, NewNextMove, NextMove, NextMoveChanges, NextMoveId, NextMoveView,
};

use super::body::Body;
use super::client_ref::ClientRef;
use super::front::Front;
use super::problem::Problem;
use super::signed::Writer;

/// Set a next move on a deal.
#[utoipa::path(
    tag = "next moves",
    params(
        ("deal" = DealId, Path),
        ("Idempotency-Key" = Option<String>, Header, description = "Your own reference, remembered for good")
    ),
    request_body = NewNextMove,
    responses(
        (status = 201, body = NextMoveView),
        (status = 200, body = NextMoveView, description = "It had been set before under the same key")
    )
)]
#[post("/deals/{deal}/next-moves")]
pub(crate) async fn set_next_move(
    front: web::Data<Front>,
    who: Writer,
    client_ref: ClientRef,
    deal: web::Path<DealId>,
    body: Body<NewNextMove>,
) -> Result<HttpResponse, Problem> {
    let deal = deal.into_inner();
    let command = DealCommand::SetNextMove { next_move: body.0 };
    let done = front.house.deal_command(who.member(), deal, client_ref.0, command).await?;
    let id = NextMoveId::from(done.seq);
    // No longer open when it was set long ago and this is a repetition.
    let view = open(&front, deal, id).ok_or_else(|| Problem::not_found("open next move"))?;
    let mut response = if done.repeated { HttpResponse::Ok() } else { HttpResponse::Created() };
    response.insert_header((LOCATION, format!("/api/v1/next-moves/{id}")));
    Ok(response.json(view))
}

/// Change a next move: what, who, until when, done or dropped.
#[utoipa::path(
    tag = "next moves",
    params(("next_move" = NextMoveId, Path)),
    request_body = NextMoveChanges,
    responses((status = 200, body = NextMoveView))
)]
#[patch("/next-moves/{next_move}")]
pub(crate) async fn change_next_move(
    front: web::Data<Front>,
    who: Writer,
    client_ref: ClientRef,
    next_move: web::Path<NextMoveId>,
    body: Body<NextMoveChanges>,
) -> Result<web::Json<NextMoveView>, Problem> {
    let (next_move, changes) = (next_move.into_inner(), body.0);
    let apply = |before: &mut NextMove| before.apply(&changes);
    let command = DealCommand::ChangeNextMove { next_move, changes: changes.clone() };
    carry_out(&front, who.member(), next_move, client_ref, command, apply).await.map(web::Json)
}

/// Agree to a slot of a request to come along (同行), by its place in the list.
#[utoipa::path(
    tag = "next moves",
    params(("next_move" = NextMoveId, Path), ("slot" = usize, Path)),
    responses((status = 200, body = NextMoveView))
)]
#[post("/next-moves/{next_move}/slots/{slot}/accept")]
pub(crate) async fn accept_slot(
    front: web::Data<Front>,
    who: Writer,
    client_ref: ClientRef,
    path: web::Path<(NextMoveId, usize)>,
) -> Result<web::Json<NextMoveView>, Problem> {
    let (next_move, slot) = path.into_inner();
    let command = DealCommand::AcceptSlot { next_move, slot };
    let agree = |before: &mut NextMove| {
        if let Some(accompany) = &mut before.accompany {
            accompany.agreed = Some(slot);
        }
    };
    carry_out(&front, who.member(), next_move, client_ref, command, agree).await.map(web::Json)
}

/// Carries out a command on an open next move. One that is closed by it leaves the deal; what it became is
/// computed by `apply`.
async fn carry_out(
    front: &Front,
    member: MemberId,
    id: NextMoveId,
    client_ref: ClientRef,
    command: DealCommand,
    apply: impl FnOnce(&mut NextMove),
) -> Result<NextMoveView, Problem> {
    let deal = front.house.deal_of(member, id)?;
    let before = front.house.store().organisation().deals.get(&deal).and_then(|d| d.next_move(id).cloned());
    front.house.deal_command(member, deal, client_ref.0, command).await?;
    if let Some(view) = open(front, deal, id) {
        return Ok(view);
    }
    let mut closed = before.ok_or_else(|| Problem::not_found("next move"))?;
    apply(&mut closed);
    Ok(front.house.store().organisation().next_move_view(&closed))
}

fn open(front: &Front, deal: DealId, id: NextMoveId) -> Option<NextMoveView> {
    let org = front.house.store().organisation();
    org.deals.get(&deal)?.next_move(id).map(|found| org.next_move_view(found))
}
