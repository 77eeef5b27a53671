//! Small repairs of the generated document, and the one schema that no type stands for.

use serde_json::{Value, json};

/// The document without `default: null`, which is how absence looks, and with the error body.
pub fn tidied(mut document: Value) -> Value {
    remove_null_defaults(&mut document);
    if let Some(schemas) = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut) {
        schemas.insert("Error".to_owned(), error());
    }
    document
}

fn remove_null_defaults(value: &mut Value) {
    match value {
        Value::Object(object) => {
            if object.get("default") == Some(&Value::Null) {
                object.remove("default");
            }
            object.values_mut().for_each(remove_null_defaults);
        }
        Value::Array(items) => items.iter_mut().for_each(remove_null_defaults),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
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
                        "GONE", "PAYLOAD_TOO_LARGE", "UNSUPPORTED_MEDIA_TYPE", "RANGE_NOT_SATISFIABLE", "RATE_LIMIT_EXCEEDED",
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
