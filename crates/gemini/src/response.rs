//! What Gemini answers, whole or event by event: the documents have one shape.

use domain::ports::{FinishReason, ModelAnswer, ModelError, Usage};
use model_http::{Draft, Piece, Transcript, reported, unreadable};
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct GenerateContentResponse {
    candidates: Option<Vec<Candidate>>,
    prompt_feedback: Option<PromptFeedback>,
    usage_metadata: Option<UsageMetadata>,
    model_version: Option<String>,
    error: Option<Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Candidate {
    content: Option<Content>,
    finish_reason: Option<String>,
}

#[derive(Deserialize)]
struct Content {
    parts: Option<Vec<Part>>,
}

#[derive(Deserialize)]
struct Part {
    text: Option<String>,
    #[serde(default)]
    thought: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PromptFeedback {
    block_reason: Option<String>,
}

#[derive(Deserialize)]
struct UsageMetadata {
    #[serde(rename = "promptTokenCount")]
    prompt: Option<u32>,
    #[serde(rename = "candidatesTokenCount")]
    candidates: Option<u32>,
    #[serde(rename = "thoughtsTokenCount")]
    thoughts: Option<u32>,
}

/// Reads Gemini's documents. Thoughts are skipped: they are not the answer.
pub(crate) struct GeminiTranscript(pub(crate) Draft);

impl Transcript for GeminiTranscript {
    fn take(&mut self, json: &[u8]) -> Result<Piece, ModelError> {
        let response: GenerateContentResponse = serde_json::from_slice(json).map_err(|error| unreadable(&error))?;
        if let Some(error) = &response.error {
            return Err(reported(error));
        }
        if response.prompt_feedback.is_some_and(|feedback| feedback.block_reason.is_some()) {
            return Err(ModelError::Refused("the request was blocked by the provider's filter".into()));
        }
        if let Some(model) = response.model_version {
            self.0.answered_by(model);
        }
        if let Some(usage) = response.usage_metadata {
            self.0.counted(usage.into());
        }
        match response.candidates.and_then(|candidates| candidates.into_iter().next()) {
            Some(candidate) => self.take_candidate(candidate),
            None => Ok(Piece::Nothing),
        }
    }

    fn into_answer(self) -> Result<ModelAnswer, ModelError> {
        self.0.into_answer()
    }
}

impl GeminiTranscript {
    fn take_candidate(&mut self, candidate: Candidate) -> Result<Piece, ModelError> {
        if let Some(reason) = candidate.finish_reason {
            self.0.ended(finish_reason(&reason)?);
        }
        let parts = candidate.content.and_then(|content| content.parts).unwrap_or_default();
        let text: String = parts.into_iter().filter(|part| !part.thought).filter_map(|part| part.text).collect();
        self.0.add(&text)?;
        Ok(if text.is_empty() { Piece::Nothing } else { Piece::Text(text) })
    }
}

/// The end as the port knows it. Only names from this list get into a message.
fn finish_reason(reason: &str) -> Result<FinishReason, ModelError> {
    let refused = |why: &str| Err(ModelError::Refused(why.into()));
    match reason {
        "STOP" => Ok(FinishReason::Stop),
        "MAX_TOKENS" => Ok(FinishReason::Length),
        "SAFETY" | "IMAGE_SAFETY" => refused("the answer was stopped by the safety filter"),
        "RECITATION" => refused("the answer was stopped as a recitation"),
        "BLOCKLIST" => refused("the answer has a word from a block list"),
        "PROHIBITED_CONTENT" => refused("the answer was stopped as prohibited content"),
        "SPII" => refused("the answer was stopped as personal information"),
        "LANGUAGE" => refused("the language is not supported"),
        "OTHER" => Err(ModelError::Unavailable("the answer was stopped for a reason without a name".into())),
        _ => Err(ModelError::Malformed("it ends for an unknown reason".into())),
    }
}

impl From<UsageMetadata> for Usage {
    fn from(usage: UsageMetadata) -> Self {
        // Thoughts are tokens of the answer: they are billed so, and other providers count them in.
        let written = usage.candidates.into_iter().chain(usage.thoughts);
        Self { prompt_tokens: usage.prompt, completion_tokens: written.reduce(u32::saturating_add) }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(documents: &[Value]) -> Result<(Vec<Piece>, ModelAnswer), ModelError> {
        let mut transcript = GeminiTranscript(Draft::new("configured", false));
        let pieces =
            documents.iter().map(|json| transcript.take(json.to_string().as_bytes())).collect::<Result<_, _>>()?;
        Ok((pieces, transcript.into_answer()?))
    }

    #[test]
    fn thoughts_are_skipped_and_counted() {
        let (pieces, answer) = read(&[json!({
            "candidates": [{"content": {"role": "model", "parts": [
                {"text": "The person may have migraine", "thought": true},
                {"text": "Since "}, {"text": "when?", "thoughtSignature": "c2ln"}
            ]}, "finishReason": "STOP", "index": 0}],
            "usageMetadata": {
                "promptTokenCount": 7, "candidatesTokenCount": 3, "thoughtsTokenCount": 40, "totalTokenCount": 50
            },
            "modelVersion": "gemini-3.8-flash"
        })])
        .unwrap();
        assert_eq!(pieces, [Piece::Text("Since when?".into())]);
        assert_eq!(answer.text, "Since when?");
        assert_eq!(answer.usage, Usage { prompt_tokens: Some(7), completion_tokens: Some(43) });
        assert_eq!(answer.model, "gemini-3.8-flash");
    }

    #[test]
    fn every_way_of_declining_is_a_refusal() {
        for reason in ["SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "LANGUAGE", "IMAGE_SAFETY"] {
            let half = json!({"candidates": [{"content": {"parts": [{"text": "half"}]}, "finishReason": reason}]});
            assert!(matches!(read(&[half]), Err(ModelError::Refused(_))), "{reason}");
        }
        let blocked = json!({"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}, "usageMetadata": {}});
        assert!(matches!(read(&[blocked]), Err(ModelError::Refused(_))));
    }

    #[test]
    fn feedback_without_a_block_is_no_refusal() {
        let document = json!({"promptFeedback": {"safetyRatings": []}, "candidates": [
            {"content": {"parts": [{"text": "ok"}]}, "finishReason": "MAX_TOKENS"}]});
        assert_eq!(read(&[document]).unwrap().1.finish, FinishReason::Length);
    }

    #[test]
    fn an_unknown_end_is_malformed_and_not_repeated() {
        let document = json!({"candidates": [{"finishReason": "takes metformin"}]});
        let error = read(&[document]).unwrap_err();
        assert!(matches!(error, ModelError::Malformed(_)) && !error.to_string().contains("metformin"));
    }
}
