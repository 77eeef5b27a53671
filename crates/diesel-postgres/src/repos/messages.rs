use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::{
    chats::{
        Anchor, Attachment, Chat, ChatSide, Correspondence, Marked, Message, MessageFilter, MessageRepo, Target,
        Viewer, Window,
        access::{Read, Write},
    },
    documents::DocumentCategory,
    kernel::{
        AiSessionId, ChatId, Cursor, DocumentId, MessageId, Page, PageRequest, PatientId, Permit, TextEnum, UserId,
        fold, like_pattern,
    },
    ports::{RepoError, RepoResult},
};
use serde_json::Value;

use super::{
    attachments::{Attached, AttachmentRow, attachments, message},
    chats::{ChatRow, seen_by},
    page::{page_of, readable, rows_wanted},
    scope::{TREATMENTS as treatments, within_patients},
};
use crate::{
    backend::{Db, DbUuid, db, id, lock_row},
    error::{conflict_on, corrupt, failed, word},
    prepared::Prepare,
    schema::{ai_sessions, chats, doctor_patient_mappings as mappings, documents, messages},
    session::DbSession,
};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = messages, treat_none_as_default_value = false, check_for_backend(Db))]
pub struct MessageRow {
    id: DbUuid,
    chat_id: DbUuid,
    sequence: i64,
    sender_role: String,
    sent_by_user_id: DbUuid,
    sender_id: DbUuid,
    receiver_id: DbUuid,
    message: String,
    message_type: String,
    file_details: Option<Value>,
    document_id: Option<DbUuid>,
    ai_session_id: Option<DbUuid>,
    client_message_id: Option<String>,
    screening: Option<Value>,
    is_read: bool,
    read_at: Option<DateTime<Utc>>,
    search_key: String,
    created_at: DateTime<Utc>,
}

impl TryFrom<&Message> for MessageRow {
    type Error = RepoError;
    fn try_from(message: &Message) -> RepoResult<Self> {
        let sent = message.clone();
        let screening = sent.screening.map(serde_json::to_value).transpose();
        let screening = screening.map_err(|_| corrupt("messages", "screening", sent.id))?;
        Ok(Self {
            id: db(sent.id),
            chat_id: db(sent.chat_id),
            sequence: sent.sequence,
            sender_role: sent.sender_role.as_str().to_owned(),
            sent_by_user_id: db(sent.sent_by_user_id),
            sender_id: db(sent.sender_id),
            receiver_id: db(sent.receiver_id),
            search_key: fold(&sent.message),
            message: sent.message,
            message_type: sent.message_type.as_str().to_owned(),
            file_details: sent.file_details.map(Value::Object),
            document_id: sent.document_id.map(db),
            ai_session_id: sent.ai_session_id.map(db),
            client_message_id: sent.client_message_id,
            screening,
            is_read: sent.is_read,
            read_at: sent.read_at,
            created_at: sent.created_at,
        })
    }
}

/// Without what is shown of its document, which stands in another table.
impl TryFrom<MessageRow> for Message {
    type Error = RepoError;
    fn try_from(row: MessageRow) -> RepoResult<Self> {
        let message: MessageId = id(row.id);
        let file_details = match row.file_details {
            None => None,
            Some(Value::Object(details)) => Some(details),
            Some(_) => return Err(corrupt("messages", "file_details", message)),
        };
        let screening = row.screening.map(serde_json::from_value).transpose();
        Ok(Self {
            id: message,
            chat_id: id(row.chat_id),
            sequence: row.sequence,
            sender_role: word(&row.sender_role, "messages", "sender_role", message)?,
            sent_by_user_id: id(row.sent_by_user_id),
            sender_id: id(row.sender_id),
            receiver_id: id(row.receiver_id),
            message: row.message,
            message_type: word(&row.message_type, "messages", "message_type", message)?,
            file_details,
            document_id: row.document_id.map(id),
            attachment: None,
            ai_session_id: row.ai_session_id.map(id),
            client_message_id: row.client_message_id,
            screening: screening.map_err(|_| corrupt("messages", "screening", message))?,
            is_read: row.is_read,
            read_at: row.read_at,
            created_at: row.created_at,
        })
    }
}

