use async_trait::async_trait;

use super::{
    access::{AskForReply, HoldInterview, InterviewScope},
    entity::{AiMessage, AiSession, DraftReply, ModelCall},
    suggested_response::{RecentMessage, SourceText, SummaryText},
};
use crate::{
    kernel::{
        AiMessageId, AiSessionId, ChatId, DoctorId, Fresh, Outcome, Page, PageRequest, PatientId, Permit, UserId,
    },
    patients::{ClinicalFact, Patient, PatientScope},
    ports::RepoResult,
};

/// The record of a patient as the assistant may see it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AssistantRecord {
    /// The patient.
    pub patient: Option<Patient>,
    /// Live allergies, medicines and conditions.
    pub facts: Vec<ClinicalFact>,
}

/// Storage of interviews.
#[async_trait]
pub trait AssistantRepo: Send {
    /// The patient with the live clinical facts.
    async fn record_of(&mut self, patient: PatientId) -> RepoResult<AssistantRecord>;
    /// Whether the patient is the account's own person.
    async fn is_self(&mut self, user: UserId, patient: PatientId) -> RepoResult<bool>;
    /// Whether every hospital at which the patient is registered lets a language model read of its patients.
    async fn model_allowed(&mut self, patient: PatientId) -> RepoResult<bool>;
    /// The patient of a chat that is in the scope.
    async fn patient_of_chat(&mut self, scope: PatientScope, chat: ChatId) -> RepoResult<Option<PatientId>>;
    /// Opens an interview with its greeting. An unknown chat is a conflict on `chat`.
    async fn insert_session(
        &mut self,
        permit: Permit<HoldInterview, PatientId>,
        session: &AiSession,
        greeting: &AiMessage,
    ) -> RepoResult<()>;
    /// The interview, if it is in the scope.
    async fn find_session(&mut self, scope: InterviewScope, id: AiSessionId) -> RepoResult<Option<AiSession>>;
    /// The interview, locked for a change.
    async fn lock_session(&mut self, scope: PatientScope, id: AiSessionId) -> RepoResult<Option<AiSession>>;
    /// Interviews in the scope, newest first; about one patient where given.
    async fn list_sessions(
        &mut self,
        scope: InterviewScope,
        patient: Option<PatientId>,
        page: &PageRequest,
    ) -> Outcome<Page<AiSession>>;
    /// Turns of an interview in the scope, oldest first, after one where given; and whose they are, where there are any. No
    /// such interview and no such turn in it are not found.
    async fn messages(
        &mut self,
        scope: InterviewScope,
        session: AiSessionId,
        after: Option<AiMessageId>,
        page: &PageRequest,
    ) -> Outcome<(Option<PatientId>, Page<AiMessage>)>;
    /// Adds turns and saves the interview. A turn number that is taken is a conflict on `turn`.
    async fn save_turns(&mut self, session: &AiSession, turns: &[AiMessage]) -> RepoResult<()>;
}

/// Which summary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SummaryOf {
    /// Of this interview.
    Interview(AiSessionId),
    /// The newest one sent in this chat.
    SentIn(ChatId),
}

/// Storage of what a suggested response is made from, of the drafts, and of model calls.
#[async_trait]
pub trait ReplyRepo: Send {
    /// The summary of an interview, with how urgent it was.
    async fn summary_of(&mut self, which: SummaryOf) -> RepoResult<Option<SummaryText>>;
    /// The current case history.
    async fn case_history_of(&mut self, patient: PatientId) -> RepoResult<Option<SourceText>>;
    /// The last messages of the chat with this patient, oldest first.
    async fn recent_messages(&mut self, chat: ChatId, limit: i64) -> RepoResult<Vec<RecentMessage>>;
    /// The chat of a doctor and a patient.
    async fn chat_of(&mut self, doctor: DoctorId, patient: PatientId) -> RepoResult<Option<ChatId>>;
    /// The doctor and the patient of a chat.
    async fn sides_of_chat(&mut self, chat: ChatId) -> RepoResult<Option<(DoctorId, PatientId)>>;
    /// Keeps a draft reply.
    async fn insert_draft(&mut self, permit: &Permit<AskForReply, PatientId>, draft: &DraftReply) -> RepoResult<()>;
    /// Keeps a model call.
    async fn insert_model_call(&mut self, fresh: &Fresh, call: &ModelCall) -> RepoResult<()>;
}
