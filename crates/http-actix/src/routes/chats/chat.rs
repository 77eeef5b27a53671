use actix_web::web::Data;
use domain::kernel::ChatId;

use super::{
    body::{ChatBody, NewChatFields},
    filter::ChatParams,
};
use crate::{
    envelope::{Answer, Envelope, ListEnvelope, Listed, Nothing, One, created_or_found, listed, ok},
    extract::{Body, Paging, PagingParams, Path, Query, SignedIn},
    wire::Services,
};

/// Open the chat of a doctor and a patient, or get the one there is. The doctor must treat the patient.
#[utoipa::path(post, path = "/chats", tag = "chats", request_body = NewChatFields,
    responses((status = 201, description = "The new chat", body = Envelope<ChatBody>),
        (status = 200, description = "The chat there is already", body = Envelope<ChatBody>)))]
pub async fn open_chat(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Body(fields): Body<NewChatFields>,
) -> Answer<One<ChatBody>> {
    let (doctor, patient) = fields.read()?;
    let (view, is_new) = services.chats.open(&caller, doctor, patient).await?;
    let location = format!("/api/v1/chats/{}", view.chat.id);
    Ok(created_or_found(is_new, "chat", location, ChatBody::new(view, &caller)))
}

/// The caller's chats, those in which something happened last first. Chats that he has put away are left out.
#[utoipa::path(get, path = "/chats", tag = "chats", params(ChatParams, PagingParams),
    responses((status = 200, description = "The chats", body = ListEnvelope<ChatBody>)))]
pub async fn list_chats(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Paging(page): Paging,
    Query(params): Query<ChatParams>,
) -> Answer<Listed<ChatBody>> {
    let chats = services.chats.list(&caller, &params.read()?, &page).await?;
    Ok(listed("chats", &page, chats.map(|view| ChatBody::new(view, &caller))))
}

/// One chat.
#[utoipa::path(get, path = "/chats/{chat_id}", tag = "chats", params(("chat_id" = uuid::Uuid, Path)),
    responses((status = 200, description = "The chat", body = Envelope<ChatBody>)))]
pub async fn show_chat(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Path(chat): Path<ChatId>,
) -> Answer<One<ChatBody>> {
    let view = services.chats.find(&caller, chat).await?;
    Ok(ok("chat", ChatBody::new(view, &caller)))
}

/// Make the chat active for the own side.
#[utoipa::path(put, path = "/chats/{chat_id}/activate", tag = "chats", params(("chat_id" = uuid::Uuid, Path)),
    responses((status = 200, description = "The chat", body = Envelope<ChatBody>)))]
pub async fn activate_chat(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Path(chat): Path<ChatId>,
) -> Answer<One<ChatBody>> {
    let view = services.chats.set_active(&caller, chat, true).await?;
    Ok(ok("chat activated", ChatBody::new(view, &caller)))
}

/// Make the chat inactive for the own side. The other side sees no change.
#[utoipa::path(put, path = "/chats/{chat_id}/deactivate", tag = "chats", params(("chat_id" = uuid::Uuid, Path)),
    responses((status = 200, description = "The chat", body = Envelope<ChatBody>)))]
pub async fn deactivate_chat(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Path(chat): Path<ChatId>,
) -> Answer<One<ChatBody>> {
    let view = services.chats.set_active(&caller, chat, false).await?;
    Ok(ok("chat deactivated", ChatBody::new(view, &caller)))
}

/// Delete a chat with its messages. Documents that were sent in it stay in the patient's file.
#[utoipa::path(delete, path = "/chats/{chat_id}", tag = "chats", params(("chat_id" = uuid::Uuid, Path)),
    responses((status = 200, description = "It is gone", body = Envelope<Nothing>)))]
pub async fn delete_chat(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Path(chat): Path<ChatId>,
) -> Answer<One<Nothing>> {
    services.chats.delete(&caller, chat).await?;
    Ok(ok("chat deleted", Nothing))
}
