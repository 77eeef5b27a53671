use std::cell::Cell;

use actix_web::web::Data;
use domain::{
    chats::{Sent, THREAD_DOOR},
    documents::{Documents, Door, Received},
    kernel::{Caller, ChatId},
};

use super::{
    file_form::{self, CaptionForm, FileForm, MessageForm},
    message::answered,
    message_body::MessageBody,
};
use crate::{
    envelope::{Answer, Envelope},
    extract::{Path, SignedIn},
    idempotency::{GivenKey, Repeatable, once},
    uploads::Upload,
    wire::Services,
};

/// Send a message with a file.
///
/// The file may be whatever documents may be. It becomes a document of the patient, of category message: whoever reads the
/// patient's documents reads it. Fields and file may come in any order; where `chat_id` comes first, a file that has
/// nowhere to go is refused before it is taken in.
#[utoipa::path(post, path = "/messages/with-attachment", tag = "chats",
    request_body(content = MessageForm, content_type = "multipart/form-data"),
    params(("Idempotency-Key" = Option<String>, Header,
        description = "Send the same key again to get the first answer again instead of a second message")),
    responses((status = 201, description = "The message", body = Envelope<MessageBody>),
        (status = 200, description = "The message that was sent before", body = Envelope<MessageBody>)))]
pub async fn send_with_attachment(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    key: GivenKey,
    upload: Upload,
) -> Answer<Repeatable> {
    take_and_send(&services, &caller, (None, &Door::ANY), key, upload).await
}

/// Send a file into a thread: PNG, JPEG or PDF of at most 10 MiB, with a caption or without. A closed thread refuses it.
#[utoipa::path(post, path = "/chat/threads/{chat_id}/attachments", tag = "threads",
    request_body(content = CaptionForm, content_type = "multipart/form-data"),
    params(("chat_id" = Uuid, Path), ("Idempotency-Key" = Option<String>, Header,
        description = "Send the same key again to get the first answer again instead of a second message")),
    responses((status = 201, description = "The message", body = Envelope<MessageBody>),
        (status = 200, description = "The message that was sent before", body = Envelope<MessageBody>)))]
pub async fn attach_to_thread(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Path(chat): Path<ChatId>,
    key: GivenKey,
    upload: Upload,
) -> Answer<Repeatable> {
    take_and_send(&services, &caller, (Some(chat), &THREAD_DOOR), key, upload).await
}

async fn take_and_send(
    services: &Services,
    caller: &Caller,
    place: (Option<ChatId>, &Door),
    key: GivenKey,
    upload: Upload,
) -> Answer<Repeatable> {
    let documents = &services.documents;
    let mut files = Vec::new();
    let read = file_form::read(services, caller, place, upload, &mut files).await;
    let form = documents.settle(&files, read).await?;
    let is_kept = Cell::new(false);
    let answer = match files.as_slice() {
        [file] => send(services, caller, key, form, file, &is_kept).await,
        _ => Err(crate::error::ApiError::internal("a form with a file has none")),
    };
    if !is_kept.get() {
        documents.discard(&files).await;
    }
    answer
}

/// Sends what was taken in, once if there is a key, and says whether the file belongs to a message now.
async fn send(
    services: &Services,
    caller: &Caller,
    key: GivenKey,
    form: FileForm,
    file: &Received,
    is_kept: &Cell<bool>,
) -> Answer<Repeatable> {
    let FileForm { chat, message, texts } = form;
    let name = file.file_name();
    let given = texts.iter().flat_map(|(name, value)| [*name, value.as_str()]);
    let request = key.of(given.chain([name.as_str(), file.inspected().sha256.as_str()]));
    let answer = |sent: &Sent| answered(sent, caller);
    once(services, caller, request, answer, async |completion| {
        let sent = services.chats.send_file(caller, chat, message, file, completion).await;
        is_kept.set(match &sent {
            Ok(sent) => sent.is_new,
            Err(_) => Documents::may_be_written(&sent),
        });
        sent
    })
    .await
}
