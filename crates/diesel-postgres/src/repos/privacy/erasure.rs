use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::{
    dsl::{exists, not},
    prelude::*,
};
use diesel_async::RunQueryDsl;
use domain::{
    accounts::User,
    appointments::AppointmentStatus,
    chats::ChatStatus,
    documents::DocumentCategory,
    invitations::InvitationKind,
    kernel::{AppointmentId, PatientId, Permit, RelationId, TextEnum, UserId},
    patients::{Patient, access::ChangePermit},
    ports::RepoResult,
    privacy::{CareEnded, ErasureRepo, Leaving, access::EraseOwn},
};
use serde_json::Value;

use crate::{
    backend::{DbUuid, db, id, lock_row_keeping_key},
    error::failed,
    prepared::Prepare,
    repos::{accounts::UserRow, patients::PatientRow},
    schema::{
        ai_messages, ai_sessions, ai_suggestions, appointments, case_history_documents, chat_preferences, chats,
        clinical_facts, doctor_patient_mappings as treatments, documents, hospital_doctor_mappings as workplaces,
        hospital_patient_mappings as registrations, idempotency_keys, invitations, messages, password_history,
        patients, sessions, user_patient_relations as relations, users,
    },
    session::DbSession,
};

/// What a visit says that will not take place for this reason.
const REASON: &str = "the account was erased";

/// In the place of the address at which a patient was invited.
const NOBODY: &str = "erased@erased.invalid";

/// Narrows a boxed change to the rows of whoever leaves.
macro_rules! of_leaving {
    ($change:expr, $table:ident, $leaving:expr) => {
        match $leaving {
            Leaving::Patient(permit) => $change.filter($table::patient_id.eq(db(permit.id()))),
            Leaving::Doctor(permit) => $change.filter($table::doctor_id.eq(db(permit.id()))),
        }
    };
}

/// Ends the live mappings of a query.
macro_rules! end_live {
    ($session:expr, $table:ident, $whose:expr, $by:expr, $now:expr) => {
        diesel::update($table::table.filter($whose).filter($table::ended_at.is_null()))
            .set(($table::ended_at.eq($now), $table::ended_by.eq($by), $table::updated_at.eq($now)))
            .prepared()
            .execute($session.conn()?)
            .await
            .map_err(failed)?
    };
}

/// The interviews about a patient that no message gave to a doctor.
macro_rules! unshared {
    ($patient:expr) => {
        ai_sessions::table
            .filter(ai_sessions::patient_id.eq($patient))
            .filter(not(exists(messages::table.filter(messages::ai_session_id.eq(ai_sessions::id.nullable())))))
    };
}

/// The documents of a patient's private collection.
macro_rules! collection {
    ($patient:expr) => {
        documents::table
            .filter(documents::patient_id.eq($patient))
            .filter(documents::category.eq(DocumentCategory::File.as_str()))
    };
}

/// Invitations that were neither accepted nor revoked.
macro_rules! open_invitations {
    () => {
        invitations::table.filter(invitations::accepted_at.is_null()).filter(invitations::revoked_at.is_null())
    };
}

#[async_trait]
impl ErasureRepo for DbSession {
    async fn hold_account(&mut self, permit: &Permit<EraseOwn, UserId>) -> RepoResult<Option<User>> {
        let query = users::table.find(db(permit.id())).select(UserRow::as_select());
        let row: Option<UserRow> = lock_row_keeping_key!(query).first(self.conn()?).await.optional().map_err(failed)?;
        row.map(User::try_from).transpose()
    }

    async fn hold_family(&mut self, permit: &Permit<EraseOwn, UserId>) -> RepoResult<Vec<Patient>> {
        let family = relations::table
            .filter(relations::user_id.eq(db(permit.id())))
            .filter(relations::ended_at.is_null())
            .select(relations::patient_id);
        let query = patients::table
            .filter(patients::id.eq_any(family))
            .order(patients::id.asc())
            .select(PatientRow::as_select());
        let rows: Vec<PatientRow> = lock_row_keeping_key!(query).load(self.conn()?).await.map_err(failed)?;
        rows.into_iter().map(Patient::try_from).collect()
    }

