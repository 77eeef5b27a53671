//! `[assistant]`: the language model, if any.

use domain::text_enum;
use secrecy::SecretString;
use serde::Deserialize;

use super::{ConfigError, error::within, reading};

text_enum! {
    /// Who answers beside the rules.
    pub enum Provider {
        /// Nobody: the rules answer alone.
        None = "none",
        /// Google's Gemini.
        Gemini = "gemini",
        /// `OpenAI`, or a server that speaks its API.
        Openai = "openai",
    }
}

/// The assistant.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assistant {
    /// Which model is asked.
    #[serde(deserialize_with = "reading::word")]
    pub provider: Provider,
    /// The key of the Gemini API.
    #[serde(deserialize_with = "reading::optional_secret")]
    pub gemini_api_key: Option<SecretString>,
    /// The Gemini model's name; a retired one is refused where the model is set up.
    #[serde(deserialize_with = "reading::required")]
    pub gemini_model: String,
    /// The longest answer asked of Gemini, in tokens.
    pub gemini_max_tokens: u32,
    /// The key of the `OpenAI` API; a server of one's own may need none.
    #[serde(deserialize_with = "reading::optional_secret")]
    pub openai_api_key: Option<SecretString>,
    /// The name of the model asked through the `OpenAI` API.
    #[serde(deserialize_with = "reading::required")]
    pub openai_model: String,
    /// The address of the `OpenAI` API.
    #[serde(deserialize_with = "reading::required")]
    pub openai_base_url: String,
    /// How long a model may take.
    pub timeout_seconds: u64,
}

impl Assistant {
    pub(super) fn validate(&self) -> Result<(), ConfigError> {
        within("assistant.gemini_max_tokens", &self.gemini_max_tokens, &(16..=65_536))?;
        within("assistant.timeout_seconds", &self.timeout_seconds, &(1..=300))?;
        if self.provider == Provider::Gemini && self.gemini_api_key.is_none() {
            return Err(ConfigError::key("assistant.gemini_api_key", "must be set when assistant.provider is gemini"));
        }
        let needs_key = self.openai_base_url.starts_with("https://api.openai.com");
        if self.provider == Provider::Openai && self.openai_api_key.is_none() && needs_key {
            let problem = "must be set when assistant.provider is openai, except for a server of one's own";
            return Err(ConfigError::key("assistant.openai_api_key", problem));
        }
        Ok(())
    }
}
