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

/// The hospital and the patient to be mapped, by the ids of their profiles, never of their accounts.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct HospitalPatientFields {
    /// The hospital.
    #[schema(value_type = Option<Uuid>, example = "0198c5a0-0000-7000-8000-000000000001")]
    hospital_id: Field<Uuid>,
    /// The patient.
    #[schema(value_type = Option<Uuid>, example = "0198c5a0-0000-7000-8000-000000000002")]
    patient_id: Field<Uuid>,
}

/// Which of them.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct HospitalPatientQuery {
    /// With this hospital.
    hospital_id: Option<Uuid>,
    /// With this patient.
    patient_id: Option<Uuid>,
}

/// A patient is registered at a hospital.
#[derive(Serialize, ToSchema)]
pub struct HospitalPatientBody {
    /// The mapping's id.
    id: Uuid,
    /// The hospital.
    hospital_id: Uuid,
    /// The hospital's name.
    hospital_name: String,
    /// The patient.
    patient_id: Uuid,
    /// The patient's name.
    patient_name: String,
    /// When it began.
    created_at: DateTime<Utc>,
    /// The same: a mapping does not change, it ends.
    updated_at: DateTime<Utc>,
}

impl From<NamedMapping> for HospitalPatientBody {
    fn from(named: NamedMapping) -> Self {
        let (hospital_id, patient_id) = named.mapping.pair.ids();
        Self {
            id: named.mapping.id.into(),
            hospital_id,
            hospital_name: named.first_name,
            patient_id,
            patient_name: named.second_name,
            created_at: named.mapping.created_at,
            updated_at: named.mapping.created_at,
        }
    }
}

/// Map a patient to a hospital. An unverified hospital is verified by it.
#[utoipa::path(post, path = "/mappings/hospital-patient", tag = "mappings", request_body = HospitalPatientFields,
    responses(
        (status = 201, description = "Mapped", body = Envelope<HospitalPatientBody>),
        (status = 200, description = "They were mapped already", body = Envelope<HospitalPatientBody>)))]
pub async fn map_hospital_patient(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Body(fields): Body<HospitalPatientFields>,
) -> Answer<One<HospitalPatientBody>> {
    let pair = pair(("hospital_id", fields.hospital_id), ("patient_id", fields.patient_id), Pair::HospitalPatient)?;
    let (mapping, is_new) = services.mappings.map(&caller, pair).await?;
    let body = HospitalPatientBody::from(mapping);
    let place =
        format!("/api/v1/mappings/hospital-patient?hospital_id={}&patient_id={}", body.hospital_id, body.patient_id);
    Ok(created_or_found(is_new, "mapped", place, body))
}

/// The patients' hospitals that the caller sees: hospitals and staff their own, doctors those of their patients, patients those of their family.
#[utoipa::path(get, path = "/mappings/hospital-patient", tag = "mappings", params(HospitalPatientQuery, PagingParams),
    responses((status = 200, description = "The live mappings, newest first", body = ListEnvelope<HospitalPatientBody>)))]
pub async fn list_hospital_patients(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Query(query): Query<HospitalPatientQuery>,
    Paging(page): Paging,
) -> Answer<Listed<HospitalPatientBody>> {
    let filter = MappingFilter {
        hospital: query.hospital_id.map(Into::into),
        patient: query.patient_id.map(Into::into),
        ..MappingFilter::default()
    };
    let found = services.mappings.list(&caller, MappingKind::HospitalPatient, &filter, &page).await?;
    Ok(listed("mappings", &page, found.map(Into::into)))
}

/// End a patient's registration at a hospital: its staff lose sight of the patient at once. Hospitals end their own.
#[utoipa::path(delete, path = "/mappings/hospital-patient/{mapping_id}", tag = "mappings",
    params(("mapping_id" = Uuid, Path)),
    responses((status = 200, description = "It has ended", body = Envelope<Nothing>)))]
pub async fn end_hospital_patient(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Path(mapping): Path<MappingId>,
) -> Answer<One<Nothing>> {
    services.mappings.end(&caller, MappingKind::HospitalPatient, mapping).await?;
    Ok(ok("mapping ended", Nothing))
}
