//! Small repairs of the generated document, and the one schema that no type stands for.

use serde_json::{Map, Value, json};

/// The document with field schemas in place instead of references to `Field_…`, no `default: null`, and the error body.
pub fn tidied(mut document: Value) -> Value {
    let schemas = document.pointer("/components/schemas").cloned().unwrap_or_default();
    inline_fields(&mut document, &schemas);
    if let Some(schemas) = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut) {
        schemas.retain(|name, _| !is_field(name));
        schemas.insert("Error".to_owned(), error());
    }
    document
}

fn is_field(name: &str) -> bool {
    name == "Field" || name.starts_with("Field_")
}

fn inline_fields(value: &mut Value, schemas: &Value) {
    match value {
        Value::Object(object) => {
            let field = object
                .get("$ref")
                .and_then(Value::as_str)
                .and_then(|reference| reference.strip_prefix("#/components/schemas/"))
                .filter(|name| is_field(name))
                .and_then(|name| schemas.get(name))
                .and_then(Value::as_object);
            if let Some(field) = field.cloned() {
                object.remove("$ref");
                merge(object, field);
            }
            if object.get("default") == Some(&Value::Null) {
                object.remove("default");
            }
            object.values_mut().for_each(|inner| inline_fields(inner, schemas));
        }
        Value::Array(items) => items.iter_mut().for_each(|inner| inline_fields(inner, schemas)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Adds what is not there yet: a description beside the reference stays.
fn merge(object: &mut Map<String, Value>, more: Map<String, Value>) {
    for (key, value) in more {
        object.entry(key).or_insert(value);
    }
}

fn error() -> Value {
    json!({
        "type": "object",
        "description": "Why a request was not done. Nothing was changed.",
        "required": ["success", "message", "data", "error", "timestamp"],
        "properties": {
            "success": { "type": "boolean", "const": false },
            "message": { "type": "string" },
            "data": { "type": "null" },
            "error": {
                "type": "object",
                "required": ["code", "message", "details", "timestamp"],
                "properties": {
                    "code": { "type": "string", "enum": [
                        "VALIDATION_ERROR", "UNAUTHORIZED", "FORBIDDEN", "NOT_FOUND", "METHOD_NOT_ALLOWED", "CONFLICT",
                        "GONE", "PAYLOAD_TOO_LARGE", "UNSUPPORTED_MEDIA_TYPE", "RATE_LIMIT_EXCEEDED",
                        "INTERNAL_SERVER_ERROR", "SERVICE_UNAVAILABLE"
                    ] },
                    "message": { "type": "string" },
                    "details": { "type": ["object", "null"] },
                    "timestamp": { "type": "string", "format": "date-time" }
                }
            },
            "timestamp": { "type": "string", "format": "date-time" }
        },
        "example": {
            "success": false,
            "message": "limit: must be between 1 and 100",
            "data": null,
            "error": {
                "code": "VALIDATION_ERROR",
                "message": "limit: must be between 1 and 100",
                "details": {
                    "field": "limit",
                    "issue": "must be between 1 and 100",
                    "errors": [{ "field": "limit", "issue": "must be between 1 and 100" }]
                },
                "timestamp": "2026-03-01T09:00:00.000000Z"
            },
            "timestamp": "2026-03-01T09:00:00.000000Z"
        }
    })
}
