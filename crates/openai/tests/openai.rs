//! Servers that answer as `OpenAI` and as local servers do.

#![expect(clippy::expect_used, reason = "this file is only tests")]

use domain::ports::{FinishReason, LanguageModel, ModelError, ModelEvent, ModelRequest, Speaker, Turn, Usage};
use futures_util::TryStreamExt;
use openai::{Dialect, OpenAi, Settings, SettingsError, SetupError};
use serde_json::{Value, json};
use wiremock::{
    Mock, MockServer, ResponseTemplate,
    matchers::{header, method, path},
};

fn local(server: &MockServer) -> Settings {
    Settings { base_url: format!("{}/v1", server.uri()), ..Settings::new("llama3.3:70b") }
}

fn openai(server: &MockServer) -> OpenAi {
    let (api_key, dialect) = (Some("key-7f3a".into()), Some(Dialect::OpenAi));
    OpenAi::new(Settings { api_key, dialect, model: "gpt-5.4-mini".into(), ..local(server) })
        .expect("the settings are good")
}

fn request() -> ModelRequest {
    ModelRequest {
        system: "Ask one question.".into(),
        turns: vec![Turn { speaker: Speaker::User, text: "J'ai mal à la tête".into() }],
        temperature: 0.3,
        max_tokens: 2048,
        json_schema: None,
    }
}

fn completion(message: &Value, finish_reason: &str) -> Value {
    json!({
        "id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "gpt-5.4-mini-2026-03-17",
        "choices": [{"index": 0, "message": message, "logprobs": null, "finish_reason": finish_reason}],
        "usage": {"prompt_tokens": 21, "completion_tokens": 4, "total_tokens": 25}
    })
}

async fn answers_with(body: Value) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .and(path("/v1/chat/completions"))
        .and(header("content-type", "application/json"))
        .respond_with(ResponseTemplate::new(200).set_body_json(body))
        .expect(1)
        .mount(&server)
        .await;
    server
}

async fn streams(events: &[Value]) -> MockServer {
    let mut body = events.iter().map(|event| format!("data: {event}\n\n")).collect::<Vec<_>>().concat();
    body.push_str("data: [DONE]\n\n");
    let server = MockServer::start().await;
    let response = ResponseTemplate::new(200).set_body_raw(body, "text/event-stream");
    Mock::given(method("POST")).and(path("/v1/chat/completions")).respond_with(response).mount(&server).await;
    server
}

async fn sent(server: &MockServer) -> (Option<String>, Value) {
    let requests = server.received_requests().await.expect("requests are recorded");
    let sent = requests.first().expect("a request came");
    let authorization = sent.headers.get("authorization").map(|value| value.to_str().expect("text").to_owned());
    (authorization, sent.body_json().expect("JSON came"))
}

#[tokio::test]
async fn openai_is_asked_in_its_own_words() {
    let server =
        answers_with(completion(&json!({"role": "assistant", "content": "Depuis quand?", "refusal": null}), "stop"))
            .await;
    let model = openai(&server);
    assert_eq!((model.provider(), model.model()), ("openai", "gpt-5.4-mini"));

    let answer = model.complete(request()).await.unwrap();
    assert_eq!((answer.text.as_str(), answer.finish), ("Depuis quand?", FinishReason::Stop));
    assert_eq!(answer.usage, Usage { prompt_tokens: Some(21), completion_tokens: Some(4) });
    assert_eq!(answer.model, "gpt-5.4-mini-2026-03-17");

    let (authorization, body) = sent(&server).await;
    assert_eq!(authorization.as_deref(), Some("Bearer key-7f3a"));
    assert_eq!((&body["max_completion_tokens"], &body["store"]), (&json!(2048), &json!(false)));
    assert!(body.get("max_tokens").is_none() && body.get("temperature").is_none());
}

#[tokio::test]
async fn a_local_server_needs_no_key() {
    let server = answers_with(completion(&json!({"role": "assistant", "content": "Depuis quand?"}), "stop")).await;
    let model = OpenAi::new(Settings { api_key: Some("  ".into()), ..local(&server) }).unwrap();
    model.complete(request()).await.unwrap();
    let (authorization, body) = sent(&server).await;
    assert_eq!(authorization, None);
    assert_eq!((&body["max_tokens"], &body["temperature"]), (&json!(2048), &json!(0.3)));
    assert!(body.get("max_completion_tokens").is_none() && body.get("store").is_none());
}

