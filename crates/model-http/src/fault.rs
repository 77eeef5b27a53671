//! Errors without content: what a provider or a person wrote never becomes part of a message.

use domain::ports::ModelError;
use reqwest::Response;
use serde_json::{Value, error::Category};

/// JSON that is not of the documented shape: the position only, since a parser's message quotes the value.
pub fn unreadable(error: &serde_json::Error) -> ModelError {
    let kind = match error.classify() {
        Category::Io | Category::Syntax => "not valid JSON",
        Category::Data => "not of the documented shape",
        Category::Eof => "cut off",
    };
    ModelError::Malformed(format!("{kind} at line {}, column {}", error.line(), error.column()))
}

/// The error object that some providers send with status 200 or in the middle of a stream.
pub fn reported(error: &Value) -> ModelError {
    let limited = ["code", "status", "type"].iter().filter_map(|name| error.get(name)).any(is_rate_limit);
    if limited {
        ModelError::RateLimited
    } else {
        ModelError::Unavailable("the provider reported an error in place of an answer".into())
    }
}

fn is_rate_limit(value: &Value) -> bool {
    value.as_u64() == Some(429)
        || value.as_str().is_some_and(|text| matches!(text, "429" | "rate_limit_exceeded" | "RESOURCE_EXHAUSTED"))
}

/// Turns the last outcome of a call into a response that may be read.
pub(crate) fn accepted(outcome: Result<Response, reqwest::Error>) -> Result<Response, ModelError> {
    let response = outcome.map_err(|error| unreachable(&error))?;
    match response.status().as_u16() {
        200..=299 => Ok(response),
        429 => Err(ModelError::RateLimited),
        status @ 500.. => Err(ModelError::Unavailable(format!("it answered with status {status}"))),
        status => Err(ModelError::Rejected { status }),
    }
}

fn unreachable(error: &reqwest::Error) -> ModelError {
    let what = if error.is_connect() { "it could not be reached" } else { "the connection broke before an answer" };
    ModelError::Unavailable(what.into())
}

pub(crate) fn broken_off() -> ModelError {
    ModelError::Unavailable("the connection broke in the middle of the answer".into())
}

pub(crate) fn too_long(limit_bytes: usize) -> ModelError {
    ModelError::Malformed(format!("it is longer than {limit_bytes} bytes"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_parser_message_never_quotes_the_answer() {
        let error = serde_json::from_str::<u32>("\"takes metformin\"").unwrap_err();
        assert!(error.to_string().contains("metformin"), "the parser itself quotes it");
        let said = unreadable(&error).to_string();
        assert!(said.contains("not of the documented shape at line 1"), "{said}");
        assert!(!said.contains("metformin"));
    }

    #[test]
    fn a_reported_rate_limit_is_recognised() {
        for error in [
            json!({"code": 429}),
            json!({"code": "429"}),
            json!({"code": "rate_limit_exceeded"}),
            json!({"status": "RESOURCE_EXHAUSTED"}),
        ] {
            assert!(matches!(reported(&error), ModelError::RateLimited), "{error}");
        }
        for error in [json!({"code": 500, "message": "takes metformin"}), json!("takes metformin")] {
            let said = reported(&error);
            assert!(matches!(said, ModelError::Unavailable(_)));
            assert!(!said.to_string().contains("metformin"));
        }
    }
}
