use std::time::Duration;

use actix_web::web::Bytes;
use actix_ws::Session;
use serde::Serialize;
use serde_json::Value;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use super::Closing;
use crate::error::ApiError;

/// A client that does not take a frame for so long is gone.
const PATIENCE: Duration = Duration::from_secs(10);
/// The last frame gets less time: whoever lost access holds a seat no longer than five seconds, of which finding that out
/// may take two.
const FAREWELL: Duration = Duration::from_secs(2);

/// The way to one socket's client. Clones go the same way; once the client is gone or its socket was told to close, what is
/// sent vanishes at once.
#[derive(Clone)]
pub struct Outgoing {
    session: Session,
    gone: CancellationToken,
}

/// What a client hears when something it sent cannot be used.
#[derive(Serialize)]
struct ErrorFrame<'a> {
    r#type: &'static str,
    code: &'static str,
    message: &'a str,
    #[serde(skip_serializing_if = "Value::is_null")]
    details: &'a Value,
}

impl Outgoing {
    pub(super) fn new(session: Session, gone: CancellationToken) -> Self {
        Self { session, gone }
    }

    /// Sends a frame as JSON.
    pub async fn send(&self, frame: &impl Serialize) {
        match serde_json::to_string(frame) {
            Ok(text) => {
                let mut session = self.session.clone();
                self.in_time(session.text(text)).await;
            }
            Err(error) => tracing::error!(%error, "a frame cannot be written as JSON"),
        }
    }

    /// Sends an `error` frame.
    pub async fn refuse(&self, error: impl Into<ApiError>) {
        let error = error.into();
        let frame =
            ErrorFrame { r#type: "error", code: error.code(), message: error.message(), details: error.details() };
        self.send(&frame).await;
    }

    /// Sends an `error` frame with a code of sockets only.
    pub(super) async fn complain(&self, code: &'static str, message: &str) {
        self.send(&ErrorFrame { r#type: "error", code, message, details: &Value::Null }).await;
    }

    pub(super) async fn ping(&self) {
        let mut session = self.session.clone();
        self.in_time(session.ping(b"")).await;
    }

    pub(super) async fn pong(&self, bytes: &Bytes) {
        let mut session = self.session.clone();
        self.in_time(session.pong(bytes)).await;
    }

    pub(super) async fn close(self, closing: Closing) {
        self.gone.cancel();
        if !matches!(timeout(FAREWELL, self.session.close(closing.reason())).await, Ok(Ok(()))) {
            tracing::debug!(?closing, "a client does not hear why its socket closes");
        }
    }

    /// Until the client is gone: work for it is then pointless.
    pub async fn gone(&self) {
        self.gone.cancelled().await;
    }

    /// Whether it is.
    pub fn is_gone(&self) -> bool {
        self.gone.is_cancelled()
    }

    async fn in_time(&self, sending: impl Future<Output = Result<(), actix_ws::Closed>>) {
        let sent = self.gone.run_until_cancelled(timeout(PATIENCE, sending)).await;
        if !matches!(sent, Some(Ok(Ok(())))) {
            self.gone.cancel();
        }
    }
}
