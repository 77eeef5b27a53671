//! Sending a message.

use super::{Chat, ChatSide, ChatStatus, ChatView, Chats, Message, NewMessage, Viewer, access, access::Write};
use crate::{
    kernel::{Caller, ChatId, Error, Event, MessageId, Outcome, Permit},
    ports::UnitOfWork,
};

impl Chats {
    /// Sends a message into a chat. The same `client_message_id` again answers the first message, and false.
    pub async fn send(&self, caller: &Caller, chat: ChatId, new: NewMessage) -> Outcome<(Message, bool)> {
        let new = new.checked()?;
        let viewer = Viewer::of(&caller.actor);
        let mut work = self.core.store.begin().await?;
        let view = work.chats().chat(&viewer, chat).await?.ok_or_else(|| Error::unknown("chat", "chat_id"))?;
        let (permit, side) = access::write(&caller.actor, &view)?;
        check_attachments(&mut *work, side, &view, &new).await?;
        let (id, now) = (self.core.fresh.id::<MessageId>(), self.core.fresh.now());
        let chat = work.messages().take_number(&permit, side, id, now).await?;
        let chat = chat.ok_or_else(|| Error::unknown("chat", "chat_id"))?;
        if let Some(known) = sent_before(&mut *work, caller, &chat, &new).await? {
            return Ok((known, false));
        }
        if chat.status == ChatStatus::Closed {
            return Err(Error::conflict("the chat is closed; open it again to write"));
        }
        let message = numbered(caller, &chat, side, id, new);
        work.messages().insert_message(&permit, &message).await?;
        bring_back(&mut *work, &permit, &view, now).await?;
        work.commit(caller.audit("message.send").on(id).patient(chat.patient_id)).await?;
        self.core.events.publish(Event::Message { message: Box::new(message.clone()) }).await;
        Ok((message, true))
    }
}

/// What goes with a message must be the patient's and readable for the sender's side.
async fn check_attachments(
    work: &mut dyn UnitOfWork,
    side: ChatSide,
    view: &ChatView,
    new: &NewMessage,
) -> Outcome<()> {
    if let Some(document) = new.document_id
        && !work.messages().may_read_document(side, view.chat.patient_id, document).await?
    {
        return Err(Error::unknown("document", "document_id"));
    }
    if let Some(interview) = new.ai_session_id
        && !work.messages().may_read_interview(side, &view.chat, interview).await?
    {
        return Err(Error::unknown("interview", "ai_session_id"));
    }
    Ok(())
}

/// The message of the same client id. The chat is held already, so nobody adds it meanwhile.
async fn sent_before(
    work: &mut dyn UnitOfWork,
    caller: &Caller,
    chat: &Chat,
    new: &NewMessage,
) -> Outcome<Option<Message>> {
    match &new.client_message_id {
        Some(id) => Ok(work.messages().message_by_client_id(chat.id, caller.actor.user(), id).await?),
        None => Ok(None),
    }
}

/// A chat that somebody put away comes back with a new message.
async fn bring_back(
    work: &mut dyn UnitOfWork,
    permit: &Permit<Write, ChatId>,
    view: &ChatView,
    now: chrono::DateTime<chrono::Utc>,
) -> Outcome<()> {
    if view.is_archived_by_any {
        work.chats().unarchive(permit, now).await?;
    }
    Ok(())
}

fn numbered(caller: &Caller, chat: &Chat, side: ChatSide, id: MessageId, new: NewMessage) -> Message {
    Message {
        id,
        chat_id: chat.id,
        sequence: chat.next_sequence - 1,
        sender_role: side,
        sent_by_user_id: caller.actor.user(),
        sender_id: chat.profile(side),
        receiver_id: chat.profile(side.other()),
        message: new.message,
        message_type: new.message_type,
        file_details: new.file_details,
        document_id: new.document_id,
        ai_session_id: new.ai_session_id,
        client_message_id: new.client_message_id,
        is_read: false,
        read_at: None,
        created_at: chat.updated_at,
    }
}
