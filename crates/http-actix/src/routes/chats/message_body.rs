//! The one form in which a message leaves the server, by REST and by socket, and the form in which it comes.

use chrono::{DateTime, Utc};
use domain::{
    chats::{ChatSide, Message, MessageKind, NewMessage},
    kernel::{Actor, Check, Outcome, TextEnum, parse},
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use uuid::Uuid;

use super::attached::{AttachmentBody, ScreeningBody};
use crate::extract::Field;

/// A message.
#[derive(Serialize, ToSchema)]
pub struct MessageBody {
    /// Its id.
    id: Uuid,
    /// Its chat.
    chat_id: Uuid,
    /// Its number in the chat, from 1 without gaps.
    #[schema(example = 7)]
    sequence: i64,
    /// The profile that sent it: a doctor's or a patient's id.
    sender_id: Uuid,
    /// The profile that receives it.
    receiver_id: Uuid,
    /// The side that sent it: doctor or patient.
    #[schema(example = "patient")]
    sender_role: &'static str,
    /// The account that sent it: the doctor's or a relative's.
    sent_by_user_id: Uuid,
    /// The words.
    #[schema(example = "The cough is better since yesterday.")]
    message: String,
    /// The same as `message`.
    #[schema(example = "The cough is better since yesterday.")]
    content: String,
    /// text, audio, file or image.
    #[schema(example = "text")]
    message_type: &'static str,
    /// What the sender said about a file.
    #[schema(value_type = Option<Object>)]
    file_details: Option<Map<String, Value>>,
    /// The document that goes with it.
    document_id: Option<Uuid>,
    /// That document as it can be downloaded; null where there is none, it was deleted, or it is of the patient's private
    /// collection and the caller is not of the patient's side.
    attachment: Option<AttachmentBody>,
    /// The interview that it shares.
    ai_session_id: Option<Uuid>,
    /// The sender's own id of it.
    client_message_id: Option<String>,
    /// What the rules for emergencies found in it; null for a doctor's message and where they found nothing.
    screening: Option<ScreeningBody>,
    /// When it was sent.
    timestamp: DateTime<Utc>,
    /// Whether the receiving side has read it.
    is_read: bool,
    /// When it did.
    read_at: Option<DateTime<Utc>>,
    /// When it was sent.
    created_at: DateTime<Utc>,
}

impl MessageBody {
    /// As this actor may see it.
    pub fn new(message: Message, actor: &Actor) -> Self {
        let message = message.seen_by(actor);
        Self {
            id: message.id.into(),
            chat_id: message.chat_id.into(),
            sequence: message.sequence,
            sender_id: message.sender_id,
            receiver_id: message.receiver_id,
            sender_role: ChatSide::as_str(message.sender_role),
            sent_by_user_id: message.sent_by_user_id.into(),
            content: message.message.clone(),
            message: message.message,
            message_type: MessageKind::as_str(message.message_type),
            file_details: message.file_details,
            document_id: message.document_id.map(Into::into),
            attachment: message.attachment.map(Into::into),
            ai_session_id: message.ai_session_id.map(Into::into),
            client_message_id: message.client_message_id,
            screening: message.screening.map(Into::into),
            timestamp: message.created_at,
            is_read: message.is_read,
            read_at: message.read_at,
            created_at: message.created_at,
        }
    }
}

/// A message to be sent.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct MessageFields {
    /// The words, at most 4,000 characters; may be empty when a file goes with it. `content` is accepted too.
    #[schema(value_type = Option<String>, example = "The cough is better since yesterday.")]
    pub message: Field<String>,
    /// Another name of `message`.
    #[schema(value_type = Option<String>, example = "The cough is better since yesterday.")]
    pub content: Field<String>,
    /// text (if absent), audio, file or image.
    #[schema(value_type = Option<String>, example = "text")]
    pub message_type: Field<String>,
    /// What is to be said about a file, at most 4 KiB of JSON; a `document_id` in it is the message's document.
    #[schema(value_type = Option<Object>)]
    pub file_details: Field<Map<String, Value>>,
    /// A document of the patient that the sender may read.
    #[schema(value_type = Option<Uuid>)]
    pub document_id: Field<Uuid>,
    /// An interview of the patient, to be shared with the doctor.
    #[schema(value_type = Option<Uuid>)]
    pub ai_session_id: Field<Uuid>,
    /// An id of the sender's own: the same one again is the same message again.
    #[schema(value_type = Option<String>, example = "phone-1f3a-0007")]
    pub client_message_id: Field<String>,
}

impl MessageFields {
    /// The domain's input.
    pub fn read(self) -> Outcome<NewMessage> {
        let mut check = Check::default();
        let words = check.synonym(("message", self.message), ("content", self.content));
        let words = check.optional(words.field, words.value, parse::message);
        let kind = check.optional("message_type", self.message_type, parse::word::<MessageKind>);
        let details = check.optional("file_details", self.file_details, parse::any);
        let document = check.optional("document_id", self.document_id, parse::any);
        let interview = check.optional("ai_session_id", self.ai_session_id, parse::any);
        let client_id = check.optional("client_message_id", self.client_message_id, parse::name);
        check
            .build(|| {
                Some(NewMessage {
                    message: words.unwrap_or_default(),
                    message_type: kind,
                    file_details: details,
                    document_id: document.map(Into::into),
                    ai_session_id: interview.map(Into::into),
                    client_message_id: client_id,
                })
            })?
            .checked()
    }
}
