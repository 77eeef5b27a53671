use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::{
    Attachment, Chat, ChatFilter, ChatSide, ChatStatus, ChatView, Correspondence, Message, MessageFilter, Target,
    Unread, Viewer,
    access::{Arrange, Delete, Read, Write},
};
use crate::{
    kernel::{AiSessionId, ChatId, DoctorId, DocumentId, MessageId, Page, PageRequest, PatientId, Permit, UserId},
    ports::RepoResult,
};

/// Storage of chats. Reads see what the viewer sees.
#[async_trait]
pub trait ChatRepo: Send {
    /// A chat with all that is shown of it, in one query.
    async fn chat(&mut self, viewer: &Viewer, chat: ChatId) -> RepoResult<Option<ChatView>>;
    /// What decides whether the viewer may write into a chat that he sees.
    async fn correspondence(&mut self, viewer: &Viewer, chat: ChatId) -> RepoResult<Option<Correspondence>>;
    /// The chat of a doctor and a patient.
    async fn chat_between(
        &mut self,
        viewer: &Viewer,
        doctor: DoctorId,
        patient: PatientId,
    ) -> RepoResult<Option<ChatView>>;
    /// Chats, last stirred first.
    async fn chats(&mut self, viewer: &Viewer, filter: &ChatFilter, page: &PageRequest) -> RepoResult<Page<ChatView>>;
    /// What is unread over all chats that the viewer has not put away.
    async fn unread(&mut self, viewer: &Viewer) -> RepoResult<Unread>;
    /// Whether this doctor treats this patient.
    async fn is_treated(&mut self, doctor: DoctorId, patient: PatientId) -> RepoResult<bool>;
    /// Which of these chats there are.
    async fn existing_among(&mut self, chats: &[ChatId]) -> RepoResult<Vec<ChatId>>;
    /// Opens a chat; answers false if the two have one already.
    async fn open_chat(&mut self, chat: &Chat) -> RepoResult<bool>;
    /// Saves for whom the chat is active.
    async fn set_active(
        &mut self,
        permit: &Permit<Arrange, ChatId>,
        side: Option<ChatSide>,
        active: bool,
        now: DateTime<Utc>,
    ) -> RepoResult<()>;
    /// Saves whether the chat takes messages.
    async fn set_status(
        &mut self,
        permit: &Permit<Arrange, ChatId>,
        status: ChatStatus,
        now: DateTime<Utc>,
    ) -> RepoResult<()>;
    /// Puts the chat away for one account, or back.
    async fn set_archived(
        &mut self,
        permit: &Permit<Arrange, ChatId>,
        user: UserId,
        archived: bool,
        now: DateTime<Utc>,
    ) -> RepoResult<()>;
    /// Removes a chat with its messages. Documents sent in it stay in the patient's file.
    async fn delete_chat(&mut self, permit: &Permit<Delete, ChatId>) -> RepoResult<()>;
    /// Brings a chat back into the lists of the accounts that had put it away.
    async fn unarchive(&mut self, permit: &Permit<Write, ChatId>, now: DateTime<Utc>) -> RepoResult<()>;
}

/// Storage of messages. Reads see what the viewer sees.
#[async_trait]
pub trait MessageRepo: Send {
    /// Messages of a chat, newest first; none if the viewer does not see the chat or the window's place is not in it.
    async fn messages(
        &mut self,
        viewer: &Viewer,
        chat: ChatId,
        filter: &MessageFilter,
        page: &PageRequest,
    ) -> RepoResult<Option<Page<Message>>>;
    /// Gives the next message its number, counts it and wakes the chat for the receiving side, in one statement that
    /// holds the chat until the end of the transaction. Answers the chat as it is then; none if it is gone, the sender no
    /// longer sees it or the doctor no longer treats the patient.
    async fn take_number(
        &mut self,
        permit: &Permit<Write, ChatId>,
        viewer: &Viewer,
        sender: ChatSide,
        message: MessageId,
        now: DateTime<Utc>,
    ) -> RepoResult<Option<Chat>>;
    /// Adds a message. The sender's own id of it, if it is known already, is a conflict on `client`.
    async fn insert_message(&mut self, permit: &Permit<Write, ChatId>, message: &Message) -> RepoResult<()>;
    /// The message that an account sent under its own id.
    async fn message_by_client_id(
        &mut self,
        chat: ChatId,
        user: UserId,
        client_message_id: &str,
    ) -> RepoResult<Option<Message>>;
    /// What a message shows of this document of this patient, if the side may read it.
    async fn attachment(
        &mut self,
        side: ChatSide,
        patient: PatientId,
        document: DocumentId,
    ) -> RepoResult<Option<Attachment>>;
    /// Whether this is an interview of this patient which the side may read: the doctor reads those sent to him.
    async fn may_read_interview(
        &mut self,
        side: ChatSide,
        chat: &Correspondence,
        interview: AiSessionId,
    ) -> RepoResult<bool>;

    /// Those of the messages that the viewer sees.
    async fn targets(&mut self, viewer: &Viewer, messages: &[MessageId]) -> RepoResult<Vec<Target>>;
    /// Marks what the other side sent as read (these messages, or all up to a number), and counts down the chat's unread
    /// ones. Answers which changed.
    async fn mark_read(
        &mut self,
        permit: &Permit<Read, ChatId>,
        reader: ChatSide,
        what: &Marked,
        now: DateTime<Utc>,
    ) -> RepoResult<Vec<MessageId>>;
}

/// What is to be marked as read in one chat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Marked {
    /// These.
    Messages(Vec<MessageId>),
    /// All.
    All,
    /// All up to this one, itself included.
    UpTo(MessageId),
}
