//! What an operator configures for `OpenAI` or a server like it.

use model_http::{SetupError, Timeouts};
use secrecy::SecretString;

use crate::dialect::Dialect;

/// How to reach the server, and as whom.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The key; a local server needs none. An empty one counts as none.
    pub api_key: Option<SecretString>,
    /// The model's name as the server knows it: `gpt-5.4-mini`, `llama3.3:70b`.
    pub model: String,
    /// The address up to and with the version: `http://localhost:11434/v1`.
    pub base_url: String,
    /// The dialect; none reads it from the base URL, which is wrong only for a proxy in front of `OpenAI`.
    pub dialect: Option<Dialect>,
    /// How long it may take.
    pub timeouts: Timeouts,
}

impl Settings {
    /// `OpenAI`'s own address.
    pub const BASE_URL: &str = "https://api.openai.com/v1";

    /// `OpenAI`'s address, the usual timeouts, and no key yet.
    pub fn new(model: impl Into<String>) -> Self {
        Self {
            api_key: None,
            model: model.into(),
            base_url: Self::BASE_URL.to_owned(),
            dialect: None,
            timeouts: Timeouts::default(),
        }
    }
}

/// Why the settings cannot be used.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum SettingsError {
    /// No model is named.
    #[error("the OpenAI model name is empty or has control characters")]
    Model,
    /// `OpenAI` answers nobody without a key.
    #[error("OpenAI needs an API key; a local server needs its own base URL")]
    NoKey,
    /// Key, address or timeouts.
    #[error(transparent)]
    Setup(#[from] SetupError),
}
