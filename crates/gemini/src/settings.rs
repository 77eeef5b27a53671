//! What an operator configures for Gemini.

use model_http::{SetupError, Timeouts};
use secrecy::SecretString;

use crate::model_name::ModelNameError;

/// How to reach Gemini, and as whom.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The key of the project; sent in a header, never in a URL.
    pub api_key: SecretString,
    /// The model's name without `models/`: `gemini-3.8-flash`.
    pub model: String,
    /// The address up to and with the version. Must be https, or a host on this machine.
    pub base_url: String,
    /// The most tokens of an answer. A model that thinks may use them all, for it pays its thoughts from them.
    pub most_tokens: u32,
    /// How long it may take.
    pub timeouts: Timeouts,
}

impl Settings {
    /// Google's own address.
    pub const BASE_URL: &str = "https://generativelanguage.googleapis.com/v1beta";

    /// The usual number of tokens.
    pub const MOST_TOKENS: u32 = 2_048;

    /// The usual address, limit and timeouts.
    pub fn new(api_key: SecretString, model: impl Into<String>) -> Self {
        Self {
            api_key,
            model: model.into(),
            base_url: Self::BASE_URL.to_owned(),
            most_tokens: Self::MOST_TOKENS,
            timeouts: Timeouts::default(),
        }
    }
}

/// Why the settings cannot be used.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum SettingsError {
    /// The model's name is retired or no name at all.
    #[error(transparent)]
    Model(#[from] ModelNameError),
    /// Key, address or timeouts.
    #[error(transparent)]
    Setup(#[from] SetupError),
}
