//! One call to a model: sent at most twice, given up after its time, cancelled when the caller drops it.

use bytes::Bytes;
use domain::ports::{ModelAnswer, ModelError, ModelStream};
use reqwest::{
    Client, Response, Url,
    header::{ACCEPT, CONTENT_TYPE, HeaderMap},
    redirect::Policy,
};
use serde::Serialize;
use tokio::time::{Instant, sleep, timeout, timeout_at};

use crate::{
    body::read_whole,
    events::Events,
    fault::{accepted, unreadable},
    retry::pause_after,
    setup::{SetupError, Timeouts},
    transcript::{Transcript, answer_stream},
};

/// The HTTP side of a model adapter. Cheap to share; connections are reused.
#[derive(Clone, Debug)]
pub struct ModelClient {
    http: Client,
    provider: &'static str,
    timeouts: Timeouts,
}

impl ModelClient {
    /// A client that sends `headers` (with the key among them) with every call. `provider` names it in logs.
    pub fn new(provider: &'static str, headers: HeaderMap, timeouts: Timeouts) -> Result<Self, SetupError> {
        let timeouts = timeouts.check()?;
        let http = Client::builder()
            .user_agent(concat!("lifeline/", env!("CARGO_PKG_VERSION")))
            .default_headers(headers)
            // A redirect would carry key and patient text to a host that the operator did not name.
            .redirect(Policy::none())
            .build()
            .map_err(|error| SetupError::Client(error.to_string()))?;
        Ok(Self { http, provider, timeouts })
    }

    /// A whole answer, within `Timeouts::call` to its last byte.
    pub async fn complete<T: Transcript>(
        &self,
        url: &Url,
        request: &impl Serialize,
        mut transcript: T,
    ) -> Result<ModelAnswer, ModelError> {
        let body = written(request)?;
        let call = async {
            let response = self.send(url, body, "application/json").await?;
            transcript.take(&read_whole(response).await?)?;
            transcript.into_answer()
        };
        timeout(self.timeouts.call, call).await.map_err(|_| ModelError::Timeout(self.timeouts.call))?
    }

    /// An answer piece by piece. Failures before the first byte come from here, later ones from the stream.
    pub async fn stream<T: Transcript>(
        &self,
        url: &Url,
        request: &impl Serialize,
        transcript: T,
    ) -> Result<ModelStream, ModelError> {
        let body = written(request)?;
        let started_at = Instant::now();
        let response = timeout_at(started_at + self.timeouts.call, self.send(url, body, "text/event-stream"))
            .await
            .map_err(|_| ModelError::Timeout(self.timeouts.call))??;
        Ok(answer_stream(Events::new(response, started_at, self.timeouts), transcript))
    }

    async fn send(&self, url: &Url, body: Bytes, accept: &'static str) -> Result<Response, ModelError> {
        let first = self.attempt(url, body.clone(), accept).await;
        let Some(pause) = pause_after(&first) else { return accepted(first) };
        let status = first.as_ref().map_or(0, |response| response.status().as_u16());
        tracing::warn!(provider = self.provider, status, ?pause, "the model call failed and is tried once more");
        drop(first);
        sleep(pause).await;
        accepted(self.attempt(url, body, accept).await)
    }

    async fn attempt(&self, url: &Url, body: Bytes, accept: &'static str) -> Result<Response, reqwest::Error> {
        let request = self.http.post(url.clone()).header(CONTENT_TYPE, "application/json").header(ACCEPT, accept);
        request.body(body).send().await
    }
}

fn written(request: &impl Serialize) -> Result<Bytes, ModelError> {
    serde_json::to_vec(request).map(Bytes::from).map_err(|error| unreadable(&error))
}
