//! The body of `generateContent` and `streamGenerateContent`.

use domain::ports::{ModelRequest, Speaker};
use serde::Serialize;
use serde_json::Value;

use crate::model_name::thinks_by_level;

/// A request in Google's words.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct GenerateContent<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    system_instruction: Option<Content<'a>>,
    contents: Vec<Content<'a>>,
    generation_config: GenerationConfig<'a>,
    safety_settings: [SafetySetting; 4],
}

#[derive(Debug, Serialize)]
struct Content<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<&'static str>,
    parts: [Part<'a>; 1],
}

#[derive(Debug, Serialize)]
struct Part<'a> {
    text: &'a str,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct GenerationConfig<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    temperature: Option<f32>,
    max_output_tokens: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    thinking_config: Option<ThinkingConfig>,
    #[serde(skip_serializing_if = "Option::is_none")]
    response_format: Option<ResponseFormat<'a>>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct ThinkingConfig {
    thinking_level: &'static str,
}

/// `responseFormat` takes plain JSON Schema; `responseSchema` and `_responseJsonSchema` are deprecated in v1beta.
#[derive(Debug, Serialize)]
struct ResponseFormat<'a> {
    text: TextFormat<'a>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct TextFormat<'a> {
    mime_type: &'static str,
    schema: &'a Value,
}

#[derive(Debug, Serialize)]
struct SafetySetting {
    category: &'static str,
    threshold: &'static str,
}

impl<'a> GenerateContent<'a> {
    pub(crate) fn new(model: &str, most_tokens: u32, request: &'a ModelRequest) -> Self {
        let said = |role, text| Content { role, parts: [Part { text }] };
        let system = request.system.as_str();
        Self {
            system_instruction: (!system.is_empty()).then(|| said(None, system)),
            contents: request.turns.iter().map(|turn| said(Some(role(turn.speaker)), turn.text.as_str())).collect(),
            generation_config: GenerationConfig::new(model, most_tokens, request),
            safety_settings: safety_settings(),
        }
    }
}

impl<'a> GenerationConfig<'a> {
    fn new(model: &str, most_tokens: u32, request: &'a ModelRequest) -> Self {
        let thinks = thinks_by_level(model);
        let format = |schema| ResponseFormat { text: TextFormat { mime_type: "APPLICATION_JSON", schema } };
        Self {
            temperature: (!thinks).then_some(request.temperature),
            // Thinking is paid from `maxOutputTokens`: at the usual level, or with a limit made for the answer alone, it
            // can use all of it and leave no answer.
            max_output_tokens: if thinks { most_tokens } else { request.max_tokens.min(most_tokens) },
            // Every model from Gemini 3 on takes `low`; `minimal` is refused by some.
            thinking_config: thinks.then_some(ThinkingConfig { thinking_level: "low" }),
            response_format: request.json_schema.as_ref().map(format),
        }
    }
}

fn role(speaker: Speaker) -> &'static str {
    match speaker {
        Speaker::User => "user",
        Speaker::Model => "model",
    }
}

/// Overdoses, wounds, abuse and the body are what medical text is about, and the stricter levels block it as
/// "dangerous" or "explicit". Only what is very probably harmful is left to the filter; the level is stated so that a
/// change of Google's default does not change care. Google's protection of children cannot be switched off.
fn safety_settings() -> [SafetySetting; 4] {
    [
        "HARM_CATEGORY_HARASSMENT",
        "HARM_CATEGORY_HATE_SPEECH",
        "HARM_CATEGORY_SEXUALLY_EXPLICIT",
        "HARM_CATEGORY_DANGEROUS_CONTENT",
    ]
    .map(|category| SafetySetting { category, threshold: "BLOCK_ONLY_HIGH" })
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
                Turn { speaker: Speaker::User, text: "J'ai mal à la tête".into() },
                Turn { speaker: Speaker::Model, text: "Since when?".into() },
                Turn { speaker: Speaker::User, text: "Two days".into() },
            ],
            temperature: 0.3,
            max_tokens: 256,
            json_schema: None,
        }
    }

    fn body(model: &str, request: &ModelRequest) -> Value {
        serde_json::from_slice(&serde_json::to_vec(&GenerateContent::new(model, 2_048, request)).unwrap()).unwrap()
    }

    #[test]
    fn turns_keep_their_order_and_speaker() {
        let body = body("gemini-3.8-flash", &request());
        assert_eq!(body["systemInstruction"], json!({"parts": [{"text": "Ask one question."}]}));
        assert_eq!(
            body["contents"],
            json!([
                {"role": "user", "parts": [{"text": "J'ai mal à la tête"}]},
                {"role": "model", "parts": [{"text": "Since when?"}]},
                {"role": "user", "parts": [{"text": "Two days"}]},
            ])
        );
    }

    #[test]
    fn a_thinking_model_gets_a_level_and_no_temperature() {
        let config = &body("gemini-3.8-flash", &request())["generationConfig"];
        assert_eq!(*config, json!({"maxOutputTokens": 2048, "thinkingConfig": {"thinkingLevel": "low"}}));
    }

    #[test]
    fn an_older_model_gets_the_temperature_and_no_level() {
        let config = &body("gemini-2.5-flash-lite", &request())["generationConfig"];
        assert_eq!(*config, json!({"maxOutputTokens": 256, "temperature": 0.3}));
        let long = ModelRequest { max_tokens: 9_999, ..request() };
        assert_eq!(body("gemini-2.5-flash-lite", &long)["generationConfig"]["maxOutputTokens"], 2048);
    }

    #[test]
    fn a_schema_goes_out_unchanged() {
        let schema = json!({"type": "object", "additionalProperties": false, "$defs": {}});
        let request = ModelRequest { json_schema: Some(schema.clone()), system: String::new(), ..request() };
        let body = body("gemini-3.8-flash", &request);
        let format = &body["generationConfig"]["responseFormat"];
        assert_eq!(*format, json!({"text": {"mimeType": "APPLICATION_JSON", "schema": schema}}));
        assert!(body.get("systemInstruction").is_none());
    }

    #[test]
    fn medical_text_is_only_blocked_when_harm_is_very_probable() {
        let body = body("gemini-3.8-flash", &request());
        let settings = body["safetySettings"].as_array().unwrap();
        assert_eq!(settings.len(), 4);
        assert!(settings.iter().all(|setting| setting["threshold"] == "BLOCK_ONLY_HIGH"));
        assert!(settings.iter().any(|setting| setting["category"] == "HARM_CATEGORY_DANGEROUS_CONTENT"));
    }
}
