//! The body of `chat/completions`.

use domain::ports::{ModelRequest, Speaker};
use serde::Serialize;
use serde_json::Value;

use crate::{dialect::Dialect, strict_schema::is_strict};

/// A request in `OpenAI`'s words. What a dialect does not know is left out.
#[derive(Debug, Serialize)]
pub(crate) struct ChatCompletion<'a> {
    model: &'a str,
    messages: Vec<Message<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    temperature: Option<f32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_tokens: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_completion_tokens: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reasoning_effort: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    store: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    response_format: Option<ResponseFormat<'a>>,
    stream: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    stream_options: Option<StreamOptions>,
}

#[derive(Debug, Serialize)]
struct Message<'a> {
    role: &'static str,
    content: &'a str,
}

#[derive(Debug, Serialize)]
struct ResponseFormat<'a> {
    r#type: &'static str,
    json_schema: JsonSchema<'a>,
}

#[derive(Debug, Serialize)]
struct JsonSchema<'a> {
    name: &'static str,
    strict: bool,
    schema: &'a Value,
}

#[derive(Debug, Serialize)]
struct StreamOptions {
    include_usage: bool,
}

impl<'a> ChatCompletion<'a> {
    pub(crate) fn new(dialect: Dialect, model: &'a str, request: &'a ModelRequest, stream: bool) -> Self {
        let openai = dialect == Dialect::OpenAi;
        Self {
            model,
            messages: messages(request),
            temperature: (!dialect.reasons(model)).then_some(request.temperature),
            max_tokens: (!openai).then_some(request.max_tokens),
            max_completion_tokens: openai.then_some(request.max_tokens),
            // Reasoning is paid from the token limit: at the usual effort it can use all of it and leave no answer.
            reasoning_effort: dialect.takes_low_effort(model).then_some("low"),
            // Patient text is not kept for the provider's own tools.
            store: openai.then_some(false),
            response_format: request.json_schema.as_ref().map(response_format),
            stream,
            stream_options: stream.then_some(StreamOptions { include_usage: true }),
        }
    }
}

fn messages(request: &ModelRequest) -> Vec<Message<'_>> {
    let system = (!request.system.is_empty()).then_some(Message { role: "system", content: &request.system });
    let turns = request.turns.iter().map(|turn| Message { role: role(turn.speaker), content: &turn.text });
    system.into_iter().chain(turns).collect()
}

fn role(speaker: Speaker) -> &'static str {
    match speaker {
        Speaker::User => "user",
        Speaker::Model => "assistant",
    }
}

fn response_format(schema: &Value) -> ResponseFormat<'_> {
    let json_schema = JsonSchema { name: "answer", strict: is_strict(schema), schema };
    ResponseFormat { r#type: "json_schema", json_schema }
}

#[cfg(test)]
mod tests {
    use domain::ports::Turn;
    use serde_json::json;

    use super::*;

    fn request() -> ModelRequest {
        ModelRequest {
            system: "Ask one question.".into(),
            turns: vec![
                Turn { speaker: Speaker::User, text: "J'ai mal".into() },
                Turn { speaker: Speaker::Model, text: "Where?".into() },
                Turn { speaker: Speaker::User, text: "Head".into() },
            ],
            temperature: 0.3,
            max_tokens: 256,
            json_schema: None,
        }
    }

    fn body(dialect: Dialect, model: &str, request: &ModelRequest, stream: bool) -> Value {
        let written = serde_json::to_vec(&ChatCompletion::new(dialect, model, request, stream)).unwrap();
        serde_json::from_slice(&written).unwrap()
    }

    fn said() -> Value {
        json!([
            {"role": "system", "content": "Ask one question."},
            {"role": "user", "content": "J'ai mal"},
            {"role": "assistant", "content": "Where?"},
            {"role": "user", "content": "Head"},
        ])
    }

    #[test]
    fn a_local_server_gets_only_what_it_knows() {
        let body = body(Dialect::Compatible, "llama3.3", &request(), false);
        let expected =
            json!({"model": "llama3.3", "messages": said(), "temperature": 0.3, "max_tokens": 256, "stream": false});
        assert_eq!(body, expected);
    }

    #[test]
    fn openai_gets_the_new_limit_and_keeps_nothing() {
        let body = body(Dialect::OpenAi, "gpt-4.1-mini", &request(), true);
        let expected = json!({
            "model": "gpt-4.1-mini", "messages": said(), "temperature": 0.3, "max_completion_tokens": 256,
            "store": false, "stream": true, "stream_options": {"include_usage": true}
        });
        assert_eq!(body, expected);
    }

    #[test]
    fn a_reasoning_model_gets_an_effort_in_place_of_a_temperature() {
        let body = body(Dialect::OpenAi, "gpt-5.4-mini", &request(), false);
        assert_eq!(body["reasoning_effort"], "low");
        assert!(body.get("temperature").is_none());
    }

    #[test]
    fn a_schema_is_strict_where_it_can_be() {
        let closed = json!({"type": "object", "properties": {}, "required": [], "additionalProperties": false});
        let open = json!({"type": "object", "properties": {"a": {"type": "string"}}});
        for (schema, strict) in [(closed, true), (open, false)] {
            let request = ModelRequest { json_schema: Some(schema.clone()), system: String::new(), ..request() };
            let body = body(Dialect::Compatible, "m", &request, false);
            let expected =
                json!({"type": "json_schema", "json_schema": {"name": "answer", "strict": strict, "schema": schema}});
            assert_eq!(body["response_format"], expected);
            assert_eq!(body["messages"][0]["role"], "user", "an empty system text is left out");
        }
    }
}
