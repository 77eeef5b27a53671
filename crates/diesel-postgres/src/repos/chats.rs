use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::{dsl::sql, prelude::*, sql_types::Bool};
use diesel_async::RunQueryDsl;
use domain::{
    chats::{
        Chat, ChatFilter, ChatRepo, ChatSide, ChatStatus, ChatView, Correspondence, Party, Unread, Viewer,
        access::{Arrange, Delete, Write},
    },
    kernel::{ChatId, Cursor, DoctorId, Page, PageRequest, PatientId, Permit, TextEnum, UserId, like_pattern},
    ports::{RepoError, RepoResult},
};

use super::{
    attachments::{AttachmentRow, attachments, message},
    messages::MessageRow,
    page::{page_of, rows_wanted},
    scope::{TREATMENTS as treatments, within_patients},
};
use crate::{
    backend::{Db, DbUuid, db, id, types::Instant},
    error::{conflict_on, failed, word},
    prepared::Prepare,
    schema::{
        ai_sessions, ai_suggestions, chat_preferences, chats, doctor_patient_mappings, doctors, messages, patients,
    },
    session::DbSession,
};

diesel::define_sql_function! {
    /// The first of the two that is not null.
    fn coalesce(first: diesel::sql_types::Nullable<Instant>, second: Instant) -> Instant;
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = chats, treat_none_as_default_value = false, check_for_backend(Db))]
pub struct ChatRow {
    pub id: DbUuid,
    pub doctor_id: DbUuid,
    pub patient_id: DbUuid,
    pub is_active_for_doctor: bool,
    pub is_active_for_patient: bool,
    pub status: String,
    pub next_sequence: i64,
    pub unread_for_doctor: i32,
    pub unread_for_patient: i32,
    pub last_message_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl From<&Chat> for ChatRow {
    fn from(chat: &Chat) -> Self {
        Self {
            id: db(chat.id),
            doctor_id: db(chat.doctor_id),
            patient_id: db(chat.patient_id),
            is_active_for_doctor: chat.is_active_for_doctor,
            is_active_for_patient: chat.is_active_for_patient,
            status: chat.status.as_str().to_owned(),
            next_sequence: chat.next_sequence,
            unread_for_doctor: chat.unread_for_doctor,
            unread_for_patient: chat.unread_for_patient,
            last_message_at: chat.last_message_at,
            created_at: chat.created_at,
            updated_at: chat.updated_at,
        }
    }
}

impl TryFrom<ChatRow> for Chat {
    type Error = RepoError;
    fn try_from(row: ChatRow) -> RepoResult<Self> {
        let chat: ChatId = id(row.id);
        Ok(Self {
            id: chat,
            doctor_id: id(row.doctor_id),
            patient_id: id(row.patient_id),
            is_active_for_doctor: row.is_active_for_doctor,
            is_active_for_patient: row.is_active_for_patient,
            status: word(&row.status, "chats", "status", chat)?,
            next_sequence: row.next_sequence,
            unread_for_doctor: row.unread_for_doctor,
            unread_for_patient: row.unread_for_patient,
            last_message_at: row.last_message_at,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

type PartyRow = (String, Option<String>);
/// Chat, doctor, patient, last message and its document, whether put away by the viewer.
type ViewRow = (ChatRow, PartyRow, PartyRow, Option<MessageRow>, Option<AttachmentRow>, Option<bool>);

fn party((name, photo): PartyRow) -> Party {
    Party { name, photo }
}

fn view((chat, doctor, patient, last, attachment, archived): ViewRow) -> RepoResult<ChatView> {
    Ok(ChatView {
        chat: chat.try_into()?,
        doctor: party(doctor),
        patient: party(patient),
        last_message: last.map(|last| message((last, attachment))).transpose()?,
        is_archived: archived.unwrap_or(false),
    })
}

/// Narrows a boxed query over chats to those the viewer sees.
macro_rules! seen_by {
    ($query:expr, $viewer:expr) => {{
        let viewer: &domain::chats::Viewer = $viewer;
        let query = within_patients!($query, chats::patient_id, viewer.patients);
        match viewer.doctor {
            Some(doctor) => query.filter(chats::doctor_id.eq(db(doctor))),
            None => query,
        }
    }};
}
pub(super) use seen_by;

/// Chats with doctor, patient, last message and the viewer's preference.
macro_rules! chats_for {
    ($viewer:expr) => {
        chats::table
            .inner_join(doctors::table)
            .inner_join(patients::table)
            .left_join(messages::table.on(messages::id.nullable().eq(chats::last_message_id)))
            .left_join(attachments!())
            .left_join(
                chat_preferences::table
                    .on(chat_preferences::chat_id.eq(chats::id).and(chat_preferences::user_id.eq(db($viewer.user)))),
            )
    };
}

/// The columns of a [`ViewRow`].
macro_rules! as_view {
    ($query:expr) => {
        $query.select((
            ChatRow::as_select(),
            (doctors::name, doctors::photo),
            (patients::name, patients::photo),
            Option::<MessageRow>::as_select(),
            Option::<AttachmentRow>::as_select(),
            chat_preferences::archived.nullable(),
        ))
    };
}

/// Narrows a boxed query of [`chats_for`] by a filter.
macro_rules! filtered {
    ($query:expr, $viewer:expr, $filter:expr) => {{
        let (viewer, filter): (&Viewer, &ChatFilter) = ($viewer, $filter);
        let mut query = seen_by!($query, viewer);
        if !filter.include_archived {
            query = query.filter(
                chat_preferences::archived.nullable().is_null().or(chat_preferences::archived.nullable().eq(false)),
            );
        }
        if let Some(wanted) = filter.is_active {
            query = match viewer.side {
                Some(ChatSide::Doctor) => query.filter(chats::is_active_for_doctor.eq(wanted)),
                Some(ChatSide::Patient) => query.filter(chats::is_active_for_patient.eq(wanted)),
                None => query.filter(chats::is_active_for_doctor.or(chats::is_active_for_patient).eq(wanted)),
            };
        }
        if let Some(wanted) = filter.unread {
            query = match viewer.side {
                Some(ChatSide::Doctor) => query.filter(chats::unread_for_doctor.gt(0).eq(wanted)),
                Some(ChatSide::Patient) => query.filter(chats::unread_for_patient.gt(0).eq(wanted)),
                None => query.filter(sql::<Bool>(if wanted { "1 = 0" } else { "1 = 1" })),
            };
        }
        if let Some(patient) = filter.patient {
            query = query.filter(chats::patient_id.eq(db(patient)));
        }
        if let Some(doctor) = filter.doctor {
            query = query.filter(chats::doctor_id.eq(db(doctor)));
        }
        if let Some(status) = filter.status {
            query = query.filter(chats::status.eq(status.as_str()));
        }
        if let Some(search) = &filter.search {
            let pattern = like_pattern(search);
            let said = searched
                .filter(searched.field(messages::chat_id).eq(chats::id))
                .filter(searched.field(messages::search_key).like(pattern.clone()).escape('\\'));
            query = query.filter(
                (doctors::search_key.like(pattern.clone()).escape('\\'))
                    .or(patients::search_key.like(pattern).escape('\\'))
                    .or(diesel::dsl::exists(said)),
            );
        }
        query
    }};
}
diesel::alias!(messages as searched: Searched);

#[async_trait]
impl ChatRepo for DbSession {
    async fn chat(&mut self, viewer: &Viewer, chat: ChatId) -> RepoResult<Option<ChatView>> {
        let query = as_view!(chats_for!(viewer)).filter(chats::id.eq(db(chat))).into_boxed();
        let row: Option<ViewRow> = seen_by!(query, viewer).first(self.conn()?).await.optional().map_err(failed)?;
        row.map(view).transpose()
    }

    async fn correspondence(&mut self, viewer: &Viewer, chat: ChatId) -> RepoResult<Option<Correspondence>> {
        let treated = treatments
            .filter(treatments.field(doctor_patient_mappings::doctor_id).eq(chats::doctor_id))
            .filter(treatments.field(doctor_patient_mappings::patient_id).eq(chats::patient_id))
            .filter(treatments.field(doctor_patient_mappings::ended_at).is_null());
        let put_away = chat_preferences::table
            .filter(chat_preferences::chat_id.eq(chats::id))
            .filter(chat_preferences::archived.eq(true));
        let query = chats::table
            .inner_join(doctors::table)
            .filter(chats::id.eq(db(chat)))
            .select((
                chats::patient_id,
                doctors::is_verified.and(doctors::is_active),
                diesel::dsl::exists(treated),
                diesel::dsl::exists(put_away),
            ))
            .into_boxed();
        let row: Option<(DbUuid, bool, bool, bool)> =
            seen_by!(query, viewer).first(self.conn()?).await.optional().map_err(failed)?;
        Ok(row.map(|(patient, doctor_answers, is_treated, is_archived)| Correspondence {
            chat_id: chat,
            patient_id: id(patient),
            doctor_answers,
            is_treated,
            is_archived,
        }))
    }

    async fn chat_between(
        &mut self,
        viewer: &Viewer,
        doctor: DoctorId,
        patient: PatientId,
    ) -> RepoResult<Option<ChatView>> {
        let pair = chats::doctor_id.eq(db(doctor)).and(chats::patient_id.eq(db(patient)));
        let query = as_view!(chats_for!(viewer)).filter(pair).into_boxed();
        let row: Option<ViewRow> = seen_by!(query, viewer).first(self.conn()?).await.optional().map_err(failed)?;
        row.map(view).transpose()
    }

    async fn chats(&mut self, viewer: &Viewer, filter: &ChatFilter, page: &PageRequest) -> RepoResult<Page<ChatView>> {
        let total = if page.wants_total() {
            let all = chats_for!(viewer).select(diesel::dsl::count_star()).into_boxed();
            let all: i64 = filtered!(all, viewer, filter).first(self.conn()?).await.map_err(failed)?;
            Some(all)
        } else {
            None
        };
        let stirred_at = || coalesce(chats::last_message_at, chats::created_at);
        let mut query = filtered!(as_view!(chats_for!(viewer)).into_boxed(), viewer, filter);
        if let Some(cursor) = page.after()
            && let Ok(at) = cursor.instant()
        {
            let later = stirred_at().eq(at).and(chats::id.lt(db(cursor.id)));
            query = query.filter(stirred_at().le(at)).filter(stirred_at().lt(at).or(later));
        }
        let rows: Vec<ViewRow> = query
            .order((stirred_at().desc(), chats::id.desc()))
            .limit(rows_wanted(page))
            .offset(page.offset())
            .load(self.conn()?)
            .await
            .map_err(failed)?;
        let cursor = |(chat, ..): &ViewRow| {
            Cursor::by_instant(chat.last_message_at.unwrap_or(chat.created_at), id::<ChatId>(chat.id))
        };
        page_of(rows, page, total, cursor, view)
    }

    async fn unread(&mut self, viewer: &Viewer) -> RepoResult<Unread> {
        let Some(side) = viewer.side else { return Ok(Unread::default()) };
        let filter = ChatFilter { unread: Some(true), ..ChatFilter::default() };
        let all = chats_for!(viewer);
        let (messages, chats): (Option<i64>, i64) = match side {
            ChatSide::Doctor => {
                let sums = (diesel::dsl::sum(chats::unread_for_doctor), diesel::dsl::count_star());
                filtered!(all.select(sums).into_boxed(), viewer, &filter).first(self.conn()?).await
            }
            ChatSide::Patient => {
                let sums = (diesel::dsl::sum(chats::unread_for_patient), diesel::dsl::count_star());
                filtered!(all.select(sums).into_boxed(), viewer, &filter).first(self.conn()?).await
            }
        }
        .map_err(failed)?;
        Ok(Unread { messages: messages.unwrap_or(0), chats })
    }

    async fn is_treated(&mut self, doctor: DoctorId, patient: PatientId) -> RepoResult<bool> {
        use doctor_patient_mappings as treated;
        let live = treated::table
            .filter(treated::doctor_id.eq(db(doctor)))
            .filter(treated::patient_id.eq(db(patient)))
            .filter(treated::ended_at.is_null());
        diesel::select(diesel::dsl::exists(live)).get_result(self.conn()?).await.map_err(failed)
    }

    async fn existing_among(&mut self, wanted: &[ChatId]) -> RepoResult<Vec<ChatId>> {
        let wanted: Vec<DbUuid> = wanted.iter().copied().map(db).collect();
        let there = chats::table.filter(chats::id.eq_any(wanted)).select(chats::id);
        let there: Vec<DbUuid> = there.load(self.conn()?).await.map_err(failed)?;
        Ok(there.into_iter().map(id).collect())
    }

    async fn open_chat(&mut self, chat: &Chat) -> RepoResult<bool> {
        let added = diesel::insert_into(chats::table)
            .values(ChatRow::from(chat))
            .on_conflict_do_nothing()
            .execute(self.conn()?)
            .await
            .map_err(|error| conflict_on(error, &["doctor", "patient"]))?;
        Ok(added == 1)
    }

    async fn set_active(
        &mut self,
        permit: &Permit<Arrange, ChatId>,
        side: Option<ChatSide>,
        active: bool,
        now: DateTime<Utc>,
    ) -> RepoResult<()> {
        let of_doctor = (side != Some(ChatSide::Patient)).then(|| chats::is_active_for_doctor.eq(active));
        let of_patient = (side != Some(ChatSide::Doctor)).then(|| chats::is_active_for_patient.eq(active));
        diesel::update(chats::table.find(db(permit.id())))
            .set((of_doctor, of_patient, chats::updated_at.eq(now)))
            .prepared()
            .execute(self.conn()?)
            .await
            .map_err(failed)?;
        Ok(())
    }

    async fn set_status(
        &mut self,
        permit: &Permit<Arrange, ChatId>,
        status: ChatStatus,
        now: DateTime<Utc>,
    ) -> RepoResult<()> {
        diesel::update(chats::table.find(db(permit.id())))
            .set((chats::status.eq(status.as_str()), chats::updated_at.eq(now)))
            .prepared()
            .execute(self.conn()?)
            .await
            .map_err(failed)?;
        Ok(())
    }

    async fn set_archived(
        &mut self,
        permit: &Permit<Arrange, ChatId>,
        user: UserId,
        archived: bool,
        now: DateTime<Utc>,
    ) -> RepoResult<()> {
        use chat_preferences as p;
        let row =
            (p::user_id.eq(db(user)), p::chat_id.eq(db(permit.id())), p::archived.eq(archived), p::updated_at.eq(now));
        diesel::insert_into(p::table)
            .values(row)
            .on_conflict((p::user_id, p::chat_id))
            .do_update()
            .set((p::archived.eq(archived), p::updated_at.eq(now)))
            .execute(self.conn()?)
            .await
            .map_err(failed)?;
        Ok(())
    }

    async fn delete_chat(&mut self, permit: &Permit<Delete, ChatId>) -> RepoResult<()> {
        let chat = db(permit.id());
        let conn = self.conn()?;
        let sent = messages::table.filter(messages::chat_id.eq(chat)).select(messages::id.nullable());
        diesel::update(ai_suggestions::table.filter(ai_suggestions::used_message_id.eq_any(sent)))
            .set(ai_suggestions::used_message_id.eq(None::<DbUuid>))
            .execute(conn)
            .await
            .map_err(failed)?;
        diesel::update(ai_suggestions::table.filter(ai_suggestions::chat_id.eq(chat)))
            .set(ai_suggestions::chat_id.eq(None::<DbUuid>))
            .prepared()
            .execute(conn)
            .await
            .map_err(failed)?;
        diesel::update(ai_sessions::table.filter(ai_sessions::chat_id.eq(chat)))
            .set(ai_sessions::chat_id.eq(None::<DbUuid>))
            .prepared()
            .execute(conn)
            .await
            .map_err(failed)?;
        let messages = diesel::delete(messages::table.filter(messages::chat_id.eq(chat)));
        messages.execute(conn).await.map_err(failed)?;
        let preferences = diesel::delete(chat_preferences::table.filter(chat_preferences::chat_id.eq(chat)));
        preferences.execute(conn).await.map_err(failed)?;
        diesel::delete(chats::table.find(chat)).execute(conn).await.map_err(failed)?;
        Ok(())
    }

    async fn unarchive(&mut self, permit: &Permit<Write, ChatId>, now: DateTime<Utc>) -> RepoResult<()> {
        use chat_preferences as p;
        let away = p::table.filter(p::chat_id.eq(db(permit.id()))).filter(p::archived.eq(true));
        diesel::update(away)
            .set((p::archived.eq(false), p::updated_at.eq(now)))
            .prepared()
            .execute(self.conn()?)
            .await
            .map_err(failed)?;
        Ok(())
    }
}
