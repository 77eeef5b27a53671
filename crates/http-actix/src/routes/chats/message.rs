use actix_web::web::Data;
use domain::{
    chats::Sent,
    kernel::{Caller, ChatId, Check, parse},
};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    filter::{ChatIdParam, MessageParams},
    message_body::{MessageBody, MessageFields},
};
use crate::{
    envelope::{Answer, Envelope, ListEnvelope, Listed, One, created_or_found, listed},
    extract::{Field, Paging, PagingParams, Path, Query, SignedIn},
    idempotency::{Keyed, Repeatable, once},
    wire::Services,
};

/// Messages of a chat, newest first.
#[utoipa::path(get, path = "/chats/{chat_id}/messages", tag = "chats",
    params(("chat_id" = Uuid, Path), MessageParams, PagingParams),
    responses((status = 200, description = "The messages", body = ListEnvelope<MessageBody>)))]
pub async fn list_messages(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Path(chat): Path<ChatId>,
    Paging(page): Paging,
    Query(params): Query<MessageParams>,
) -> Answer<Listed<MessageBody>> {
    let messages = services.chats.messages(&caller, chat, &params.read(&page)?, &page).await?;
    Ok(listed("messages", &page, messages.map(|message| MessageBody::new(message, &caller.actor))))
}

/// Messages of a chat, newest first; the chat is a parameter of the query.
#[utoipa::path(get, path = "/messages", tag = "chats", params(ChatIdParam, MessageParams, PagingParams),
    responses((status = 200, description = "The messages", body = ListEnvelope<MessageBody>)))]
pub async fn list_messages_of(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Paging(page): Paging,
    Query(chat): Query<ChatIdParam>,
    Query(params): Query<MessageParams>,
) -> Answer<Listed<MessageBody>> {
    let (chat, filter) = (chat.read()?.into(), params.read(&page)?);
    let messages = services.chats.messages(&caller, chat, &filter, &page).await?;
    Ok(listed("messages", &page, messages.map(|message| MessageBody::new(message, &caller.actor))))
}

/// Where a message goes.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct Destination {
    /// The chat.
    #[schema(value_type = Option<Uuid>)]
    pub chat_id: Field<Uuid>,
}

/// A message with its chat.
#[derive(Deserialize, ToSchema)]
#[expect(dead_code, reason = "the document shows the two parts as one body; each is read by itself")]
pub struct NewMessageBody {
    #[serde(flatten)]
    to: Destination,
    #[serde(flatten)]
    message: MessageFields,
}

/// Send a message.
///
/// It reaches open sockets of both sides at once, makes the chat active for the other side and inactive for the own one.
/// With a `client_message_id` that was sent before, the first message is answered with 200. Rules for emergencies read what
/// the patient's side writes; what they find stands in `screening` at once, for both sides.
#[utoipa::path(post, path = "/messages", tag = "chats", request_body = NewMessageBody,
    params(("Idempotency-Key" = Option<String>, Header,
        description = "Send the same key again to get the first answer again instead of a second message")),
    responses((status = 201, description = "The message", body = Envelope<MessageBody>),
        (status = 200, description = "The message that was sent before", body = Envelope<MessageBody>)))]
pub async fn send_message(SignedIn(caller): SignedIn, services: Data<Services>, keyed: Keyed) -> Answer<Repeatable> {
    let mut check = Check::default();
    let chat = check.required("chat_id", keyed.parts.read::<Destination>()?.chat_id, parse::any);
    let chat: Uuid = check.build(|| chat)?;
    send_words(&services, &caller, chat.into(), keyed).await
}

/// Sends the message of a body, once if it has a key.
pub async fn send_words(services: &Services, caller: &Caller, chat: ChatId, keyed: Keyed) -> Answer<Repeatable> {
    let message = keyed.parts.read::<MessageFields>()?.read()?;
    let answer = |sent: &Sent| answered(sent, caller);
    once(services, caller, keyed.request, answer, async |completion| {
        services.chats.send(caller, chat, message, completion).await
    })
    .await
}

/// 201 for a new message, 200 for one that was there.
pub fn answered(sent: &Sent, caller: &Caller) -> One<MessageBody> {
    let location = format!("/api/v1/chats/{}/messages", sent.message.chat_id);
    let body = MessageBody::new(sent.message.clone(), &caller.actor);
    created_or_found(sent.is_new, "message sent", location, body)
}
