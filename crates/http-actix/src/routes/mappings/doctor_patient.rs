use actix_web::web::Data;
use chrono::{DateTime, Utc};
use domain::{
    kernel::MappingId,
    mappings::{MappingFilter, MappingKind, NamedMapping, Pair},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::body::pair;
use crate::{
    envelope::{Answer, Envelope, ListEnvelope, Listed, Nothing, One, created_or_found, listed, ok},
    extract::{Body, Field, Paging, PagingParams, Path, Query, SignedIn},
    wire::Services,
};

/// The doctor and the patient to be mapped, by the ids of their profiles, never of their accounts.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct DoctorPatientFields {
    /// The doctor.
    #[schema(value_type = Option<Uuid>, example = "0198c5a0-0000-7000-8000-000000000001")]
    doctor_id: Field<Uuid>,
    /// The patient.
    #[schema(value_type = Option<Uuid>, example = "0198c5a0-0000-7000-8000-000000000002")]
    patient_id: Field<Uuid>,
}

/// Which of them.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DoctorPatientQuery {
    /// With this doctor.
    doctor_id: Option<Uuid>,
    /// With this patient.
    patient_id: Option<Uuid>,
}

/// A doctor treats a patient.
#[derive(Serialize, ToSchema)]
pub struct DoctorPatientBody {
    /// The mapping's id.
    id: Uuid,
    /// The doctor.
    doctor_id: Uuid,
    /// The doctor's name.
    doctor_name: String,
    /// The patient.
    patient_id: Uuid,
    /// The patient's name.
    patient_name: String,
    /// When it began.
    created_at: DateTime<Utc>,
    /// The same: a mapping does not change, it ends.
    updated_at: DateTime<Utc>,
}

impl From<NamedMapping> for DoctorPatientBody {
    fn from(named: NamedMapping) -> Self {
        let (doctor_id, patient_id) = named.mapping.pair.ids();
        Self {
            id: named.mapping.id.into(),
            doctor_id,
            doctor_name: named.first_name,
            patient_id,
            patient_name: named.second_name,
            created_at: named.mapping.created_at,
            updated_at: named.mapping.created_at,
        }
    }
}

/// Map a patient to a doctor, who thereby treats the patient. An unverified doctor is verified by it.
#[utoipa::path(post, path = "/mappings/doctor-patient", tag = "mappings", request_body = DoctorPatientFields,
    responses(
        (status = 201, description = "Mapped", body = Envelope<DoctorPatientBody>),
        (status = 200, description = "They were mapped already", body = Envelope<DoctorPatientBody>)))]
pub async fn map_doctor_patient(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Body(fields): Body<DoctorPatientFields>,
) -> Answer<One<DoctorPatientBody>> {
    let pair = pair(("doctor_id", fields.doctor_id), ("patient_id", fields.patient_id), Pair::DoctorPatient)?;
    let (mapping, is_new) = services.mappings.map(&caller, pair).await?;
    let body = DoctorPatientBody::from(mapping);
    let place = format!("/api/v1/mappings/doctor-patient?doctor_id={}&patient_id={}", body.doctor_id, body.patient_id);
    Ok(created_or_found(is_new, "mapped", place, body))
}

/// Who treats whom, as far as the caller sees it: doctors their own, patients those of their family, hospitals and staff those of their patients.
#[utoipa::path(get, path = "/mappings/doctor-patient", tag = "mappings", params(DoctorPatientQuery, PagingParams),
    responses((status = 200, description = "The live mappings, newest first", body = ListEnvelope<DoctorPatientBody>)))]
pub async fn list_doctor_patients(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Query(query): Query<DoctorPatientQuery>,
    Paging(page): Paging,
) -> Answer<Listed<DoctorPatientBody>> {
    let filter = MappingFilter {
        doctor: query.doctor_id.map(Into::into),
        patient: query.patient_id.map(Into::into),
        ..MappingFilter::default()
    };
    let found = services.mappings.list(&caller, MappingKind::DoctorPatient, &filter, &page).await?;
    Ok(listed("mappings", &page, found.map(Into::into)))
}

/// End a treatment. The doctor's access to the record and the chat stops at once. Both sides may do so.
#[utoipa::path(delete, path = "/mappings/doctor-patient/{mapping_id}", tag = "mappings",
    params(("mapping_id" = Uuid, Path)),
    responses((status = 200, description = "It has ended", body = Envelope<Nothing>)))]
pub async fn end_doctor_patient(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Path(mapping): Path<MappingId>,
) -> Answer<One<Nothing>> {
    services.mappings.end(&caller, MappingKind::DoctorPatient, mapping).await?;
    Ok(ok("mapping ended", Nothing))
}
