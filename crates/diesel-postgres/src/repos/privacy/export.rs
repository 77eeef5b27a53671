use async_trait::async_trait;
use diesel::{dsl::sql, prelude::*, sql_types::Bool};
use diesel_async::RunQueryDsl;
use domain::{
    invitations::InvitationKind,
    kernel::{Permit, Role, TextEnum, UserId},
    ports::RepoResult,
    privacy::{ExportRepo, ExportedRow, Section, access::ExportOwn},
};
use uuid::Uuid;

use super::rows::{
    AccountRow, ActionRow, AppointmentRow, CalendarRow, CaseHistoryRow, ChatRow, DoctorRow, DocumentRow, FactRow,
    FeedbackRow, HospitalRow, InterviewRow, InvitationRow, MessageRow, ModelCallRow, PatientRow, ReadRow,
    RegistrationRow, RelationRow, ReportRow, SessionRow, SuggestionRow, TreatmentRow, TurnRow, WorkplaceRow,
};
use crate::{
    backend::{Db, DbUuid, db},
    error::failed,
    repos::{page::readable, scope::FAMILY},
    schema::{
        access_log, ai_messages, ai_sessions, appointments, audit_log, case_histories, chats, clinical_facts,
        doctor_patient_mappings, doctors, documents, hospital_doctor_mappings, hospital_patient_mappings, hospitals,
        invitations, messages, model_calls, patients, reports, sessions, suggestion_feedback, suggestions,
        user_patient_relations as relations, users,
    },
    session::DbSession,
    tuned::{IS_READ_ROW, IS_TRAIL_ROW},
};

/// Where a page begins and how long it is.
#[derive(Clone, Copy)]
struct Place {
    user: DbUuid,
    after: Option<Uuid>,
    limit: i64,
}

/// The patients for whom the account acts.
macro_rules! family {
    ($place:expr) => {
        FAMILY
            .filter(FAMILY.field(relations::user_id).eq($place.user))
            .filter(FAMILY.field(relations::ended_at).is_null())
            .select(FAMILY.field(relations::patient_id))
    };
}

/// A page of the rows of `table` in a query, by their ids.
macro_rules! page {
    ($session:expr, $place:expr, $table:ident as $row:ident, $query:expr) => {{
        let mut query = $query.into_boxed::<Db>();
        if let Some(after) = $place.after {
            query = query.filter($table::id.gt(db(after)));
        }
        let query = query.order($table::id.asc()).limit($place.limit).select($row::as_select());
        let rows: Vec<$row> = query.load($session.conn()?).await.map_err(failed)?;
        readable(rows, ExportedRow::try_from)
    }};
}

/// A page of what a table has about the patients for whom the account acts.
macro_rules! about_family {
    ($session:expr, $place:expr, $table:ident as $row:ident) => {
        page!($session, $place, $table as $row, $table::table.filter($table::patient_id.eq_any(family!($place))))
    };
}

/// The invitations that came to the account, and those to its family that it sent: what it sent by office stays there.
macro_rules! own_invitations {
    ($user:expr) => {{
        let proven = users::table
            .filter(users::id.eq($user))
            .filter(users::is_verified.eq(true))
            .select(users::email)
            .single_value();
        let sent = invitations::invited_by.eq($user).and(invitations::kind.eq(InvitationKind::Family.as_str()));
        let came = invitations::accepted_by.eq($user).or(invitations::email.nullable().eq(proven));
        invitations::table.filter(came.or(sent))
    }};
}

