//! Rows as they are taken along: the columns that are the person's to know, under their own names. Hashes, search keys and
//! storage keys are not among them.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use domain::{
    ports::{RepoError, RepoResult},
    privacy::ExportedRow,
};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use crate::{
    backend::{Db, DbUuid, id},
    error::corrupt,
    schema::{
        access_log, ai_messages, ai_sessions, appointments, audit_log, case_histories, chats, clinical_facts,
        doctor_patient_mappings, doctors, documents, hospital_doctor_mappings, hospital_patient_mappings, hospitals,
        invitations, messages, model_calls, patients, reports, sessions, suggestion_feedback, suggestions,
        user_patient_relations, users,
    },
};

/// Rows of a table, by these columns beside the id.
macro_rules! exported {
    ($($row:ident of $table:ident { $($column:ident: $kind:ty),* $(,)? })*) => { $(
        #[derive(Queryable, Selectable, Serialize)]
        #[diesel(table_name = $table, check_for_backend(Db))]
        pub struct $row {
            id: DbUuid,
            $($column: $kind,)*
        }

        impl TryFrom<$row> for ExportedRow {
            type Error = RepoError;
            fn try_from(row: $row) -> RepoResult<Self> {
                let row_id: Uuid = id(row.id);
                let fields = serde_json::to_value(row).map_err(|_| corrupt(stringify!($table), "row", row_id))?;
                Ok(Self { id: row_id, fields })
            }
        }
    )* };
}

type Instant = DateTime<Utc>;

