//! The `OpenAI` adapter keeps the promises of every language model over HTTP.

#![expect(clippy::unwrap_used, reason = "this file is only tests")]

#[path = "../../model-http/tests/contract/mod.rs"]
mod contract;

use contract::{KEY, Provider};
use openai::{OpenAi, Settings};
use serde_json::json;

const OPENAI: Provider = Provider {
    build: |base_url, timeouts| {
        let key = Some(KEY.into());
        let settings = Settings { api_key: key, base_url: base_url.to_owned(), timeouts, ..Settings::new("llama3.3") };
        Box::new(OpenAi::new(settings).unwrap())
    },
    whole: |text| choice(&json!({"message": {"role": "assistant", "content": text}, "finish_reason": "stop"})),
    delta: |text| choice(&json!({"delta": {"content": text}, "finish_reason": null})),
    end: || choice(&json!({"delta": {}, "finish_reason": "stop"})),
    limited: || json!({"error": {"code": "rate_limit_exceeded", "message": "slow down"}}).to_string(),
};

fn choice(choice: &serde_json::Value) -> String {
    json!({"id": "c-1", "choices": [choice], "usage": null}).to_string()
}

language_model_contract!(OPENAI);
