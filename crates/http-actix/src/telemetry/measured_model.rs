//! Measures every question to a language model, also one that is given up.

use std::{sync::Arc, time::Instant};

use async_trait::async_trait;
use domain::ports::{LanguageModel, ModelAnswer, ModelError, ModelRequest, ModelStream};

use super::measures;

/// A language model whose calls are measured. A stream is measured to its first byte.
pub struct MeasuredModel(Arc<dyn LanguageModel>);

impl MeasuredModel {
    /// Around another one.
    pub fn new(inner: Arc<dyn LanguageModel>) -> Self {
        Self(inner)
    }
}

#[async_trait]
impl LanguageModel for MeasuredModel {
    fn provider(&self) -> &'static str {
        self.0.provider()
    }
    fn model(&self) -> &str {
        self.0.model()
    }
    async fn complete(&self, request: ModelRequest) -> Result<ModelAnswer, ModelError> {
        let question = Question::begin(self.provider());
        question.end(self.0.complete(request).await)
    }
    async fn stream(&self, request: ModelRequest) -> Result<ModelStream, ModelError> {
        let question = Question::begin(self.provider());
        question.end(self.0.stream(request).await)
    }
}

/// One question. Dropped without an end, nobody waited for the answer.
struct Question {
    provider: &'static str,
    began: Instant,
    outcome: &'static str,
}

impl Question {
    fn begin(provider: &'static str) -> Self {
        Self { provider, began: Instant::now(), outcome: "cancelled" }
    }
    fn end<T>(mut self, answer: Result<T, ModelError>) -> Result<T, ModelError> {
        self.outcome = answer.as_ref().map_or_else(ModelError::outcome, |_| "answered");
        answer
    }
}

impl Drop for Question {
    fn drop(&mut self) {
        measures::model_call(self.provider, self.outcome, self.began.elapsed());
    }
}
