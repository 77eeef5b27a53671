use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::{
    dsl::sql,
    prelude::*,
    sql_types::{BigInt, Integer, Nullable, Text},
};
use diesel_async::RunQueryDsl;
use domain::{
    audit::{AccessKind, ActionFilter, AuditRepo, RecordAccess, TrailEntry, TrailFilter, access::ReadAccessLog},
    kernel::{Cursor, Page, PageRequest, PatientId, Permit, Role},
    ports::{RepoError, RepoResult},
};
use uuid::Uuid;

use super::page::{after_id, page_of, rows_wanted};
use crate::{
    backend::{Db, DbUuid, db, id, types},
    error::{corrupt, failed, word},
    prepared::Prepare,
    schema::{access_log, audit_log},
    session::DbSession,
    tuned::VERB_OF_ACTION,
};

#[derive(Queryable, Selectable)]
#[diesel(table_name = audit_log, check_for_backend(Db))]
struct EntryRow {
    id: DbUuid,
    actor_user_id: Option<DbUuid>,
    actor_role: Option<String>,
    on_behalf_of: Option<DbUuid>,
    action: String,
    resource: String,
    resource_id: Option<DbUuid>,
    patient_id: Option<DbUuid>,
    changes: serde_json::Value,
    ip: Option<String>,
    request_id: Option<String>,
    created_at: DateTime<Utc>,
}

fn role(stored: Option<String>, table: &str, column: &str, row: Uuid) -> RepoResult<Option<Role>> {
    stored.map(|stored| word(&stored, table, column, row)).transpose()
}

impl TryFrom<EntryRow> for TrailEntry {
    type Error = RepoError;
    fn try_from(row: EntryRow) -> RepoResult<Self> {
        let entry: Uuid = id(row.id);
        Ok(Self {
            id: entry.into(),
            user_id: row.actor_user_id.map(id),
            role: role(row.actor_role, "audit_log", "actor_role", entry)?,
            on_behalf_of: row.on_behalf_of.map(id),
            action: row.action,
            resource: row.resource,
            resource_id: row.resource_id.map(id),
            patient_id: row.patient_id.map(id),
            changes: serde_json::from_value(row.changes).map_err(|_| corrupt("audit_log", "changes", entry))?,
            ip_address: row.ip,
            request_id: row.request_id,
            created_at: row.created_at,
        })
    }
}

/// Narrows a boxed query of the trail to entries that pass the filter.
macro_rules! filtered {
    ($query:expr, $filter:expr) => {{
        let (mut query, filter) = ($query, $filter);
        if let Some(user) = filter.user {
            query = query.filter(audit_log::actor_user_id.eq(db(user)));
        }
        match &filter.action {
            Some(ActionFilter::Whole(action)) => query = query.filter(audit_log::action.eq(action)),
            Some(ActionFilter::Verb(verb)) => query = query.filter(sql::<Text>(VERB_OF_ACTION).eq(verb)),
            None => {}
        }
        if let Some(resource) = &filter.resource {
            query = query.filter(audit_log::resource.eq(resource));
        }
        if let Some(patient) = filter.patient {
            query = query.filter(audit_log::patient_id.eq(db(patient)));
        }
        let (from, below) = filter.ids();
        if let Some(from) = from {
            query = query.filter(audit_log::id.ge(db(from)));
        }
        if let Some(below) = below {
            query = query.filter(audit_log::id.lt(db(below)));
        }
        query
    }};
}

#[derive(QueryableByName)]
#[diesel(check_for_backend(Db))]
struct AccessRow {
    #[diesel(sql_type = types::Id)]
    id: DbUuid,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Nullable<types::Id>)]
    user_id: Option<DbUuid>,
    #[diesel(sql_type = Nullable<Text>)]
    user_name: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    role: Option<String>,
    #[diesel(sql_type = Nullable<types::Id>)]
    on_behalf_of: Option<DbUuid>,
    #[diesel(sql_type = Text)]
    what: String,
    #[diesel(sql_type = Integer)]
    times: i32,
    #[diesel(sql_type = types::Instant)]
    at: DateTime<Utc>,
}

