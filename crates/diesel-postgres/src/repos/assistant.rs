use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::{
    assistant::{
        AiMessage, AiSession, AssistantRecord, AssistantRepo, MadeBy,
        access::{HoldInterview, InterviewScope},
    },
    kernel::{
        AiMessageId, AiSessionId, ChatId, Cursor, Error, Outcome, Page, PageRequest, PatientId, Permit, TextEnum,
        UserId,
    },
    mappings::Relation,
    patients::{ClinicalFact, Patient, PatientScope},
    ports::{RepoError, RepoResult},
};
use serde_json::Value;

use super::{
    clinical_facts::FactRow,
    page::{after_id, page_of, readable, rows_wanted},
    patients::PatientRow,
    scope::within_patients,
};
use crate::{
    backend::{Db, DbUuid, db, id, insert_batch, lock_row},
    error::{conflict_on, failed, word},
    prepared::Prepare,
    schema::{
        ai_messages, ai_sessions, chats, clinical_facts, doctor_patient_mappings, hospital_patient_mappings, hospitals,
        messages, patients, user_patient_relations as family,
    },
    session::DbSession,
};

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = ai_sessions, treat_none_as_default_value = false, check_for_backend(Db), treat_none_as_null = true)]
struct SessionRow {
    id: DbUuid,
    patient_id: DbUuid,
    chat_id: Option<DbUuid>,
    started_by: DbUuid,
    language: Option<String>,
    status: String,
    urgency: Option<String>,
    summary: Option<String>,
    summary_source: Option<String>,
    summary_final_at: Option<DateTime<Utc>>,
    started_at: DateTime<Utc>,
    ended_at: Option<DateTime<Utc>>,
    state: Value,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl From<&AiSession> for SessionRow {
    fn from(session: &AiSession) -> Self {
        Self {
            id: db(session.id),
            patient_id: db(session.patient_id),
            chat_id: session.chat_id.map(db),
            started_by: db(session.started_by),
            language: session.language.map(|language| language.as_str().to_owned()),
            status: session.status.as_str().to_owned(),
            urgency: session.urgency.map(|urgency| urgency.as_str().to_owned()),
            summary: session.summary.clone(),
            summary_source: session.summary_source.map(|source| source.as_str().to_owned()),
            summary_final_at: session.summary_final_at,
            started_at: session.started_at,
            ended_at: session.ended_at,
            state: session.state.clone(),
            created_at: session.started_at,
            updated_at: session.updated_at,
        }
    }
}

impl TryFrom<SessionRow> for AiSession {
    type Error = RepoError;
    fn try_from(row: SessionRow) -> RepoResult<Self> {
        let session: AiSessionId = id(row.id);
        let table = "ai_sessions";
        Ok(Self {
            id: session,
            patient_id: id(row.patient_id),
            chat_id: row.chat_id.map(id),
            started_by: id(row.started_by),
            language: row.language.map(|text| word(&text, table, "language", session)).transpose()?,
            status: word(&row.status, table, "status", session)?,
            urgency: row.urgency.map(|text| word(&text, table, "urgency", session)).transpose()?,
            summary: row.summary,
            summary_source: row.summary_source.map(|text| word(&text, table, "summary_source", session)).transpose()?,
            summary_final_at: row.summary_final_at,
            started_at: row.started_at,
            ended_at: row.ended_at,
            state: row.state,
            updated_at: row.updated_at,
        })
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = ai_messages, treat_none_as_default_value = false, check_for_backend(Db))]
struct TurnRow {
    id: DbUuid,
    session_id: DbUuid,
    turn: i32,
    question: Option<String>,
    message: Option<String>,
    response: String,
    is_summary: bool,
    question_count: i32,
    urgency: String,
    source: String,
    model: Option<String>,
    prompt_tokens: Option<i32>,
    completion_tokens: Option<i32>,
    created_at: DateTime<Utc>,
}

impl From<&AiMessage> for TurnRow {
    fn from(turn: &AiMessage) -> Self {
        let made_by = turn.made_by.clone();
        Self {
            id: db(turn.id),
            session_id: db(turn.session_id),
            turn: turn.turn,
            question: turn.question.clone(),
            message: turn.message.clone(),
            response: turn.response.clone(),
            is_summary: turn.is_summary,
            question_count: turn.question_count,
            urgency: turn.urgency.as_str().to_owned(),
            source: turn.source.as_str().to_owned(),
            prompt_tokens: made_by.as_ref().and_then(|made| made.prompt_tokens),
            completion_tokens: made_by.as_ref().and_then(|made| made.completion_tokens),
            model: made_by.map(|made| made.model),
            created_at: turn.created_at,
        }
    }
}

impl TryFrom<TurnRow> for AiMessage {
    type Error = RepoError;
    fn try_from(row: TurnRow) -> RepoResult<Self> {
        let turn: AiMessageId = id(row.id);
        let (prompt_tokens, completion_tokens) = (row.prompt_tokens, row.completion_tokens);
        Ok(Self {
            id: turn,
            session_id: id(row.session_id),
            turn: row.turn,
            question: row.question,
            message: row.message,
            response: row.response,
            is_summary: row.is_summary,
            question_count: row.question_count,
            urgency: word(&row.urgency, "ai_messages", "urgency", turn)?,
            source: word(&row.source, "ai_messages", "source", turn)?,
            made_by: row.model.map(|model| MadeBy { model, prompt_tokens, completion_tokens }),
            created_at: row.created_at,
        })
    }
}

diesel::alias!(ai_messages as places: Places);

/// A boxed query of the turns of an interview in the scope, after one of them where given.
macro_rules! readable_turns {
    ($query:expr, $scope:expr, $session:expr, $after:expr) => {{
        let visible = readable!(ai_sessions::table.select(ai_sessions::id).into_boxed(), $scope)
            .filter(ai_sessions::id.eq(db($session)));
        let query = $query.filter(ai_messages::session_id.eq_any(visible)).into_boxed();
        match $after {
            None => query,
            Some(after) => {
                let place = places
                    .filter(places.field(ai_messages::id).eq(db(after)))
                    .filter(places.field(ai_messages::session_id).eq(db($session)))
                    .select(places.field(ai_messages::turn));
                query.filter(ai_messages::turn.nullable().gt(place.single_value()))
            }
        }
    }};
}

/// A boxed query of interviews in the scope.
macro_rules! readable {
    ($query:expr, $scope:expr) => {{
        let query = $query;
        match $scope {
            InterviewScope::Of(patients) => within_patients!(query, ai_sessions::patient_id, patients),
            InterviewScope::SentTo(doctor) => {
                let sent = messages::table
                    .inner_join(chats::table)
                    .filter(chats::doctor_id.eq(db(doctor)))
                    .filter(messages::ai_session_id.is_not_null())
                    .select(messages::ai_session_id.assume_not_null());
                let treated = doctor_patient_mappings::table
                    .filter(doctor_patient_mappings::doctor_id.eq(db(doctor)))
                    .filter(doctor_patient_mappings::ended_at.is_null())
                    .select(doctor_patient_mappings::patient_id);
                query.filter(ai_sessions::id.eq_any(sent)).filter(ai_sessions::patient_id.eq_any(treated))
            }
        }
    }};
}

#[async_trait]
impl AssistantRepo for DbSession {
    async fn record_of(&mut self, patient: PatientId) -> RepoResult<AssistantRecord> {
        let rows: Vec<(PatientRow, Option<FactRow>)> = patients::table
            .left_join(
                clinical_facts::table
                    .on(clinical_facts::patient_id.eq(patients::id).and(clinical_facts::ended_at.is_null())),
            )
            .filter(patients::id.eq(db(patient)))
            .order(clinical_facts::id)
            .select((PatientRow::as_select(), Option::<FactRow>::as_select()))
            .load(self.conn()?)
            .await
            .map_err(failed)?;
        let mut record = AssistantRecord::default();
        for (row, fact) in rows {
            record.patient = Some(Patient::try_from(row)?);
            record.facts.extend(readable(fact, ClinicalFact::try_from)?);
        }
        Ok(record)
    }

