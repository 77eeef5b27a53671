use actix_web::web::Data;
use domain::{
    appointments::Whose,
    kernel::{AppointmentId, Check, DoctorId, Outcome, PatientId, parse},
};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    body::AppointmentBody,
    fields::{AppointmentFields, AppointmentIdField, CancelFields, StatusFields, TimeFields},
};
use crate::{
    envelope::{Answer, Envelope, One, ok},
    extract::{Body, Both, OptionalBody, Parts, Path, SignedIn},
    wire::Services,
};

/// A change of an appointment.
#[derive(Deserialize, ToSchema)]
#[expect(dead_code, reason = "the document shows the two parts as one body; each is read by itself")]
pub struct ChangeAppointment {
    #[serde(flatten)]
    appointment: AppointmentFields,
    #[serde(flatten)]
    time: TimeFields,
}

/// A change of one of somebody's appointments.
#[derive(Deserialize, ToSchema)]
#[expect(dead_code, reason = "the document shows the parts as one body; each is read by itself")]
pub struct ChangeOneOf {
    #[serde(flatten)]
    which: AppointmentIdField,
    #[serde(flatten)]
    appointment: AppointmentFields,
    #[serde(flatten)]
    time: TimeFields,
}

/// Change an appointment; only the fields present. The same clash rule as for a booking holds for a new time.
#[utoipa::path(method(put, patch), path = "/appointments/{appointment_id}", tag = "appointments",
    params(("appointment_id" = Uuid, Path)), request_body(content = ChangeAppointment, example = json!({
        "time_slot": "2030-01-07T11:00:00+01:00", "duration_minutes": 45, "notes": "Bring the last blood count"
    })),
    responses((status = 200, description = "It was changed", body = Envelope<AppointmentBody>)))]
pub async fn change_appointment(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Path(id): Path<AppointmentId>,
    Both(fields, time): Both<AppointmentFields, TimeFields>,
) -> Answer<One<AppointmentBody>> {
    let change = fields.read(time)?;
    let changed = services.appointments.change(&caller, id, Whose::Anybody, &change).await?;
    Ok(ok("appointment changed", changed.into()))
}

/// Change one of a doctor's appointments.
#[utoipa::path(method(put, patch), path = "/appointments/doctor/{doctor_id}", tag = "appointments",
    params(("doctor_id" = Uuid, Path)), request_body(content = ChangeOneOf, example = json!({
        "appointment_id": "0198c3a0-5a7e-7c3b-9f00-2b1f0a6b7c01", "time_slot": "2030-01-07T11:00:00+01:00",
        "notes": "Bring the last blood count"
    })),
    responses((status = 200, description = "It was changed", body = Envelope<AppointmentBody>)))]
pub async fn change_doctor_appointment(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Path(doctor): Path<DoctorId>,
    parts: Parts,
) -> Answer<One<AppointmentBody>> {
    let change = parts.read::<AppointmentFields>()?.read(parts.read::<TimeFields>()?)?;
    let id = which(parts.read()?)?;
    let changed = services.appointments.change(&caller, id, Whose::Doctor(doctor), &change).await?;
    Ok(ok("appointment changed", changed.into()))
}

/// Change one of a patient's appointments.
#[utoipa::path(method(put, patch), path = "/appointments/patient/{patient_id}", tag = "appointments",
    params(("patient_id" = Uuid, Path)), request_body(content = ChangeOneOf, example = json!({
        "appointment_id": "0198c3a0-5a7e-7c3b-9f00-2b1f0a6b7c01", "time_slot": "2030-01-07T11:00:00+01:00",
        "notes": "Bring the last blood count"
    })),
    responses((status = 200, description = "It was changed", body = Envelope<AppointmentBody>)))]
pub async fn change_patient_appointment(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Path(patient): Path<PatientId>,
    parts: Parts,
) -> Answer<One<AppointmentBody>> {
    let change = parts.read::<AppointmentFields>()?.read(parts.read::<TimeFields>()?)?;
    let id = which(parts.read()?)?;
    let changed = services.appointments.change(&caller, id, Whose::Patient(patient), &change).await?;
    Ok(ok("appointment changed", changed.into()))
}

fn which(field: AppointmentIdField) -> Outcome<AppointmentId> {
    let mut check = Check::default();
    let id = check.required("appointment_id", field.appointment_id, parse::any);
    check.build(|| id.map(Into::into))
}

/// Cancel an appointment.
#[utoipa::path(method(put, post), path = "/appointments/{appointment_id}/cancel", tag = "appointments",
    params(("appointment_id" = Uuid, Path)), request_body(content = Option<CancelFields>),
    responses((status = 200, description = "It is cancelled", body = Envelope<AppointmentBody>)))]
pub async fn cancel_appointment(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Path(id): Path<AppointmentId>,
    OptionalBody(fields): OptionalBody<CancelFields>,
) -> Answer<One<AppointmentBody>> {
    let cancelled = services.appointments.change(&caller, id, Whose::Anybody, &fields.read()?).await?;
    Ok(ok("appointment cancelled", cancelled.into()))
}

/// Cancel an appointment. It stays in the lists as cancelled.
#[utoipa::path(delete, path = "/appointments/{appointment_id}", tag = "appointments",
    params(("appointment_id" = Uuid, Path)),
    responses((status = 200, description = "It is cancelled", body = Envelope<AppointmentBody>)))]
pub async fn delete_appointment(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Path(id): Path<AppointmentId>,
) -> Answer<One<AppointmentBody>> {
    let cancel = CancelFields::default().read()?;
    let cancelled = services.appointments.change(&caller, id, Whose::Anybody, &cancel).await?;
    Ok(ok("appointment cancelled", cancelled.into()))
}

/// Set the next status: scheduled may become confirmed; both may become completed or `no_show` once they have begun, or
/// cancelled; nothing follows these.
#[utoipa::path(method(patch, put), path = "/appointments/{appointment_id}/status", tag = "appointments",
    params(("appointment_id" = Uuid, Path)), request_body = StatusFields,
    responses((status = 200, description = "The status was set", body = Envelope<AppointmentBody>)))]
pub async fn set_appointment_status(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Path(id): Path<AppointmentId>,
    Body(fields): Body<StatusFields>,
) -> Answer<One<AppointmentBody>> {
    let changed = services.appointments.change(&caller, id, Whose::Anybody, &fields.read()?).await?;
    Ok(ok("status set", changed.into()))
}
