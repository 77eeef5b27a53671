use actix_web::web::Data;
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    kernel::{DoctorId, HospitalId, PatientId},
    patients::{CaringDoctor, PatientInCare, PatientRecord},
};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::PatientBody;
use crate::{
    envelope::{Answer, ListEnvelope, Listed, listed},
    extract::{Paging, PagingParams, Path, SignedIn},
    routes::{chats::ChatSummaryBody, hospitals::HospitalBody},
    wire::Services,
};

/// A doctor who treats a patient.
#[derive(Serialize, ToSchema)]
pub struct CaringDoctorBody {
    /// The doctor.
    pub id: Uuid,
    /// Full name.
    #[schema(example = "Dr. Amina Benali")]
    pub name: String,
    /// Given name.
    pub first_name: Option<String>,
    /// Family name.
    pub last_name: Option<String>,
    /// Link to a photo.
    pub photo: Option<String>,
    /// Title or position.
    pub designation: Option<String>,
    /// Field of practice.
    #[schema(example = "cardiology")]
    pub specialization: Option<String>,
    /// Years of practice.
    pub experience: Option<i32>,
    /// The same under its other name.
    pub experience_years: Option<i32>,
    /// Degrees.
    pub qualification: Option<String>,
    /// Where the practice is.
    pub clinic_address: Option<String>,
    /// City.
    pub city: Option<String>,
    /// Country.
    pub country: Option<String>,
    /// IANA name of the doctor's time zone.
    pub timezone: String,
    /// Mean of the ratings, 0 when there are none.
    pub avg_rating: f64,
    /// How many ratings there are.
    pub rating_count: i32,
    /// The mapping by which the doctor treats the patient.
    pub mapping_id: Uuid,
    /// Since when.
    pub mapped_at: DateTime<Utc>,
    /// The chat of the two as the caller's side sees it; null where there is none or the caller has no part in it.
    pub chat: Option<ChatSummaryBody>,
}

impl From<CaringDoctor> for CaringDoctorBody {
    fn from(row: CaringDoctor) -> Self {
        let CaringDoctor { mapping, doctor, since, chat } = row;
        Self {
            id: doctor.id.into(),
            name: doctor.name,
            first_name: doctor.first_name,
            last_name: doctor.last_name,
            photo: doctor.photo,
            designation: doctor.designation,
            specialization: doctor.specialization,
            experience: doctor.experience_years,
            experience_years: doctor.experience_years,
            qualification: doctor.qualification,
            clinic_address: doctor.clinic_address,
            city: doctor.city,
            country: doctor.country,
            timezone: doctor.timezone,
            avg_rating: doctor.avg_rating,
            rating_count: doctor.rating_count,
            mapping_id: mapping.into(),
            mapped_at: since,
            chat: chat.map(Into::into),
        }
    }
}

/// A patient of a doctor or hospital.
#[derive(Serialize, ToSchema)]
pub struct PatientInCareBody {
    /// The patient, without clinical fields.
    #[serde(flatten)]
    pub patient: PatientBody,
    /// The mapping.
    pub mapping_id: Uuid,
    /// Since when.
    pub mapped_at: DateTime<Utc>,
    /// The chat with the doctor as the doctor sees it; null where there is none or the list is a hospital's.
    pub chat: Option<ChatSummaryBody>,
}

impl PatientInCareBody {
    fn new(row: PatientInCare, today: NaiveDate) -> Self {
        Self {
            patient: PatientRecord::demographics(row.patient, today).into(),
            mapping_id: row.mapping.into(),
            mapped_at: row.since,
            chat: row.chat.map(Into::into),
        }
    }
}

/// The doctors who treat a patient, newest first, each with the chat as the caller's side sees it.
#[utoipa::path(get, path = "/patients/{patient_id}/doctors", tag = "patients",
    params(("patient_id" = Uuid, Path), PagingParams),
    responses((status = 200, description = "The doctors", body = ListEnvelope<CaringDoctorBody>)))]
pub async fn list_doctors_of_patient(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Path(patient): Path<PatientId>,
    Paging(page): Paging,
) -> Answer<Listed<CaringDoctorBody>> {
    let found = services.care.doctors_of(&caller, patient, &page).await?;
    Ok(listed("doctors", &page, found.map(Into::into)))
}

/// The hospitals at which a patient is registered, newest first.
#[utoipa::path(get, path = "/patients/{patient_id}/hospitals", tag = "patients",
    params(("patient_id" = Uuid, Path), PagingParams),
    responses((status = 200, description = "The hospitals", body = ListEnvelope<HospitalBody>)))]
pub async fn list_hospitals_of_patient(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Path(patient): Path<PatientId>,
    Paging(page): Paging,
) -> Answer<Listed<HospitalBody>> {
    let found = services.care.hospitals_of(&caller, patient, &page).await?;
    Ok(listed("hospitals", &page, found.map(Into::into)))
}

/// The active patients of a hospital, newest first. A doctor who works there sees only the own ones.
#[utoipa::path(get, path = "/hospitals/{hospital_id}/patients", tag = "patients",
    params(("hospital_id" = Uuid, Path), PagingParams),
    responses((status = 200, description = "The patients", body = ListEnvelope<PatientInCareBody>)))]
pub async fn list_patients_of_hospital(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Path(hospital): Path<HospitalId>,
    Paging(page): Paging,
) -> Answer<Listed<PatientInCareBody>> {
    let found = services.care.patients_of_hospital(&caller, hospital, &page).await?;
    let today = services.patients.today();
    Ok(listed("patients", &page, found.map(|row| PatientInCareBody::new(row, today))))
}

/// The active patients of a doctor, newest first, each with the chat as the doctor sees it. For that doctor alone.
#[utoipa::path(get, path = "/doctors/{doctor_id}/patients", tag = "patients",
    params(("doctor_id" = Uuid, Path), PagingParams),
    responses((status = 200, description = "The patients", body = ListEnvelope<PatientInCareBody>)))]
pub async fn list_patients_of_doctor(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Path(doctor): Path<DoctorId>,
    Paging(page): Paging,
) -> Answer<Listed<PatientInCareBody>> {
    let found = services.care.patients_of_doctor(&caller, doctor, &page).await?;
    let today = services.patients.today();
    Ok(listed("patients", &page, found.map(|row| PatientInCareBody::new(row, today))))
}
