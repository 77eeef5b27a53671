use domain::{
    appointments::{
        AppointmentChange, AppointmentKind, AppointmentStatus, Booking, StatusChange, TimeForms, parse_clock_time,
        parse_moment,
    },
    kernel::{Check, Outcome, parse},
};
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::extract::Field;

/// When, in one form or in several that agree. Times without an offset are meant in the doctor's time zone.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct TimeFields {
    /// When it begins.
    #[schema(value_type = Option<String>, example = "2030-01-07T10:00:00+01:00")]
    pub time_slot: Field<String>,
    /// The day, in the doctor's time zone; together with `appointment_time` or a `start_time` without a date.
    #[schema(value_type = Option<String>, example = "2030-01-07")]
    pub appointment_date: Field<String>,
    /// The time of day, in the doctor's time zone.
    #[schema(value_type = Option<String>, example = "10:00")]
    pub appointment_time: Field<String>,
    /// When it begins: with a date, or a time of day beside `appointment_date`.
    #[schema(value_type = Option<String>, example = "2030-01-07T09:00:00Z")]
    pub start_time: Field<String>,
    /// When it is over: with a date, or a time of day on the same day.
    #[schema(value_type = Option<String>, example = "2030-01-07T09:30:00Z")]
    pub end_time: Field<String>,
    /// When it begins.
    #[schema(value_type = Option<String>, example = "2030-01-07T09:00:00Z")]
    pub starts_at: Field<String>,
    /// When it is over.
    #[schema(value_type = Option<String>, example = "2030-01-07T09:30:00Z")]
    pub ends_at: Field<String>,
    /// How long it takes, 5 to 480 minutes; 30 where nothing else says it.
    #[schema(value_type = Option<i64>, example = 30)]
    pub duration_minutes: Field<i64>,
}

impl TimeFields {
    /// Reads them all; a time cannot be null.
    pub fn read(self, check: &mut Check) -> TimeForms {
        TimeForms {
            time_slot: check.replace("time_slot", self.time_slot, parse_moment),
            appointment_date: check.replace("appointment_date", self.appointment_date, parse::date),
            appointment_time: check.replace("appointment_time", self.appointment_time, parse::time_of_day),
            start_time: check.replace("start_time", self.start_time, parse_clock_time),
            end_time: check.replace("end_time", self.end_time, parse_clock_time),
            starts_at: check.replace("starts_at", self.starts_at, parse_moment),
            ends_at: check.replace("ends_at", self.ends_at, parse_moment),
            duration_minutes: check.replace("duration_minutes", self.duration_minutes, parse::between(5, 480)),
        }
    }
}

/// What is booked.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct BookingFields {
    /// With whom; a doctor may leave it out.
    #[schema(value_type = Option<Uuid>, example = "0198c3a0-5a7e-7c3b-9f00-2b1f0a6b7c02")]
    pub doctor_id: Field<Uuid>,
    /// For whom; may be left out by an account that acts for one patient, or means its own person.
    #[schema(value_type = Option<Uuid>, example = "0198c3a0-5a7e-7c3b-9f00-2b1f0a6b7c03")]
    pub patient_id: Field<Uuid>,
    /// Where, if at a hospital: one at which the doctor works.
    #[schema(value_type = Option<Uuid>)]
    pub hospital_id: Field<Uuid>,
    /// regular, remote or emergency; regular where it is left out.
    #[serde(rename = "type")]
    #[schema(value_type = Option<String>, example = "regular")]
    pub kind: Field<String>,
    /// Why, in a few words.
    #[schema(value_type = Option<String>, example = "Regular checkup")]
    pub reason: Field<String>,
    /// What the patient complains of.
    #[schema(value_type = Option<String>, example = "Fever, headache for 3 days")]
    pub symptoms: Field<String>,
    /// Any JSON that the client wants to keep with the appointment.
    #[schema(value_type = Option<Object>, example = json!({"room": "2.14"}))]
    pub extras: Field<Value>,
    /// Books even where the time is taken; for doctors, hospitals and administrators, with a reason.
    #[schema(value_type = Option<bool>)]
    pub allow_overbooking: Field<bool>,
    /// Why it may be booked over another appointment.
    #[schema(value_type = Option<String>)]
    pub overbooking_reason: Field<String>,
}

impl BookingFields {
    /// The booking, with the time read already.
    pub fn read(self, time: TimeFields) -> Outcome<Booking> {
        let mut check = Check::default();
        let time = time.read(&mut check);
        let overbooking_reason = overbooking(&mut check, self.allow_overbooking, self.overbooking_reason);
        let booking = Booking {
            doctor_id: check.optional("doctor_id", self.doctor_id, parse::any).map(Into::into),
            patient_id: check.optional("patient_id", self.patient_id, parse::any).map(Into::into),
            hospital_id: check.optional("hospital_id", self.hospital_id, parse::any).map(Into::into),
            time,
            kind: check.replace("type", self.kind, parse::word).unwrap_or(AppointmentKind::Regular),
            reason: check.optional("reason", self.reason, parse::short_text),
            symptoms: check.optional("symptoms", self.symptoms, parse::long_text),
            extras: check.optional("extras", self.extras, parse::json),
            overbooking_reason,
        };
        check.build(|| Some(booking))
    }
}

