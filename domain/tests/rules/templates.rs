//! Forms and their values; merge patches.

use serde_json::{Value, json};
use uchite_domain::*;

use crate::support::code;

fn form(fields: Value) -> TemplateFields {
    serde_json::from_value(json!({ "name": "訪問", "activity": "visit", "fields": fields })).unwrap()
}

fn every_kind() -> TemplateFields {
    form(json!([
        { "key": "text", "label": "文", "type": { "kind": "text" } },
        { "key": "number", "label": "数", "type": { "kind": "number" } },
        { "key": "day", "label": "日", "type": { "kind": "day" } },
        { "key": "flag", "label": "可否", "type": { "kind": "flag" } },
        { "key": "choice", "label": "択一", "type": { "kind": "choice", "options": ["甲", "乙"] } },
        { "key": "choices", "label": "複数", "type": { "kind": "choices", "options": ["甲", "乙"] } },
    ]))
}

#[test]
fn each_kind_of_field_takes_its_own_values() {
    let long = "長".repeat(2_001);
    let table = [
        (json!({}), None),
        (json!({ "text": "文" }), None),
        (json!({ "text": "" }), None),
        (json!({ "text": long }), Some(Code::TextTooLong)),
        (json!({ "text": "a\u{0}" }), Some(Code::ControlCharacter)),
        (json!({ "text": 1 }), Some(Code::FieldInvalid)),
        (json!({ "number": 1.5 }), None),
        (json!({ "number": -3 }), None),
        (json!({ "number": "3" }), Some(Code::FieldInvalid)),
        (json!({ "day": "2026-02-28" }), None),
        (json!({ "day": "2026-02-29" }), Some(Code::FieldInvalid)),
        (json!({ "day": "明日" }), Some(Code::FieldInvalid)),
        (json!({ "flag": false }), None),
        (json!({ "flag": "true" }), Some(Code::FieldInvalid)),
        (json!({ "choice": "甲" }), None),
        (json!({ "choice": "丙" }), Some(Code::FieldInvalid)),
        (json!({ "choice": ["甲"] }), Some(Code::FieldInvalid)),
        (json!({ "choices": [] }), None),
        (json!({ "choices": ["甲", "乙"] }), None),
        (json!({ "choices": ["甲", "丙"] }), Some(Code::FieldInvalid)),
        (json!({ "choices": vec!["甲"; 51] }), Some(Code::TooMany)),
        (json!({ "other": 1 }), Some(Code::UnknownField)),
    ];
    for (values, expected) in table {
        let filled: FieldValues = serde_json::from_value(values.clone()).unwrap();
        assert_eq!(every_kind().check(&filled).err().map(|r| r.code), expected, "{values}");
    }
}

#[test]
fn required_fields_are_filled_with_something() {
    let mut form = every_kind();
    for field in &mut form.fields {
        field.required = true;
    }
    let full = json!({ "text": "文", "number": 0, "day": "2026-01-01", "flag": false, "choice": "甲",
                       "choices": ["乙"] });
    let check = |values: &Value| form.check(&serde_json::from_value(values.clone()).unwrap());
    assert!(check(&full).is_ok());
    for key in ["text", "number", "day", "flag", "choice", "choices"] {
        let mut without = full.clone();
        without.as_object_mut().unwrap().remove(key);
        assert_eq!(code(check(&without)), Code::FieldRequired, "{key}");
    }
    for (key, empty) in [("text", json!("\u{3000}")), ("choices", json!([]))] {
        let mut blank = full.clone();
        blank[key] = empty;
        assert_eq!(code(check(&blank)), Code::FieldRequired, "{key}");
    }
}

#[test]
fn a_form_that_makes_no_sense_is_refused() {
    let field = |key: &str, kind: Value| json!({ "key": key, "label": "欄", "type": kind });
    let text = || json!({ "kind": "text" });
    let many: Vec<Value> = (0..31).map(|n| field(&n.to_string(), text())).collect();
    let table = [
        (json!([field("", text())]), Code::TextRequired),
        (json!([field("a", text()), field("a", text())]), Code::AlreadyExists),
        (json!([field("a", json!({ "kind": "choice", "options": [] }))]), Code::Invalid),
        (json!([field("a", json!({ "kind": "choices", "options": [""] }))]), Code::TextRequired),
        (json!([field("a", json!({ "kind": "choice", "options": vec!["x"; 51] }))]), Code::TooMany),
        (json!(many), Code::TooMany),
        (json!([{ "key": "a", "label": "", "type": text() }]), Code::TextRequired),
        (
            json!([{ "key": "a", "label": "欄", "why": "長".repeat(2_001), "type": text() }]),
            Code::TextTooLong,
        ),
        (json!([{ "key": "a", "label": "欄", "label_en": "a\nb", "type": text() }]), Code::ControlCharacter),
    ];
    for (fields, expected) in table {
        assert_eq!(code(form(fields.clone()).check_self()), expected, "{fields}");
    }
    assert!(every_kind().check_self().is_ok());
}

#[test]
fn a_patch_replaces_what_it_names_takes_back_what_is_null_and_leaves_the_rest() {
    let before = NamedFields {
        name: "甲".into(),
        kana: "こう".into(),
        aliases: vec!["A".into(), "B".into()],
        retired: false,
    };
    let table = [
        (json!({}), Ok(before.clone())),
        (
            json!({ "kana": null, "aliases": ["C"] }),
            Ok(NamedFields { kana: String::new(), aliases: vec!["C".into()], ..before.clone() }),
        ),
        (json!({ "retired": true }), Ok(NamedFields { retired: true, ..before.clone() })),
        (json!({ "name": null }), Err(Code::Malformed)),
        (json!({ "name": 3 }), Err(Code::Malformed)),
        (json!({ "nom": "x" }), Err(Code::UnknownField)),
        (json!("x"), Err(Code::Malformed)),
        (json!(null), Err(Code::Malformed)),
    ];
    for (patch, expected) in table {
        assert_eq!(merge_patch(&before, &patch).map_err(|r| r.code), expected, "{patch}");
    }
}
