//! The port, spoken to `OpenAI` or a server like it.

use async_trait::async_trait;
use domain::ports::{LanguageModel, ModelAnswer, ModelError, ModelRequest, ModelStream};
use model_http::{BaseUrl, Draft, ModelClient, secret_header};
use reqwest::{
    Url,
    header::{AUTHORIZATION, HeaderMap},
};
use secrecy::ExposeSecret;

use crate::{
    dialect::Dialect,
    request::ChatCompletion,
    response::OpenAiTranscript,
    settings::{Settings, SettingsError},
};

const PROVIDER: &str = "openai";

/// A model behind `chat/completions`. A failed call is tried once more on 429, 5xx and a connection that could not be
/// made.
#[derive(Clone, Debug)]
pub struct OpenAi {
    client: ModelClient,
    model: String,
    dialect: Dialect,
    url: Url,
}

impl OpenAi {
    /// Checks the settings; nothing is sent.
    pub fn new(settings: Settings) -> Result<Self, SettingsError> {
        let Settings { api_key, model, base_url, dialect, timeouts } = settings;
        if model.trim().is_empty() || model.contains(char::is_control) {
            return Err(SettingsError::Model);
        }
        let base = BaseUrl::parse(&base_url)?;
        let dialect = dialect.unwrap_or_else(|| Dialect::of(&base));
        let mut headers = HeaderMap::new();
        match api_key.filter(|key| !key.expose_secret().trim().is_empty()) {
            Some(key) => drop(headers.insert(AUTHORIZATION, secret_header("Bearer ", &key)?)),
            None if dialect == Dialect::OpenAi => return Err(SettingsError::NoKey),
            None => {}
        }
        let client = ModelClient::new(PROVIDER, headers, timeouts)?;
        Ok(Self { client, model, dialect, url: base.route("chat/completions")? })
    }

    fn transcript(&self, request: &ModelRequest) -> OpenAiTranscript {
        OpenAiTranscript(Draft::new(&self.model, request.json_schema.is_some()))
    }
}

#[async_trait]
impl LanguageModel for OpenAi {
    fn provider(&self) -> &'static str {
        PROVIDER
    }

    fn model(&self) -> &str {
        &self.model
    }

    async fn complete(&self, request: ModelRequest) -> Result<ModelAnswer, ModelError> {
        let body = ChatCompletion::new(self.dialect, &self.model, &request, false);
        self.client.complete(&self.url, &body, self.transcript(&request)).await
    }

    async fn stream(&self, request: ModelRequest) -> Result<ModelStream, ModelError> {
        let body = ChatCompletion::new(self.dialect, &self.model, &request, true);
        self.client.stream(&self.url, &body, self.transcript(&request)).await
    }
}