diesel::alias!(messages as places: Places);

/// The number of a place in a chat, as a query finds it.
macro_rules! number_of {
    ($message:expr, $chat:expr) => {
        places
            .filter(places.field(messages::id).eq(db($message)))
            .filter(places.field(messages::chat_id).eq(db($chat)))
            .select(places.field(messages::sequence))
            .single_value()
    };
}

/// Which way a window looks from its place.
fn looks_forward(window: Window) -> bool {
    matches!(window, Window::After(_))
}

/// The window after a cursor, which goes on in the same direction.
fn continued(filter: &MessageFilter, page: &PageRequest) -> Window {
    let place = page.after().and_then(|cursor| cursor.key.as_deref()?.parse().ok()).map(Anchor::Sequence);
    match (place, filter.window) {
        (Some(place), Window::After(_)) => Window::After(place),
        (Some(place), _) => Window::Before(place),
        (None, window) => window,
    }
}

#[async_trait]
impl MessageRepo for DbSession {
    async fn messages(
        &mut self,
        viewer: &Viewer,
        chat: ChatId,
        filter: &MessageFilter,
        page: &PageRequest,
    ) -> RepoResult<Option<Page<Message>>> {
        let forward = looks_forward(filter.window);
        // Whether the chat is seen is asked once and not per message: joined, it would have all of them sorted.
        let chat_row = chats::table.filter(chats::id.eq(db(chat))).select(chats::id).into_boxed();
        let mut query = messages::table
            .left_join(attachments!())
            .filter(messages::chat_id.eq(db(chat)))
            .filter(diesel::dsl::exists(seen_by!(chat_row, viewer)))
            .select((MessageRow::as_select(), Option::<AttachmentRow>::as_select()))
            .into_boxed();
        let sequence = messages::sequence.nullable();
        query = match continued(filter, page) {
            Window::Latest => query,
            Window::Before(Anchor::Sequence(number)) => query.filter(messages::sequence.lt(number)),
            Window::After(Anchor::Sequence(number)) => query.filter(messages::sequence.gt(number)),
            Window::Before(Anchor::Message(place)) => query.filter(sequence.lt(number_of!(place, chat))),
            Window::After(Anchor::Message(place)) => query.filter(sequence.gt(number_of!(place, chat))),
        };
        if let Some(search) = &filter.search {
            query = query.filter(messages::search_key.like(like_pattern(search)).escape('\\'));
        }
        query = if forward { query.order(messages::sequence.asc()) } else { query.order(messages::sequence.desc()) };
        let rows: Vec<Attached> =
            query.limit(rows_wanted(page)).offset(page.offset()).load(self.conn()?).await.map_err(failed)?;
        if rows.is_empty() {
            return self.no_messages(viewer, chat, filter, page).await;
        }
        let total = match (page.wants_total(), &filter.search, filter.window) {
            (true, None, Window::Latest) => self.next_number(viewer, chat).await?.map(|next| next - 1),
            _ => None,
        };
        let cursor = |(row, _): &Attached| Cursor::by_text(row.sequence.to_string(), id::<MessageId>(row.id));
        let mut messages = page_of(rows, page, total, cursor, message)?;
        if forward {
            messages.items.reverse();
        }
        Ok(Some(messages))
    }

