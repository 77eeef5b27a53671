//! What happens and others may want to hear of at once: pushed to sockets after the commit, on every instance.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::chats::{ChatSide, Message};

use super::{AiSessionId, ChatId, DoctorId, MessageId, PatientId, SessionId, UserId};
use crate::assistant::AiMessage;

/// Where listeners wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum EventTopic {
    /// What happens in one chat.
    Chat(ChatId),
    /// What happens in one interview.
    AiSession(AiSessionId),
    /// What ends somebody's access: every socket and cache listens.
    Access,
    /// Work that waits for the job runners.
    Jobs,
}

/// Something that happened and is committed. The bus may lose one when an instance dies: what must not be lost is a job,
/// and what a listener missed it reads from the database.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// A message was sent.
    Message {
        /// The message.
        message: Box<Message>,
    },
    /// Messages were read by the receiving side.
    Read {
        /// The chat.
        chat: ChatId,
        /// Who read.
        reader: UserId,
        /// For which side.
        side: ChatSide,
        /// Which messages.
        messages: Vec<MessageId>,
        /// When.
        at: DateTime<Utc>,
    },
    /// Somebody types.
    Typing {
        /// The chat.
        chat: ChatId,
        /// Who types.
        user: UserId,
        /// On which side.
        side: ChatSide,
    },
    /// Somebody came to or left a chat's socket.
    Presence {
        /// The chat.
        chat: ChatId,
        /// Who.
        user: UserId,
        /// On which side.
        side: ChatSide,
        /// Came (true) or left (false).
        online: bool,
    },
    /// A turn was added to an interview, by REST or by another socket.
    AiTurn {
        /// The interview.
        session: AiSessionId,
        /// The turn.
        turn: Box<AiMessage>,
        /// Who took it.
        by: UserId,
    },
    /// A session ended: its tokens are dead and its sockets close.
    SessionEnded {
        /// The session.
        session: SessionId,
    },
    /// All sessions of a user ended, but for one perhaps.
    UserSessionsEnded {
        /// The user.
        user: UserId,
        /// The session that goes on.
        except: Option<SessionId>,
    },
    /// A user's role, activity or profile changed: what is cached about it is stale.
    UserChanged {
        /// The user.
        user: UserId,
    },
    /// A doctor no longer treats a patient: sockets of their chat close for the doctor.
    TreatmentEnded {
        /// The doctor.
        doctor: DoctorId,
        /// The patient.
        patient: PatientId,
    },
    /// A chat was deleted: its sockets close.
    ChatDeleted {
        /// The chat.
        chat: ChatId,
    },
    /// A job was written that somebody waits for.
    JobWaiting,
    /// A user no longer acts for a patient.
    RelationEnded {
        /// The user.
        user: UserId,
        /// The patient.
        patient: PatientId,
    },
}

impl Event {
    /// Where it is heard.
    pub const fn topic(&self) -> EventTopic {
        match self {
            Self::Message { message } => EventTopic::Chat(message.chat_id),
            Self::Read { chat, .. } | Self::Typing { chat, .. } | Self::Presence { chat, .. } => {
                EventTopic::Chat(*chat)
            }
            Self::AiTurn { session, .. } => EventTopic::AiSession(*session),
            Self::JobWaiting => EventTopic::Jobs,
            Self::SessionEnded { .. }
            | Self::UserSessionsEnded { .. }
            | Self::UserChanged { .. }
            | Self::TreatmentEnded { .. }
            | Self::ChatDeleted { .. }
            | Self::RelationEnded { .. } => EventTopic::Access,
        }
    }
}
