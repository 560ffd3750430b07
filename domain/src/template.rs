//! Report templates: the form of an activity report, with typed fields, defined without code.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{self, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

use crate::{Code, Rejection, TemplateId, limits};

/// What an activity is, for icons and filters; a template is of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ActivityKind {
    /// 訪問
    Visit,
    /// 電話
    Call,
    /// メール
    Mail,
    /// Web会議
    WebMeeting,
    /// デモ
    Demonstration,
    /// クレーム
    Complaint,
    /// 社内
    Internal,
    /// Anything else.
    Other,
}

/// What a field takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum FieldKind {
    /// Words.
    Text {},
    /// A number.
    Number {},
    /// A day.
    Day {},
    /// Yes or no.
    Flag {},
    /// One of these.
    Choice {
        /// The choices, at most [`limits::LIST_MAX`].
        options: Vec<String>,
    },
    /// Some of these.
    Choices {
        /// The choices, at most [`limits::LIST_MAX`].
        options: Vec<String>,
    },
}

/// A field of a template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// The stable name in reports and conditions: `reaction`.
    pub key: String,
    /// What the form shows: お客様の反応.
    pub label: String,
    /// The same in English; the label where it is empty.
    #[serde(default)]
    pub label_en: String,
    /// Why it is asked.
    #[serde(default)]
    pub why: String,
    /// What it takes.
    #[serde(rename = "type")]
    pub kind: FieldKind,
    /// Whether it must be filled.
    #[serde(default)]
    pub required: bool,
}

/// What is known of a template, and what may be changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TemplateFields {
    /// 訪問
    pub name: String,
    /// Visit
    #[serde(default)]
    pub name_en: String,
    /// What kind of activity it reports.
    pub activity: ActivityKind,
    /// Its fields, in the order of the form.
    #[serde(default)]
    pub fields: Vec<Field>,
    /// True once it is no longer offered.
    #[serde(default)]
    pub retired: bool,
}

/// A form of report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Template {
    /// The template's number.
    pub id: TemplateId,
    /// What is known of it.
    #[serde(flatten)]
    pub fields: TemplateFields,
}

/// The value of a field: words (also a day or a choice), a number, yes or no, or several choices.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(untagged)]
pub enum FieldValue {
    /// Yes or no.
    Flag(bool),
    /// A number.
    Number(f64),
    /// Words, a day, or a choice.
    Text(String),
    /// Several choices.
    Many(Vec<String>),
}

/// By what stands there: trying one variant after the other, as is derived, writes an error for every one before the
/// right one, which was a twentieth of reading a long history.
impl<'de> Deserialize<'de> for FieldValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<FieldValue, D::Error> {
        deserializer.deserialize_any(AnyValue)
    }
}

struct AnyValue;

