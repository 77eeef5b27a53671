//! Sending a message, with or without a file.

use super::{
    Attachment, Chat, ChatSide, ChatStatus, Chats, Correspondence, Message, MessageKind, NewMessage, Viewer,
    access::{self, Write},
    screening::screened,
};
use crate::{
    assistant::Screening,
    documents::{Document, Place, Received},
    idempotency::Completion,
    kernel::{Caller, ChatId, Error, Event, MessageId, Outcome, PatientId, Permit},
    ports::{RepoError, Session, UnitOfWork},
};

/// How sending went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// The message.
    pub message: Message,
    /// Whether it was sent just now; false where the same `client_message_id` had sent it before.
    pub is_new: bool,
}

/// What is known before anything is written.
struct Ready {
    viewer: Viewer,
    seen: Correspondence,
    permit: Permit<Write, ChatId>,
    side: ChatSide,
    attachment: Option<Attachment>,
    screening: Option<Screening>,
}

impl Chats {
    /// The patient into whose chat the caller may write; to be asked before a file is taken in for it.
    pub async fn writable(&self, caller: &Caller, chat: ChatId) -> Outcome<PatientId> {
        let mut session = self.core.store.read().await?;
        let seen = known(&mut *session, &Viewer::of(&caller.actor), chat).await?;
        access::write(&caller.actor, &seen)?;
        Ok(seen.patient_id)
    }

    /// Sends a message into a chat.
    pub async fn send(
        &self,
        caller: &Caller,
        chat: ChatId,
        new: NewMessage,
        once: Option<&Completion<'_, Sent>>,
    ) -> Outcome<Sent> {
        self.deliver(caller, chat, new.checked()?, None, once).await
    }

    /// Sends a message with a file that was received for it, which becomes a document of the patient in the same unit of
    /// work. Unless the message is new afterwards, the file is to be discarded.
    pub async fn send_file(
        &self,
        caller: &Caller,
        chat: ChatId,
        new: NewMessage,
        file: &Received,
        once: Option<&Completion<'_, Sent>>,
    ) -> Outcome<Sent> {
        self.deliver(caller, chat, new.with_file(file)?, Some(file), once).await
    }

    async fn deliver(
        &self,
        caller: &Caller,
        chat: ChatId,
        new: NewMessage,
        file: Option<&Received>,
        once: Option<&Completion<'_, Sent>>,
    ) -> Outcome<Sent> {
        let (id, now) = (self.core.fresh.id::<MessageId>(), self.core.fresh.now());
        let mut ready = self.ready(caller, chat, &new, file.is_some()).await?;
        let mut work = self.core.store.begin().await?;
        // This asks once more whether the sender may: what was read before may be over.
        let chat = work.messages().take_number(&ready.permit, &ready.viewer, ready.side, id, now).await?;
        let chat = chat.ok_or_else(|| Error::unknown("chat", "chat_id"))?;
        if chat.status == ChatStatus::Closed {
            let closed = || Error::conflict("the chat is closed; open it again to write");
            return sent_before(&mut *work, caller, &chat, &new).await?.ok_or_else(closed);
        }
        let document = file.map(|file| file.document(caller, chat.patient_id, Place::Message(id), None, now));
        if let Some(document) = &document {
            ready.attachment = Some(document.into());
            keep(&mut *work, &ready, document).await?;
        }
        let message = numbered(caller, &chat, id, &new, &ready);
        let inserted = work.messages().insert_message(&ready.permit, &message).await;
        match inserted {
            Err(RepoError::Conflict("client")) => {
                drop(work);
                return self.lost_to_an_earlier_one(caller, &chat, &new).await;
            }
            other => other?,
        }
        if ready.seen.is_archived {
            // A chat that somebody put away comes back with a new message.
            work.chats().unarchive(&ready.permit, now).await?;
        }
        let sent = Sent { message, is_new: true };
        if let Some(once) = once {
            once.store(&mut *work, &sent).await?;
        }
        let audit = caller.audit("message.send").on(id).patient(chat.patient_id);
        work.commit(audit.changed(document.map(|_| "document_id"))).await?;
        self.core.events.publish(Event::Message { message: Box::new(sent.message.clone()) }).await;
        Ok(sent)
    }

