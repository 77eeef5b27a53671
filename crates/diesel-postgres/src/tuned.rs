//! The few queries worth writing for PostgreSQL alone.

use chrono::{DateTime, Utc};
use diesel::{
    QueryResult,
    sql_types::{BigInt, Text, Timestamptz},
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
    "(SELECT COALESCE(json_agg(json_build_object('id', s.id, 'name', s.name) ORDER BY s.search_key), '[]')::text
      FROM doctor_specialties has JOIN specialties s ON s.id = has.specialty_id WHERE has.doctor_id = doctors.id)";

/// The verb of the action of the row at hand, as its index has it.
pub const VERB_OF_ACTION: &str = "split_part(audit_log.action, '.', 2)";

/// The row of the trail at hand as a JSON array of texts, in the order in which a seal covers its columns.
pub const TRAIL_AS_TEXT: &str =
    "CAST(json_build_array(CAST(audit_log.id AS text), CAST(audit_log.actor_user_id AS text), audit_log.actor_role,
        CAST(audit_log.on_behalf_of AS text), audit_log.action, audit_log.resource,
        CAST(audit_log.resource_id AS text), CAST(audit_log.patient_id AS text), CAST(audit_log.changes AS text),
        audit_log.ip, audit_log.request_id,
        CASE WHEN audit_log.created_at BETWEEN '0001-01-01Z' AND '9999-12-31Z'
            THEN CAST(CAST(extract(epoch FROM audit_log.created_at) * 1000000 AS bigint) AS text)
            ELSE CAST(audit_log.created_at AS text) END) AS text)";

/// The row of the log of reads at hand, likewise.
pub const READS_AS_TEXT: &str = "CAST(json_build_array(CAST(access_log.id AS text), CAST(access_log.batch_id AS text),
        CAST(access_log.user_id AS text), access_log.role, CAST(access_log.patient_id AS text), access_log.what,
        CAST(access_log.reads AS text), access_log.ip, access_log.request_id,
        CASE WHEN access_log.created_at BETWEEN '0001-01-01Z' AND '9999-12-31Z'
            THEN CAST(CAST(extract(epoch FROM access_log.created_at) * 1000000 AS bigint) AS text)
            ELSE CAST(access_log.created_at AS text) END) AS text)";

/// The id of the row of the trail at hand as text.
pub const TRAIL_ID_AS_TEXT: &str = "CAST(audit_log.id AS text)";
/// The id of the row of the log of reads at hand as text.
pub const READ_ID_AS_TEXT: &str = "CAST(access_log.id AS text)";
/// Whether the id of the row of the trail at hand is one, which it always is.
pub const IS_TRAIL_ID: &str = "TRUE";
/// The same of the log of reads.
pub const IS_READ_ID: &str = "TRUE";
/// Whether the instant of the row of the trail at hand can be read. Whoever changes the database may date it at infinity.
pub const IS_TRAIL_ROW: &str = "(audit_log.created_at BETWEEN '0001-01-01Z' AND '9999-12-31Z')";
/// The same of the log of reads.
pub const IS_READ_ROW: &str = "(access_log.created_at BETWEEN '0001-01-01Z' AND '9999-12-31Z')";
/// Whether the seal at hand can be read.
pub const IS_SEAL: &str = "(audit_seals.sealed_at BETWEEN '0001-01-01Z' AND '9999-12-31Z')";
/// The same of the checkpoint at hand.
pub const IS_CHECKPOINT: &str = "(audit_checkpoints.created_at BETWEEN '0001-01-01Z' AND '9999-12-31Z')";

/// An instant out of [`TRAIL_AS_TEXT`] in microseconds, as it is there already.
pub fn microseconds(stored: String) -> String {
    stored
}

/// Leases due jobs of each topic up to its number; runners on other instances skip what one has taken. The ids are an array,
/// so that they are found once: in a join each look would find others. The number of texts is that of the sets of topics.
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
                WHERE topic = ${topic} AND finished_at IS NULL AND dead_at IS NULL AND available_at <= $1
                  AND (lease_until IS NULL OR lease_until <= $1)
                ORDER BY available_at, id LIMIT ${most} FOR UPDATE SKIP LOCKED) AS due"
        )
    });
    let due = due.collect::<Vec<_>>().join(" UNION ALL ");
    let claim = format!(
        "UPDATE jobs SET lease_until = $2, attempts = attempts + 1, updated_at = $1 WHERE id = ANY (ARRAY({due}))
         RETURNING id, payload, attempts, available_at, created_at"
    );
    let claim = diesel::sql_query(claim).into_boxed::<Db>().bind::<Timestamptz, _>(now);
    let claim = claim.bind::<Timestamptz, _>(lease_until);
    let claim = wanted
        .iter()
        .fold(claim, |claim, (topic, most)| claim.bind::<Text, _>(topic.as_str()).bind::<BigInt, _>(*most));
    claim.prepared().load(conn).await
}
