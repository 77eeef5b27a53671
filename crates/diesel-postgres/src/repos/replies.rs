use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::{
    assistant::{
        DraftReply, ModelCall, ReplyRepo, SummaryOf, Urgency,
        access::AskForReply,
        suggested_response::{RecentMessage, SourceText, SummaryText},
    },
    kernel::{ChatId, DoctorId, Fresh, PatientId, Permit, TextEnum},
    ports::RepoResult,
};
use uuid::Uuid;

use super::page::readable;
use crate::{
    backend::{DbUuid, db, id},
    error::{conflict_on, failed, word},
    schema::{ai_sessions, ai_suggestions, case_histories, chats, messages, model_calls},
    session::DbSession,
};

#[async_trait]
impl ReplyRepo for DbSession {
    async fn summary_of(&mut self, which: SummaryOf) -> RepoResult<Option<SummaryText>> {
        let query = ai_sessions::table
            .filter(ai_sessions::summary.is_not_null())
            .order(ai_sessions::id.desc())
            .select((ai_sessions::id, ai_sessions::summary.assume_not_null(), ai_sessions::urgency))
            .into_boxed();
        let query = match which {
            SummaryOf::Interview(session) => query.filter(ai_sessions::id.eq(db(session))),
            SummaryOf::SentIn(chat) => query.filter(
                ai_sessions::id.eq_any(
                    messages::table
                        .filter(messages::chat_id.eq(db(chat)))
                        .filter(messages::ai_session_id.is_not_null())
                        .select(messages::ai_session_id.assume_not_null()),
                ),
            ),
        };
        let row: Option<(DbUuid, String, Option<String>)> =
            query.first(self.conn()?).await.optional().map_err(failed)?;
        let Some((session, text, urgency)) = row else { return Ok(None) };
        let session: Uuid = id(session);
        let urgency = urgency.map(|text| word(&text, "ai_sessions", "urgency", session)).transpose()?;
        Ok(Some(SummaryText { id: session, text, urgency: urgency.unwrap_or(Urgency::Routine) }))
    }

    async fn case_history_of(&mut self, patient: PatientId) -> RepoResult<Option<SourceText>> {
        let row: Option<(DbUuid, String)> = case_histories::table
            .filter(case_histories::patient_id.eq(db(patient)))
            .order(case_histories::version.desc())
            .select((case_histories::id, case_histories::summary))
            .first(self.conn()?)
            .await
            .optional()
            .map_err(failed)?;
        Ok(row.map(|(history, text)| SourceText { id: id(history), text }))
    }

    async fn recent_messages(&mut self, chat: ChatId, limit: i64) -> RepoResult<Vec<RecentMessage>> {
        let rows: Vec<(DbUuid, String, String, DateTime<Utc>)> = messages::table
            .filter(messages::chat_id.eq(db(chat)))
            .order(messages::sequence.desc())
            .limit(limit)
            .select((messages::id, messages::sender_role, messages::message, messages::created_at))
            .load(self.conn()?)
            .await
            .map_err(failed)?;
        let recent = |(message, role, text, at): (DbUuid, String, String, DateTime<Utc>)| {
            let message: Uuid = id(message);
            Ok(RecentMessage { id: message, sender: word(&role, "messages", "sender_role", message)?, text, at })
        };
        readable(rows.into_iter().rev(), recent)
    }

    async fn chat_of(&mut self, doctor: DoctorId, patient: PatientId) -> RepoResult<Option<ChatId>> {
        let chat: Option<DbUuid> = chats::table
            .filter(chats::doctor_id.eq(db(doctor)))
            .filter(chats::patient_id.eq(db(patient)))
            .select(chats::id)
            .first(self.conn()?)
            .await
            .optional()
            .map_err(failed)?;
        Ok(chat.map(id))
    }

    async fn sides_of_chat(&mut self, chat: ChatId) -> RepoResult<Option<(DoctorId, PatientId)>> {
        let sides: Option<(DbUuid, DbUuid)> = chats::table
            .find(db(chat))
            .select((chats::doctor_id, chats::patient_id))
            .first(self.conn()?)
            .await
            .optional()
            .map_err(failed)?;
        Ok(sides.map(|(doctor, patient)| (id(doctor), id(patient))))
    }

    async fn insert_draft(&mut self, permit: &Permit<AskForReply, PatientId>, draft: &DraftReply) -> RepoResult<()> {
        use ai_suggestions as s;
        let row = (
            s::id.eq(db(draft.id)),
            s::chat_id.eq(draft.chat_id.map(db)),
            s::patient_id.eq(db(permit.id())),
            s::doctor_id.eq(db(draft.doctor_id)),
            s::text.eq(&draft.text),
            s::sources.eq(&draft.sources),
            s::source.eq(draft.source.as_str()),
            s::model.eq(draft.model.as_deref()),
            s::created_at.eq(draft.created_at),
        );
        diesel::insert_into(s::table)
            .values(row)
            .execute(self.conn()?)
            .await
            .map_err(|error| conflict_on(error, &["chat", "doctor", "patient"]))?;
        Ok(())
    }

    async fn insert_model_call(&mut self, fresh: &Fresh, call: &ModelCall) -> RepoResult<()> {
        use model_calls as m;
        let row = (
            m::id.eq(db(fresh.id::<Uuid>())),
            m::actor_user_id.eq(call.actor.map(db)),
            m::patient_id.eq(call.patient.map(db)),
            m::purpose.eq(call.purpose),
            m::provider.eq(call.provider),
            m::model.eq(&call.model),
            m::prompt_tokens.eq(call.prompt_tokens),
            m::completion_tokens.eq(call.completion_tokens),
            m::duration_ms.eq(call.duration_ms),
            m::outcome.eq(call.outcome),
            m::created_at.eq(call.at),
        );
        diesel::insert_into(m::table).values(row).execute(self.conn()?).await.map_err(failed)?;
        Ok(())
    }
}
