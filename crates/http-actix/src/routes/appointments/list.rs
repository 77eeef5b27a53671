use actix_web::web::Data;
use domain::kernel::{AppointmentId, DoctorId, HospitalId, PatientId};

use super::body::{AppointmentBody, AppointmentQuery};
use crate::{
    envelope::{Answer, Envelope, ListEnvelope, Listed, One, listed, ok},
    extract::{Paging, PagingParams, Path, Query, SignedIn},
    wire::Services,
};

/// One appointment in which the caller takes part.
#[utoipa::path(get, path = "/appointments/{appointment_id}", tag = "appointments",
    params(("appointment_id" = Uuid, Path)),
    responses((status = 200, description = "The appointment", body = Envelope<AppointmentBody>)))]
pub async fn get_appointment(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Path(id): Path<AppointmentId>,
) -> Answer<One<AppointmentBody>> {
    Ok(ok("appointment", services.appointments.open(&caller, id).await?.into()))
}

/// The appointments in which the caller takes part, by time: a patient account sees those of its family, a doctor the own
/// ones, a hospital and its staff those at the hospital, an administrator all.
#[utoipa::path(get, path = "/appointments", tag = "appointments", params(AppointmentQuery, PagingParams),
    responses((status = 200, description = "The appointments", body = ListEnvelope<AppointmentBody>)))]
pub async fn list_appointments(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Query(query): Query<AppointmentQuery>,
    Paging(page): Paging,
) -> Answer<Listed<AppointmentBody>> {
    let found = services.appointments.list(&caller, &query.read()?, &page).await?;
    Ok(listed("appointments", &page, found.map(Into::into)))
}

/// The caller's own appointments, by time.
#[utoipa::path(get, path = "/appointments/me", tag = "appointments", params(AppointmentQuery, PagingParams),
    responses((status = 200, description = "The appointments", body = ListEnvelope<AppointmentBody>)))]
pub async fn my_appointments(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Query(query): Query<AppointmentQuery>,
    Paging(page): Paging,
) -> Answer<Listed<AppointmentBody>> {
    let found = services.appointments.list(&caller, &query.read()?, &page).await?;
    Ok(listed("appointments", &page, found.map(Into::into)))
}

/// The appointments of the doctor who asks, by time.
#[utoipa::path(get, path = "/appointments/doctor/me", tag = "appointments", params(AppointmentQuery, PagingParams),
    responses((status = 200, description = "The appointments", body = ListEnvelope<AppointmentBody>)))]
pub async fn own_practice_appointments(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Query(query): Query<AppointmentQuery>,
    Paging(page): Paging,
) -> Answer<Listed<AppointmentBody>> {
    let found = services.appointments.of_own_practice(&caller, query.read()?, &page).await?;
    Ok(listed("appointments", &page, found.map(Into::into)))
}

/// A doctor's appointments, by time; for that doctor.
#[utoipa::path(get, path = "/appointments/doctor/{doctor_id}", tag = "appointments",
    params(("doctor_id" = Uuid, Path), AppointmentQuery, PagingParams),
    responses((status = 200, description = "The appointments", body = ListEnvelope<AppointmentBody>)))]
pub async fn doctor_appointments(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Path(doctor): Path<DoctorId>,
    Query(query): Query<AppointmentQuery>,
    Paging(page): Paging,
) -> Answer<Listed<AppointmentBody>> {
    let found = services.appointments.of_doctor(&caller, doctor, query.read()?, &page).await?;
    Ok(listed("appointments", &page, found.map(Into::into)))
}

/// A patient's appointments, by time; for those who act for the patient.
#[utoipa::path(get, path = "/appointments/patient/{patient_id}", tag = "appointments",
    params(("patient_id" = Uuid, Path), AppointmentQuery, PagingParams),
    responses((status = 200, description = "The appointments", body = ListEnvelope<AppointmentBody>)))]
pub async fn patient_appointments(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Path(patient): Path<PatientId>,
    Query(query): Query<AppointmentQuery>,
    Paging(page): Paging,
) -> Answer<Listed<AppointmentBody>> {
    let found = services.appointments.of_patient(&caller, patient, query.read()?, &page).await?;
    Ok(listed("appointments", &page, found.map(Into::into)))
}

/// A hospital's appointments, by time; for its people.
#[utoipa::path(get, path = "/appointments/hospital/{hospital_id}", tag = "appointments",
    params(("hospital_id" = Uuid, Path), AppointmentQuery, PagingParams),
    responses((status = 200, description = "The appointments", body = ListEnvelope<AppointmentBody>)))]
pub async fn hospital_appointments(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Path(hospital): Path<HospitalId>,
    Query(query): Query<AppointmentQuery>,
    Paging(page): Paging,
) -> Answer<Listed<AppointmentBody>> {
    let found = services.appointments.of_hospital(&caller, hospital, query.read()?, &page).await?;
    Ok(listed("appointments", &page, found.map(Into::into)))
}
