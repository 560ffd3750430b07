//! JSON merge patch (RFC 7396) on typed fields: what is absent stays, null takes back, the rest replaces.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::{Code, Rejection};

/// The fields with the patch in them. Refuses what is no object, unknown fields by name, and values that
/// do not fit.
pub fn merge_patch<T: Serialize + DeserializeOwned>(fields: &T, patch: &Value) -> Result<T, Rejection> {
    if !patch.is_object() {
        return Err(Rejection::new(Code::Malformed, "a patch is a JSON object"));
    }
    let mut merged =
        serde_json::to_value(fields).map_err(|error| Rejection::new(Code::Internal, error.to_string()))?;
    merge(&mut merged, patch);
    serde_json::from_value(merged).map_err(|error| unreadable(&error))
}

fn merge(target: &mut Value, patch: &Value) {
    match (target, patch) {
        (Value::Object(target), Value::Object(patch)) => {
            for (key, value) in patch {
                if value.is_null() {
                    target.remove(key);
                } else {
                    merge(target.entry(key.clone()).or_insert(Value::Null), value);
                }
            }
        }
        (target, patch) => *target = patch.clone(),
    }
}

/// The rejection for JSON that does not fit a type: a field that does not exist here is told apart.
#[must_use]
pub fn unreadable(error: &serde_json::Error) -> Rejection {
    let detail = error.to_string();
    let code = if detail.starts_with("unknown field") { Code::UnknownField } else { Code::Malformed };
    Rejection::new(code, detail)
}
