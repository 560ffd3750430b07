//! One's tokens: sign-ins of browsers, and personal access tokens of programs.

use actix_web::{HttpResponse, delete, get, post, web};
use serde::{Deserialize, Serialize};
use uchite_actors::token_digest;
use uchite_domain::{Code, Event, Scope, Timestamp, Token, TokenId, TokenKind, limits};
use utoipa::ToSchema;

use super::body::Body;
use super::front::Front;
use super::page::Page;
use super::problem::Problem;
use super::signed::{Reader, Writer};

/// Days that a token lasts where nothing is said, and at most.
const DAYS_USUAL: u32 = 365;
const DAYS_MAX: u32 = 3_660;

/// A token as its owner sees it: never its secret.
#[derive(Serialize, ToSchema)]
pub(crate) struct TokenView {
    /// The token's number.
    id: TokenId,
    /// What kind it is.
    kind: TokenKind,
    /// What it is called.
    name: String,
    /// What it allows.
    scopes: Vec<Scope>,
    /// When it was issued.
    issued_at: Timestamp,
    /// When it ends.
    expires_at: Timestamp,
    /// When it was last used, as far as the server remembers.
    last_used_at: Option<Timestamp>,
    /// Whether it is the one with which you ask.
    current: bool,
}

/// A personal access token as it is asked for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewToken {
    /// What it is for: 週報の集計.
    name: String,
    /// What it allows: at most what the token with which you ask does.
    scopes: Vec<Scope>,
    /// Days that it lasts; 365 where it is absent.
    #[serde(default)]
    days: Option<u32>,
}

/// A new token. The secret is shown this once.
#[derive(Serialize, ToSchema)]
pub(crate) struct IssuedToken {
    /// The token.
    token: TokenView,
    /// Goes behind `Authorization: Bearer`.
    secret: String,
}

/// My tokens.
#[utoipa::path(tag = "account", responses((status = 200, body = Page<TokenView>)))]
#[get("/me/tokens")]
pub(crate) async fn list_tokens(front: web::Data<Front>, who: Reader) -> web::Json<Page<TokenView>> {
    let cursor = front.house.cursor();
    let now = front.house.now();
    let accounts = front.house.store().accounts();
    let live = accounts.tokens(who.member()).filter(|token| now < token.expires_at);
    web::Json(Page::whole(live.map(|token| view(&front, token, who.caller.token)).collect(), cursor))
}

/// Issue a personal access token for a program.
#[utoipa::path(tag = "account", request_body = NewToken, responses((status = 201, body = IssuedToken)))]
#[post("/me/tokens")]
pub(crate) async fn issue_token(
    front: web::Data<Front>,
    who: Writer,
    body: Body<NewToken>,
) -> Result<HttpResponse, Problem> {
    let (member, now) = (who.member(), front.house.now());
    let NewToken { name, mut scopes, days } = body.0;
    limits::name("name", &name)?;
    scopes.sort_unstable();
    scopes.dedup();
    if scopes.is_empty() {
        return Err(Problem::new(Code::Invalid, "scopes: a token allows something"));
    }
    if let Some(more) = scopes.iter().find(|scope| !who.caller.scopes.contains(scope)) {
        return Err(Problem::new(Code::Forbidden, format!("scopes: you do not have {more:?} yourself")));
    }
    let days = days.unwrap_or(DAYS_USUAL);
    if !(1..=DAYS_MAX).contains(&days) {
        return Err(Problem::new(Code::OutOfRange, format!("days is between 1 and {DAYS_MAX}")));
    }
    let personal = |t: &&Token| t.kind == TokenKind::Personal && now < t.expires_at;
    let count = front.house.store().accounts().tokens(member).filter(personal).count();
    if count >= limits::TOKENS_MAX {
        let detail = format!("{} tokens are the limit: revoke one first", limits::TOKENS_MAX);
        return Err(Problem::new(Code::TooMany, detail));
    }
    let secret = crate::secrets::token().map_err(|error| Problem::new(Code::Internal, error.to_string()))?;
    let event = Event::TokenIssued {
        member,
        kind: TokenKind::Personal,
        name,
        digest: token_digest(&secret),
        scopes,
        expires_at: now.plus_ms(i64::from(days) * 24 * 60 * 60 * 1000),
        address: String::new(),
    };
    let id = TokenId::from(front.house.member_event(Some(member), event).await?);
    tracing::info!(target: "audit", %member, token = %id, "token issued");
    let accounts = front.house.store().accounts();
    let token =
        accounts.token_by_id(id).ok_or_else(|| Problem::new(Code::Internal, "the token is not there"))?;
    let issued = IssuedToken { token: view(&front, token, who.caller.token), secret };
    Ok(HttpResponse::Created().json(issued))
}

/// Revoke one of my tokens. Its open sessions end at once.
#[utoipa::path(tag = "account", params(("token" = TokenId, Path)), responses((status = 204)))]
#[delete("/me/tokens/{token}")]
pub(crate) async fn revoke_token(
    front: web::Data<Front>,
    who: Writer,
    token: web::Path<TokenId>,
) -> Result<HttpResponse, Problem> {
    let (member, token) = (who.member(), token.into_inner());
    let mine = front.house.store().accounts().token_by_id(token).is_some_and(|t| t.member == member);
    if !mine {
        return Err(Problem::not_found("token"));
    }
    front.house.member_event(Some(member), Event::TokenRevoked { member, token }).await?;
    tracing::info!(target: "audit", %member, %token, "token revoked");
    Ok(HttpResponse::NoContent().finish())
}

fn view(front: &Front, token: &Token, current: TokenId) -> TokenView {
    TokenView {
        id: token.id,
        kind: token.kind,
        name: token.name.clone(),
        scopes: token.scopes.clone(),
        issued_at: token.issued_at,
        expires_at: token.expires_at,
        last_used_at: front.house.volatile().token_last_used(token.id),
        current: token.id == current,
    }
}
