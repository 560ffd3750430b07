//! Devices that take push notifications.

use actix_web::{HttpRequest, HttpResponse, delete, get, post, web};
use serde::{Deserialize, Serialize};
use uchite_actors::push::{DeviceKeys, Origin};
use uchite_domain::{Code, Device, DeviceId, Event, MemberId, Timestamp, limits};
use uchite_storage::volatile::DeviceOutcome;
use utoipa::ToSchema;

use super::account::browser_name;
use super::body::Body;
use super::front::Front;
use super::page::Page;
use super::problem::Problem;
use super::signed::{Reader, Writer};

/// The server's public key for pushes.
#[derive(Serialize, ToSchema)]
pub(crate) struct PushKey {
    /// base64url of an uncompressed point on P-256: the `applicationServerKey` of a subscription.
    key: String,
}

/// A device as its browser registers it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewDevice {
    /// What it is called; browser and system where it is absent.
    #[serde(default)]
    name: Option<String>,
    /// The subscription's endpoint.
    endpoint: String,
    /// The subscription's key `p256dh`, base64url.
    p256dh: String,
    /// The subscription's key `auth`, base64url.
    auth: String,
}

/// A device as its owner sees it: not its secrets.
#[derive(Serialize, ToSchema)]
pub(crate) struct DeviceView {
    /// The device's number.
    id: DeviceId,
    /// What it is called.
    name: String,
    /// The push service that it listens to.
    service: String,
    /// Since when.
    registered_at: Timestamp,
    /// What became of the last push, as far as the server remembers.
    last: Option<OutcomeView>,
    /// When it last said that it showed one. A push service that accepts says nothing of the device.
    shown_at: Option<Timestamp>,
}

/// A device that showed a push.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Shown {
    /// The endpoint of its subscription.
    endpoint: String,
}

/// What became of a push.
#[derive(Serialize, ToSchema)]
pub(crate) struct OutcomeView {
    /// When.
    at: Timestamp,
    /// The stable name of what happened: `accepted`, `gone`, `throttled`, `unreachable` …
    code: String,
    /// The push service's HTTP status; null when no answer came.
    status: Option<u16>,
    /// When a push was last accepted.
    accepted_at: Option<Timestamp>,
}

/// The server's key for pushes.
#[utoipa::path(tag = "push", responses((status = 200, body = PushKey)))]
#[get("/push/key")]
pub(crate) async fn get_push_key(
    front: web::Data<Front>,
    _who: Reader,
) -> Result<web::Json<PushKey>, Problem> {
    let key = front.push_key.clone().ok_or_else(no_pushes)?;
    Ok(web::Json(PushKey { key }))
}

/// My devices, with what became of the last push to each.
#[utoipa::path(tag = "push", responses((status = 200, body = Page<DeviceView>)))]
#[get("/push/devices")]
pub(crate) async fn list_devices(front: web::Data<Front>, who: Reader) -> web::Json<Page<DeviceView>> {
    let cursor = front.house.cursor();
    let accounts = front.house.store().accounts();
    let items = accounts.devices(who.member()).map(|device| view(&front, device)).collect();
    web::Json(Page::whole(items, cursor))
}

/// Register this browser for pushes. Registering the same again changes nothing.
#[utoipa::path(
    tag = "push",
    request_body = NewDevice,
    responses(
        (status = 201, body = DeviceView),
        (status = 200, body = DeviceView, description = "It was registered already")
    )
)]
#[post("/push/devices")]
pub(crate) async fn add_device(
    request: HttpRequest,
    front: web::Data<Front>,
    who: Writer,
    body: Body<NewDevice>,
) -> Result<HttpResponse, Problem> {
    front.push_key.as_ref().ok_or_else(no_pushes)?;
    let NewDevice { name, endpoint, p256dh, auth } = body.0;
    let name = name.unwrap_or_else(|| browser_name(&request));
    limits::name("name", &name)?;
    let refused = |why: &dyn std::fmt::Display| Problem::new(Code::EndpointRefused, why.to_string());
    front.push_policy.check_url(&endpoint).map_err(|why| refused(&why))?;
    DeviceKeys::check(&p256dh, &auth).map_err(|why| refused(&why))?;
    let member = who.member();
    if let Some(there) = registered(&front, member, &endpoint, &p256dh, &auth) {
        return Ok(HttpResponse::Ok().json(there));
    }
    let count = front.house.store().accounts().devices(member).filter(|d| d.endpoint != endpoint).count();
    if count >= limits::DEVICES_MAX {
        let detail = format!("{} devices are the limit: remove one first", limits::DEVICES_MAX);
        return Err(Problem::new(Code::TooMany, detail));
    }
    let event = Event::DeviceRegistered { member, name, endpoint, p256dh, auth };
    let id = DeviceId::from(front.house.member_event(Some(member), event).await?);
    let accounts = front.house.store().accounts();
    let device = accounts.device(id).ok_or_else(|| Problem::not_found("device"))?;
    Ok(HttpResponse::Created().json(view(&front, device)))
}

