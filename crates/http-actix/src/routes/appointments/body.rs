use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    appointments::{AppointmentFilter, AppointmentView},
    kernel::{Check, Outcome, TextEnum, parse},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::fields::status;

/// An appointment.
#[derive(Serialize, ToSchema)]
pub struct AppointmentBody {
    /// Its id.
    pub id: Uuid,
    /// The doctor.
    pub doctor_id: Uuid,
    /// The doctor's name.
    #[schema(example = "Karim Benali")]
    pub doctor_name: String,
    /// The patient.
    pub patient_id: Uuid,
    /// The patient's name.
    #[schema(example = "Nadia Haddad")]
    pub patient_name: String,
    /// The hospital, if it takes place at one.
    pub hospital_id: Option<Uuid>,
    /// The hospital's name.
    pub hospital_name: Option<String>,
    /// When it begins.
    pub starts_at: DateTime<Utc>,
    /// When it is over.
    pub ends_at: DateTime<Utc>,
    /// When it begins.
    pub time_slot: DateTime<Utc>,
    /// When it begins.
    pub start_time: DateTime<Utc>,
    /// When it is over.
    pub end_time: DateTime<Utc>,
    /// The day, in the doctor's time zone.
    pub appointment_date: NaiveDate,
    /// The time of day, in the doctor's time zone.
    #[schema(example = "10:00")]
    pub appointment_time: String,
    /// The doctor's time zone.
    #[schema(example = "Africa/Algiers")]
    pub timezone: &'static str,
    /// How long it takes.
    #[schema(example = 30)]
    pub duration_minutes: i64,
    /// regular, remote or emergency.
    #[serde(rename = "type")]
    #[schema(example = "regular")]
    pub kind: &'static str,
    /// scheduled, confirmed, completed, cancelled or `no_show`.
    #[schema(example = "scheduled")]
    pub status: &'static str,
    /// Why, in a few words.
    pub reason: Option<String>,
    /// What the patient complains of; null for hospitals and receptionists.
    pub symptoms: Option<String>,
    /// Notes of the doctor's side; null for hospitals and receptionists.
    pub notes: Option<String>,
    /// What the client keeps with it.
    #[schema(value_type = Option<Object>)]
    pub extras: Option<Value>,
    /// What the assistant makes of reason and symptoms: `status` is `pending` at first and `done` a little later. Null for
    /// those who may not read the patient's record.
    #[schema(value_type = Option<Object>, example = json!({"status": "pending"}))]
    pub ai_preliminary_analysis: Option<Value>,
    /// The account that called it off.
    pub cancelled_by: Option<Uuid>,
    /// Why.
    pub cancellation_reason: Option<String>,
    /// The account that booked it.
    pub booked_by: Uuid,
    /// Whether it was booked over another one.
    pub overbooked: bool,
    /// Why.
    pub overbooking_reason: Option<String>,
    /// When it was booked.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

impl From<AppointmentView> for AppointmentBody {
    fn from(view: AppointmentView) -> Self {
        let appointment = view.appointment;
        let local = appointment.time.local_start(view.zone);
        let (starts_at, ends_at) = (appointment.time.starts_at(), appointment.time.ends_at());
        let whole_minute = local.format("%S%.f").to_string() == "00";
        Self {
            id: appointment.id.into(),
            doctor_id: appointment.doctor_id.into(),
            doctor_name: view.doctor_name,
            patient_id: appointment.patient_id.into(),
            patient_name: view.patient_name,
            hospital_id: appointment.hospital_id.map(Into::into),
            hospital_name: view.hospital_name,
            starts_at,
            ends_at,
            time_slot: starts_at,
            start_time: starts_at,
            end_time: ends_at,
            appointment_date: local.date(),
            appointment_time: local.format(if whole_minute { "%H:%M" } else { "%H:%M:%S" }).to_string(),
            timezone: view.zone.name(),
            duration_minutes: appointment.time.length().num_minutes(),
            kind: appointment.kind.as_str(),
            status: appointment.status.as_str(),
            reason: appointment.reason,
            symptoms: appointment.symptoms,
            notes: appointment.notes,
            extras: appointment.extras,
            ai_preliminary_analysis: appointment.analysis,
            cancelled_by: appointment.cancelled_by.map(Into::into),
            cancellation_reason: appointment.cancellation_reason,
            booked_by: appointment.booked_by.into(),
            overbooked: appointment.overbooking_reason.is_some(),
            overbooking_reason: appointment.overbooking_reason,
            created_at: appointment.created_at,
            updated_at: appointment.updated_at,
        }
    }
}

/// Which appointments are listed. Days are those of the doctor's calendar.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AppointmentQuery {
    /// Of this status, or of several with commas between: scheduled, confirmed, completed, cancelled, `no_show`.
    #[param(example = "scheduled,confirmed")]
    status: Option<String>,
    /// On this day.
    #[param(example = "2026-12-21")]
    date: Option<String>,
    /// On this day or later.
    date_from: Option<String>,
    /// On this day or earlier.
    date_to: Option<String>,
    /// Of this doctor.
    doctor_id: Option<Uuid>,
    /// Of this patient.
    patient_id: Option<Uuid>,
    /// At this hospital.
    hospital_id: Option<Uuid>,
}

impl AppointmentQuery {
    /// The filter.
    pub fn read(self) -> Outcome<AppointmentFilter> {
        let mut check = Check::default();
        let statuses = |words: String| words.split(',').map(|word| status(word.trim().to_owned())).collect();
        let day = check.optional("date", self.date, parse::date);
        let from = check.optional("date_from", self.date_from, parse::date);
        let to = check.optional("date_to", self.date_to, parse::date);
        if from.zip(to).is_some_and(|(from, to)| from > to) {
            check.issue("date_to", "must not be before date_from");
        }
        let statuses: parse::Parsed<Vec<_>> = self.status.map_or_else(|| Ok(Vec::new()), statuses);
        let statuses = check.optional("status", Some(statuses), |words| words).unwrap_or_default();
        let filter = AppointmentFilter {
            statuses,
            date_from: day.max(from),
            date_to: [day, to].into_iter().flatten().min(),
            doctor: self.doctor_id.map(Into::into),
            patient: self.patient_id.map(Into::into),
            hospital: self.hospital_id.map(Into::into),
        };
        check.build(|| Some(filter))
    }
}
