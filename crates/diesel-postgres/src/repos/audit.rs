use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::{
    dsl::sql,
    expression::SqlLiteral,
    prelude::*,
    sql_types::{BigInt, Bool, Integer, Nullable, Text},
};
use diesel_async::RunQueryDsl;
use domain::{
    audit::{
        AccessKind, ActionFilter, AuditRepo, READ_BATCH, RecordAccess, TrailEntry, TrailFilter, access::ReadAccessLog,
    },
    kernel::{Cursor, Page, PageRequest, PatientId, Permit, Role},
    ports::{RepoError, RepoResult},
};
use serde_json::Value;
use uuid::Uuid;

use super::page::{after_id, page_of, rows_wanted};
use crate::{
    backend::{Db, DbUuid, db, id, types},
    error::{corrupt, failed, word},
    prepared::Prepare,
    schema::{access_log, audit_log, users},
    session::DbSession,
    tuned::{IS_READ_ROW, IS_TRAIL_ROW, VERB_OF_ACTION},
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
    #[diesel(select_expression = sql::<Text>("CAST(audit_log.changes AS text)"), select_expression_type = SqlLiteral<Text>)]
    changes: String,
    ip: Option<String>,
    request_id: Option<String>,
    created_at: DateTime<Utc>,
}

fn role(stored: Option<String>, table: &str, column: &str, row: Uuid) -> RepoResult<Option<Role>> {
    stored.map(|stored| word(&stored, table, column, row)).transpose()
}

/// An entry, and the patient that its account is.
type EntryOfAccount = (EntryRow, Option<DbUuid>);

fn entry((row, own): EntryOfAccount) -> RepoResult<TrailEntry> {
    let entry: Uuid = id(row.id);
    Ok(TrailEntry {
        id: entry.into(),
        user_id: row.actor_user_id.map(id),
        role: role(row.actor_role, "audit_log", "actor_role", entry)?,
        on_behalf_of: row.on_behalf_of.filter(|patient| own != Some(*patient)).map(id),
        action: row.action,
        resource: row.resource,
        resource_id: row.resource_id.map(id),
        patient_id: row.patient_id.map(id),
        changes: changes(&row.changes).ok_or_else(|| corrupt("audit_log", "changes", entry))?,
        ip_address: row.ip,
        request_id: row.request_id,
        created_at: row.created_at,
    })
}

/// Names of fields; where an entry tells values of its own, names with values.
fn changes(stored: &str) -> Option<Vec<String>> {
    match serde_json::from_str(stored).ok()? {
        Value::Object(values) => Some(values.iter().map(|(name, value)| format!("{name}: {value}")).collect()),
        names => serde_json::from_value(names).ok(),
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = access_log, check_for_backend(Db))]
struct ReadRow {
    id: DbUuid,
    user_id: DbUuid,
    role: String,
    patient_id: DbUuid,
    what: String,
    ip: Option<String>,
    request_id: Option<String>,
    created_at: DateTime<Utc>,
}

/// What was opened, and the patient that the account is.
type ReadByAccount = (ReadRow, Option<DbUuid>);

