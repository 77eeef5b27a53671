//! Chats under their other name, threads: what differs from the routes of chats.

use actix_web::web::Data;
use domain::{
    chats::{Standing, Unread},
    kernel::{ChatId, Check, parse},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    body::ChatBody,
    filter::{ChatParams, SearchParams},
    message::send_words,
    message_body::{MessageBody, MessageFields},
};
use crate::{
    envelope::{Answer, Envelope, ListEnvelope, Listed, One, listed, ok},
    extract::{Body, Field, Paging, PagingParams, Path, Query, SignedIn},
    idempotency::{Keyed, Repeatable},
    wire::Services,
};

/// The caller's threads, the same as his chats.
#[utoipa::path(get, path = "/chat/threads", tag = "threads", params(ChatParams, PagingParams),
    responses((status = 200, description = "The threads", body = ListEnvelope<ChatBody>)))]
pub async fn list_threads(
    signed_in: SignedIn,
    services: Data<Services>,
    paging: Paging,
    params: Query<ChatParams>,
) -> Answer<Listed<ChatBody>> {
    super::chat::list_chats(signed_in, services, paging, params).await
}

/// What is unread in all threads that are not put away.
#[derive(Serialize, ToSchema)]
pub struct UnreadBody {
    /// Messages.
    #[schema(example = 3)]
    pub unread_count: i64,
    /// Threads that have some.
    #[schema(example = 2)]
    pub threads_with_unread: i64,
}

impl From<Unread> for UnreadBody {
    fn from(unread: Unread) -> Self {
        Self { unread_count: unread.messages, threads_with_unread: unread.chats }
    }
}

/// How many messages the caller's side has not read: always the sum over the list of threads.
#[utoipa::path(get, path = "/chat/threads/unread-count", tag = "threads",
    responses((status = 200, description = "The count", body = Envelope<UnreadBody>)))]
pub async fn count_unread(SignedIn(caller): SignedIn, services: Data<Services>) -> Answer<One<UnreadBody>> {
    Ok(ok("unread", services.chats.unread(&caller).await?.into()))
}

/// How a thread is to stand.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct StandingFields {
    /// open or closed for both sides; archived or unarchived for the caller alone.
    #[schema(value_type = Option<String>, example = "closed")]
    pub status: Field<String>,
}

/// Open or close a thread for both sides, or put it away for oneself.
#[utoipa::path(method(patch, put), path = "/chat/threads/{chat_id}/status", tag = "threads",
    params(("chat_id" = Uuid, Path)), request_body = StandingFields,
    responses((status = 200, description = "The thread", body = Envelope<ChatBody>)))]
pub async fn change_standing(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Path(chat): Path<ChatId>,
    Body(fields): Body<StandingFields>,
) -> Answer<One<ChatBody>> {
    let mut check = Check::default();
    let standing = check.required("status", fields.status, parse::word::<Standing>);
    let standing = check.build(|| standing)?;
    let view = services.chats.set_standing(&caller, chat, standing).await?;
    Ok(ok("thread", ChatBody::new(view, &caller)))
}

/// Send a message into a thread. A closed one refuses it.
#[utoipa::path(post, path = "/chat/threads/{chat_id}/messages", tag = "threads",
    params(("chat_id" = Uuid, Path), ("Idempotency-Key" = Option<String>, Header,
        description = "Send the same key again to get the first answer again instead of a second message")),
    request_body = MessageFields,
    responses((status = 201, description = "The message", body = Envelope<MessageBody>),
        (status = 200, description = "The message that was sent before", body = Envelope<MessageBody>)))]
pub async fn send_into_thread(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Path(chat): Path<ChatId>,
    keyed: Keyed,
) -> Answer<Repeatable> {
    send_words(&services, &caller, chat, keyed).await
}

/// Messages of a thread in which a text occurs, newest first.
#[utoipa::path(get, path = "/chat/threads/{chat_id}/messages/search", tag = "threads",
    params(("chat_id" = Uuid, Path), SearchParams, PagingParams),
    responses((status = 200, description = "The messages", body = ListEnvelope<MessageBody>)))]
pub async fn search_thread(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Path(chat): Path<ChatId>,
    Paging(page): Paging,
    Query(params): Query<SearchParams>,
) -> Answer<Listed<MessageBody>> {
    let messages = services.chats.messages(&caller, chat, &params.read(&page)?, &page).await?;
    Ok(listed("messages", &page, messages.map(|message| MessageBody::new(message, &caller.actor))))
}
