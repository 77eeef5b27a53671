//! The language-model port: a request goes out, an answer or a stream of pieces comes back.

use std::{pin::Pin, time::Duration};

use async_trait::async_trait;
use futures_core::Stream;

/// Who spoke a turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speaker {
    /// The person (or the record text given as data).
    User,
    /// The model in an earlier turn.
    Model,
}

/// One turn of the conversation.
#[derive(Clone, Debug, PartialEq)]
pub struct Turn {
    /// Who spoke.
    pub speaker: Speaker,
    /// What was said.
    pub text: String,
}

/// What is asked of a model. It holds the data of one patient at most.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelRequest {
    /// Instructions; never contains patient text.
    pub system: String,
    /// The conversation, oldest first; ends with a user turn.
    pub turns: Vec<Turn>,
    /// Sampling temperature, 0 to 1.
    pub temperature: f32,
    /// The most tokens the answer may have.
    pub max_tokens: u32,
    /// When set, the answer must be a JSON document of this JSON Schema.
    pub json_schema: Option<serde_json::Value>,
}

/// Tokens used, as the provider counted them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Tokens of the request.
    pub prompt_tokens: Option<u32>,
    /// Tokens of the answer.
    pub completion_tokens: Option<u32>,
}

/// Why the model stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FinishReason {
    /// The answer is complete.
    Stop,
    /// The token limit cut the answer.
    Length,
}

/// A complete answer.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelAnswer {
    /// The text, never empty.
    pub text: String,
    /// Why it ended.
    pub finish: FinishReason,
    /// Tokens used.
    pub usage: Usage,
    /// The model that answered, as the provider names it.
    pub model: String,
}

/// One piece of a streamed answer.
#[derive(Clone, Debug, PartialEq)]
pub enum ModelEvent {
    /// More text.
    Delta(String),
    /// The end, with the whole answer.
    Done(ModelAnswer),
}

/// Pieces of an answer; ends after [`ModelEvent::Done`] or the first error. Dropping it cancels the call.
pub type ModelStream = Pin<Box<dyn Stream<Item = Result<ModelEvent, ModelError>> + Send>>;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// No answer within the time limit.
    #[error("the model did not answer within {0:?}")]
    Timeout(Duration),
    /// The provider asked to slow down, also after the retry.
    #[error("the provider limits the rate of requests")]
    RateLimited,
    /// The provider or its safety filter declined to answer.
    #[error("the model declined: {0}")]
    Refused(String),
    /// The answer is not of the documented shape, or empty.
    #[error("the provider's answer could not be read: {0}")]
    Malformed(String),
    /// The provider refused the request (bad key, unknown model): trying again does not help.
    #[error("the provider rejected the request with status {status}")]
    Rejected {
        /// The HTTP status.
        status: u16,
    },
    /// The provider could not be reached or failed.
    #[error("the provider is unavailable: {0}")]
    Unavailable(String),
}

impl ModelError {
    /// The word for it in metrics and in the record of calls.
    pub const fn outcome(&self) -> &'static str {
        match self {
            Self::Timeout(_) => "timeout",
            Self::RateLimited => "rate_limited",
            Self::Refused(_) => "refused",
            Self::Malformed(_) => "malformed",
            Self::Rejected { .. } => "rejected",
            Self::Unavailable(_) => "unavailable",
        }
    }
}

/// A language model. Implementations time out, retry once on 429 and 5xx, and stop when the future is dropped.
#[async_trait]
pub trait LanguageModel: Send + Sync {
    /// The provider's name for logs, metrics and audit: `gemini`, `openai`.
    fn provider(&self) -> &'static str;
    /// The configured model name.
    fn model(&self) -> &str;
    /// One whole answer.
    async fn complete(&self, request: ModelRequest) -> Result<ModelAnswer, ModelError>;
    /// The answer piece by piece.
    async fn stream(&self, request: ModelRequest) -> Result<ModelStream, ModelError>;
}
