use chrono::{DateTime, Utc};
use domain::chats::ChatSummary;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// The chat with a doctor or patient, as the caller's side sees it.
#[derive(Serialize, ToSchema)]
pub struct ChatSummaryBody {
    /// The chat.
    pub id: Uuid,
    /// Whether it is active for the caller's side.
    pub is_active: bool,
    /// Messages the caller's side has not read.
    #[schema(example = 2)]
    pub unread_count: i32,
    /// When the last message was sent.
    pub last_message_at: Option<DateTime<Utc>>,
}

impl From<ChatSummary> for ChatSummaryBody {
    fn from(chat: ChatSummary) -> Self {
        Self {
            id: chat.id.into(),
            is_active: chat.is_active,
            unread_count: chat.unread_count,
            last_message_at: chat.last_message_at,
        }
    }
}
