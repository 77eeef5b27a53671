use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::{Attachment, ChatSide, attachment::kind_of};
use crate::{
    assistant::Screening,
    documents::Received,
    kernel::{
        Actor, AiSessionId, ChatId, Check, DocumentId, MessageId, Outcome, PatientId, TextEnum, UserId, parse,
        text_enum,
    },
};

text_enum! {
    /// What a message is.
    pub enum MessageKind {
        /// Words.
        Text = "text",
        /// A recording.
        Audio = "audio",
        /// A document.
        File = "file",
        /// A picture.
        Image = "image",
    }
}

/// One message. Serialised, it travels on the event bus.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Its id.
    pub id: MessageId,
    /// Its chat.
    pub chat_id: ChatId,
    /// Its number in the chat, from 1 without gaps.
    pub sequence: i64,
    /// The side that sent it.
    pub sender_role: ChatSide,
    /// The account that sent it: the doctor's or a relative's.
    pub sent_by_user_id: UserId,
    /// The profile that sent it: doctor or patient.
    pub sender_id: Uuid,
    /// The profile that receives it.
    pub receiver_id: Uuid,
    /// The words.
    pub message: String,
    /// What it is.
    pub message_type: MessageKind,
    /// What the sender says about a file.
    pub file_details: Option<Map<String, Value>>,
    /// The stored document that goes with it.
    pub document_id: Option<DocumentId>,
    /// What is shown of that document; none where it was deleted.
    pub attachment: Option<Attachment>,
    /// The interview that it shares with the doctor.
    pub ai_session_id: Option<AiSessionId>,
    /// The sender's own id of it, once per chat and account.
    pub client_message_id: Option<String>,
    /// What the rules for emergencies found in the words of the patient's side; none where there is nothing to tell.
    pub screening: Option<Screening>,
    /// Whether the receiving side has read it.
    pub is_read: bool,
    /// When it did.
    pub read_at: Option<DateTime<Utc>>,
    /// When it was sent.
    pub created_at: DateTime<Utc>,
}

impl Message {
    /// The patient whose chat it is in: the profile that sent it or the one that receives it.
    pub fn patient(&self) -> PatientId {
        match self.sender_role {
            ChatSide::Patient => self.sender_id.into(),
            ChatSide::Doctor => self.receiver_id.into(),
        }
    }
    /// As this actor, who takes part in the chat or looks on, may see it.
    #[must_use]
    pub fn seen_by(mut self, actor: &Actor) -> Self {
        self.attachment = self.attachment.filter(|attachment| attachment.is_shown_to(actor));
        self
    }
}

/// A message to be sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewMessage {
    /// The words; blank only when a file goes with it.
    pub message: String,
    /// What it is; text if the sender does not say, or what its file is.
    pub message_type: Option<MessageKind>,
    /// What the sender says about a file.
    pub file_details: Option<Map<String, Value>>,
    /// A document of the patient that the sender may read.
    pub document_id: Option<DocumentId>,
    /// An interview of the patient that the sender may read.
    pub ai_session_id: Option<AiSessionId>,
    /// The sender's own id of it: the same one again is the same message again.
    pub client_message_id: Option<String>,
}

/// The largest description of a file, as JSON text, in bytes.
const LARGEST_DETAILS: usize = 4 * 1024;

impl NewMessage {
    /// Checks what concerns several fields together. A document that the description names is the message's document.
    pub fn checked(mut self) -> Outcome<Self> {
        let mut check = Check::default();
        let named = self.file_details.as_ref().and_then(|details| details.get("document_id"));
        match named.map(|id| id.as_str().and_then(|text| Uuid::try_parse(text).ok())) {
            None => {}
            Some(None) => check.issue("file_details.document_id", "must be a UUID"),
            Some(Some(id)) if self.document_id.is_none_or(|document| document.0 == id) => {
                self.document_id = Some(id.into());
            }
            Some(Some(_)) => check.issue("file_details.document_id", "contradicts document_id"),
        }
        let details =
            self.file_details.as_ref().map(|details| serde_json::to_string(details).map_or(0, |text| text.len()));
        if details.is_some_and(|bytes| bytes > LARGEST_DETAILS) {
            check.issue("file_details", "must have at most 4096 bytes");
        }
        let fit_to_keep = |details| parse::check_json(&Value::Object(details));
        check.optional("file_details", self.file_details.clone(), fit_to_keep);
        if self.message.trim().is_empty() && self.file_details.is_none() && self.document_id.is_none() {
            check.issue("message", "must not be empty unless a file goes with it");
        }
        check.build(|| Some(self))
    }

