//! What `chat/completions` answers: a `message` when whole, a `delta` per event when streamed.

use domain::ports::{FinishReason, ModelAnswer, ModelError, Usage};
use model_http::{Draft, Piece, Transcript, reported, unreadable};
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
struct Completion {
    choices: Option<Vec<Choice>>,
    usage: Option<CompletionUsage>,
    model: Option<String>,
    error: Option<Value>,
}

#[derive(Deserialize)]
struct Choice {
    message: Option<Said>,
    delta: Option<Said>,
    finish_reason: Option<String>,
}

#[derive(Deserialize)]
struct Said {
    content: Option<String>,
    refusal: Option<String>,
}

#[derive(Deserialize)]
struct CompletionUsage {
    prompt_tokens: Option<u32>,
    completion_tokens: Option<u32>,
}

/// Reads completions and completion chunks. Reasoning, where a server shows it, is skipped: it is not the answer.
pub(crate) struct OpenAiTranscript(pub(crate) Draft);

impl Transcript for OpenAiTranscript {
    fn take(&mut self, json: &[u8]) -> Result<Piece, ModelError> {
        if json.trim_ascii() == b"[DONE]" {
            return Ok(Piece::End);
        }
        let completion: Completion = serde_json::from_slice(json).map_err(|error| unreadable(&error))?;
        if let Some(error) = &completion.error {
            return Err(reported(error));
        }
        if let Some(model) = completion.model {
            self.0.answered_by(model);
        }
        if let Some(CompletionUsage { prompt_tokens, completion_tokens }) = completion.usage {
            self.0.counted(Usage { prompt_tokens, completion_tokens });
        }
        match completion.choices.and_then(|choices| choices.into_iter().next()) {
            Some(choice) => self.take_choice(choice),
            // The chunk that carries the token counts has no choice.
            None => Ok(Piece::Nothing),
        }
    }

    fn into_answer(self) -> Result<ModelAnswer, ModelError> {
        self.0.into_answer()
    }
}

impl OpenAiTranscript {
    fn take_choice(&mut self, choice: Choice) -> Result<Piece, ModelError> {
        let said = choice.message.or(choice.delta).unwrap_or(Said { content: None, refusal: None });
        if said.refusal.is_some_and(|refusal| !refusal.is_empty()) {
            return Err(ModelError::Refused("the model will not answer this".into()));
        }
        if let Some(reason) = choice.finish_reason {
            self.0.ended(finish_reason(&reason)?);
        }
        let text = said.content.unwrap_or_default();
        self.0.add(&text)?;
        Ok(if text.is_empty() { Piece::Nothing } else { Piece::Text(text) })
    }
}

/// The end as the port knows it; an unknown one is not repeated. No tools are offered, so a call of one is malformed.
fn finish_reason(reason: &str) -> Result<FinishReason, ModelError> {
    match reason {
        "stop" => Ok(FinishReason::Stop),
        "length" => Ok(FinishReason::Length),
        "content_filter" => Err(ModelError::Refused("the answer was stopped by the content filter".into())),
        _ => Err(ModelError::Malformed("it ends for an unknown reason".into())),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(documents: &[Value]) -> Result<(Vec<Piece>, ModelAnswer), ModelError> {
        let mut transcript = OpenAiTranscript(Draft::new("configured", false));
        let pieces =
            documents.iter().map(|json| transcript.take(json.to_string().as_bytes())).collect::<Result<_, _>>()?;
        Ok((pieces, transcript.into_answer()?))
    }

    #[test]
    fn reasoning_is_no_answer() {
        let (_, answer) = read(&[json!({"choices": [{"index": 0, "finish_reason": "stop", "message": {
            "role": "assistant", "content": "Since when?", "refusal": null, "reasoning_content": "migraine?"}}]})])
        .unwrap();
        assert_eq!((answer.text.as_str(), answer.model.as_str()), ("Since when?", "configured"));
        assert_eq!(answer.usage, Usage::default());
    }

    #[test]
    fn refusals_are_known_in_every_form_and_never_repeated() {
        for choice in [
            json!({"finish_reason": "stop", "message": {"content": null, "refusal": "I cannot help with metformin"}}),
            json!({"delta": {"refusal": "I cannot help with metformin"}}),
            json!({"finish_reason": "content_filter", "message": {"content": "half metformin"}}),
        ] {
            let error = read(&[json!({"choices": [choice]})]).unwrap_err();
            assert!(matches!(error, ModelError::Refused(_)));
            assert!(!error.to_string().contains("metformin"));
        }
    }

    #[test]
    fn an_empty_refusal_is_none() {
        let (pieces, _) = read(&[
            json!({"choices": [{"delta": {"role": "assistant", "content": "", "refusal": ""}, "finish_reason": null}]}),
            json!({"choices": [{"delta": {"content": "ok"}}]}),
            json!({"choices": [{"delta": {}, "finish_reason": "length"}]}),
            json!({"choices": [], "usage": {"prompt_tokens": 1, "completion_tokens": 2}}),
        ])
        .unwrap();
        assert_eq!(pieces, [Piece::Nothing, Piece::Text("ok".into()), Piece::Nothing, Piece::Nothing]);
    }

    #[test]
    fn a_tool_call_or_an_unknown_end_is_malformed() {
        for reason in ["tool_calls", "metformin"] {
            let error = read(&[json!({"choices": [{"finish_reason": reason}]})]).unwrap_err();
            assert!(matches!(error, ModelError::Malformed(_)) && !error.to_string().contains(reason));
        }
    }
}