impl TryFrom<AccessRow> for RecordAccess {
    type Error = RepoError;
    fn try_from(row: AccessRow) -> RepoResult<Self> {
        let access: Uuid = id(row.id);
        let kind: AccessKind = word(&row.kind, "access_log", "kind", access)?;
        let table = if kind == AccessKind::Read { "access_log" } else { "audit_log" };
        Ok(Self {
            id: access,
            kind,
            user_id: row.user_id.map(id),
            user_name: row.user_name,
            role: role(row.role, table, "role", access)?,
            on_behalf_of: row.on_behalf_of.map(id),
            what: row.what,
            times: row.times,
            at: row.at,
        })
    }
}

/// Both logs of a patient ($1) below an id ($2), so many rows of each ($3): no more than that are looked at.
const OF_PATIENT: &str = "SELECT e.id AS id, e.kind AS kind, e.user_id AS user_id, u.name AS user_name, e.role AS role,
        e.on_behalf_of AS on_behalf_of, e.what AS what, e.times AS times, e.at AS at
    FROM (
        SELECT * FROM (
            SELECT id, 'read' AS kind, user_id, role, CASE WHEN role = 'patient' THEN patient_id END AS on_behalf_of, what,
                reads AS times, created_at AS at
            FROM access_log WHERE patient_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3) r
        UNION ALL
        SELECT * FROM (
            SELECT id, 'change' AS kind, actor_user_id AS user_id, actor_role AS role, on_behalf_of, action AS what,
                1 AS times, created_at AS at
            FROM audit_log WHERE patient_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3) c
    ) e LEFT JOIN users u ON u.id = e.user_id
    ORDER BY e.id DESC LIMIT $3 OFFSET $4";

#[async_trait]
impl AuditRepo for DbSession {
    async fn list(&mut self, filter: &TrailFilter, page: &PageRequest) -> RepoResult<Page<TrailEntry>> {
        let total = if page.wants_total() {
            let all = filtered!(audit_log::table.count().into_boxed::<Db>(), filter);
            Some(all.get_result(self.conn()?).await.map_err(failed)?)
        } else {
            None
        };
        let mut query = filtered!(audit_log::table.select(EntryRow::as_select()).into_boxed::<Db>(), filter);
        if let Some(after) = page.after() {
            query = query.filter(audit_log::id.lt(db(after.id)));
        }
        let query = query.order(audit_log::id.desc()).limit(rows_wanted(page)).offset(page.offset());
        let rows: Vec<EntryRow> = query.load(self.conn()?).await.map_err(failed)?;
        page_of(rows, page, total, |row: &EntryRow| after_id(row.id), TrailEntry::try_from)
    }

    async fn of_patient(
        &mut self,
        permit: &Permit<ReadAccessLog, PatientId>,
        page: &PageRequest,
    ) -> RepoResult<Page<RecordAccess>> {
        let patient = db(permit.id());
        let total = if page.wants_total() { Some(self.accesses_of(patient).await?) } else { None };
        let below = page.after().map_or(Uuid::max(), |after: &Cursor| after.id);
        let rows: Vec<AccessRow> = diesel::sql_query(OF_PATIENT)
            .bind::<types::Id, _>(patient)
            .bind::<types::Id, _>(db(below))
            .bind::<BigInt, _>(page.offset() + rows_wanted(page))
            .bind::<BigInt, _>(page.offset())
            .prepared()
            .load(self.conn()?)
            .await
            .map_err(failed)?;
        page_of(rows, page, total, |row: &AccessRow| after_id(row.id), RecordAccess::try_from)
    }
}

impl DbSession {
    async fn accesses_of(&mut self, patient: DbUuid) -> RepoResult<i64> {
        let reads = access_log::table.filter(access_log::patient_id.eq(patient)).count();
        let changes = audit_log::table.filter(audit_log::patient_id.eq(patient)).count();
        let reads: i64 = reads.get_result(self.conn()?).await.map_err(failed)?;
        let changes: i64 = changes.get_result(self.conn()?).await.map_err(failed)?;
        Ok(reads + changes)
    }
}
