//! The OpenAPI document: generated from the handlers, with the frames of the websocket among its components.

use std::collections::BTreeSet;

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
    let mut document = name_maps(&serde_json::to_value(whole).unwrap_or_default());
    let schemas = object(&mut document["components"]["schemas"]);
    name_items(schemas);
    open_flattened(schemas);
    patches(&mut document);
    complete_answers(&mut document);
    let schemas = object(&mut document["components"]["schemas"]);
    close_variants(schemas);
    schemas.values_mut().for_each(bound_numbers);
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

/// A page names the shape of its items, which the generator writes out in every page instead.
fn name_items(schemas: &mut Map<String, Value>) {
    let known: BTreeSet<String> = schemas.keys().cloned().collect();
    for (name, schema) in schemas {
        let item = name.strip_prefix("Page_").filter(|item| known.contains(*item));
        if let (Some(item), Some(items)) = (item, schema.pointer_mut("/properties/items")) {
            items["items"] = json!({ "$ref": reference(item) });
        }
    }
}

/// A shape that is made of another and some fields more (`allOf`) cannot hold to the other's "nothing else":
/// inside it, that is taken back.
fn open_flattened(schemas: &mut Map<String, Value>) {
    let closed = schemas.clone();
    for parts in schemas.values_mut().filter_map(|s| s.get_mut("allOf")).filter_map(Value::as_array_mut) {
        for part in parts {
            let Some(referred) = referred(part).and_then(|name| closed.get(name)) else { continue };
            if referred.get("additionalProperties") == Some(&Value::Bool(false)) {
                let mut open = referred.clone();
                object(&mut open).remove("additionalProperties");
                *part = open;
            }
        }
    }
}

/// Variants that take nothing but their own fields. The generator says so of structs only.
fn close_variants(schemas: &mut Map<String, Value>) {
    for name in ["ClientFrame", "Condition", "FieldKind", "Recipient", "Source"] {
        let variants = schemas.get_mut(name).and_then(|s| s.get_mut("oneOf")).and_then(Value::as_array_mut);
        for variant in variants.into_iter().flatten() {
            // A variant without fields of its own that is written without braces is not so strict.
            let fields = variant.get("properties").and_then(Value::as_object).map_or(0, Map::len);
            if fields > 1 || (fields == 1 && name != "Source") {
                variant["additionalProperties"] = json!(false);
            }
        }
    }
}

/// Numbers without a bound of their own get that of what holds them: ids and moments are exact in a
/// JavaScript number.
fn bound_numbers(schema: &mut Value) {
    match schema {
        Value::Object(fields) => {
            let format = fields.get("format").and_then(Value::as_str);
            let most = match format {
                Some("int64") => (1_i64 << 53) - 1,
                Some("int32") => i64::from(i32::MAX),
                _ => 0,
            };
            if most > 0 && !fields.contains_key("maximum") {
                fields.insert("maximum".to_owned(), json!(most));
            }
            if most > 0 && !fields.contains_key("minimum") {
                fields.insert("minimum".to_owned(), json!(-most));
            }
            fields.values_mut().for_each(bound_numbers);
        }
        Value::Array(parts) => parts.iter_mut().for_each(bound_numbers),
        _ => {}
    }
}

/// What the server alone sends has every field, be it null; what it takes may leave out what has a default.
/// Frames of events are the exception: what does not apply is left out of them.
fn complete_answers(document: &mut Value) {
    let schemas = document["components"]["schemas"].clone();
    let mut taken = BTreeSet::from(["ClientFrame".to_owned(), "EventFrame".to_owned()]);
    for operation in document["paths"].as_object().into_iter().flatten().flat_map(|(_, o)| o.as_object()) {
        for part in operation.values().filter_map(|operation| operation.get("requestBody")) {
            references(part, &mut taken);
        }
    }
    // What a taken shape refers to is taken too; what an event's frame refers to is not.
    let mut waiting: Vec<String> = taken.iter().filter(|name| *name != "EventFrame").cloned().collect();
    while let Some(name) = waiting.pop() {
        let mut inside = BTreeSet::new();
        references(&schemas[&name], &mut inside);
        waiting.extend(inside.into_iter().filter(|name| taken.insert(name.clone())));
    }
    for (name, schema) in object(&mut document["components"]["schemas"]) {
        if !taken.contains(name) {
            require_all(schema);
        }
    }
}

fn require_all(schema: &mut Value) {
    match schema {
        Value::Object(fields) => {
            if let Some(properties) = fields.get("properties").and_then(Value::as_object) {
                let all: Vec<Value> = properties.keys().cloned().map(Value::String).collect();
                fields.insert("required".to_owned(), Value::Array(all));
            }
            fields.values_mut().for_each(require_all);
        }
        Value::Array(parts) => parts.iter_mut().for_each(require_all),
        _ => {}
    }
}

/// The names of all shapes that a value refers to.
fn references(value: &Value, names: &mut BTreeSet<String>) {
    if let Some(name) = referred(value) {
        names.insert(name.to_owned());
    }
    match value {
        Value::Object(fields) => fields.values().for_each(|value| references(value, names)),
        Value::Array(parts) => parts.iter().for_each(|part| references(part, names)),
        _ => {}
    }
}

