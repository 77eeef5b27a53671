//! What goes over a chat's socket.

use chrono::{DateTime, Utc};
use domain::{
    chats::ChatSide,
    kernel::{ChatId, Check, Error, MessageId, Outcome, UserId, parse},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::message_body::MessageBody;
use crate::extract::Field;

/// What the server says.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Said {
    /// Messages that were there already, oldest first.
    History { chat_id: ChatId, messages: Vec<MessageBody> },
    /// A message was sent.
    Message { message: Box<MessageBody> },
    /// Messages were read.
    Read {
        chat_id: ChatId,
        message_ids: Vec<MessageId>,
        read_by_user_id: UserId,
        reader_role: ChatSide,
        read_at: DateTime<Utc>,
    },
    /// Somebody types.
    Typing { chat_id: ChatId, user_id: UserId, role: ChatSide },
    /// Somebody came or left.
    Presence { chat_id: ChatId, user_id: UserId, role: ChatSide, online: bool },
}

/// The kind of a frame.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Kind {
    /// message, read or typing.
    pub r#type: Field<String>,
}

impl Kind {
    /// The word.
    pub fn read(self) -> Outcome<String> {
        let mut check = Check::default();
        let kind = check.required("type", self.r#type, parse::short_phrase);
        check.build(|| kind)
    }
}

/// What was read.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct ReadFrame {
    message_ids: Field<Vec<Uuid>>,
    up_to: Field<Uuid>,
}

/// What a `read` frame marks.
pub enum ReadWhat {
    /// These messages.
    Messages(Vec<MessageId>),
    /// All, or all up to this one.
    Chat(Option<MessageId>),
}

impl ReadFrame {
    /// What is to be marked.
    pub fn read(self) -> Outcome<ReadWhat> {
        let mut check = Check::default();
        let messages = check.optional("message_ids", self.message_ids, parse::any);
        let up_to = check.optional("up_to", self.up_to, parse::any);
        match (check.build(|| Some(messages))?, up_to) {
            (Some(_), Some(_)) => Err(Error::invalid("up_to", "cannot be combined with message_ids")),
            (Some(ids), None) if ids.len() > 100 => Err(Error::invalid("message_ids", "must have at most 100 entries")),
            (Some(ids), None) => Ok(ReadWhat::Messages(ids.into_iter().map(Into::into).collect())),
            (None, up_to) => Ok(ReadWhat::Chat(up_to.map(Into::into))),
        }
    }
}
