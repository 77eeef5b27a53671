//! The port, spoken to Gemini.

use async_trait::async_trait;
use domain::ports::{LanguageModel, ModelAnswer, ModelError, ModelRequest, ModelStream};
use model_http::{BaseUrl, Draft, ModelClient, SetupError, secret_header};
use reqwest::{
    Url,
    header::{HeaderMap, HeaderName},
};

use crate::{
    model_name::check_model_name,
    request::GenerateContent,
    response::GeminiTranscript,
    settings::{Settings, SettingsError},
};

const PROVIDER: &str = "gemini";
/// The key travels in a header and never in a URL, because URLs reach logs.
const KEY_HEADER: HeaderName = HeaderName::from_static("x-goog-api-key");

/// A Gemini model. A failed call is tried once more on 429, 5xx and a connection that could not be made.
#[derive(Clone, Debug)]
pub struct Gemini {
    client: ModelClient,
    model: String,
    most_tokens: u32,
    complete_url: Url,
    stream_url: Url,
}

impl Gemini {
    /// Checks the settings; nothing is sent. A retired model is refused with the names that work.
    pub fn new(settings: Settings) -> Result<Self, SettingsError> {
        let Settings { api_key, model, base_url, most_tokens, timeouts } = settings;
        check_model_name(&model)?;
        let base = BaseUrl::parse(&base_url)?;
        if !base.is_private() {
            return Err(SetupError::BaseUrl("must use https outside this machine").into());
        }
        let headers = HeaderMap::from_iter([(KEY_HEADER, secret_header("", &api_key)?)]);
        Ok(Self {
            client: ModelClient::new(PROVIDER, headers, timeouts)?,
            complete_url: base.route(&format!("models/{model}:generateContent"))?,
            stream_url: base.route(&format!("models/{model}:streamGenerateContent?alt=sse"))?,
            model,
            most_tokens,
        })
    }

    fn transcript(&self, request: &ModelRequest) -> GeminiTranscript {
        GeminiTranscript(Draft::new(&self.model, request.json_schema.is_some()))
    }
}

#[async_trait]
impl LanguageModel for Gemini {
    fn provider(&self) -> &'static str {
        PROVIDER
    }

    fn model(&self) -> &str {
        &self.model
    }

    async fn complete(&self, request: ModelRequest) -> Result<ModelAnswer, ModelError> {
        let body = GenerateContent::new(&self.model, self.most_tokens, &request);
        self.client.complete(&self.complete_url, &body, self.transcript(&request)).await
    }

    async fn stream(&self, request: ModelRequest) -> Result<ModelStream, ModelError> {
        let body = GenerateContent::new(&self.model, self.most_tokens, &request);
        self.client.stream(&self.stream_url, &body, self.transcript(&request)).await
    }
}