    async fn is_self(&mut self, user: UserId, patient: PatientId) -> RepoResult<bool> {
        let own = family::table
            .filter(family::user_id.eq(db(user)))
            .filter(family::patient_id.eq(db(patient)))
            .filter(family::relation.eq(Relation::Own.as_str()))
            .filter(family::ended_at.is_null());
        diesel::select(diesel::dsl::exists(own)).get_result(self.conn()?).await.map_err(failed)
    }

    async fn model_allowed(&mut self, patient: PatientId) -> RepoResult<bool> {
        use hospital_patient_mappings as registered;
        let refusing = registered::table
            .inner_join(hospitals::table)
            .filter(registered::patient_id.eq(db(patient)))
            .filter(registered::ended_at.is_null())
            .filter(hospitals::model_refused_at.is_not_null());
        let refused: bool =
            diesel::select(diesel::dsl::exists(refusing)).get_result(self.conn()?).await.map_err(failed)?;
        Ok(!refused)
    }

    async fn patient_of_chat(&mut self, scope: PatientScope, chat: ChatId) -> RepoResult<Option<PatientId>> {
        let one = chats::table.find(db(chat)).select(chats::patient_id).into_boxed();
        let found: Option<DbUuid> =
            within_patients!(one, chats::patient_id, scope).first(self.conn()?).await.optional().map_err(failed)?;
        Ok(found.map(id))
    }

    async fn insert_session(
        &mut self,
        _permit: Permit<HoldInterview, PatientId>,
        session: &AiSession,
        greeting: &AiMessage,
    ) -> RepoResult<()> {
        diesel::insert_into(ai_sessions::table)
            .values(SessionRow::from(session))
            .execute(self.conn()?)
            .await
            .map_err(|error| conflict_on(error, &["chat", "patient"]))?;
        diesel::insert_into(ai_messages::table)
            .values(TurnRow::from(greeting))
            .execute(self.conn()?)
            .await
            .map_err(failed)?;
        Ok(())
    }

