//! The query of an address: typed, with lists, and with unknown parameters refused by name.
//!
//! A list is `owner=3,4` or `owner=3&owner=4`. Anything else stands once.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{self, DeserializeOwned, Deserializer, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;
use uchite_domain::{Code, limits};

use super::problem::Problem;

/// The query of an address.
pub(crate) struct Query<T>(pub(crate) T);

impl<T: DeserializeOwned + 'static> FromRequest for Query<T> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(parse(request.query_string()).map(Query))
    }
}

fn parse<T: DeserializeOwned>(query: &str) -> Result<T, Problem> {
    if std::str::from_utf8(&percent_decoded(query)).is_err() {
        return Err(Problem::new(Code::InvalidUtf8, "the query is not UTF-8"));
    }
    let mut values: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        limits::text(&name, &value, limits::FIELD_MAX_CHARS)?;
        values.entry(name.into_owned()).or_default().push(value.into_owned());
    }
    let pairs = values.into_iter().map(|(name, values)| (name.clone(), Value { name, values }));
    T::deserialize(MapDeserializer::new(pairs)).map_err(|Wrong(problem)| problem)
}

fn percent_decoded(query: &str) -> Vec<u8> {
    let bytes = query.as_bytes();
    let digit = |at: usize| bytes.get(at).and_then(|b| char::from(*b).to_digit(16));
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        match (bytes[at], digit(at + 1), digit(at + 2)) {
            (b'%', Some(high), Some(low)) => {
                decoded.push((high * 16 + low) as u8);
                at += 3;
            }
            (byte, ..) => {
                decoded.push(byte);
                at += 1;
            }
        }
    }
    decoded
}

/// All values of one parameter.
struct Value {
    name: String,
    values: Vec<String>,
}

#[derive(Debug)]
struct Wrong(Problem);

impl std::error::Error for Wrong {}

impl Display for Wrong {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl de::Error for Wrong {
    fn custom<T: Display>(text: T) -> Self {
        Wrong(Problem::new(Code::Invalid, text.to_string()))
    }

    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Self {
        let known = if expected.is_empty() { "none".to_owned() } else { expected.join(", ") };
        let detail = format!("unknown parameter `{field}`; known here: {known}");
        Wrong(Problem::new(Code::UnknownField, detail))
    }
}

impl Value {
    fn one(&self) -> Result<&str, Wrong> {
        match self.values.as_slice() {
            [one] => Ok(one),
            _ => Err(de::Error::custom(format!("{} stands more than once", self.name))),
        }
    }

    fn parsed<T: std::str::FromStr>(&self, what: &str) -> Result<T, Wrong> {
        let text = self.one()?;
        text.parse().map_err(|_| de::Error::custom(format!("{}: {text:?} is no {what}", self.name)))
    }

    fn named(self, error: &Wrong) -> Wrong {
        de::Error::custom(format!("{}: {}", self.name, error.0.detail()))
    }
}

impl<'de> IntoDeserializer<'de, Wrong> for Value {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

macro_rules! numbers {
    ($($method:ident $visit:ident $type:ty;)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
            visitor.$visit(self.parsed::<$type>("number that fits here")?)
        }
    )*};
}

impl<'de> Deserializer<'de> for Value {
    type Error = Wrong;

    numbers! {
        deserialize_u8 visit_u8 u8;
        deserialize_u16 visit_u16 u16;
        deserialize_u32 visit_u32 u32;
        deserialize_u64 visit_u64 u64;
        deserialize_i64 visit_i64 i64;
        deserialize_i32 visit_i32 i32;
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        visitor.visit_bool(self.parsed("true or false")?)
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        visitor.visit_string(self.one()?.to_owned())
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        let text = self.one()?.to_owned();
        let inner: de::value::StringDeserializer<Wrong> = text.into_deserializer();
        inner.deserialize_enum(name, variants, visitor).map_err(|error| self.named(&error))
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        let parts = self.values.iter().flat_map(|value| value.split(',')).map(str::trim);
        let parts: Vec<Value> = parts
            .filter(|part| !part.is_empty())
            .map(|part| Value { name: self.name.clone(), values: vec![part.to_owned()] })
            .collect();
        limits::list(&self.name, &parts, limits::LIST_MAX).map_err(|rejection| Wrong(rejection.into()))?;
        visitor.visit_seq(SeqDeserializer::new(parts.into_iter()))
    }

    forward_to_deserialize_any! {
        i8 i16 i128 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        tuple tuple_struct map struct identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use serde::Deserialize;
    use uchite_domain::{ActivityKind, MemberId};

    use super::*;

    #[derive(Debug, Default, PartialEq, Deserialize)]
    #[serde(deny_unknown_fields, default)]
    struct Asked {
        owner: Vec<MemberId>,
        kind: Vec<ActivityKind>,
        q: String,
        limit: Option<u32>,
        unread: bool,
    }

    fn refused(query: &str) -> (Code, String) {
        let problem = parse::<Asked>(query).unwrap_err();
        (problem.code(), problem.detail().to_owned())
    }

    #[test]
    fn lists_are_separated_by_commas_or_repeated() {
        for query in [
            "owner=3,4&kind=visit,call",
            "owner=3&owner=4&kind=visit&kind=call",
            "owner=3,+4&kind=visit,call,",
        ] {
            let asked: Asked = parse(query).unwrap();
            assert_eq!(asked.owner, [MemberId(3), MemberId(4)], "{query}");
            assert_eq!(asked.kind, [ActivityKind::Visit, ActivityKind::Call], "{query}");
        }
    }

    #[test]
    fn single_values_are_typed() {
        let asked: Asked = parse("q=%E6%9D%B1%E5%92%8C,%20a&limit=5&unread=true").unwrap();
        let expected = Asked { q: "東和, a".into(), limit: Some(5), unread: true, ..Asked::default() };
        assert_eq!(asked, expected);
        assert_eq!(parse::<Asked>("").unwrap(), Asked::default());
    }

    #[test]
    fn what_does_not_fit_is_refused_by_name() {
        for (query, code, name) in [
            ("stge=1", Code::UnknownField, "stge"),
            ("limit=x", Code::Invalid, "limit"),
            ("limit=-1", Code::Invalid, "limit"),
            ("limit=1&limit=2", Code::Invalid, "limit"),
            ("unread=maybe", Code::Invalid, "unread"),
            ("kind=visit,dance", Code::Invalid, "kind"),
            ("owner=3,x", Code::Invalid, "owner"),
            ("q=%ff", Code::InvalidUtf8, "UTF-8"),
            ("q=a%00b", Code::ControlCharacter, "q"),
        ] {
            let (found, detail) = refused(query);
            assert_eq!(found, code, "{query}: {detail}");
            assert!(detail.contains(name), "{query}: {detail}");
        }
        let many = format!("owner={}", vec!["1"; 51].join(","));
        assert_eq!(refused(&many).0, Code::TooMany);
    }
}
