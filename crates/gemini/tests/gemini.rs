//! A server that answers as Google does.

#![expect(clippy::expect_used, reason = "this file is only tests")]

use domain::ports::{FinishReason, LanguageModel, ModelError, ModelEvent, ModelRequest, Speaker, Turn, Usage};
use futures_util::TryStreamExt;
use gemini::{Gemini, ModelNameError, Settings, SettingsError, SetupError};
use serde_json::{Value, json};
use wiremock::{
    Mock, MockServer, ResponseTemplate,
    matchers::{header, method, path, query_param},
};

const MODEL: &str = "gemini-3.8-flash";

fn settings(base_url: String) -> Settings {
    Settings { base_url, ..Settings::new("key-7f3a".into(), MODEL) }
}

fn gemini(server: &MockServer) -> Gemini {
    Gemini::new(settings(format!("{}/v1beta", server.uri()))).expect("the settings are good")
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

async fn answers_with(body: Value) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .and(path("/v1beta/models/gemini-3.8-flash:generateContent"))
        .and(header("x-goog-api-key", "key-7f3a"))
        .and(header("content-type", "application/json"))
        .respond_with(ResponseTemplate::new(200).set_body_json(body))
        .expect(1)
        .mount(&server)
        .await;
    server
}

#[tokio::test]
async fn a_question_is_asked_and_answered() {
    let server = answers_with(json!({
        "candidates": [{
            "content": {"parts": [{"text": "Depuis quand?"}], "role": "model"}, "finishReason": "STOP", "index": 0,
            "safetyRatings": [{"category": "HARM_CATEGORY_HARASSMENT", "probability": "NEGLIGIBLE"}]
        }],
        "usageMetadata": {"promptTokenCount": 21, "candidatesTokenCount": 4, "totalTokenCount": 25},
        "modelVersion": "gemini-3.8-flash", "responseId": "r-1"
    }))
    .await;
    let model = gemini(&server);
    assert_eq!((model.provider(), model.model()), ("gemini", MODEL));

    let answer = model.complete(request()).await.unwrap();
    assert_eq!((answer.text.as_str(), answer.finish), ("Depuis quand?", FinishReason::Stop));
    assert_eq!(answer.usage, Usage { prompt_tokens: Some(21), completion_tokens: Some(4) });
    assert_eq!(answer.model, MODEL);

    let sent = &server.received_requests().await.unwrap()[0];
    assert_eq!(sent.url.query(), None, "the key is not in the URL");
    let body: Value = sent.body_json().unwrap();
    assert_eq!(body["contents"], json!([{"role": "user", "parts": [{"text": "J'ai mal à la tête"}]}]));
    assert_eq!(body["systemInstruction"]["parts"][0]["text"], "Ask one question.");
    assert_eq!(body["generationConfig"]["maxOutputTokens"], 2048);
    assert!(!body.to_string().contains("key-7f3a"));
}

#[tokio::test]
async fn an_answer_of_a_schema_is_json() {
    let text = "{\"urgency\":\"low\"}";
    let server =
        answers_with(json!({"candidates": [{"content": {"parts": [{"text": text}]}, "finishReason": "STOP"}]})).await;
    let schema = json!({"type": "object", "properties": {"urgency": {"type": "string"}}});
    let answer =
        gemini(&server).complete(ModelRequest { json_schema: Some(schema.clone()), ..request() }).await.unwrap();
    assert_eq!(answer.text, text);
    let body: Value = server.received_requests().await.unwrap()[0].body_json().unwrap();
    assert_eq!(body["generationConfig"]["responseFormat"]["text"]["schema"], schema);
}

#[tokio::test]
async fn prose_in_place_of_json_is_malformed() {
    let server =
        answers_with(json!({"candidates": [{"content": {"parts": [{"text": "Sure!"}]}, "finishReason": "STOP"}]}))
            .await;
    let asked = ModelRequest { json_schema: Some(json!({"type": "object"})), ..request() };
    assert!(matches!(gemini(&server).complete(asked).await, Err(ModelError::Malformed(_))));
}

#[tokio::test]
async fn a_limit_cuts_the_answer_and_says_so() {
    let server =
        answers_with(json!({"candidates": [{"content": {"parts": [{"text": "Dep"}]}, "finishReason": "MAX_TOKENS"}]}))
            .await;
    assert_eq!(gemini(&server).complete(request()).await.unwrap().finish, FinishReason::Length);
}