    async fn find_session(&mut self, scope: InterviewScope, wanted: AiSessionId) -> RepoResult<Option<AiSession>> {
        let one = ai_sessions::table.filter(ai_sessions::id.eq(db(wanted))).select(SessionRow::as_select());
        let row: Option<SessionRow> =
            readable!(one.into_boxed(), scope).first(self.conn()?).await.optional().map_err(failed)?;
        row.map(AiSession::try_from).transpose()
    }

    async fn lock_session(&mut self, scope: PatientScope, wanted: AiSessionId) -> RepoResult<Option<AiSession>> {
        let locked = lock_row!(ai_sessions::table.find(db(wanted)).select(SessionRow::as_select()));
        let row: Option<SessionRow> = locked.first(self.conn()?).await.optional().map_err(failed)?;
        let Some(session) = row.map(AiSession::try_from).transpose()? else { return Ok(None) };
        let visible = domain::patients::PatientRepo::is_in_scope(self, scope, session.patient_id).await?;
        Ok(visible.then_some(session))
    }

    async fn list_sessions(
        &mut self,
        scope: InterviewScope,
        patient: Option<PatientId>,
        page: &PageRequest,
    ) -> Outcome<Page<AiSession>> {
        let total = if page.wants_total() {
            let mut count = readable!(ai_sessions::table.count().into_boxed(), scope);
            if let Some(patient) = patient {
                count = count.filter(ai_sessions::patient_id.eq(db(patient)));
            }
            Some(count.get_result(self.conn()?).await.map_err(failed)?)
        } else {
            None
        };
        let mut query = readable!(ai_sessions::table.select(SessionRow::as_select()).into_boxed(), scope)
            .order(ai_sessions::id.desc())
            .limit(rows_wanted(page))
            .offset(page.offset());
        if let Some(patient) = patient {
            query = query.filter(ai_sessions::patient_id.eq(db(patient)));
        }
        if let Some(after) = page.after() {
            query = query.filter(ai_sessions::id.lt(db(after.id)));
        }
        let rows: Vec<SessionRow> = query.load(self.conn()?).await.map_err(failed)?;
        Ok(page_of(rows, page, total, |row: &SessionRow| after_id(row.id), AiSession::try_from)?)
    }

    async fn messages(
        &mut self,
        scope: InterviewScope,
        session: AiSessionId,
        after: Option<AiMessageId>,
        page: &PageRequest,
    ) -> Outcome<(Option<PatientId>, Page<AiMessage>)> {
        let last: Option<i32> = page.after().map(Cursor::number).transpose()?;
        let total = if page.wants_total() {
            let count = readable_turns!(ai_messages::table.count(), scope, session, after);
            Some(count.get_result(self.conn()?).await.map_err(failed)?)
        } else {
            None
        };
        let whose = ai_sessions::table
            .filter(ai_sessions::id.eq(ai_messages::session_id))
            .select(ai_sessions::patient_id)
            .single_value();
        let turns = ai_messages::table.select((TurnRow::as_select(), whose));
        let mut query = readable_turns!(turns, scope, session, after)
            .order(ai_messages::turn)
            .limit(rows_wanted(page))
            .offset(page.offset());
        if let Some(last) = last {
            query = query.filter(ai_messages::turn.gt(last));
        }
        let rows: Vec<(TurnRow, Option<DbUuid>)> = query.load(self.conn()?).await.map_err(failed)?;
        if rows.is_empty() {
            self.check_turns(scope, session, after).await?;
        }
        let patient = rows.iter().find_map(|(_, patient)| *patient).map(id);
        let rows: Vec<TurnRow> = rows.into_iter().map(|(row, _)| row).collect();
        let cursor = |row: &TurnRow| Cursor::by_number(row.turn, id::<AiMessageId>(row.id));
        Ok((patient, page_of(rows, page, total, cursor, AiMessage::try_from)?))
    }

    async fn save_turns(&mut self, session: &AiSession, turns: &[AiMessage]) -> RepoResult<()> {
        let rows: Vec<TurnRow> = turns.iter().map(TurnRow::from).collect();
        let conn = self.conn()?;
        insert_batch!(conn, ai_messages::table, &rows).map_err(|error| conflict_on(error, &["turn"]))?;
        diesel::update(ai_sessions::table.find(db(session.id)))
            .set(SessionRow::from(session))
            .prepared()
            .execute(self.conn()?)
            .await
            .map_err(failed)?;
        Ok(())
    }
}

impl DbSession {
    /// Tells no further turns from an interview or a turn that is not there for the scope.
    async fn check_turns(
        &mut self,
        scope: InterviewScope,
        session: AiSessionId,
        after: Option<AiMessageId>,
    ) -> Outcome<()> {
        self.find_session(scope, session).await?.ok_or_else(|| Error::not_found("interview"))?;
        let Some(after) = after else { return Ok(()) };
        let turn = ai_messages::table.find(db(after)).filter(ai_messages::session_id.eq(db(session)));
        let is_there: bool =
            diesel::select(diesel::dsl::exists(turn)).get_result(self.conn()?).await.map_err(failed)?;
        if is_there { Ok(()) } else { Err(Error::unknown("message", "after")) }
    }
}