#[tokio::test]
async fn an_answer_of_a_schema_is_json() {
    let server = answers_with(completion(&json!({"content": "{\"urgency\":\"low\"}"}), "stop")).await;
    let urgency = json!({"urgency": {"type": "string"}});
    let schema =
        json!({"type": "object", "properties": urgency, "required": ["urgency"], "additionalProperties": false});
    let asked = ModelRequest { json_schema: Some(schema.clone()), ..request() };
    assert_eq!(openai(&server).complete(asked).await.unwrap().text, "{\"urgency\":\"low\"}");
    let (_, body) = sent(&server).await;
    let expected = json!({"type": "json_schema", "json_schema": {"name": "answer", "strict": true, "schema": schema}});
    assert_eq!(body["response_format"], expected);
}

#[tokio::test]
async fn a_server_that_ignores_the_schema_is_found_out() {
    let server = answers_with(completion(&json!({"content": "Sure! ```json {} ```"}), "stop")).await;
    let asked = ModelRequest { json_schema: Some(json!({"type": "object"})), ..request() };
    assert!(matches!(openai(&server).complete(asked).await, Err(ModelError::Malformed(_))));
}

#[tokio::test]
async fn a_limit_cuts_the_answer_and_says_so() {
    let server = answers_with(completion(&json!({"content": "Dep"}), "length")).await;
    assert_eq!(openai(&server).complete(request()).await.unwrap().finish, FinishReason::Length);
}

#[tokio::test]
async fn a_refusal_and_a_filter_are_refusals() {
    for (message, finish_reason) in [
        (json!({"content": null, "refusal": "I cannot help with that."}), "stop"),
        (json!({"content": "Dep"}), "content_filter"),
    ] {
        let server = answers_with(completion(&message, finish_reason)).await;
        let error = openai(&server).complete(request()).await.unwrap_err();
        assert!(matches!(error, ModelError::Refused(_)) && !error.to_string().contains("cannot help"), "{error}");
    }
}

#[tokio::test]
async fn a_stream_gives_pieces_and_then_the_answer() {
    let server = streams(&[
        json!({"choices": [{"delta": {"role": "assistant", "content": ""}, "finish_reason": null}], "usage": null}),
        json!({"choices": [{"delta": {"content": "Depuis "}, "finish_reason": null}], "model": "gpt-5.4-mini"}),
        json!({"choices": [{"index": 0, "delta": {"content": "quand?"}, "finish_reason": null}]}),
        json!({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}),
        json!({"choices": [], "usage": {"prompt_tokens": 21, "completion_tokens": 4}}),
    ])
    .await;
    let said: Vec<ModelEvent> = openai(&server).stream(request()).await.unwrap().try_collect().await.unwrap();
    let [ModelEvent::Delta(first), ModelEvent::Delta(second), ModelEvent::Done(answer)] = said.as_slice() else {
        panic!("{said:?}")
    };
    assert_eq!((first.as_str(), second.as_str(), answer.text.as_str()), ("Depuis ", "quand?", "Depuis quand?"));
    assert_eq!(answer.usage, Usage { prompt_tokens: Some(21), completion_tokens: Some(4) });
    let (_, body) = sent(&server).await;
    assert_eq!((&body["stream"], &body["stream_options"]), (&json!(true), &json!({"include_usage": true})));
}

#[tokio::test]
async fn done_is_believed_only_after_a_reason() {
    let server = streams(&[json!({"choices": [{"delta": {"content": "Depuis "}, "finish_reason": null}]})]).await;
    let said = openai(&server).stream(request()).await.unwrap().try_collect::<Vec<_>>().await;
    assert!(matches!(said, Err(ModelError::Unavailable(_))), "{said:?}");
}

#[tokio::test]
async fn a_refusal_in_a_stream_ends_it() {
    let server = streams(&[json!({"choices": [{"delta": {"refusal": "I cannot"}, "finish_reason": null}]})]).await;
    let said = openai(&server).stream(request()).await.unwrap().try_collect::<Vec<_>>().await;
    assert!(matches!(said, Err(ModelError::Refused(_))), "{said:?}");
}

#[test]
fn settings_that_cannot_work_are_refused_at_once() {
    let refused = |settings| OpenAi::new(settings).unwrap_err();
    assert_eq!(refused(Settings::new("gpt-5.4-mini")), SettingsError::NoKey);
    assert_eq!(refused(Settings { api_key: Some("k".into()), ..Settings::new(" ") }), SettingsError::Model);
    let nowhere = refused(Settings { base_url: "localhost:11434".into(), ..Settings::new("llama3.3") });
    assert!(matches!(nowhere, SettingsError::Setup(SetupError::BaseUrl(_))));
}

#[test]
fn the_key_is_not_in_debug_output() {
    let settings = Settings { api_key: Some("key-7f3a".into()), ..Settings::new("gpt-5.4-mini") };
    assert!(!format!("{settings:?}").contains("key-7f3a"));
    assert!(!format!("{:?}", OpenAi::new(settings).unwrap()).contains("key-7f3a"));
}
