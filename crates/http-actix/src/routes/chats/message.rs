use actix_web::web::Data;
use domain::kernel::{ChatId, Check, parse};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    filter::{ChatIdParam, MessageParams},
    message_body::{MessageBody, MessageFields},
};
use crate::{
    envelope::{Answer, Envelope, ListEnvelope, Listed, One, created_or_found, listed},
    extract::{Both, Field, Paging, PagingParams, Path, Query, SignedIn},
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
    Ok(listed("messages", &page, messages.map(Into::into)))
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
    Ok(listed("messages", &page, messages.map(Into::into)))
}

/// Where a message goes.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct Destination {
    /// The chat.
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
/// With a `client_message_id` that was sent before, the first message is answered with 200.
#[utoipa::path(post, path = "/messages", tag = "chats", request_body = NewMessageBody,
    responses((status = 201, description = "The message", body = Envelope<MessageBody>),
        (status = 200, description = "The message that was sent before", body = Envelope<MessageBody>)))]
pub async fn send_message(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Both(to, fields): Both<Destination, MessageFields>,
) -> Answer<One<MessageBody>> {
    let mut check = Check::default();
    let chat = check.required("chat_id", to.chat_id, parse::any);
    let chat = check.build(|| chat)?;
    Ok(sent(services.chats.send(&caller, chat.into(), fields.read()?).await?))
}

/// 201 for a new message, 200 for one that was there.
pub fn sent((message, is_new): (domain::chats::Message, bool)) -> One<MessageBody> {
    let location = format!("/api/v1/chats/{}/messages", message.chat_id);
    created_or_found(is_new, "message sent", location, message.into())
}
