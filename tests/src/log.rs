//! The log of this process's servers, and what of an answer must not be in it.

use std::sync::{Mutex, Once};

use http_actix::{
    config::{Log, LogFormat, LogLevel},
    telemetry::logging,
};
use reqwest::header::{HeaderMap, SET_COOKIE};
use serde_json::Value;
use testkit::{secret, secret_name};

/// Keeps the log, in every detail.
pub fn keep() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let Some(file) = testkit::log_file() else { return };
        logging::init_into(&Log { level: LogLevel::Trace, format: LogFormat::Json }, Mutex::new(file));
    });
}

/// Notes the tokens, tickets, addresses, numbers and cookies of an answer.
pub fn note(headers: &HeaderMap, body: &Value) {
    for cookie in headers.get_all(SET_COOKIE).iter().filter_map(|cookie| cookie.to_str().ok()) {
        let held = cookie.split(';').next().and_then(|pair| pair.strip_prefix("session_id="));
        secret(held.unwrap_or_default());
    }
    note_fields(body);
}

fn note_fields(value: &Value) {
    match value {
        Value::Object(fields) => fields.iter().for_each(|(name, field)| match field {
            Value::String(text) if is_secret(name, text) => secret(text),
            Value::String(text) if matches!(name.as_str(), "patient_name" | "first_name" | "last_name") => {
                secret_name(text);
            }
            other => note_fields(other),
        }),
        Value::Array(items) => items.iter().for_each(note_fields),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn is_secret(name: &str, text: &str) -> bool {
    match name {
        "access_token" | "refresh_token" | "csrf_token" | "ticket" => true,
        "email" => text.contains('@'),
        // A test may put any words there.
        "phone" | "contact" => text.starts_with('+') && text.len() >= 8,
        _ => false,
    }
}