    /// The same with a file that was received for it. What the message is follows from the file's bytes; who says so must
    /// be right. For clients that know no attachments the file is described, unless the sender did.
    pub fn with_file(mut self, file: &Received) -> Outcome<Self> {
        let kind = kind_of(file.inspected().content_type);
        let mut check = Check::default();
        if self.message_type.is_some_and(|given| given != kind && given != MessageKind::File) {
            check.issue("message_type", format!("does not fit the file: leave it out, or send {}", kind.as_str()));
        }
        if self.document_id.is_some()
            || self.file_details.as_ref().is_some_and(|details| details.contains_key("document_id"))
        {
            check.issue("file_details", "must not name another document than the file");
        }
        check.build(|| Some(()))?;
        self.message_type.get_or_insert(kind);
        self.document_id = Some(file.id());
        let mut new = self.checked()?;
        new.file_details.get_or_insert_with(|| described(file));
        Ok(new)
    }
}

fn described(file: &Received) -> Map<String, Value> {
    let inspected = file.inspected();
    let fields = [
        ("document_id", json!(file.id())),
        ("file_name", json!(file.file_name().as_str())),
        ("content_type", json!(inspected.content_type.mime())),
        ("size", json!(inspected.size)),
    ];
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// A place in a chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// The message of this number.
    Sequence(i64),
    /// This message.
    Message(MessageId),
}

/// Which part of a chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Window {
    /// The newest messages.
    Latest,
    /// The ones just before a place.
    Before(Anchor),
    /// The ones just after a place.
    After(Anchor),
}

/// Which messages a list is to hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageFilter {
    /// Which part of the chat.
    pub window: Window,
    /// In which this text occurs.
    pub search: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Error;

    fn message(details: Option<Value>) -> NewMessage {
        NewMessage {
            message: String::new(),
            message_type: Some(MessageKind::File),
            file_details: details.map(|details| details.as_object().unwrap().clone()),
            document_id: None,
            ai_session_id: None,
            client_message_id: None,
        }
    }

    fn field_at_fault(message: NewMessage) -> String {
        match message.checked().unwrap_err() {
            Error::Invalid(issues) => issues[0].field.to_string(),
            other => panic!("{other}"),
        }
    }

    #[test]
    fn only_a_file_may_come_without_words() {
        assert_eq!(field_at_fault(message(None)), "message");
        assert!(message(Some(json!({ "name": "scan.png" }))).checked().is_ok());
    }

    #[test]
    fn a_document_named_in_the_description_is_the_messages_document() {
        let id = Uuid::from_u128(7);
        let sent = message(Some(json!({ "document_id": id }))).checked().unwrap();
        assert_eq!(sent.document_id, Some(id.into()));
        assert_eq!(field_at_fault(message(Some(json!({ "document_id": 7 })))), "file_details.document_id");
        let mut two = message(Some(json!({ "document_id": id })));
        two.document_id = Some(Uuid::from_u128(8).into());
        assert_eq!(field_at_fault(two), "file_details.document_id");
    }

    #[test]
    fn descriptions_are_small_shallow_and_without_nul() {
        assert_eq!(field_at_fault(message(Some(json!({ "x": "y".repeat(4_096) })))), "file_details");
        assert_eq!(field_at_fault(message(Some(json!({ "x": [{ "y": "\0" }] })))), "file_details");
        let deep = (0..32).fold(json!([]), |inner, _| json!([inner]));
        assert_eq!(field_at_fault(message(Some(json!({ "x": deep })))), "file_details");
    }
}
