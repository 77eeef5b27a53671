//! A message with a file, as a form brings it: fields in any order, and one file that streams into the store as it comes.

use std::collections::BTreeMap;

use domain::{
    chats::{MessageKind, NewMessage},
    documents::{Door, Received},
    kernel::{Caller, ChatId, Check, Error, Named, Outcome, parse},
};
use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    uploads::{FILE, Part, Upload},
    wire::Services,
};

const CHAT: &str = "chat_id";
const WORDS: [&str; 3] = ["message", "content", "caption"];
const TEXTS: [&str; 8] =
    [CHAT, WORDS[0], WORDS[1], WORDS[2], "message_type", "file_details", "ai_session_id", "client_message_id"];

/// The parts of a message with a file. Other parts are ignored.
#[derive(Deserialize, ToSchema)]
#[expect(dead_code, reason = "the document shows the parts; the form is read as it comes")]
pub struct MessageForm {
    /// The chat.
    chat_id: Uuid,
    #[serde(flatten)]
    rest: CaptionForm,
}

/// The parts of a file for a thread. Other parts are ignored.
#[derive(Deserialize, ToSchema)]
#[expect(dead_code, reason = "the document shows the parts; the form is read as it comes")]
pub struct CaptionForm {
    /// The file, once.
    #[schema(value_type = String, content_media_type = "application/octet-stream")]
    file: String,
    /// Words to go with it, at most 4,000 characters.
    #[schema(example = "This is how it looks today.")]
    caption: Option<String>,
    /// Another name of `caption`.
    message: Option<String>,
    /// Another name of `caption`.
    content: Option<String>,
    /// Follows from the file: image, audio or file.
    #[schema(example = "image")]
    message_type: Option<String>,
    /// What is to be said about the file, as a JSON object of at most 4 KiB.
    #[schema(example = "{\"taken\":\"this morning\"}")]
    file_details: Option<String>,
    /// An interview of the patient, to be shared with the doctor.
    ai_session_id: Option<Uuid>,
    /// An id of the sender's own: the same one again is the same message again.
    #[schema(example = "phone-1f3a-0007")]
    client_message_id: Option<String>,
}

/// What came.
pub struct FileForm {
    /// Where the message goes.
    pub chat: ChatId,
    /// The message without its file.
    pub message: NewMessage,
    /// The text fields as they came, to tell the same form again.
    pub texts: BTreeMap<&'static str, String>,
}

/// Takes a form in. What it receives is put into `files` at once; on an error the caller discards it. The chat is known
/// beforehand, or named by the form.
pub async fn read(
    services: &Services,
    caller: &Caller,
    (chat, door): (Option<ChatId>, &Door),
    mut upload: Upload,
    files: &mut Vec<Received>,
) -> Outcome<FileForm> {
    let mut texts = BTreeMap::new();
    while let Some(part) = upload.next(&TEXTS).await? {
        match part {
            Part::Text { name, value } => {
                if texts.insert(name, value).is_some() {
                    return Err(Error::invalid(name, "must be given once"));
                }
            }
            Part::File(_) if !files.is_empty() => return Err(Error::invalid(FILE, "must be given once")),
            Part::File(file) => {
                // Where the form has named the chat already, what has nowhere to go is not taken in.
                let named = match chat {
                    Some(chat) => Some(chat),
                    None => destination(&texts)?,
                };
                let patient = match named {
                    Some(chat) => Some(services.chats.writable(caller, chat).await?),
                    None => None,
                };
                let received = file
                    .stream_into(async |incoming| services.documents.receive(patient, door, incoming).await)
                    .await?;
                files.push(received);
            }
        }
    }
    form(chat, texts, files.is_empty())
}

fn destination(texts: &BTreeMap<&'static str, String>) -> Outcome<Option<ChatId>> {
    let mut check = Check::default();
    let chat = check.optional(CHAT, texts.get(CHAT).cloned(), uuid);
    check.build(|| Some(chat.map(ChatId)))
}

fn form(chat: Option<ChatId>, texts: BTreeMap<&'static str, String>, no_file: bool) -> Outcome<FileForm> {
    let text = |name: &str| texts.get(name).cloned();
    let mut check = Check::default();
    let chat = chat.or_else(|| check.required(CHAT, text(CHAT), uuid).map(ChatId));
    let [message, content, caption] = WORDS;
    let words: Named<String> = check.synonym((message, text(message)), (content, text(content)));
    let words: Named<String> = check.synonym((words.field, words.value), (caption, text(caption)));
    let words = check.optional(words.field, words.value, parse::message);
    let message_type = check.optional("message_type", text("message_type"), parse::word::<MessageKind>);
    let file_details = check.optional("file_details", text("file_details"), object);
    let interview = check.optional("ai_session_id", text("ai_session_id"), uuid);
    let client_message_id = check.optional("client_message_id", text("client_message_id"), parse::name);
    if no_file {
        check.issue(FILE, "is required");
    }
    check.build(|| {
        let message = NewMessage {
            message: words.unwrap_or_default(),
            message_type,
            file_details,
            document_id: None,
            ai_session_id: interview.map(Into::into),
            client_message_id,
        };
        Some(FileForm { chat: chat?, message, texts })
    })
}

#[expect(clippy::needless_pass_by_value, reason = "parsers share one form, so that a check can call any of them")]
fn uuid(text: String) -> Result<Uuid, &'static str> {
    Uuid::try_parse(text.trim()).map_err(|_| "must be a UUID")
}

#[expect(clippy::needless_pass_by_value, reason = "parsers share one form, so that a check can call any of them")]
fn object(text: String) -> Result<Map<String, Value>, &'static str> {
    serde_json::from_str(&text).map_err(|_| "must be a JSON object")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(texts: &[(&'static str, &str)]) -> Outcome<FileForm> {
        form(None, texts.iter().map(|(name, value)| (*name, (*value).to_owned())).collect(), false)
    }

    fn fields_at_fault(outcome: Outcome<FileForm>) -> Vec<String> {
        match outcome.err() {
            Some(Error::Invalid(issues)) => issues.iter().map(|issue| issue.field.to_string()).collect(),
            other => panic!("{other:?}"),
        }
    }

    const ID: &str = "0199a1b2-c3d4-7e5f-8a6b-0c1d2e3f4a5b";

    #[test]
    fn words_have_three_names_that_must_agree() {
        for name in WORDS {
            assert_eq!(read(&[(CHAT, ID), (name, "hello")]).unwrap().message.message, "hello");
        }
        let both = read(&[(CHAT, ID), ("message", "hello"), ("caption", "goodbye")]);
        assert_eq!(fields_at_fault(both), ["caption"]);
        assert_eq!(read(&[(CHAT, ID)]).unwrap().message.message, "");
    }

    #[test]
    fn every_field_at_fault_is_named() {
        let bad = [
            (CHAT, "7"),
            ("message_type", "video"),
            ("file_details", "[1]"),
            ("ai_session_id", "x"),
            ("client_message_id", " "),
        ];
        let names: Vec<&str> = bad.iter().map(|(name, _)| *name).collect();
        assert_eq!(fields_at_fault(read(&bad)), names);
        assert_eq!(fields_at_fault(form(None, BTreeMap::new(), true)), [CHAT, FILE]);
    }
}