#[async_trait]
impl ExportRepo for DbSession {
    #[expect(clippy::too_many_lines, reason = "one arm for each section")]
    async fn section(
        &mut self,
        section: Section,
        permit: &Permit<ExportOwn, UserId>,
        after: Option<Uuid>,
        limit: u16,
    ) -> RepoResult<Vec<ExportedRow>> {
        let user = db(permit.id());
        let place = Place { user, after, limit: i64::from(limit) };
        let of_doctor = doctors::user_id.eq(user);
        match section {
            Section::Account => page!(self, place, users as AccountRow, users::table.filter(users::id.eq(user))),
            Section::Sessions => {
                page!(self, place, sessions as SessionRow, sessions::table.filter(sessions::user_id.eq(user)))
            }
            Section::Relations => {
                page!(self, place, relations as RelationRow, relations::table.filter(relations::user_id.eq(user)))
            }
            Section::Invitations => page!(self, place, invitations as InvitationRow, own_invitations!(user)),
            Section::Actions => {
                let own = audit_log::table.filter(audit_log::actor_user_id.eq(user));
                page!(self, place, audit_log as ActionRow, own.filter(sql::<Bool>(IS_TRAIL_ROW)))
            }
            Section::Patients => {
                page!(self, place, patients as PatientRow, patients::table.filter(patients::id.eq_any(family!(place))))
            }
            Section::ClinicalFacts => about_family!(self, place, clinical_facts as FactRow),
            Section::CaseHistories => about_family!(self, place, case_histories as CaseHistoryRow),
            Section::Reports => about_family!(self, place, reports as ReportRow),
            Section::Documents => {
                let own = documents::table.filter(documents::patient_id.eq_any(family!(place)));
                page!(self, place, documents as DocumentRow, own.filter(documents::deleted_at.is_null()))
            }
            Section::Chats => about_family!(self, place, chats as ChatRow),
            Section::Messages => {
                let own = messages::table.inner_join(chats::table).filter(chats::patient_id.eq_any(family!(place)));
                page!(self, place, messages as MessageRow, own)
            }
            Section::Interviews => about_family!(self, place, ai_sessions as InterviewRow),
            Section::InterviewTurns => {
                let own = ai_messages::table.inner_join(ai_sessions::table);
                let own = own.filter(ai_sessions::patient_id.eq_any(family!(place)));
                page!(self, place, ai_messages as TurnRow, own)
            }
            Section::Appointments => about_family!(self, place, appointments as AppointmentRow),
            Section::Treatments => about_family!(self, place, doctor_patient_mappings as TreatmentRow),
            Section::Registrations => about_family!(self, place, hospital_patient_mappings as RegistrationRow),
            Section::Reads => {
                let about = access_log::table.filter(access_log::patient_id.eq_any(family!(place)));
                page!(self, place, access_log as ReadRow, about.filter(sql::<Bool>(IS_READ_ROW)))
            }
            Section::ModelCalls => {
                let about = model_calls::patient_id.assume_not_null().eq_any(family!(place));
                page!(self, place, model_calls as ModelCallRow, model_calls::table.filter(about))
            }
            Section::SuggestionFeedback => {
                let own = suggestion_feedback::table.filter(suggestion_feedback::user_id.eq(user));
                page!(self, place, suggestion_feedback as FeedbackRow, own)
            }
            Section::DoctorProfile => page!(self, place, doctors as DoctorRow, doctors::table.filter(of_doctor)),
            Section::Workplaces => {
                let own = hospital_doctor_mappings::table.inner_join(doctors::table).filter(of_doctor);
                page!(self, place, hospital_doctor_mappings as WorkplaceRow, own)
            }
            Section::Suggestions => {
                let own = suggestions::table.inner_join(doctors::table).filter(of_doctor);
                page!(self, place, suggestions as SuggestionRow, own)
            }
            Section::Calendar => {
                let own = appointments::table.inner_join(doctors::table).filter(of_doctor);
                page!(self, place, appointments as CalendarRow, own)
            }
            Section::HospitalProfile => {
                let account = users::table.filter(users::id.eq(user)).filter(users::role.eq(Role::Hospital.as_str()));
                let own = hospitals::id.nullable().eq_any(account.select(users::profile_id));
                page!(self, place, hospitals as HospitalRow, hospitals::table.filter(own))
            }
        }
    }
}
