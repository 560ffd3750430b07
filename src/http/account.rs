//! Signing in and out, who I am, my password.

use actix_web::cookie::time::Duration as CookieTime;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::{HttpRequest, HttpResponse, get, post, put, web};
use serde::{Deserialize, Serialize};
use uchite_actors::{Caller, token_digest};
use uchite_domain::{
    Badge, Code, Event, Member, MemberId, Scope, Seq, Stage, Timestamp, TokenId, TokenKind, limits,
};
use utoipa::ToSchema;

use super::body::Body;
use super::forwarded::Client;
use super::front::Front;
use super::origin::Carries;
use super::problem::Problem;
use super::signed::{COOKIE, Reader, Writer, same_site};
use crate::passwords::{self, PASSWORD_MAX_BYTES};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// Sign-ins on browsers that one member has at one time; one more ends the oldest.
const SIGN_INS_MAX: usize = 50;

/// Name and password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Credentials {
    /// The name to sign in with.
    login: String,
    /// The password.
    #[schema(format = Password)]
    password: String,
    /// What the sign-in is called in the list of one's sign-ins; the browser's name where it is absent.
    #[serde(default)]
    name: Option<String>,
}

/// A sign-in. Its secret is in the cookie alone.
#[derive(Serialize, ToSchema)]
pub(crate) struct SignedIn {
    /// Who you are.
    member: Member,
    /// The sign-in's number among your tokens.
    token: TokenId,
    /// When it ends.
    expires_at: Timestamp,
}

/// Who you are, and what every screen needs.
#[derive(Serialize, ToSchema)]
pub(crate) struct Me {
    /// Who you are.
    member: Member,
    /// The token with which you ask.
    token: TokenId,
    /// What it allows.
    scopes: Vec<Scope>,
    /// The organisation's name.
    organisation: String,
    /// The way of a deal.
    stages: Vec<Stage>,
    /// The members whom you lead, at any level.
    leads: Vec<MemberId>,
    /// Your counts.
    badge: Badge,
    /// The cursor at which this was built.
    cursor: Seq,
}

/// A change of one's own password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PasswordChange {
    /// The password so far.
    #[schema(format = Password)]
    current: String,
    /// The new one: at least ten characters.
    #[schema(format = Password)]
    new: String,
}

/// Sign in. The answer sets a cookie; programs use a personal token instead.
#[utoipa::path(
    tag = "account",
    request_body = Credentials,
    responses((status = 200, body = SignedIn, headers(("Set-Cookie" = String)))),
    security(())
)]
#[post("/auth/login")]
pub(crate) async fn sign_in(
    request: HttpRequest,
    front: web::Data<Front>,
    body: Body<Credentials>,
) -> Result<HttpResponse, Problem> {
    // An earlier sign-in that still comes along counts for nothing here.
    same_site(&request, &front, Carries::NoCookie)?;
    let client = front.client(&request);
    let busy = |wait| Problem::too_often("too many sign-ins from this address", wait);
    front.strangers.take(client.bucket(), front.house.now()).map_err(busy)?;
    let Credentials { login, password, name } = body.0;
    let login = login.trim().to_lowercase();
    limits::name("login", &login)?;
    if password.len() > PASSWORD_MAX_BYTES {
        return Err(Problem::new(
            Code::TextTooLong,
            format!("a password has at most {PASSWORD_MAX_BYTES} bytes"),
        ));
    }
    let member = check_password(&front, &client, login, password).await?;
    let name = name.unwrap_or_else(|| browser_name(&request));
    limits::name("name", &name)?;
    let secret = crate::secrets::token().map_err(|error| Problem::new(Code::Internal, error.to_string()))?;
    let expires_at = front.house.now().plus_ms(i64::from(front.config.sign_in.days) * DAY_MS);
    let event = Event::TokenIssued {
        member: member.id,
        kind: TokenKind::Browser,
        name,
        digest: token_digest(&secret),
        scopes: vec![Scope::Read, Scope::Write, Scope::Admin],
        expires_at,
        address: client.address.to_string(),
    };
    let token = TokenId::from(front.house.member_event(Some(member.id), event).await?);
    tracing::info!(target: "audit", member = %member.id, %token, address = %client.address, "signed in");
    end_old_sign_ins(&front, member.id).await?;
    let cookie = cookie(secret, CookieTime::days(front.config.sign_in.days.into()), &client);
    Ok(HttpResponse::Ok().cookie(cookie).json(SignedIn { member, token, expires_at }))
}

/// Sign out: the token with which you ask ends, on every open session too.
#[utoipa::path(tag = "account", responses((status = 204)))]
#[post("/auth/logout")]
pub(crate) async fn sign_out(
    request: HttpRequest,
    front: web::Data<Front>,
    who: Reader,
) -> Result<HttpResponse, Problem> {
    let Caller { member, token, .. } = who.caller;
    front.house.member_event(Some(member), Event::TokenRevoked { member, token }).await?;
    tracing::info!(target: "audit", %member, %token, "signed out");
    let gone = cookie(String::new(), CookieTime::ZERO, &front.client(&request));
    Ok(HttpResponse::NoContent().cookie(gone).finish())
}

/// Who am I?
#[utoipa::path(tag = "account", responses((status = 200, body = Me)))]
#[get("/me")]
pub(crate) async fn get_me(front: web::Data<Front>, who: Reader) -> Result<web::Json<Me>, Problem> {
    let store = front.house.store();
    let cursor = front.house.cursor();
    let badge = store.badge(who.member())?;
    let org = store.organisation();
    let member = org.active(who.member()).cloned().ok_or_else(|| Problem::not_found("member"))?;
    let leads = org.members.keys().copied().filter(|other| org.leads(member.id, *other)).collect();
    Ok(web::Json(Me {
        token: who.caller.token,
        scopes: who.caller.scopes.clone(),
        organisation: org.name.clone(),
        stages: org.stages.clone(),
        leads,
        member,
        badge,
        cursor,
    }))
}

