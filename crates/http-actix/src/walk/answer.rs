//! Looking into what came back.

use serde_json::Value;

use super::client::Surprise;

/// The text under this key.
pub fn text(value: &Value, key: &str) -> Result<String, Surprise> {
    let found = value.get(key).and_then(Value::as_str).filter(|text| !text.is_empty());
    found.map(str::to_owned).ok_or_else(|| Surprise(format!("`{key}` is missing in {value}")))
}

/// That what is under this key is just this.
pub fn same(value: &Value, key: &str, wanted: impl Into<Value>) -> Result<(), Surprise> {
    let (found, wanted) = (value.get(key).unwrap_or(&Value::Null), wanted.into());
    if *found == wanted { Ok(()) } else { Err(Surprise(format!("`{key}` is {found}, not {wanted}"))) }
}

/// The first row of a list.
pub fn first(list: &Value) -> Result<&Value, Surprise> {
    list.as_array().and_then(|rows| rows.first()).ok_or_else(|| Surprise(format!("no row in {list}")))
}

/// That it is so.
pub fn holds(is_so: bool, otherwise: impl FnOnce() -> String) -> Result<(), Surprise> {
    if is_so { Ok(()) } else { Err(Surprise(otherwise())) }
}
