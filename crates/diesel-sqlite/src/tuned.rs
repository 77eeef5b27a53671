//! The few queries worth writing for SQLite alone.

use chrono::{DateTime, Utc};
use diesel::{
    QueryResult,
    sql_types::{BigInt, Text, TimestamptzSqlite},
};
use diesel_async::RunQueryDsl;
use domain::kernel::{JobTopic, TextEnum};

use crate::{
    backend::{Conn, Db},
    prepared::Prepare,
    repos::jobs::ClaimedJob,
};

/// The specialties of the doctor in the row at hand, as a JSON array of id and name, by name.
pub const SPECIALTIES_OF_DOCTOR: &str =
    "(SELECT COALESCE(json_group_array(json_object('id', id, 'name', name)), '[]') FROM (
        SELECT s.id AS id, s.name AS name FROM doctor_specialties has JOIN specialties s ON s.id = has.specialty_id
        WHERE has.doctor_id = doctors.id ORDER BY s.search_key))";

/// The verb of the action of the row at hand, as its index has it.
pub const VERB_OF_ACTION: &str = "substr(audit_log.action, instr(audit_log.action, '.') + 1)";

/// The row of the trail at hand as a JSON array of texts, in the order in which a seal covers its columns.
pub const TRAIL_AS_TEXT: &str =
    "json_array(audit_log.id, audit_log.actor_user_id, audit_log.actor_role, audit_log.on_behalf_of, audit_log.action,
        audit_log.resource, audit_log.resource_id, audit_log.patient_id, audit_log.changes, audit_log.ip,
        audit_log.request_id, audit_log.created_at)";

/// The row of the log of reads at hand, likewise.
pub const READS_AS_TEXT: &str =
    "json_array(access_log.id, access_log.batch_id, access_log.user_id, access_log.role, access_log.patient_id,
        access_log.what, CAST(access_log.reads AS TEXT), access_log.ip, access_log.request_id, access_log.created_at)";

/// The id of the row of the trail at hand as text.
pub const TRAIL_ID_AS_TEXT: &str = "audit_log.id";
/// The id of the row of the log of reads at hand as text.
pub const READ_ID_AS_TEXT: &str = "access_log.id";
/// Whether a column holds an id. Whoever changes the file may put anything in its place, such as a zero, at which SQLite's
/// functions of texts end and the rest is read all the same.
macro_rules! is_id {
    ($column:literal) => {
        concat!(
            "(",
            $column,
            " LIKE '________-____-____-____-____________' AND length(replace(",
            $column,
            ", '-', '')) = 32
                AND ",
            $column,
            " NOT GLOB '*[^0-9a-f-]*' AND length(CAST(",
            $column,
            " AS BLOB)) = 36)"
        )
    };
}
/// Whether it holds an id or nothing.
macro_rules! is_id_or_none {
    ($column:literal) => {
        concat!("ifnull(", is_id!($column), ", TRUE)")
    };
}
/// Whether a column holds an instant.
macro_rules! is_instant {
    ($column:literal) => {
        concat!(
            "(strftime('%Y-%m-%d %H:%M:%S', ",
            $column,
            ") IS substr(",
            $column,
            ", 1, 19)
                AND ",
            $column,
            " GLOB '*+00:00' AND substr(",
            $column,
            ", 12, 2) < '24'
                AND instr(CAST(",
            $column,
            " AS BLOB), x'00') = 0)"
        )
    };
}

/// Whether the id of the row of the trail at hand is one.
pub const IS_TRAIL_ID: &str = is_id!("audit_log.id");
/// The same of the log of reads.
pub const IS_READ_ID: &str = is_id!("access_log.id");
/// Whether the ids and the instant of the row of the trail at hand can be read.
pub const IS_TRAIL_ROW: &str = concat!(
    "(",
    is_id!("audit_log.id"),
    " AND ",
    is_id_or_none!("audit_log.actor_user_id"),
    " AND ",
    is_id_or_none!("audit_log.on_behalf_of"),
    " AND ",
    is_id_or_none!("audit_log.resource_id"),
    " AND ",
    is_id_or_none!("audit_log.patient_id"),
    " AND ",
    is_instant!("audit_log.created_at"),
    ")"
);
/// The same of the log of reads.
pub const IS_READ_ROW: &str = concat!(
    "(",
    is_id!("access_log.id"),
    " AND ",
    is_id!("access_log.user_id"),
    " AND ",
    is_id!("access_log.patient_id"),
    " AND ",
    is_instant!("access_log.created_at"),
    ")"
);
/// Whether the seal at hand can be read: it names a row and an instant.
pub const IS_SEAL: &str =
    concat!("(", is_id!("audit_seals.audit_id"), " AND ", is_instant!("audit_seals.sealed_at"), ")");
/// The same of the checkpoint at hand, which names an instant.
pub const IS_CHECKPOINT: &str = is_instant!("audit_checkpoints.created_at");

/// An instant out of [`TRAIL_AS_TEXT`] in microseconds; what is none stays as it is.
pub fn microseconds(stored: String) -> String {
    DateTime::parse_from_str(&stored, "%F %T%.f%:z").map_or(stored, |at| at.timestamp_micros().to_string())
}

/// Leases due jobs of each topic up to its number. One statement, one writer: nobody else gets the same job. The
/// number of texts is that of the sets of topics.
pub async fn claim_jobs(
    conn: &mut Conn,
    now: DateTime<Utc>,
    lease_until: DateTime<Utc>,
    wanted: &[(JobTopic, i64)],
) -> QueryResult<Vec<ClaimedJob>> {
    let due = (0..wanted.len()).map(|nth| {
        let (topic, most) = (3 + 2 * nth, 4 + 2 * nth);
        format!(
            "SELECT id FROM (SELECT id FROM jobs
                WHERE topic = ?{topic} AND finished_at IS NULL AND dead_at IS NULL AND available_at <= ?1
                  AND (lease_until IS NULL OR lease_until <= ?1)
                ORDER BY available_at, id LIMIT ?{most})"
        )
    });
    let due = due.collect::<Vec<_>>().join(" UNION ALL ");
    let claim = format!(
        "UPDATE jobs SET lease_until = ?2, attempts = attempts + 1, updated_at = ?1 WHERE id IN ({due})
         RETURNING id, payload, attempts, available_at, created_at"
    );
    let claim = diesel::sql_query(claim).into_boxed::<Db>().bind::<TimestamptzSqlite, _>(now);
    let claim = claim.bind::<TimestamptzSqlite, _>(lease_until);
    let claim = wanted
        .iter()
        .fold(claim, |claim, (topic, most)| claim.bind::<Text, _>(topic.as_str()).bind::<BigInt, _>(*most));
    claim.prepared().load(conn).await
}
