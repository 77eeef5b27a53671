//! The ports to mail and text messages. Both are used by jobs only: what could not be sent is tried again.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

/// A mail, as it is handed to a mail server.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// The recipient's address.
    pub to: String,
    /// Subject, one line.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
    /// The same for every try to send this letter, so that a server can recognise a second one.
    pub message_id: String,
}

/// Addresses and texts are personal.
impl std::fmt::Debug for Letter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Letter").field("message_id", &self.message_id).finish_non_exhaustive()
    }
}

/// A text message.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextMessage {
    /// The recipient's number in E.164 form.
    pub to: String,
    /// The text, in one or a few messages' length.
    pub text: String,
}

impl std::fmt::Debug for TextMessage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TextMessage").finish_non_exhaustive()
    }
}

/// Why something was not sent. The reasons name no recipient and no content.
#[derive(Debug, thiserror::Error)]
pub enum DeliveryError {
    /// It will never be accepted: the address does not exist, the content is refused.
    #[error("refused: {0}")]
    Refused(String),
    /// It may be accepted later.
    #[error("not delivered: {0}")]
    Later(String),
}

/// Sends mail.
#[async_trait]
pub trait Mail: Send + Sync {
    /// Hands the letter over; it is on its way when this succeeds.
    async fn send(&self, letter: &Letter) -> Result<(), DeliveryError>;
    /// Succeeds when the mail server answers.
    async fn check(&self) -> Result<(), DeliveryError>;
}

/// Sends text messages.
#[async_trait]
pub trait Sms: Send + Sync {
    /// Hands the message over.
    async fn send(&self, message: &TextMessage) -> Result<(), DeliveryError>;
}