    async fn take_number(
        &mut self,
        permit: &Permit<Write, ChatId>,
        viewer: &Viewer,
        sender: ChatSide,
        message: MessageId,
        now: DateTime<Utc>,
    ) -> RepoResult<Option<Chat>> {
        let for_doctor = sender == ChatSide::Patient;
        let treated = treatments
            .filter(treatments.field(mappings::doctor_id).eq(chats::doctor_id))
            .filter(treatments.field(mappings::patient_id).eq(chats::patient_id))
            .filter(treatments.field(mappings::ended_at).is_null());
        let query = diesel::update(chats::table)
            .filter(chats::id.eq(db(permit.id())))
            .filter(diesel::dsl::exists(treated))
            .set((
                chats::next_sequence.eq(chats::next_sequence + 1),
                chats::is_active_for_doctor.eq(for_doctor),
                chats::is_active_for_patient.eq(!for_doctor),
                chats::unread_for_doctor.eq(chats::unread_for_doctor + i32::from(for_doctor)),
                chats::unread_for_patient.eq(chats::unread_for_patient + i32::from(!for_doctor)),
                chats::last_message_at.eq(now),
                chats::last_message_id.eq(db(message)),
                chats::updated_at.eq(now),
            ))
            .into_boxed();
        let row: Option<ChatRow> = seen_by!(query, viewer)
            .returning(ChatRow::as_returning())
            .prepared()
            .get_result(self.conn()?)
            .await
            .optional()
            .map_err(failed)?;
        row.map(Chat::try_from).transpose()
    }

    async fn insert_message(&mut self, _permit: &Permit<Write, ChatId>, message: &Message) -> RepoResult<()> {
        diesel::insert_into(messages::table)
            .values(MessageRow::try_from(message)?)
            .execute(self.conn()?)
            .await
            .map_err(|error| conflict_on(error, &["client", "sequence", "document"]))?;
        Ok(())
    }

    async fn message_by_client_id(
        &mut self,
        chat: ChatId,
        user: UserId,
        client_message_id: &str,
    ) -> RepoResult<Option<Message>> {
        let row: Option<Attached> = messages::table
            .left_join(attachments!())
            .filter(messages::chat_id.eq(db(chat)))
            .filter(messages::sent_by_user_id.eq(db(user)))
            .filter(messages::client_message_id.eq(client_message_id))
            .select((MessageRow::as_select(), Option::<AttachmentRow>::as_select()))
            .first(self.conn()?)
            .await
            .optional()
            .map_err(failed)?;
        row.map(message).transpose()
    }

    async fn attachment(
        &mut self,
        side: ChatSide,
        patient: PatientId,
        document: DocumentId,
    ) -> RepoResult<Option<Attachment>> {
        let found: Option<AttachmentRow> = documents::table
            .find(db(document))
            .filter(documents::patient_id.eq(db(patient)))
            .filter(documents::deleted_at.is_null())
            .select(AttachmentRow::as_select())
            .first(self.conn()?)
            .await
            .optional()
            .map_err(failed)?;
        let found = found.map(Attachment::try_from).transpose()?;
        // What the family keeps in its portal is not the doctor's to read.
        Ok(found.filter(|found| side == ChatSide::Patient || found.category != DocumentCategory::File))
    }

    async fn may_read_interview(
        &mut self,
        side: ChatSide,
        chat: &Correspondence,
        interview: AiSessionId,
    ) -> RepoResult<bool> {
        let of_patient = ai_sessions::table
            .filter(ai_sessions::id.eq(db(interview)))
            .filter(ai_sessions::patient_id.eq(db(chat.patient_id)));
        let conn = self.conn()?;
        match side {
            ChatSide::Patient => diesel::select(diesel::dsl::exists(of_patient)).get_result(conn).await,
            ChatSide::Doctor => {
                let sent = messages::table
                    .filter(messages::chat_id.eq(db(chat.chat_id)))
                    .filter(messages::ai_session_id.eq(db(interview)));
                let known = diesel::dsl::exists(of_patient).and(diesel::dsl::exists(sent));
                diesel::select(known).get_result(conn).await
            }
        }
        .map_err(failed)
    }

