//! The few queries worth writing for SQLite alone.

use chrono::{DateTime, Utc};
use diesel::{
    QueryResult,
    sql_types::{BigInt, TimestamptzSqlite},
};
use diesel_async::RunQueryDsl;

use crate::{backend::Conn, prepared::Prepare, repos::jobs::ClaimedJob};

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
/// Whether the id of the row of the trail at hand is one. Whoever changes the file may put anything in its place, such as a
/// zero, at which SQLite's functions of texts end and the rest is read all the same.
pub const IS_TRAIL_ID: &str =
    "(audit_log.id LIKE '________-____-____-____-____________' AND length(replace(audit_log.id, '-', '')) = 32
        AND audit_log.id NOT GLOB '*[^0-9a-f-]*' AND length(CAST(audit_log.id AS BLOB)) = 36)";
/// The same of the log of reads.
pub const IS_READ_ID: &str =
    "(access_log.id LIKE '________-____-____-____-____________' AND length(replace(access_log.id, '-', '')) = 32
        AND access_log.id NOT GLOB '*[^0-9a-f-]*' AND length(CAST(access_log.id AS BLOB)) = 36)";
/// Whether the seal at hand can be read: it names a row and an instant.
pub const IS_SEAL: &str = "(audit_seals.audit_id LIKE '________-____-____-____-____________'
        AND length(replace(audit_seals.audit_id, '-', '')) = 32 AND audit_seals.audit_id NOT GLOB '*[^0-9a-f-]*' AND length(CAST(audit_seals.audit_id AS BLOB)) = 36
        AND strftime('%Y-%m-%d %H:%M:%S', audit_seals.sealed_at) IS substr(audit_seals.sealed_at, 1, 19)
        AND audit_seals.sealed_at GLOB '*+00:00' AND substr(audit_seals.sealed_at, 12, 2) < '24'
        AND instr(CAST(audit_seals.sealed_at AS BLOB), x'00') = 0)";
/// The same of the checkpoint at hand, which names an instant.
pub const IS_CHECKPOINT: &str =
    "(strftime('%Y-%m-%d %H:%M:%S', audit_checkpoints.created_at) IS substr(audit_checkpoints.created_at, 1, 19)
        AND audit_checkpoints.created_at GLOB '*+00:00' AND substr(audit_checkpoints.created_at, 12, 2) < '24'
        AND instr(CAST(audit_checkpoints.created_at AS BLOB), x'00') = 0)";

/// An instant out of [`TRAIL_AS_TEXT`] in microseconds; what is none stays as it is.
pub fn microseconds(stored: String) -> String {
    DateTime::parse_from_str(&stored, "%F %T%.f%:z").map_or(stored, |at| at.timestamp_micros().to_string())
}

/// Leases up to `limit` due jobs. One statement, one writer: nobody else gets the same job.
pub async fn claim_jobs(
    conn: &mut Conn,
    now: DateTime<Utc>,
    lease_until: DateTime<Utc>,
    limit: i64,
) -> QueryResult<Vec<ClaimedJob>> {
    diesel::sql_query(
        "UPDATE jobs SET lease_until = ?2, attempts = attempts + 1, updated_at = ?1 WHERE id IN (
            SELECT id FROM jobs
            WHERE finished_at IS NULL AND dead_at IS NULL AND available_at <= ?1
              AND (lease_until IS NULL OR lease_until <= ?1)
            ORDER BY available_at, id LIMIT ?3)
         RETURNING id, payload, attempts, available_at, created_at",
    )
    .bind::<TimestamptzSqlite, _>(now)
    .bind::<TimestamptzSqlite, _>(lease_until)
    .bind::<BigInt, _>(limit)
    .prepared()
    .load(conn)
    .await
}
