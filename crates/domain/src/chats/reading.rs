//! Marking messages as read. Only the receiving side does; what it marks is counted down on the chat in the same step.

use std::collections::BTreeMap;

use super::{ChatSide, Chats, Marked, Message, Viewer, access, service::seen};
use crate::kernel::{Caller, ChatId, Error, Event, MessageId, Outcome, PatientId};

/// A message that the viewer sees, as far as marking it needs to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The message.
    pub message: Message,
    /// The patient of its chat.
    pub patient: PatientId,
}

/// What marking did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadReceipt {
    /// Messages that were unread and are read now.
    pub updated: Vec<MessageId>,
    /// Messages that are not the caller's to mark: his own side's, or none that he sees.
    pub skipped: Vec<MessageId>,
}

impl Chats {
    /// Marks these messages, of whichever chats.
    pub async fn mark_messages(&self, caller: &Caller, messages: &[MessageId]) -> Outcome<ReadReceipt> {
        let reader = access::read(&caller.actor)?;
        let seen = self.core.store.read().await?.messages().targets(&Viewer::of(&caller.actor), messages).await?;
        let mut by_chat: BTreeMap<(ChatId, PatientId), Vec<MessageId>> = BTreeMap::new();
        for target in seen.iter().filter(|target| target.message.sender_role != reader) {
            by_chat.entry((target.message.chat_id, target.patient)).or_default().push(target.message.id);
        }
        let theirs: Vec<MessageId> = by_chat.values().flatten().copied().collect();
        let skipped = messages.iter().copied().filter(|id| !theirs.contains(id)).collect();
        let mut updated = Vec::new();
        for ((chat, patient), ids) in by_chat {
            updated.extend(self.mark(caller, reader, chat, patient, Marked::Messages(ids)).await?);
        }
        Ok(ReadReceipt { updated, skipped })
    }

    /// Marks what the other side sent into a chat, all of it or up to a message.
    pub async fn mark_chat(&self, caller: &Caller, chat: ChatId, up_to: Option<MessageId>) -> Outcome<ReadReceipt> {
        let reader = access::read(&caller.actor)?;
        let patient = self.patient_of(caller, chat, up_to).await?;
        let what = up_to.map_or(Marked::All, Marked::UpTo);
        Ok(ReadReceipt { updated: self.mark(caller, reader, chat, patient, what).await?, skipped: Vec::new() })
    }

    /// Marks one message; answers it as it is then.
    pub async fn mark_message(&self, caller: &Caller, message: MessageId) -> Outcome<Message> {
        let reader = access::read(&caller.actor)?;
        let target = self.target(caller, message).await?;
        if target.message.sender_role == reader {
            return Err(Error::forbidden("only the receiving side marks a message as read"));
        }
        let what = Marked::Messages(vec![message]);
        let marked = self.mark(caller, reader, target.message.chat_id, target.patient, what).await?;
        let Target { message, patient } = self.target(caller, message).await?;
        if marked.is_empty() {
            // It was read before: nothing is in the audit trail, but the message is shown again.
            self.core.shown(caller, "message", [patient]).await;
        }
        Ok(message)
    }

    async fn target(&self, caller: &Caller, message: MessageId) -> Outcome<Target> {
        let viewer = Viewer::of(&caller.actor);
        let found = self.core.store.read().await?.messages().targets(&viewer, &[message]).await?;
        found.into_iter().next().ok_or_else(|| Error::not_found("message"))
    }

    async fn patient_of(&self, caller: &Caller, chat: ChatId, up_to: Option<MessageId>) -> Outcome<PatientId> {
        let viewer = Viewer::of(&caller.actor);
        let mut session = self.core.store.read().await?;
        let patient = match seen(&mut *session, &viewer, chat).await {
            Ok(view) => view.chat.patient_id,
            Err(Error::NotFound { what, .. }) => return Err(Error::unknown(what, "chat_id")),
            Err(other) => return Err(other),
        };
        if let Some(message) = up_to {
            let found = session.messages().targets(&viewer, &[message]).await?;
            let there = found.first().is_some_and(|target| target.message.chat_id == chat);
            if !there {
                return Err(Error::unknown("message", "up_to"));
            }
        }
        Ok(patient)
    }

    async fn mark(
        &self,
        caller: &Caller,
        reader: ChatSide,
        chat: ChatId,
        patient: PatientId,
        what: Marked,
    ) -> Outcome<Vec<MessageId>> {
        let at = self.core.fresh.now();
        let mut work = self.core.store.begin().await?;
        let messages = work.messages().mark_read(&access::read_in(chat), reader, &what, at).await?;
        if !messages.is_empty() {
            work.commit(caller.audit("chat.read").on(chat).patient(patient)).await?;
            let user = caller.actor.user();
            self.core
                .events
                .publish(Event::Read { chat, reader: user, side: reader, messages: messages.clone(), at })
                .await;
        }
        Ok(messages)
    }
}
