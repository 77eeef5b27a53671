//! The Gemini adapter keeps the promises of every language model over HTTP.

#![expect(clippy::unwrap_used, reason = "this file is only tests")]

#[path = "../../model-http/tests/contract/mod.rs"]
mod contract;

use contract::{KEY, Provider};
use gemini::{Gemini, Settings};
use serde_json::json;

const GEMINI: Provider = Provider {
    build: |base_url, timeouts| {
        let settings =
            Settings { base_url: base_url.to_owned(), timeouts, ..Settings::new(KEY.into(), "gemini-3.8-flash") };
        Box::new(Gemini::new(settings).unwrap())
    },
    whole: |text| candidate(&json!({"content": {"role": "model", "parts": [{"text": text}]}, "finishReason": "STOP"})),
    delta: |text| candidate(&json!({"content": {"role": "model", "parts": [{"text": text}]}})),
    end: || candidate(&json!({"content": {"role": "model", "parts": []}, "finishReason": "STOP"})),
    limited: || json!({"error": {"code": 429, "message": "slow down", "status": "RESOURCE_EXHAUSTED"}}).to_string(),
};

fn candidate(candidate: &serde_json::Value) -> String {
    json!({"candidates": [candidate], "usageMetadata": {"promptTokenCount": 9}}).to_string()
}

language_model_contract!(GEMINI);
