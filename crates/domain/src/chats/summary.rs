use chrono::{DateTime, Utc};

use crate::kernel::ChatId;

/// What a list of doctors or patients shows of the chat with each, as the caller's side sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChatSummary {
    /// The chat.
    pub id: ChatId,
    /// Whether it is active for the caller's side.
    pub is_active: bool,
    /// Messages the caller's side has not read.
    pub unread_count: i32,
    /// When the last message was sent.
    pub last_message_at: Option<DateTime<Utc>>,
}