/// What changes; only the fields present.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct AppointmentFields {
    /// The doctor cannot change; it may be given as it is.
    #[schema(value_type = Option<Uuid>)]
    pub doctor_id: Field<Uuid>,
    /// The patient cannot change; it may be given as it is.
    #[schema(value_type = Option<Uuid>)]
    pub patient_id: Field<Uuid>,
    /// Where, if at a hospital: one at which the doctor works.
    #[schema(value_type = Option<Uuid>)]
    pub hospital_id: Field<Uuid>,
    /// regular, remote or emergency.
    #[serde(rename = "type")]
    #[schema(value_type = Option<String>, example = "remote")]
    pub kind: Field<String>,
    /// confirmed, completed, `no_show` or cancelled.
    #[schema(value_type = Option<String>, example = "confirmed")]
    pub status: Field<String>,
    /// Why, in a few words.
    #[schema(value_type = Option<String>)]
    pub reason: Field<String>,
    /// What the patient complains of.
    #[schema(value_type = Option<String>)]
    pub symptoms: Field<String>,
    /// Notes of the doctor's side.
    #[schema(value_type = Option<String>, example = "Patient confirmed attendance")]
    pub notes: Field<String>,
    /// Any JSON that the client wants to keep with the appointment.
    #[schema(value_type = Option<Object>)]
    pub extras: Field<Value>,
    /// Why it is called off; with the status cancelled.
    #[schema(value_type = Option<String>)]
    pub cancellation_reason: Field<String>,
    /// Moves it even where the new time is taken; for doctors, hospitals and administrators, with a reason.
    #[schema(value_type = Option<bool>)]
    pub allow_overbooking: Field<bool>,
    /// Why it may be at the time of another appointment.
    #[schema(value_type = Option<String>)]
    pub overbooking_reason: Field<String>,
}

impl AppointmentFields {
    /// The change, with the time read already.
    pub fn read(self, time: TimeFields) -> Outcome<AppointmentChange> {
        let mut check = Check::default();
        let overbooking_reason = overbooking(&mut check, self.allow_overbooking, self.overbooking_reason);
        let change = AppointmentChange {
            doctor_id: check.replace("doctor_id", self.doctor_id, parse::any).map(Into::into),
            patient_id: check.replace("patient_id", self.patient_id, parse::any).map(Into::into),
            hospital_id: check.change("hospital_id", self.hospital_id, |id| parse::any(id.into())),
            time: time.read(&mut check),
            kind: check.replace("type", self.kind, parse::word),
            status: check.replace("status", self.status, status).map_or(StatusChange::Keep, StatusChange::Be),
            reason: check.change("reason", self.reason, parse::short_text),
            symptoms: check.change("symptoms", self.symptoms, parse::long_text),
            notes: check.change("notes", self.notes, parse::long_text),
            extras: check.change("extras", self.extras, parse::json),
            cancellation_reason: check.change("cancellation_reason", self.cancellation_reason, parse::short_text),
            overbooking_reason,
        };
        check.build(|| Some(change))
    }
}

/// The appointment that the body means.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct AppointmentIdField {
    /// Which appointment.
    #[schema(value_type = Option<Uuid>)]
    pub appointment_id: Field<Uuid>,
}

/// Why it is called off.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct CancelFields {
    /// Why.
    #[schema(value_type = Option<String>, example = "I feel better")]
    pub cancellation_reason: Field<String>,
}

impl CancelFields {
    /// The cancellation.
    pub fn read(self) -> Outcome<AppointmentChange> {
        let mut check = Check::default();
        let reason = check.optional("cancellation_reason", self.cancellation_reason, parse::short_text);
        check.build(|| Some(AppointmentChange::cancel(reason)))
    }
}

/// The next status.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct StatusFields {
    /// confirmed, completed, `no_show` or cancelled.
    #[schema(value_type = Option<String>, example = "completed")]
    pub status: Field<String>,
    /// Notes of the doctor's side.
    #[schema(value_type = Option<String>)]
    pub notes: Field<String>,
    /// Why it is called off; with the status cancelled.
    #[schema(value_type = Option<String>)]
    pub cancellation_reason: Field<String>,
}

impl StatusFields {
    /// The change.
    pub fn read(self) -> Outcome<AppointmentChange> {
        let mut check = Check::default();
        let status = check.required("status", self.status, status);
        let notes = check.change("notes", self.notes, parse::long_text);
        let cancellation_reason = check.change("cancellation_reason", self.cancellation_reason, parse::short_text);
        check.build(|| {
            let status = StatusChange::Become(status?);
            Some(AppointmentChange { status, notes, cancellation_reason, ..AppointmentChange::default() })
        })
    }
}

/// A status that callers may name: slots that are held are not booked yet.
pub fn status(word: String) -> parse::Parsed<AppointmentStatus> {
    match parse::word(word) {
        Ok(AppointmentStatus::Held) | Err(_) => {
            Err("must be one of: scheduled, confirmed, completed, cancelled, no_show".into())
        }
        Ok(status) => Ok(status),
    }
}

/// Why an appointment may be put over another one, where that is asked for.
fn overbooking(check: &mut Check, allowed: Field<bool>, reason: Field<String>) -> Option<String> {
    if check.optional("allow_overbooking", allowed, parse::any)? {
        check.required("overbooking_reason", reason, parse::short_phrase)
    } else {
        None
    }
}