exported! {
    AccountRow of users {
        email: Option<String>, phone: Option<String>, name: String, first_name: Option<String>,
        last_name: Option<String>, role: String, contact: Option<String>, address: Option<String>,
        profile_id: Option<DbUuid>, tier: String, is_active: bool, is_verified: bool, second_factor: bool,
        locale: Option<String>, last_sign_in_at: Option<Instant>, created_at: Instant, updated_at: Instant,
    }
    SessionRow of sessions {
        kind: String, device: Option<String>, ip: Option<String>, created_at: Instant, last_seen_at: Instant,
        expires_at: Instant, revoked_at: Option<Instant>,
    }
    RelationRow of user_patient_relations {
        patient_id: DbUuid, relation: String, granted_by: DbUuid, created_at: Instant, ended_at: Option<Instant>,
    }
    InvitationRow of invitations {
        kind: String, email: String, role: Option<String>, hospital_id: Option<DbUuid>, patient_id: Option<DbUuid>,
        relation: Option<String>, invited_by: DbUuid, expires_at: Instant, accepted_at: Option<Instant>,
        revoked_at: Option<Instant>, created_at: Instant,
    }
    ActionRow of audit_log {
        action: String, ip: Option<String>, created_at: Instant,
    }
    PatientRow of patients {
        name: String, first_name: Option<String>, last_name: Option<String>, dob: Option<NaiveDate>,
        gender: Option<String>, contact: Option<String>, photo: Option<String>, blood_group: Option<String>,
        height_cm: Option<f64>, weight_kg: Option<f64>, address: Option<String>, city: Option<String>,
        country: Option<String>, medical_history: Value, emergency_contact_name: Option<String>,
        emergency_contact_phone: Option<String>, record_number: Option<String>,
        registered_by_hospital_id: Option<DbUuid>, is_active: bool, created_at: Instant, updated_at: Instant,
    }
    FactRow of clinical_facts {
        patient_id: DbUuid, kind: String, text: String, source: String, recorded_by: DbUuid, recorded_at: Instant,
        ended_at: Option<Instant>, ended_by: Option<DbUuid>,
    }
    CaseHistoryRow of case_histories {
        patient_id: DbUuid, version: i32, summary: String, author_user_id: DbUuid, created_at: Instant,
    }
    ReportRow of reports {
        patient_id: DbUuid, title: String, report_type: String, description: Option<String>,
        report_date: Option<NaiveDate>, author_user_id: DbUuid, created_at: Instant, updated_at: Instant,
    }
    DocumentRow of documents {
        patient_id: DbUuid, category: String, case_history_id: Option<DbUuid>, report_id: Option<DbUuid>,
        message_id: Option<DbUuid>, file_name: String, content_type: String, size: i64, sha256: String, tags: Value,
        remark: Option<String>, uploaded_by: String, uploaded_by_user_id: DbUuid, upload_timestamp: Instant,
    }
    ChatRow of chats {
        doctor_id: DbUuid, patient_id: DbUuid, status: String, last_message_at: Option<Instant>, created_at: Instant,
    }
    MessageRow of messages {
        chat_id: DbUuid, sequence: i64, sender_role: String, sent_by_user_id: DbUuid, message: String,
        message_type: String, file_details: Option<Value>, document_id: Option<DbUuid>,
        ai_session_id: Option<DbUuid>, screening: Option<Value>, is_read: bool, read_at: Option<Instant>,
        created_at: Instant,
    }
    InterviewRow of ai_sessions {
        patient_id: DbUuid, chat_id: Option<DbUuid>, started_by: DbUuid, language: Option<String>, status: String,
        urgency: Option<String>, summary: Option<String>, summary_source: Option<String>,
        summary_final_at: Option<Instant>, started_at: Instant, ended_at: Option<Instant>,
    }
    TurnRow of ai_messages {
        session_id: DbUuid, turn: i32, question: Option<String>, message: Option<String>, response: String,
        is_summary: bool, urgency: String, source: String, model: Option<String>, created_at: Instant,
    }
    AppointmentRow of appointments {
        doctor_id: DbUuid, patient_id: DbUuid, hospital_id: Option<DbUuid>, starts_at: Instant, ends_at: Instant,
        kind: String, status: String, reason: Option<String>, symptoms: Option<String>, notes: Option<String>,
        extras: Option<Value>, ai_preliminary_analysis: Option<Value>, cancelled_by: Option<DbUuid>,
        cancellation_reason: Option<String>, booked_by: DbUuid, created_at: Instant, updated_at: Instant,
    }
    TreatmentRow of doctor_patient_mappings {
        doctor_id: DbUuid, patient_id: DbUuid, created_at: Instant, ended_at: Option<Instant>,
    }
    RegistrationRow of hospital_patient_mappings {
        hospital_id: DbUuid, patient_id: DbUuid, created_at: Instant, ended_at: Option<Instant>,
    }
    ReadRow of access_log {
        patient_id: DbUuid, user_id: DbUuid, role: String, what: String, reads: i32, created_at: Instant,
    }
    ModelCallRow of model_calls {
        patient_id: Option<DbUuid>, actor_user_id: Option<DbUuid>, purpose: String, provider: String, model: String,
        outcome: String, created_at: Instant,
    }
    FeedbackRow of suggestion_feedback {
        suggestion_id: DbUuid, helpful: Option<bool>, rating: Option<i32>, comment: Option<String>,
        created_at: Instant,
    }
    DoctorRow of doctors {
        name: String, first_name: Option<String>, last_name: Option<String>, photo: Option<String>,
        designation: Option<String>, experience_years: Option<i32>, details: Option<String>, contact: Option<String>,
        shift_time_start: Option<String>, shift_time_end: Option<String>, specialization: Option<String>,
        license_number: Option<String>, qualification: Option<String>, consultation_fee_minor: Option<i64>,
        bio: Option<String>, clinic_address: Option<String>, city: Option<String>, country: Option<String>,
        timezone: String, is_verified: bool, is_active: bool, avg_rating: f64, rating_count: i32,
        created_at: Instant, updated_at: Instant,
    }
    WorkplaceRow of hospital_doctor_mappings {
        hospital_id: DbUuid, doctor_id: DbUuid, created_at: Instant, ended_at: Option<Instant>,
    }
    SuggestionRow of suggestions {
        problem: String, description: Option<String>, shared: bool, created_at: Instant, updated_at: Instant,
    }
    CalendarRow of appointments {
        patient_id: DbUuid, hospital_id: Option<DbUuid>, starts_at: Instant, ends_at: Instant, kind: String,
        status: String, created_at: Instant,
    }
    HospitalRow of hospitals {
        name: String, address: Option<String>, city: Option<String>, state: Option<String>, country: Option<String>,
        contact: Option<String>, pin_code: Option<String>, email: Option<String>, specialities: Value,
        link: Option<String>, website: Option<String>, timezone: String, is_verified: bool, is_active: bool,
        created_at: Instant, updated_at: Instant,
    }
}