/// Change my password. Every other sign-in of yours ends; personal tokens stay.
#[utoipa::path(tag = "account", request_body = PasswordChange, responses((status = 204)))]
#[put("/me/password")]
pub(crate) async fn change_password(
    request: HttpRequest,
    front: web::Data<Front>,
    who: Writer,
    body: Body<PasswordChange>,
) -> Result<HttpResponse, Problem> {
    let Caller { member, token, kind, .. } = who.caller;
    if kind != TokenKind::Browser {
        return Err(Problem::new(Code::Forbidden, "a program does not change passwords"));
    }
    let login = front.house.store().organisation().active(member).map(|m| m.fields.login.clone());
    let login = login.ok_or_else(|| Problem::not_found("member"))?;
    let PasswordChange { current, new } = body.0;
    passwords::check(&new, &login)?;
    check_password(&front, &front.client(&request), login, current).await?;
    set_password(&front, member, member, new).await?;
    end_sign_ins(&front, member, member, Some(token)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Sets a password, whoever asks for it.
pub(crate) async fn set_password(
    front: &Front,
    by: MemberId,
    member: MemberId,
    password: String,
) -> Result<(), Problem> {
    let hash = front.passwords.hash(password).await?;
    front.house.member_event(Some(by), Event::PasswordSet { member, hash }).await?;
    tracing::info!(target: "audit", %by, %member, "password set");
    Ok(())
}

/// Ends a member's sign-ins on browsers, but the one to keep.
pub(crate) async fn end_sign_ins(
    front: &Front,
    by: MemberId,
    member: MemberId,
    keep: Option<TokenId>,
) -> Result<(), Problem> {
    let ending: Vec<TokenId> = {
        let accounts = front.house.store().accounts();
        let browsers = accounts.tokens(member).filter(|t| t.kind == TokenKind::Browser);
        browsers.map(|t| t.id).filter(|id| Some(*id) != keep).collect()
    };
    for token in ending {
        front.house.member_event(Some(by), Event::TokenRevoked { member, token }).await?;
    }
    Ok(())
}

/// Ends sign-ins that are over, and the oldest where there are too many: who signs in again and again and
/// never out must not fill the memory.
async fn end_old_sign_ins(front: &Front, member: MemberId) -> Result<(), Problem> {
    let now = front.house.now();
    let ending: Vec<TokenId> = {
        let accounts = front.house.store().accounts();
        let (live, over): (Vec<_>, Vec<_>) = accounts
            .tokens(member)
            .filter(|token| token.kind == TokenKind::Browser)
            .partition(|token| now < token.expires_at);
        let too_many = live.len().saturating_sub(SIGN_INS_MAX);
        over.into_iter().chain(live.into_iter().take(too_many)).map(|token| token.id).collect()
    };
    for token in ending {
        front.house.member_event(Some(member), Event::TokenRevoked { member, token }).await?;
    }
    Ok(())
}

/// The member whose password this is. An unknown name takes as long as a wrong password, and looks the same.
async fn check_password(
    front: &Front,
    client: &Client,
    login: String,
    password: String,
) -> Result<Member, Problem> {
    let wait = |wait| Problem::too_often("too many failed sign-ins", wait);
    let (bucket, now) = (client.bucket(), front.house.now());
    front.names.check(&login, now).map_err(wait)?;
    front.addresses.check(&bucket, now).map_err(wait)?;
    let member = front.house.store().organisation().by_login(&login).cloned();
    let stored =
        member.as_ref().and_then(|m| front.house.store().accounts().password(m.id).map(str::to_owned));
    if front.passwords.verify(password, stored).await?
        && let Some(member) = member
    {
        front.names.passed(&login);
        return Ok(member);
    }
    tracing::warn!(target: "audit", login, address = %client.address, "sign-in refused");
    front.names.failed(login, now);
    front.addresses.failed(bucket, now);
    Err(Problem::new(Code::WrongCredentials, "name or password is wrong"))
}

fn cookie(secret: String, lasts: CookieTime, client: &Client) -> Cookie<'static> {
    // Over plain HTTP a `Secure` cookie would not come back: a trial on this machine, or a house that has
    // allowed plain HTTP.
    Cookie::build(COOKIE, secret)
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(client.tls)
        .max_age(lasts)
        .finish()
}

/// A name that a person recognises: browser and system, from the header that browsers send.
pub(crate) fn browser_name(request: &HttpRequest) -> String {
    let agent = request.headers().get("user-agent").and_then(|v| v.to_str().ok()).unwrap_or_default();
    let first = |known: &[(&str, &'static str)]| {
        known.iter().find(|(part, _)| agent.contains(part)).map(|(_, name)| *name)
    };
    let browser = first(&[
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("FxiOS", "Firefox"),
        ("CriOS", "Chrome"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = first(&[
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS X", "Mac"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser} · {system}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => "program".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn browsers_are_called_by_their_names() {
        for (agent, name) in [
            ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox · Linux"),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) \
                 Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
                "Edge · Windows",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like \
                 Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
                "Safari · iPhone",
            ),
            ("curl/8", "program"),
        ] {
            let request = TestRequest::default().insert_header(("user-agent", agent)).to_http_request();
            assert_eq!(browser_name(&request), name);
        }
    }
}