#[tokio::test]
async fn a_limit_spent_on_thinking_is_no_answer() {
    let server = answers_with(json!({
        "candidates": [{"content": {"role": "model"}, "finishReason": "MAX_TOKENS"}],
        "usageMetadata": {"promptTokenCount": 21, "thoughtsTokenCount": 2048}
    }))
    .await;
    let error = gemini(&server).complete(request()).await.unwrap_err();
    assert!(matches!(&error, ModelError::Malformed(why) if why.contains("token limit")), "{error}");
}

#[tokio::test]
async fn a_blocked_request_is_a_refusal() {
    let server =
        answers_with(json!({"promptFeedback": {"blockReason": "SAFETY"}, "usageMetadata": {"promptTokenCount": 21}}))
            .await;
    assert!(matches!(gemini(&server).complete(request()).await, Err(ModelError::Refused(_))));
}

#[tokio::test]
async fn a_stopped_answer_is_a_refusal() {
    let server = answers_with(json!({"candidates": [{"finishReason": "SAFETY", "index": 0}]})).await;
    assert!(matches!(gemini(&server).complete(request()).await, Err(ModelError::Refused(_))));
}

#[tokio::test]
async fn a_stream_gives_pieces_and_then_the_answer() {
    let events = [
        json!({"candidates": [{"content": {"parts": [{"text": "hm", "thought": true}]}}]}),
        json!({"candidates": [{"content": {"parts": [{"text": "Depuis "}]}}]}),
        json!({"candidates": [{"content": {"parts": [{"text": "quand?"}]}, "finishReason": "STOP"}],
               "usageMetadata": {"promptTokenCount": 21, "candidatesTokenCount": 4, "thoughtsTokenCount": 9}}),
    ];
    let body = events.map(|event| format!("data: {event}\r\n\r\n")).concat();
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .and(path("/v1beta/models/gemini-3.8-flash:streamGenerateContent"))
        .and(query_param("alt", "sse"))
        .and(header("x-goog-api-key", "key-7f3a"))
        .respond_with(ResponseTemplate::new(200).set_body_raw(body, "text/event-stream"))
        .mount(&server)
        .await;

    let stream = gemini(&server).stream(request()).await.unwrap();
    let said: Vec<ModelEvent> = stream.try_collect().await.unwrap();
    let [ModelEvent::Delta(first), ModelEvent::Delta(second), ModelEvent::Done(answer)] = said.as_slice() else {
        panic!("{said:?}")
    };
    assert_eq!((first.as_str(), second.as_str(), answer.text.as_str()), ("Depuis ", "quand?", "Depuis quand?"));
    assert_eq!(answer.usage, Usage { prompt_tokens: Some(21), completion_tokens: Some(13) });
    assert_eq!(server.received_requests().await.unwrap()[0].url.query(), Some("alt=sse"));
}

#[tokio::test]
async fn a_stream_that_is_stopped_ends_with_a_refusal() {
    let events = [
        json!({"candidates": [{"content": {"parts": [{"text": "Depuis "}]}}]}),
        json!({"candidates": [{"finishReason": "PROHIBITED_CONTENT"}]}),
    ];
    let body = events.map(|event| format!("data: {event}\n\n")).concat();
    let server = MockServer::start().await;
    let response = ResponseTemplate::new(200).set_body_raw(body, "text/event-stream");
    Mock::given(method("POST")).respond_with(response).mount(&server).await;
    let stream = gemini(&server).stream(request()).await.unwrap();
    assert!(matches!(stream.try_collect::<Vec<_>>().await, Err(ModelError::Refused(_))));
}

#[test]
fn settings_that_cannot_work_are_refused_at_once() {
    let refused = |settings| Gemini::new(settings).unwrap_err();
    let old = refused(Settings { model: "gemini-pro".into(), ..settings(Settings::BASE_URL.into()) });
    assert_eq!(old, SettingsError::Model(ModelNameError::Retired("gemini-pro".into())));
    assert!(old.to_string().contains(MODEL), "{old}");
    let plain = refused(settings("http://models.example/v1beta".into()));
    assert!(matches!(plain, SettingsError::Setup(SetupError::BaseUrl(_))), "no patient text without encryption");
    let keyless = refused(Settings { api_key: " ".into(), ..settings(Settings::BASE_URL.into()) });
    assert!(matches!(keyless, SettingsError::Setup(SetupError::Key(_))));
}

#[test]
fn the_key_is_not_in_debug_output() {
    let settings = settings(Settings::BASE_URL.into());
    assert!(!format!("{settings:?}").contains("key-7f3a"));
    assert!(!format!("{:?}", Gemini::new(settings).unwrap()).contains("key-7f3a"));
}