    async fn targets(&mut self, viewer: &Viewer, wanted: &[MessageId]) -> RepoResult<Vec<Target>> {
        let wanted: Vec<DbUuid> = wanted.iter().copied().map(db).collect();
        let query = chats::table
            .inner_join(messages::table)
            .left_join(attachments!())
            .filter(messages::id.eq_any(wanted))
            .select((MessageRow::as_select(), Option::<AttachmentRow>::as_select(), chats::patient_id))
            .into_boxed();
        let rows: Vec<(MessageRow, Option<AttachmentRow>, DbUuid)> =
            seen_by!(query, viewer).load(self.conn()?).await.map_err(failed)?;
        let target =
            |(row, attachment, patient)| Ok(Target { message: message((row, attachment))?, patient: id(patient) });
        readable(rows, target)
    }

    async fn mark_read(
        &mut self,
        permit: &Permit<Read, ChatId>,
        reader: ChatSide,
        what: &Marked,
        now: DateTime<Utc>,
    ) -> RepoResult<Vec<MessageId>> {
        let chat = permit.id();
        // Messages wait for the chat, so that whoever marks counts alone.
        lock_row!(chats::table.find(db(chat)).select(chats::id)).execute(self.conn()?).await.map_err(failed)?;
        let mut marked = diesel::update(messages::table)
            .filter(messages::chat_id.eq(db(chat)))
            .filter(messages::sender_role.eq(reader.other().as_str()))
            .filter(diesel::dsl::not(messages::is_read))
            .set((messages::is_read.eq(true), messages::read_at.eq(now)))
            .into_boxed();
        marked = match what {
            Marked::All => marked,
            Marked::Messages(ids) => {
                marked.filter(messages::id.eq_any(ids.iter().copied().map(db).collect::<Vec<_>>()))
            }
            Marked::UpTo(last) => marked.filter(messages::sequence.nullable().le(number_of!(*last, chat))),
        };
        let marked: Vec<DbUuid> = marked.returning(messages::id).get_results(self.conn()?).await.map_err(failed)?;
        self.count_down(chat, reader, marked.len()).await?;
        Ok(marked.into_iter().map(id).collect())
    }
}

impl DbSession {
    /// Tells an empty part of a chat that the viewer sees from one that is not there for him.
    async fn no_messages(
        &mut self,
        viewer: &Viewer,
        chat: ChatId,
        filter: &MessageFilter,
        page: &PageRequest,
    ) -> RepoResult<Option<Page<Message>>> {
        let seen = self.next_number(viewer, chat).await?;
        let place = match filter.window {
            Window::Before(Anchor::Message(place)) | Window::After(Anchor::Message(place)) => Some(place),
            _ => None,
        };
        let there = match place {
            None => true,
            Some(place) => {
                let known = messages::table.find(db(place)).filter(messages::chat_id.eq(db(chat)));
                diesel::select(diesel::dsl::exists(known)).get_result(self.conn()?).await.map_err(failed)?
            }
        };
        let total = seen.filter(|_| page.wants_total() && filter.search.is_none()).map(|next| next - 1);
        Ok((seen.is_some() && there).then(|| Page { items: Vec::new(), next: None, total }))
    }

    /// The number of the next message, if the viewer sees the chat.
    async fn next_number(&mut self, viewer: &Viewer, chat: ChatId) -> RepoResult<Option<i64>> {
        let query = chats::table.filter(chats::id.eq(db(chat))).select(chats::next_sequence).into_boxed();
        seen_by!(query, viewer).first(self.conn()?).await.optional().map_err(failed)
    }

    async fn count_down(&mut self, chat: ChatId, reader: ChatSide, by: usize) -> RepoResult<()> {
        let by = i32::try_from(by).unwrap_or(i32::MAX);
        if by == 0 {
            return Ok(());
        }
        let chat = chats::table.find(db(chat));
        let conn = self.conn()?;
        match reader {
            ChatSide::Doctor => {
                let fewer = chats::unread_for_doctor.eq(chats::unread_for_doctor - by);
                diesel::update(chat).set(fewer).prepared().execute(conn).await
            }
            ChatSide::Patient => {
                let fewer = chats::unread_for_patient.eq(chats::unread_for_patient - by);
                diesel::update(chat).set(fewer).prepared().execute(conn).await
            }
        }
        .map_err(failed)?;
        Ok(())
    }
}
