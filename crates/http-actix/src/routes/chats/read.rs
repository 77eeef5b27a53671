use actix_web::web::Data;
use domain::{
    chats::ReadReceipt,
    kernel::{Check, MessageId, Outcome, parse},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::message_body::MessageBody;
use crate::{
    envelope::{Answer, Envelope, One, ok},
    extract::{Body, Field, Path, SignedIn},
    wire::Services,
};

/// What was read: some messages, or a chat.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct ReadFields {
    /// These messages, at most 100; not together with `chat_id`.
    #[schema(value_type = Option<Vec<Uuid>>)]
    pub message_ids: Field<Vec<Uuid>>,
    /// Everything in this chat.
    #[schema(value_type = Option<Uuid>)]
    pub chat_id: Field<Uuid>,
    /// With `chat_id`: up to this message, itself included.
    #[schema(value_type = Option<Uuid>)]
    pub up_to: Field<Uuid>,
    /// True; what was read cannot be made unread.
    #[schema(value_type = Option<bool>, example = true)]
    pub is_read: Field<bool>,
}

/// What is to be marked.
enum What {
    Messages(Vec<MessageId>),
    Chat(Uuid, Option<Uuid>),
}

impl ReadFields {
    fn read(self) -> Outcome<What> {
        let mut check = Check::default();
        let hundred = |ids: Vec<Uuid>| if ids.len() <= 100 { Ok(ids) } else { Err("must have at most 100 entries") };
        let messages = check.optional("message_ids", self.message_ids, hundred);
        let chat = check.optional("chat_id", self.chat_id, parse::any);
        let up_to = check.optional("up_to", self.up_to, parse::any);
        let only_true = |read: bool| if read { Ok(()) } else { Err("must be true: messages do not become unread") };
        check.optional("is_read", self.is_read, only_true);
        match (&messages, chat, up_to) {
            (None, None, _) => check.issue("message_ids", "is required, or chat_id"),
            (Some(_), Some(_), _) => check.issue("chat_id", "cannot be combined with message_ids"),
            (Some(_), None, Some(_)) => check.issue("up_to", "needs chat_id"),
            _ => {}
        }
        check.build(|| match (messages, chat) {
            (Some(ids), _) => Some(What::Messages(ids.into_iter().map(Into::into).collect())),
            (None, chat) => Some(What::Chat(chat?, up_to)),
        })
    }
}

/// What marking did.
#[derive(Serialize, ToSchema)]
pub struct ReceiptBody {
    /// Messages that were unread and are read now.
    #[schema(example = 2)]
    pub updated_count: usize,
    /// Ids that are not the caller's to mark: his own side's messages, or none that he sees.
    pub skipped: Vec<Uuid>,
}

impl From<ReadReceipt> for ReceiptBody {
    fn from(receipt: ReadReceipt) -> Self {
        let skipped = receipt.skipped.into_iter().map(Into::into).collect();
        Self { updated_count: receipt.updated.len(), skipped }
    }
}

/// Mark messages of the other side as read: some, or all of a chat. Who sent them sees it at once.
#[utoipa::path(method(put, patch), path = "/messages/read-status", tag = "chats", request_body = ReadFields,
    responses((status = 200, description = "How many changed", body = Envelope<ReceiptBody>)))]
pub async fn mark_messages(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Body(fields): Body<ReadFields>,
) -> Answer<One<ReceiptBody>> {
    let receipt = match fields.read()? {
        What::Messages(ids) => services.chats.mark_messages(&caller, &ids).await?,
        What::Chat(chat, up_to) => services.chats.mark_chat(&caller, chat.into(), up_to.map(Into::into)).await?,
    };
    Ok(ok("read", receipt.into()))
}

/// Mark one message of the other side as read.
#[utoipa::path(method(put, patch), path = "/messages/{message_id}/read", tag = "chats",
    params(("message_id" = Uuid, Path)),
    responses((status = 200, description = "The message", body = Envelope<MessageBody>)))]
pub async fn mark_message(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Path(message): Path<MessageId>,
) -> Answer<One<MessageBody>> {
    let message = services.chats.mark_message(&caller, message).await?;
    Ok(ok("read", MessageBody::new(message, &caller.actor)))
}
