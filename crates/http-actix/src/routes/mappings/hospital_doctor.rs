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

/// The hospital and the doctor to be mapped, by the ids of their profiles, never of their accounts.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct HospitalDoctorFields {
    /// The hospital.
    #[schema(value_type = Option<Uuid>, example = "0198c5a0-0000-7000-8000-000000000001")]
    hospital_id: Field<Uuid>,
    /// The doctor.
    #[schema(value_type = Option<Uuid>, example = "0198c5a0-0000-7000-8000-000000000002")]
    doctor_id: Field<Uuid>,
}

/// Which of them.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct HospitalDoctorQuery {
    /// With this hospital.
    hospital_id: Option<Uuid>,
    /// With this doctor.
    doctor_id: Option<Uuid>,
}

/// A doctor works at a hospital.
#[derive(Serialize, ToSchema)]
pub struct HospitalDoctorBody {
    /// The mapping's id.
    id: Uuid,
    /// The hospital.
    hospital_id: Uuid,
    /// The hospital's name.
    hospital_name: String,
    /// The doctor.
    doctor_id: Uuid,
    /// The doctor's name.
    doctor_name: String,
    /// When it began.
    created_at: DateTime<Utc>,
    /// The same: a mapping does not change, it ends.
    updated_at: DateTime<Utc>,
}

impl From<NamedMapping> for HospitalDoctorBody {
    fn from(named: NamedMapping) -> Self {
        let (hospital_id, doctor_id) = named.mapping.pair.ids();
        Self {
            id: named.mapping.id.into(),
            hospital_id,
            hospital_name: named.first_name,
            doctor_id,
            doctor_name: named.second_name,
            created_at: named.mapping.created_at,
            updated_at: named.mapping.created_at,
        }
    }
}

/// Map a doctor to a hospital. Whoever of them is unverified is verified by it.
#[utoipa::path(post, path = "/mappings/hospital-doctor", tag = "mappings", request_body = HospitalDoctorFields,
    responses(
        (status = 201, description = "Mapped", body = Envelope<HospitalDoctorBody>),
        (status = 200, description = "They were mapped already", body = Envelope<HospitalDoctorBody>)))]
pub async fn map_hospital_doctor(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Body(fields): Body<HospitalDoctorFields>,
) -> Answer<One<HospitalDoctorBody>> {
    let pair = pair(("hospital_id", fields.hospital_id), ("doctor_id", fields.doctor_id), Pair::HospitalDoctor)?;
    let (mapping, is_new) = services.mappings.map(&caller, pair).await?;
    let body = HospitalDoctorBody::from(mapping);
    let place =
        format!("/api/v1/mappings/hospital-doctor?hospital_id={}&doctor_id={}", body.hospital_id, body.doctor_id);
    Ok(created_or_found(is_new, "mapped", place, body))
}

/// The doctors' places of work that the caller sees: hospitals and staff their own, doctors their own, patients those of verified ones.
#[utoipa::path(get, path = "/mappings/hospital-doctor", tag = "mappings", params(HospitalDoctorQuery, PagingParams),
    responses((status = 200, description = "The live mappings, newest first", body = ListEnvelope<HospitalDoctorBody>)))]
pub async fn list_hospital_doctors(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Query(query): Query<HospitalDoctorQuery>,
    Paging(page): Paging,
) -> Answer<Listed<HospitalDoctorBody>> {
    let filter = MappingFilter {
        hospital: query.hospital_id.map(Into::into),
        doctor: query.doctor_id.map(Into::into),
        ..MappingFilter::default()
    };
    let found = services.mappings.list(&caller, MappingKind::HospitalDoctor, &filter, &page).await?;
    Ok(listed("mappings", &page, found.map(Into::into)))
}

/// End a doctor's work at a hospital. Hospitals end their own.
#[utoipa::path(delete, path = "/mappings/hospital-doctor/{mapping_id}", tag = "mappings",
    params(("mapping_id" = Uuid, Path)),
    responses((status = 200, description = "It has ended", body = Envelope<Nothing>)))]
pub async fn end_hospital_doctor(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Path(mapping): Path<MappingId>,
) -> Answer<One<Nothing>> {
    services.mappings.end(&caller, MappingKind::HospitalDoctor, mapping).await?;
    Ok(ok("mapping ended", Nothing))
}