fn referred(value: &Value) -> Option<&str> {
    value.get("$ref")?.as_str()?.strip_prefix("#/components/schemas/")
}

fn reference(name: &str) -> String {
    format!("#/components/schemas/{name}")
}

/// The generator calls a map after its type; this is the only one.
fn name_maps(document: &Value) -> Value {
    let text = document.to_string();
    let named = text.replace("#/components/schemas/BTreeMap", "#/components/schemas/FieldValues");
    let mut named: Value = serde_json::from_str(&named).unwrap_or_default();
    let schemas = object(&mut named["components"]["schemas"]);
    if let Some(map) = schemas.remove("BTreeMap") {
        schemas.insert("FieldValues".to_owned(), map);
    }
    named
}

/// The body of a change of the stock is a merge patch: the fields, none required, and null for those that can
/// be taken back.
fn patches(document: &mut Value) {
    let mut patches = Map::new();
    let schemas = document["components"]["schemas"].clone();
    for (_, operations) in object(&mut document["paths"]) {
        let Some(body) = operations.pointer_mut("/patch/requestBody") else { continue };
        let content = &mut body["content"]["application/json"]["schema"];
        let Some(name) = referred(content).filter(|name| name.ends_with("Fields")) else { continue };
        let patch = name.replace("Fields", "Patch");
        let made = patch_of(&schemas[name]);
        patches.entry(patch.clone()).or_insert(made);
        *content = json!({ "$ref": reference(&patch) });
    }
    object(&mut document["components"]["schemas"]).extend(patches);
}

fn patch_of(fields: &Value) -> Value {
    let mut patch = fields.clone();
    let required = object(&mut patch).remove("required").unwrap_or_default();
    for (name, property) in object(&mut patch["properties"]) {
        if required.as_array().into_iter().flatten().any(|one| one == name) {
            continue;
        }
        let plain = property.clone();
        let of_null = |one: &Value| one.get("type") == Some(&json!("null"));
        let nullable = plain.get("type").is_some_and(Value::is_array)
            || plain.get("oneOf").and_then(Value::as_array).is_some_and(|all| all.iter().any(of_null));
        if nullable {
            continue;
        }
        *property = json!({ "oneOf": [plain, { "type": "null" }] });
        if let Some(described) = plain.get("description") {
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

/// Methods that the API has at a path (without its base), for answering 405. Where a path stands in the
/// document as it is, those that have a parameter in its place do not count.
pub(crate) fn methods_at(document: &Value, path: &str) -> Vec<String> {
    let literal = document["paths"].get(path).is_some();
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
        .filter(|(pattern, _)| if literal { *pattern == path } else { fits(pattern) })
        .flat_map(|(_, operations)| operations.as_object().into_iter().flat_map(Map::keys))
        .map(|method| method.to_uppercase())
        .collect();
    methods.sort();
    methods.dedup();
    methods
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn document() -> &'static Value {
        crate::http::openapi_document()
    }

    fn required(name: &str) -> Vec<&str> {
        let list = document()["components"]["schemas"][name]["required"].as_array();
        list.into_iter().flatten().filter_map(Value::as_str).collect()
    }

    #[test]
    fn every_reference_leads_somewhere() {
        let mut names = BTreeSet::new();
        references(document(), &mut names);
        for name in names {
            assert!(document()["components"]["schemas"].get(&name).is_some(), "{name}");
        }
    }

    #[test]
    fn operations_have_names_of_their_own_and_say_how_they_refuse() {
        let mut names = BTreeSet::new();
        for (path, operations) in document()["paths"].as_object().unwrap() {
            for (method, operation) in operations.as_object().unwrap() {
                let name = operation["operationId"].as_str().unwrap();
                assert!(names.insert(name.to_owned()), "{method} {path}: {name} twice");
                assert!(operation["responses"].get("429").is_some(), "{method} {path}");
                assert!(operation["summary"].is_string(), "{method} {path}");
            }
        }
        assert!(names.len() > 70, "{}", names.len());
    }

    #[test]
    fn answers_have_every_field_and_requests_may_leave_out_defaults() {
        assert!(required("CardBody").contains(&"consult"));
        assert_eq!(required("FileReport"), ["deal", "template"]);
        assert_eq!(required("EventFrame"), ["seq", "cursor", "kind", "at"]);
        assert!(required("CustomerPatch").is_empty());
    }

    #[test]
    fn frames_are_told_apart_by_their_type() {
        for frame in ["ClientFrame", "ServerFrame"] {
            for variant in document()["components"]["schemas"][frame]["oneOf"].as_array().unwrap() {
                assert!(
                    variant.to_string().contains("\"type\":{\"enum\":[\"")
                        || variant.to_string().contains("\"const\""),
                    "{variant}"
                );
            }
        }
    }

    #[test]
    fn methods_are_found_by_path() {
        assert_eq!(methods_at(document(), "/reports/7"), ["GET", "PATCH"]);
        assert_eq!(methods_at(document(), "/reports/7/replies"), ["POST"]);
        assert_eq!(methods_at(document(), "/reports/preview"), ["POST"]);
        assert!(methods_at(document(), "/nothing").is_empty());
        assert!(methods_at(document(), "/reports/").is_empty());
    }
}
