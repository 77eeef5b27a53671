//! Whether a JSON Schema meets `OpenAI`'s conditions for strict output.

use serde_json::{Map, Value};

/// Strict output wants every object closed (`additionalProperties: false`) and all its properties required; a schema
/// that asks for it without being so is refused. Source: `OpenAI`, "Structured model outputs".
pub(crate) fn is_strict(schema: &Value) -> bool {
    match schema {
        Value::Object(node) => is_closed(node) && node.values().all(is_strict),
        Value::Array(items) => items.iter().all(is_strict),
        _ => true,
    }
}

fn is_closed(node: &Map<String, Value>) -> bool {
    if !describes_object(node) {
        return true;
    }
    let open = node.get("additionalProperties") != Some(&Value::Bool(false));
    let required = node.get("required").and_then(Value::as_array);
    let is_required = |name: &String| required.is_some_and(|names| names.iter().any(|one| one == name.as_str()));
    !open && node.get("properties").and_then(Value::as_object).is_none_or(|all| all.keys().all(is_required))
}

fn describes_object(node: &Map<String, Value>) -> bool {
    match node.get("type") {
        Some(Value::String(name)) => name == "object",
        Some(Value::Array(names)) => names.iter().any(|name| name == "object"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_closed_schema_with_everything_required_is_strict() {
        assert!(is_strict(&json!({
            "type": "object", "additionalProperties": false, "required": ["urgency", "causes"],
            "properties": {
                "urgency": {"type": "string", "enum": ["low", "object"]},
                "causes": {"type": "array", "items": {
                    "type": "object", "additionalProperties": false, "required": ["type"],
                    "properties": {"type": {"type": ["string", "null"]}}
                }}
            }
        })));
        assert!(is_strict(&json!({"type": "string"})));
    }

    #[test]
    fn an_open_or_optional_part_anywhere_is_not_strict() {
        let inner = |inner: Value| json!({"type": "object", "additionalProperties": false, "required": ["a"], "properties": {"a": inner}});
        for schema in [
            json!({"type": "object", "properties": {}}),
            json!({"type": "object", "additionalProperties": false, "properties": {"a": {}}}),
            json!({"type": "object", "additionalProperties": false, "required": ["b"], "properties": {"a": {}}}),
            inner(json!({"type": "object"})),
            inner(json!({"type": ["object", "null"]})),
            inner(json!({"anyOf": [{"type": "null"}, {"type": "object", "additionalProperties": true}]})),
        ] {
            assert!(!is_strict(&schema), "{schema}");
        }
    }
}
