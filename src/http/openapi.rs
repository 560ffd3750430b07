//! The OpenAPI document: generated from the handlers, with the frames of the websocket among its components.

use serde_json::{Map, Value, json};
use uchite_domain::{ClientFrame, EventFrame, ServerFrame};
use utoipa::OpenApi;

use super::problem::ProblemBody;

/// What is not a path.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Uchite",
        description = "打ち手: an in-house business SNS driven by activity reports. Errors are \
                       `application/problem+json` with a stable `code`; lists page by `after`; what makes \
                       something takes `Idempotency-Key`.",
        license(name = "proprietary")
    ),
    servers((url = "/api/v1")),
    components(schemas(ClientFrame, ServerFrame, EventFrame, ProblemBody)),
    tags(
        (name = "account", description = "Signing in, who I am, my tokens"),
        (name = "reports", description = "File, preview, look at, correct"),
        (name = "timelines", description = "One store of cards, many filtered views"),
        (name = "talk", description = "Replies, reading, taking note, reactions, the consult"),
        (name = "next moves", description = "What is done next on a deal (次の打ち手)"),
        (name = "inbox", description = "What is unread"),
        (name = "stock", description = "Customers, contacts, deals and all else that reports refer to"),
        (name = "files", description = "Attachments"),
        (name = "push", description = "Devices that take push notifications"),
        (name = "live", description = "The websocket"),
    )
)]
struct Frame;

/// The document, as JSON.
pub(crate) fn document(paths: utoipa::openapi::OpenApi) -> Value {
    let mut whole = Frame::openapi();
    whole.merge(paths);
    // Our own shapes always serialise.
    let mut document = serde_json::to_value(whole).unwrap_or_default();
    open_flattened(&mut document);
    patches(&mut document);
    operations(&mut document);
    let security = json!({
        "token": { "type": "http", "scheme": "bearer", "description": "A personal access token" },
        "cookie": { "type": "apiKey", "in": "cookie", "name": super::signed::COOKIE, "description": "A browser's sign-in" },
    });
    document["components"]["securitySchemes"] = security;
    document
}

/// The refusals that an operation can give, by what it takes.
fn refusals(operation: &Value, path: &str) -> Vec<&'static str> {
    let mut codes = vec!["400", "401", "403", "422", "429", "500", "503"];
    if path.contains('{') {
        codes.push("404");
    }
    if operation.get("requestBody").is_some() {
        codes.extend(["413", "415"]);
    }
    codes
}

/// Says of every operation how it refuses and how one signs in.
fn operations(document: &mut Value) {
    for (path, operations) in object(&mut document["paths"]) {
        for (method, operation) in object(operations) {
            if path == "/push/key" || path == "/push/devices" {
                // Without pushes there is nothing here.
                operation["responses"]["404"] = refusal("404");
            }
            for code in refusals(operation, path) {
                operation["responses"][code] = refusal(code);
            }
            if method != "get" {
                operation["responses"]["404"] = refusal("404");
                operation["responses"]["409"] = refusal("409");
                operation["responses"]["507"] = refusal("507");
            }
            if operation.get("security").is_none() {
                operation["security"] = json!([{ "token": [] }, { "cookie": [] }]);
            }
        }
    }
}

fn refusal(code: &str) -> Value {
    let says = match code {
        "400" => "Cannot be read",
        "401" => "No sign-in, or one that is over",
        "403" => "Not allowed",
        "404" => "Nothing here, or nothing that you may see",
        "409" => "The state of things says no",
        "413" => "Too large",
        "415" => "Not the media type that is spoken here",
        "422" => "A value that does not fit",
        "429" => "Too often; see Retry-After",
        "503" => "Not now; see Retry-After",
        "507" => "No room on the disk",
        _ => "Something broke that should not",
    };
    json!({
        "description": says,
        "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } }
    })
}

/// A shape that is made of another and some fields more (`allOf`) cannot hold to the other's "nothing else":
/// inside it, that is taken back.
fn open_flattened(document: &mut Value) {
    let schemas = document["components"]["schemas"].clone();
    for (_, schema) in object(&mut document["components"]["schemas"]) {
        let Some(parts) = schema.get_mut("allOf").and_then(Value::as_array_mut) else { continue };
        for part in parts {
            let name = part.get("$ref").and_then(Value::as_str).and_then(|r| r.rsplit('/').next());
            let Some(referred) = name.map(|name| &schemas[name]) else { continue };
            if referred.get("additionalProperties") == Some(&Value::Bool(false)) {
                let mut open = referred.clone();
                object(&mut open).remove("additionalProperties");
                *part = open;
            }
        }
    }
}

/// The body of a change of the stock is a merge patch: the fields, none required, each of which may be null.
fn patches(document: &mut Value) {
    let mut patches = Map::new();
    let schemas = document["components"]["schemas"].clone();
    for (_, operations) in object(&mut document["paths"]) {
        let Some(body) = operations.pointer_mut("/patch/requestBody") else { continue };
        let content = &mut body["content"]["application/json"]["schema"];
        let reference = content.get("$ref").and_then(Value::as_str).unwrap_or_default().to_owned();
        let Some(name) = reference.rsplit('/').next().filter(|name| name.ends_with("Fields")) else { continue };
        let patch = name.replace("Fields", "Patch");
        patches.entry(patch.clone()).or_insert_with(|| patch_of(&schemas[name]));
        *content = json!({ "$ref": format!("#/components/schemas/{patch}") });
    }
    object(&mut document["components"]["schemas"]).extend(patches);
}

fn patch_of(fields: &Value) -> Value {
    let mut patch = fields.clone();
    object(&mut patch).remove("required");
    for (_, property) in object(&mut patch["properties"]) {
        let nullable = property.clone();
        *property = json!({ "oneOf": [nullable, { "type": "null" }] });
        if let Some(described) = nullable.get("description") {
            property["description"] = described.clone();
        }
    }
    patch["description"] = json!("A JSON merge patch: what is absent stays, null takes back.");
    patch
}

/// The object that a value is, or becomes.
fn object(value: &mut Value) -> &mut Map<String, Value> {
    if !value.is_object() {
        *value = Value::Object(Map::new());
    }
    #[expect(clippy::expect_used, reason = "made an object in the line above")]
    value.as_object_mut().expect("an object")
}

/// Methods that the API has at a path (without its base), for answering 405.
pub(crate) fn methods_at(document: &Value, path: &str) -> Vec<String> {
    let fits = |pattern: &str| {
        let (mut a, mut b) = (pattern.split('/'), path.split('/'));
        loop {
            match (a.next(), b.next()) {
                (None, None) => return true,
                (Some(a), Some(b)) if a == b || (a.starts_with('{') && !b.is_empty()) => {}
                _ => return false,
            }
        }
    };
    let mut methods: Vec<String> = document["paths"]
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(pattern, _)| fits(pattern))
        .flat_map(|(_, operations)| operations.as_object().into_iter().flat_map(Map::keys))
        .map(|method| method.to_uppercase())
        .collect();
    methods.sort();
    methods.dedup();
    methods
}