fn read((row, own): ReadByAccount) -> RepoResult<TrailEntry> {
    let entry: Uuid = id(row.id);
    let role: Role = word(&row.role, "access_log", "role", entry)?;
    Ok(TrailEntry {
        id: entry.into(),
        user_id: Some(id(row.user_id)),
        role: Some(role),
        on_behalf_of: (role == Role::Patient && own != Some(row.patient_id)).then(|| id(row.patient_id)),
        action: "read".to_owned(),
        resource: row.what,
        resource_id: None,
        patient_id: Some(id(row.patient_id)),
        changes: Vec::new(),
        ip_address: row.ip,
        request_id: row.request_id,
        created_at: row.created_at,
    })
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
        if filter.leaves_out_batches() {
            query = query.filter(audit_log::action.ne(READ_BATCH));
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

/// The same for a boxed query of the log of reads.
macro_rules! filtered_reads {
    ($query:expr, $filter:expr) => {{
        let (mut query, filter) = ($query, $filter);
        if let Some(user) = filter.user {
            query = query.filter(access_log::user_id.eq(db(user)));
        }
        if let Some(what) = filter.opened() {
            query = query.filter(access_log::what.eq(what));
        }
        if let Some(patient) = filter.patient {
            query = query.filter(access_log::patient_id.eq(db(patient)));
        }
        let (from, below) = filter.ids();
        if let Some(from) = from {
            query = query.filter(access_log::id.ge(db(from)));
        }
        if let Some(below) = below {
            query = query.filter(access_log::id.lt(db(below)));
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

/// Both logs of a patient ($1) below an id ($2), so many rows of each ($3): no more than that are looked at. Nobody acts on
/// behalf of the patient that he is.
fn of_patient() -> String {
    format!(
        "SELECT e.id AS id, e.kind AS kind, e.user_id AS user_id, u.name AS user_name, e.role AS role,
        CASE WHEN e.on_behalf_of = u.profile_id THEN NULL ELSE e.on_behalf_of END AS on_behalf_of,
        e.what AS what, e.times AS times, e.at AS at
    FROM (
        SELECT * FROM (
            SELECT id, 'read' AS kind, user_id, role, CASE WHEN role = 'patient' THEN patient_id END AS on_behalf_of, what,
                reads AS times, created_at AS at
            FROM access_log WHERE patient_id = $1 AND id < $2 AND {IS_READ_ROW} ORDER BY id DESC LIMIT $3) r
        UNION ALL
        SELECT * FROM (
            SELECT id, 'change' AS kind, actor_user_id AS user_id, actor_role AS role, on_behalf_of, action AS what,
                1 AS times, created_at AS at
            FROM audit_log WHERE patient_id = $1 AND id < $2 AND {IS_TRAIL_ROW} ORDER BY id DESC LIMIT $3) c
    ) e LEFT JOIN users u ON u.id = e.user_id
    ORDER BY e.id DESC LIMIT $3 OFFSET $4"
    )
}

/// A row that cannot be read, because somebody changed it behind the server's back, keeps no other from being shown, and is
/// counted like them; sealing and `lifeline audit verify` name it.
#[async_trait]
impl AuditRepo for DbSession {
    async fn list(&mut self, filter: &TrailFilter, page: &PageRequest) -> RepoResult<Page<TrailEntry>> {
        let total = if page.wants_total() {
            let all = filtered!(audit_log::table.count().into_boxed::<Db>(), filter);
            Some(all.get_result(self.conn()?).await.map_err(failed)?)
        } else {
            None
        };
        let with_account = audit_log::table
            .left_join(users::table.on(users::id.nullable().eq(audit_log::actor_user_id)))
            .select((EntryRow::as_select(), users::profile_id.nullable()));
        let mut query = filtered!(with_account.into_boxed::<Db>(), filter).filter(sql::<Bool>(IS_TRAIL_ROW));
        if let Some(after) = page.after() {
            query = query.filter(audit_log::id.lt(db(after.id)));
        }
        let query = query.order(audit_log::id.desc()).limit(rows_wanted(page)).offset(page.offset());
        let rows: Vec<EntryOfAccount> = query.load(self.conn()?).await.map_err(failed)?;
        page_of(rows, page, total, |(row, _): &EntryOfAccount| after_id(row.id), entry)
    }

    async fn list_reads(&mut self, filter: &TrailFilter, page: &PageRequest) -> RepoResult<Page<TrailEntry>> {
        let total = if page.wants_total() {
            let all = filtered_reads!(access_log::table.count().into_boxed::<Db>(), filter);
            Some(all.get_result(self.conn()?).await.map_err(failed)?)
        } else {
            None
        };
        let with_account = access_log::table
            .left_join(users::table.on(users::id.eq(access_log::user_id)))
            .select((ReadRow::as_select(), users::profile_id.nullable()));
        let mut query = filtered_reads!(with_account.into_boxed::<Db>(), filter).filter(sql::<Bool>(IS_READ_ROW));
        if let Some(after) = page.after() {
            query = query.filter(access_log::id.lt(db(after.id)));
        }
        let query = query.order(access_log::id.desc()).limit(rows_wanted(page)).offset(page.offset());
        let rows: Vec<ReadByAccount> = query.load(self.conn()?).await.map_err(failed)?;
        page_of(rows, page, total, |(row, _): &ReadByAccount| after_id(row.id), read)
    }

    async fn of_patient(
        &mut self,
        permit: &Permit<ReadAccessLog, PatientId>,
        page: &PageRequest,
    ) -> RepoResult<Page<RecordAccess>> {
        let patient = db(permit.id());
        let total = if page.wants_total() { Some(self.accesses_of(patient).await?) } else { None };
        let below = page.after().map_or(Uuid::max(), |after: &Cursor| after.id);
        let rows: Vec<AccessRow> = diesel::sql_query(of_patient())
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
