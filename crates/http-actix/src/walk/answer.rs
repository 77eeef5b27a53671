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

/// The rows of a list.
pub fn rows(value: &Value) -> Result<&[Value], Surprise> {
    value.as_array().map(Vec::as_slice).ok_or_else(|| Surprise(format!("no list but {value}")))
}

/// The row that has this text under this key.
pub fn row_with<'a>(list: &'a Value, key: &str, wanted: &str) -> Result<&'a Value, Surprise> {
    let found = rows(list)?.iter().find(|row| row.get(key).and_then(Value::as_str) == Some(wanted));
    found.ok_or_else(|| Surprise(format!("no row with `{key}` {wanted} in {list}")))
}

/// The first row of a list.
pub fn first(list: &Value) -> Result<&Value, Surprise> {
    rows(list)?.first().ok_or_else(|| Surprise(format!("no row in {list}")))
}

/// That it is so.
pub fn holds(is_so: bool, otherwise: impl FnOnce() -> String) -> Result<(), Surprise> {
    if is_so { Ok(()) } else { Err(Surprise(otherwise())) }
}
