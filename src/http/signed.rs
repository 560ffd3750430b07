//! Who asks: by cookie or by `Authorization: Bearer`, checked before any handler runs.

use std::future::{Ready, ready};
use std::marker::PhantomData;

use actix_web::dev::Payload;
use actix_web::http::Method;
use actix_web::http::header::AUTHORIZATION;
use actix_web::{FromRequest, HttpRequest, web};
use uchite_actors::Caller;
use uchite_domain::{Code, MemberId, Role, Scope};

use super::front::Front;
use super::origin::{self, Carries};
use super::problem::Problem;

/// The cookie of a browser's sign-in.
pub(crate) const COOKIE: &str = "uchite";
/// For whom a client asks, by number. A cookie belongs to the whole browser: where another member signed in
/// meanwhile, what one left behind must not go out under the other's name.
const FOR_MEMBER: &str = "uchite-member";

/// A signed-in caller whose token has the scope.
pub(crate) struct Signed<S> {
    pub(crate) caller: Caller,
    scope: PhantomData<S>,
}

/// Somebody who may read.
pub(crate) type Reader = Signed<Read>;
/// Somebody who may file, reply, acknowledge.
pub(crate) type Writer = Signed<Write>;
/// Somebody who may do what only their role allows. That the role does is for the rules to say.
pub(crate) type Admin = Signed<Administer>;

/// Marks [`Scope::Read`].
pub(crate) struct Read;
/// Marks [`Scope::Write`].
pub(crate) struct Write;
/// Marks [`Scope::Admin`].
pub(crate) struct Administer;

/// A scope as a type.
pub(crate) trait Needs {
    const SCOPE: Scope;
}

impl Needs for Read {
    const SCOPE: Scope = Scope::Read;
}

impl Needs for Write {
    const SCOPE: Scope = Scope::Write;
}

impl Needs for Administer {
    const SCOPE: Scope = Scope::Admin;
}

impl<S> Signed<S> {
    pub(crate) fn member(&self) -> MemberId {
        self.caller.member
    }

    /// Refuses who is no admin of the organisation.
    pub(crate) fn require_admin(&self, front: &Front) -> Result<(), Problem> {
        let role = front.house.store().organisation().active(self.member()).map(|m| m.fields.role);
        if role == Some(Role::Admin) {
            return Ok(());
        }
        denied(self.member(), "only an admin may do this")
    }
}

impl<S: Needs + 'static> FromRequest for Signed<S> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(signed(request, S::SCOPE).map(|caller| Signed { caller, scope: PhantomData }))
    }
}

/// Finds out who asks. Refuses other sites, no or an ended sign-in, too many requests, and a missing scope.
pub(crate) fn signed(request: &HttpRequest, scope: Scope) -> Result<Caller, Problem> {
    let front = request.app_data::<web::Data<Front>>();
    let front = front.ok_or_else(|| Problem::new(Code::Internal, "no front"))?;
    let now = front.house.now();
    let client = front.client(request);
    let bearer = bearer(request);
    if bearer.is_none() && !is_safe(request.method()) {
        same_site(request, front, carried(request))?;
    }
    let secret = bearer.or_else(|| request.cookie(COOKIE).map(|cookie| cookie.value().to_owned()));
    let Some(caller) = secret.as_deref().and_then(|secret| front.house.authenticate(secret)) else {
        front
            .strangers
            .take(client.bucket(), now)
            .map_err(|wait| Problem::too_often("too many requests without a sign-in", wait))?;
        let detail = if secret.is_some() { "this sign-in is over" } else { "sign in first" };
        return Err(Problem::new(Code::Unauthenticated, detail));
    };
    if meant_for(request).is_some_and(|member| member != caller.member.to_string()) {
        return Err(Problem::new(Code::Unauthenticated, "another member is signed in here"));
    }
    front.members.take(caller.member, now).map_err(|wait| Problem::too_often("too many requests", wait))?;
    if !caller.scopes.contains(&scope) {
        return denied(caller.member, "the token lacks the scope");
    }
    Ok(caller)
}

/// With what the request says who asks.
pub(crate) fn carried(request: &HttpRequest) -> Carries {
    let cookie = bearer(request).is_none() && request.cookie(COOKIE).is_some();
    if cookie { Carries::Cookie } else { Carries::NoCookie }
}

/// Refuses a request that a page of another site caused, and notes it.
pub(crate) fn same_site(request: &HttpRequest, front: &Front, carries: Carries) -> Result<(), Problem> {
    let client = front.client(request);
    origin::check(request.headers(), carries, &client, &front.config.http).map_err(|rejection| {
        tracing::warn!(
            target: "audit",
            address = %client.address, path = request.path(), why = rejection.detail, "cross-site request refused"
        );
        rejection.into()
    })
}

fn denied<T>(member: MemberId, why: &str) -> Result<T, Problem> {
    tracing::warn!(target: "audit", %member, why, "permission denied");
    Err(Problem::new(Code::Forbidden, why))
}

fn bearer(request: &HttpRequest) -> Option<String> {
    let value = request.headers().get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, secret) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| secret.trim().to_owned())
}

/// The member for whom the request is meant, where it says so.
fn meant_for(request: &HttpRequest) -> Option<String> {
    request.headers().get(FOR_MEMBER).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
}

fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}