    /// Who writes, into what, with what, and whether it can wait. No transaction is open meanwhile.
    async fn ready(&self, caller: &Caller, chat: ChatId, new: &NewMessage, has_file: bool) -> Outcome<Ready> {
        let viewer = Viewer::of(&caller.actor);
        let mut session = self.core.store.read().await?;
        let seen = known(&mut *session, &viewer, chat).await?;
        let (permit, side) = access::write(&caller.actor, &seen)?;
        let attachment = match new.document_id.filter(|_| !has_file) {
            Some(document) => {
                let found = session.messages().attachment(side, seen.patient_id, document).await?;
                Some(found.ok_or_else(|| Error::unknown("document", "document_id"))?)
            }
            None => None,
        };
        if let Some(interview) = new.ai_session_id
            && !session.messages().may_read_interview(side, &seen, interview).await?
        {
            return Err(Error::unknown("interview", "ai_session_id"));
        }
        let (today, who) = (self.core.fresh.now().date_naive(), (viewer.user, seen.patient_id));
        let screening = match side {
            ChatSide::Patient => screened(&mut *session, who, &new.message, today).await?,
            ChatSide::Doctor => None,
        };
        Ok(Ready { viewer, seen, permit, side, attachment, screening })
    }

    /// The database has the client's id of the message already: of several tries at once another was first.
    async fn lost_to_an_earlier_one(&self, caller: &Caller, chat: &Chat, new: &NewMessage) -> Outcome<Sent> {
        let mut session = self.core.store.read().await?;
        let found = sent_before(&mut *session, caller, chat, new).await?;
        found.ok_or_else(|| Error::conflict("this client_message_id was used just now; try again"))
    }
}

/// A chat that the caller sees; for others it does not exist.
async fn known(session: &mut dyn Session, viewer: &Viewer, chat: ChatId) -> Outcome<Correspondence> {
    session.chats().correspondence(viewer, chat).await?.ok_or_else(|| Error::unknown("chat", "chat_id"))
}

/// The message that the account sent under the same id of its own.
async fn sent_before(
    session: &mut dyn Session,
    caller: &Caller,
    chat: &Chat,
    new: &NewMessage,
) -> Outcome<Option<Sent>> {
    let Some(id) = &new.client_message_id else { return Ok(None) };
    let found = session.messages().message_by_client_id(chat.id, caller.actor.user(), id).await?;
    Ok(found.map(|message| Sent { message, is_new: false }))
}

async fn keep(work: &mut dyn UnitOfWork, ready: &Ready, document: &Document) -> Outcome<()> {
    let permit = access::attach(&ready.permit, &ready.seen);
    Ok(work.documents().insert_documents(&permit, std::slice::from_ref(document)).await?)
}

fn numbered(caller: &Caller, chat: &Chat, id: MessageId, new: &NewMessage, ready: &Ready) -> Message {
    Message {
        id,
        chat_id: chat.id,
        sequence: chat.next_sequence - 1,
        sender_role: ready.side,
        sent_by_user_id: caller.actor.user(),
        sender_id: chat.profile(ready.side),
        receiver_id: chat.profile(ready.side.other()),
        message: new.message.clone(),
        message_type: new.message_type.unwrap_or(MessageKind::Text),
        file_details: new.file_details.clone(),
        document_id: new.document_id,
        attachment: ready.attachment.clone(),
        ai_session_id: new.ai_session_id,
        client_message_id: new.client_message_id.clone(),
        screening: ready.screening.clone(),
        is_read: false,
        read_at: None,
        created_at: chat.updated_at,
    }
}