    async fn end_care(&mut self, leaving: &Leaving<'_>, by: UserId, now: DateTime<Utc>) -> RepoResult<CareEnded> {
        let by = db(by);
        self.close_chats(leaving, now).await?;
        let visits = self.cancel_visits(leaving, by, now).await?;
        match leaving {
            Leaving::Patient(permit) => {
                self.void_invitations_to(permit, now).await?;
                end_live!(self, registrations, registrations::patient_id.eq(db(permit.id())), by, now)
            }
            Leaving::Doctor(permit) => end_live!(self, workplaces, workplaces::doctor_id.eq(db(permit.id())), by, now),
        };
        let live = diesel::update(treatments::table)
            .filter(treatments::ended_at.is_null())
            .set((treatments::ended_at.eq(now), treatments::ended_by.eq(by), treatments::updated_at.eq(now)))
            .into_boxed();
        let ended: Vec<(DbUuid, DbUuid, DbUuid)> = of_leaving!(live, treatments, leaving)
            .returning((treatments::id, treatments::doctor_id, treatments::patient_id))
            .prepared()
            .get_results(self.conn()?)
            .await
            .map_err(failed)?;
        let treatments = ended.into_iter().map(|(mapping, doctor, patient)| (id(mapping), id(doctor), id(patient)));
        Ok(CareEnded { treatments: treatments.collect(), visits })
    }

    async fn delete_private(&mut self, permit: &ChangePermit) -> RepoResult<()> {
        let (patient, conn) = (db(permit.id()), self.conn()?);
        let shown = collection!(patient).select(documents::id.nullable());
        diesel::update(messages::table.filter(messages::document_id.eq_any(shown)))
            .set(messages::document_id.eq(None::<DbUuid>))
            .execute(conn)
            .await
            .map_err(failed)?;
        let linked = collection!(patient).select(documents::id);
        diesel::delete(case_history_documents::table.filter(case_history_documents::document_id.eq_any(linked)))
            .execute(conn)
            .await
            .map_err(failed)?;
        diesel::delete(collection!(patient)).execute(conn).await.map_err(failed)?;
        let turns =
            ai_messages::table.filter(ai_messages::session_id.eq_any(unshared!(patient).select(ai_sessions::id)));
        diesel::delete(turns).execute(conn).await.map_err(failed)?;
        diesel::delete(unshared!(patient)).execute(conn).await.map_err(failed)?;
        // Drafts greet the person by name.
        let drafts = ai_suggestions::table.filter(ai_suggestions::patient_id.eq(patient));
        diesel::delete(drafts).execute(conn).await.map_err(failed)?;
        diesel::update(appointments::table.filter(appointments::patient_id.eq(patient)))
            .set(appointments::extras.eq(None::<Value>))
            .execute(conn)
            .await
            .map_err(failed)?;
        Ok(())
    }

    async fn delete_statements(&mut self, permit: &ChangePermit) -> RepoResult<()> {
        let facts = clinical_facts::table.filter(clinical_facts::patient_id.eq(db(permit.id())));
        diesel::delete(facts).execute(self.conn()?).await.map_err(failed)?;
        Ok(())
    }

    async fn end_relations(
        &mut self,
        permit: &Permit<EraseOwn, UserId>,
        now: DateTime<Utc>,
    ) -> RepoResult<Vec<(RelationId, PatientId)>> {
        let user = db(permit.id());
        let live = relations::table.filter(relations::user_id.eq(user)).filter(relations::ended_at.is_null());
        let ended: Vec<(DbUuid, DbUuid)> = diesel::update(live)
            .set((relations::ended_at.eq(now), relations::ended_by.eq(user), relations::updated_at.eq(now)))
            .returning((relations::id, relations::patient_id))
            .prepared()
            .get_results(self.conn()?)
            .await
            .map_err(failed)?;
        Ok(ended.into_iter().map(|(relation, patient)| (id(relation), id(patient))).collect())
    }

    async fn void_invitations(
        &mut self,
        permit: &Permit<EraseOwn, UserId>,
        address: &str,
        in_its_place: &str,
        now: DateTime<Utc>,
    ) -> RepoResult<()> {
        let (user, conn) = (db(permit.id()), self.conn()?);
        let concerned = invitations::invited_by.eq(user).or(invitations::email.eq(address));
        diesel::update(open_invitations!().filter(concerned))
            .set((invitations::revoked_at.eq(now), invitations::updated_at.eq(now)))
            .execute(conn)
            .await
            .map_err(failed)?;
        diesel::update(invitations::table.filter(invitations::email.eq(address)))
            .set(invitations::email.eq(in_its_place))
            .execute(conn)
            .await
            .map_err(failed)?;
        diesel::update(invitations::table.filter(invitations::accepted_by.eq(user)))
            .set(invitations::email.eq(in_its_place))
            .execute(conn)
            .await
            .map_err(failed)?;
        Ok(())
    }