/// Remove one of my devices.
#[utoipa::path(tag = "push", params(("device" = DeviceId, Path)), responses((status = 204)))]
#[delete("/push/devices/{device}")]
pub(crate) async fn remove_device(
    front: web::Data<Front>,
    who: Writer,
    device: web::Path<DeviceId>,
) -> Result<HttpResponse, Problem> {
    let (member, device) = (who.member(), device.into_inner());
    let mine = front.house.store().accounts().device(device).is_some_and(|d| d.member == member);
    if !mine {
        return Err(Problem::not_found("device"));
    }
    let event = Event::DeviceRemoved { member, device, why: "its owner removed it".to_owned() };
    front.house.member_event(Some(member), event).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Push a test to one of my devices and wait for what becomes of it.
#[utoipa::path(
    tag = "push",
    params(("device" = DeviceId, Path)),
    responses((status = 200, body = OutcomeView))
)]
#[post("/push/devices/{device}/test")]
pub(crate) async fn test_device(
    front: web::Data<Front>,
    who: Writer,
    device: web::Path<DeviceId>,
) -> Result<web::Json<OutcomeView>, Problem> {
    let outcome = front.house.test_device(who.member(), device.into_inner()).await?;
    Ok(web::Json(outcome_view(&outcome)))
}

/// One of my devices showed a push: its service worker says so, which knows itself by its subscription alone.
#[utoipa::path(tag = "push", request_body = Shown, responses((status = 204)))]
#[post("/push/shown")]
pub(crate) async fn push_shown(
    front: web::Data<Front>,
    who: Writer,
    body: Body<Shown>,
) -> Result<HttpResponse, Problem> {
    let device = {
        let accounts = front.house.store().accounts();
        accounts.devices(who.member()).find(|device| device.endpoint == body.0.endpoint).map(|d| d.id)
    };
    let device = device.ok_or_else(|| Problem::not_found("device"))?;
    front.house.volatile().device_shown(device, front.house.now());
    Ok(HttpResponse::NoContent().finish())
}

fn no_pushes() -> Problem {
    Problem::new(Code::NotFound, "this server sends no pushes: its configuration says push.enabled = false")
}

fn registered(
    front: &Front,
    member: MemberId,
    endpoint: &str,
    p256dh: &str,
    auth: &str,
) -> Option<DeviceView> {
    let accounts = front.house.store().accounts();
    let same = |d: &&Device| d.endpoint == endpoint && d.p256dh == p256dh && d.auth == auth;
    accounts.devices(member).find(same).map(|device| view(front, device))
}

fn view(front: &Front, device: &Device) -> DeviceView {
    let service = url::Url::parse(&device.endpoint).ok().and_then(|url| {
        let origin = url.origin().ascii_serialization();
        Origin::parse(&origin).ok().map(String::from)
    });
    DeviceView {
        id: device.id,
        name: device.name.clone(),
        service: service.unwrap_or_default(),
        registered_at: device.registered_at,
        last: front.house.volatile().outcome(device.id).as_ref().map(outcome_view),
        shown_at: front.house.volatile().device_last_shown(device.id),
    }
}

fn outcome_view(outcome: &DeviceOutcome) -> OutcomeView {
    OutcomeView {
        at: outcome.at,
        code: outcome.code.clone(),
        status: outcome.status,
        accepted_at: outcome.accepted_at,
    }
}