impl<'de> Visitor<'de> for AnyValue {
    type Value = FieldValue;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("words, a number, true or false, or a list of words")
    }

    fn visit_bool<E: de::Error>(self, flag: bool) -> Result<FieldValue, E> {
        Ok(FieldValue::Flag(flag))
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<FieldValue, E> {
        Ok(FieldValue::Number(number as f64))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<FieldValue, E> {
        Ok(FieldValue::Number(number as f64))
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<FieldValue, E> {
        Ok(FieldValue::Number(number))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<FieldValue, E> {
        Ok(FieldValue::Text(text.to_owned()))
    }

    fn visit_string<E: de::Error>(self, text: String) -> Result<FieldValue, E> {
        Ok(FieldValue::Text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, texts: A) -> Result<FieldValue, A::Error> {
        Deserialize::deserialize(de::value::SeqAccessDeserializer::new(texts)).map(FieldValue::Many)
    }
}

/// The fields of a report by their keys.
pub type FieldValues = BTreeMap<String, FieldValue>;

impl TemplateFields {
    /// Whether the values fit this template: each known, each of its type, each required one there.
    pub fn check(&self, values: &FieldValues) -> Result<(), Rejection> {
        for (key, value) in values {
            let Some(field) = self.fields.iter().find(|f| f.key == *key) else {
                let detail = format!("the template has no field {key:?}");
                return Err(Rejection::new(Code::UnknownField, detail));
            };
            check_value(field, value)?;
        }
        for field in self.fields.iter().filter(|f| f.required) {
            let empty = match values.get(&field.key) {
                None => true,
                Some(FieldValue::Text(text)) => text.trim().is_empty(),
                Some(FieldValue::Many(many)) => many.is_empty(),
                Some(_) => false,
            };
            if empty {
                return Err(Rejection::new(
                    Code::FieldRequired,
                    format!("field {:?} must be filled", field.key),
                ));
            }
        }
        Ok(())
    }

    /// Whether the template itself makes sense.
    pub fn check_self(&self) -> Result<(), Rejection> {
        limits::name("name", &self.name)?;
        limits::line("name_en", &self.name_en)?;
        limits::list("fields", &self.fields, limits::TEMPLATE_FIELDS_MAX)?;
        for (place, field) in self.fields.iter().enumerate() {
            limits::name("key", &field.key)?;
            limits::name("label", &field.label)?;
            limits::line("label_en", &field.label_en)?;
            limits::text("why", &field.why, limits::FIELD_MAX_CHARS)?;
            if let FieldKind::Choice { options } | FieldKind::Choices { options } = &field.kind {
                limits::names("options", options)?;
                if options.is_empty() {
                    let detail = format!("field {:?} offers nothing to choose", field.key);
                    return Err(Rejection::new(Code::Invalid, detail));
                }
            }
            if self.fields[..place].iter().any(|f| f.key == field.key) {
                return Err(Rejection::new(Code::AlreadyExists, format!("two fields {:?}", field.key)));
            }
        }
        Ok(())
    }
}

fn check_value(field: &Field, value: &FieldValue) -> Result<(), Rejection> {
    let fits = match (&field.kind, value) {
        (FieldKind::Text {}, FieldValue::Text(text)) => {
            return limits::text(&field.key, text, limits::FIELD_MAX_CHARS);
        }
        (FieldKind::Number {}, FieldValue::Number(number)) => number.is_finite(),
        (FieldKind::Flag {}, FieldValue::Flag(_)) => true,
        (FieldKind::Day {}, FieldValue::Text(text)) => text.parse::<jiff::civil::Date>().is_ok(),
        (FieldKind::Choice { options }, FieldValue::Text(text)) => options.contains(text),
        (FieldKind::Choices { options }, FieldValue::Many(many)) => {
            limits::list(&field.key, many, limits::LIST_MAX)?;
            many.iter().all(|one| options.contains(one))
        }
        _ => false,
    };
    if fits {
        return Ok(());
    }
    let detail = format!("field {:?} does not take this value", field.key);
    Err(Rejection::new(Code::FieldInvalid, detail))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_value_is_read_by_what_stands_there() {
        let many = FieldValue::Many(vec!["競合".into(), "契約".into()]);
        for (json, value) in [
            ("true", FieldValue::Flag(true)),
            ("3", FieldValue::Number(3.0)),
            ("-3", FieldValue::Number(-3.0)),
            ("0.5", FieldValue::Number(0.5)),
            ("\"訪問\\n\"", FieldValue::Text("訪問\n".into())),
            ("[\"競合\",\"契約\"]", many),
            ("[]", FieldValue::Many(Vec::new())),
        ] {
            assert_eq!(serde_json::from_str::<FieldValue>(json).unwrap(), value);
            let tree: serde_json::Value = serde_json::from_str(json).unwrap();
            assert_eq!(serde_json::from_value::<FieldValue>(tree).unwrap(), value);
        }
        for json in ["null", "{}", "[1]", "[[\"a\"]]"] {
            assert!(serde_json::from_str::<FieldValue>(json).is_err(), "{json}");
        }
    }
}
