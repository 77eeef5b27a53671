//! An answer while it is being put together.

use domain::ports::{FinishReason, ModelAnswer, ModelError, Usage};
use serde::de::IgnoredAny;

use crate::{body::ANSWER_LIMIT_BYTES, fault::too_long};

/// Gathers text, token counts and the reason of the end, and checks at the end that they make an answer.
#[derive(Debug)]
pub struct Draft {
    text: String,
    finish: Option<FinishReason>,
    usage: Usage,
    model: String,
    must_be_json: bool,
}

impl Draft {
    /// An empty draft. `model` is the configured name, kept unless the provider names the model itself.
    pub fn new(model: &str, must_be_json: bool) -> Self {
        Self { text: String::new(), finish: None, usage: Usage::default(), model: model.to_owned(), must_be_json }
    }

    /// Adds text. The whole may have 1 MiB.
    pub fn add(&mut self, text: &str) -> Result<(), ModelError> {
        if self.text.len() + text.len() > ANSWER_LIMIT_BYTES {
            return Err(too_long(ANSWER_LIMIT_BYTES));
        }
        self.text.push_str(text);
        Ok(())
    }

    /// The provider said why the answer ends.
    pub fn ended(&mut self, reason: FinishReason) {
        self.finish = Some(reason);
    }

    /// The provider counted the tokens; a later count replaces an earlier one.
    pub fn counted(&mut self, usage: Usage) {
        self.usage = usage;
    }

    /// The provider named the model that answers.
    pub fn answered_by(&mut self, model: String) {
        if !model.is_empty() {
            self.model = model;
        }
    }

    /// The answer, when there is text, an end, and JSON where JSON was asked for. JSON that the token limit cut is
    /// given back as it is, with [`FinishReason::Length`].
    pub fn into_answer(self) -> Result<ModelAnswer, ModelError> {
        if self.text.trim().is_empty() {
            let why = match self.finish {
                Some(FinishReason::Length) => "the token limit was reached before any text",
                Some(FinishReason::Stop) | None => "it has no text",
            };
            return Err(ModelError::Malformed(why.into()));
        }
        let broken_off = || ModelError::Unavailable("the answer broke off before its end".into());
        let finish = self.finish.ok_or_else(broken_off)?;
        let whole = finish == FinishReason::Stop;
        if self.must_be_json && whole && serde_json::from_str::<IgnoredAny>(&self.text).is_err() {
            return Err(ModelError::Malformed("JSON was asked for and something else came".into()));
        }
        Ok(ModelAnswer { text: self.text, finish, usage: self.usage, model: self.model })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(text: &str, finish: Option<FinishReason>, must_be_json: bool) -> Draft {
        let mut draft = Draft::new("m", must_be_json);
        draft.add(text).unwrap();
        if let Some(reason) = finish {
            draft.ended(reason);
        }
        draft
    }

    #[test]
    fn text_and_an_end_make_an_answer() {
        let answer = draft("rest", Some(FinishReason::Stop), false).into_answer().unwrap();
        assert_eq!((answer.text.as_str(), answer.finish, answer.model.as_str()), ("rest", FinishReason::Stop, "m"));
    }

    #[test]
    fn no_end_no_text_or_no_json_is_no_answer() {
        let failure = |text, finish, json| draft(text, finish, json).into_answer().unwrap_err();
        assert!(matches!(failure("half an ans", None, false), ModelError::Unavailable(_)));
        assert!(matches!(failure("", None, false), ModelError::Malformed(_)));
        assert!(matches!(failure(" \n", Some(FinishReason::Stop), false), ModelError::Malformed(_)));
        assert!(matches!(failure("", Some(FinishReason::Length), true), ModelError::Malformed(_)));
        let fenced = failure("```json\n{}\n```", Some(FinishReason::Stop), true);
        assert!(matches!(fenced, ModelError::Malformed(_)));
    }

    #[test]
    fn cut_json_is_given_back_with_the_reason() {
        let answer = draft("{\"a\":", Some(FinishReason::Length), true).into_answer().unwrap();
        assert_eq!(answer.finish, FinishReason::Length);
        assert!(draft("{\"a\":1}", Some(FinishReason::Stop), true).into_answer().is_ok());
    }

    #[test]
    fn the_text_has_a_limit() {
        let mut draft = Draft::new("m", false);
        draft.add(&"x".repeat(ANSWER_LIMIT_BYTES)).unwrap();
        assert!(matches!(draft.add("x"), Err(ModelError::Malformed(_))));
    }

    #[test]
    fn a_nameless_provider_keeps_the_configured_name() {
        let mut draft = draft("x", Some(FinishReason::Stop), false);
        draft.answered_by(String::new());
        assert_eq!(draft.into_answer().unwrap().model, "m");
    }
}