    async fn delete_traces(&mut self, permit: &Permit<EraseOwn, UserId>) -> RepoResult<()> {
        let (user, conn) = (db(permit.id()), self.conn()?);
        diesel::update(users::table.find(user))
            .set(users::password_hash.eq(None::<String>))
            .execute(conn)
            .await
            .map_err(failed)?;
        diesel::update(sessions::table.filter(sessions::user_id.eq(user)))
            .set((
                sessions::device.eq(None::<String>),
                sessions::ip.eq(None::<String>),
                sessions::cookie_hash.eq(None::<String>),
            ))
            .execute(conn)
            .await
            .map_err(failed)?;
        let passwords = password_history::table.filter(password_history::user_id.eq(user));
        diesel::delete(passwords).execute(conn).await.map_err(failed)?;
        let answers = idempotency_keys::table.filter(idempotency_keys::user_id.eq(user));
        diesel::delete(answers).execute(conn).await.map_err(failed)?;
        let preferences = chat_preferences::table.filter(chat_preferences::user_id.eq(user));
        diesel::delete(preferences).execute(conn).await.map_err(failed)?;
        Ok(())
    }
}

impl DbSession {
    /// First of all: whoever sends a message holds the chat before anything else.
    async fn close_chats(&mut self, leaving: &Leaving<'_>, now: DateTime<Utc>) -> RepoResult<()> {
        let all = diesel::update(chats::table)
            .set((
                chats::status.eq(ChatStatus::Closed.as_str()),
                chats::is_active_for_doctor.eq(false),
                chats::is_active_for_patient.eq(false),
                chats::updated_at.eq(now),
            ))
            .into_boxed();
        of_leaving!(all, chats, leaving).prepared().execute(self.conn()?).await.map_err(failed)?;
        Ok(())
    }

    /// Nobody may join a patient who is there no more. Where a hospital invited the patient, it did so at an address.
    async fn void_invitations_to(&mut self, permit: &ChangePermit, now: DateTime<Utc>) -> RepoResult<()> {
        let (patient, conn) = (db(permit.id()), self.conn()?);
        diesel::update(open_invitations!().filter(invitations::patient_id.eq(patient)))
            .set((invitations::revoked_at.eq(now), invitations::updated_at.eq(now)))
            .execute(conn)
            .await
            .map_err(failed)?;
        let claims = invitations::table
            .filter(invitations::patient_id.eq(patient))
            .filter(invitations::kind.eq(InvitationKind::Claim.as_str()));
        diesel::update(claims).set(invitations::email.eq(NOBODY)).execute(conn).await.map_err(failed)?;
        Ok(())
    }

    async fn cancel_visits(
        &mut self,
        leaving: &Leaving<'_>,
        by: DbUuid,
        now: DateTime<Utc>,
    ) -> RepoResult<Vec<(AppointmentId, PatientId)>> {
        use AppointmentStatus::{Cancelled, Confirmed, Held, Scheduled};
        let live = [Held, Scheduled, Confirmed].map(TextEnum::as_str);
        let coming = diesel::update(appointments::table)
            .filter(appointments::starts_at.gt(now))
            .filter(appointments::status.eq_any(live))
            .set((
                appointments::status.eq(Cancelled.as_str()),
                appointments::cancelled_by.eq(by),
                appointments::cancellation_reason.eq(REASON),
                appointments::held_until.eq(None::<DateTime<Utc>>),
                appointments::updated_at.eq(now),
            ))
            .into_boxed();
        let cancelled: Vec<(DbUuid, DbUuid)> = of_leaving!(coming, appointments, leaving)
            .returning((appointments::id, appointments::patient_id))
            .get_results(self.conn()?)
            .await
            .map_err(failed)?;
        Ok(cancelled.into_iter().map(|(visit, patient)| (id(visit), id(patient))).collect())
    }
}
