//! The audit trail, and who opened a patient's record.

mod body;

use actix_web::web::Data;
use domain::{audit::access, kernel::PatientId};

use self::body::{RecordAccessBody, TrailEntryBody, TrailQuery};
use crate::{
    api::{Api, Gate},
    envelope::{Answer, ListEnvelope, Listed, listed},
    extract::{Paging, PagingParams, Path, Query, SignedIn},
    op,
    wire::Services,
};

/// Adds the room's operations.
pub fn routes(api: &mut Api) {
    api.add(op!(Gate::Roles(access::MAY_READ_TRAIL), list_audit_logs));
    api.add(op!(Gate::ANY, list_accesses_of_patient));
}

/// The audit trail, newest first: who did what to which resource, on whose behalf, by which request.
///
/// With the action `read` it lists who opened clinical data instead; what was opened within the last moments may not be in it yet.
#[utoipa::path(get, path = "/admin/audit-logs", tag = "administration", params(TrailQuery, PagingParams),
    responses((status = 200, description = "The entries", body = ListEnvelope<TrailEntryBody>)))]
pub async fn list_audit_logs(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Query(query): Query<TrailQuery>,
    Paging(page): Paging,
) -> Answer<Listed<TrailEntryBody>> {
    let found = services.trail.list(&caller, &query.read()?, &page).await?;
    Ok(listed("audit trail", &page, found.map(Into::into)))
}

/// Who opened or changed a patient's record, newest first; for those who act for the patient. What was opened within the
/// last moments may not be in it yet.
#[utoipa::path(get, path = "/patients/{patient_id}/access-log", tag = "patients",
    params(("patient_id" = Uuid, Path), PagingParams),
    responses((status = 200, description = "The accesses", body = ListEnvelope<RecordAccessBody>)))]
pub async fn list_accesses_of_patient(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Path(patient): Path<PatientId>,
    Paging(page): Paging,
) -> Answer<Listed<RecordAccessBody>> {
    let found = services.trail.of_patient(&caller, patient, &page).await?;
    Ok(listed("accesses", &page, found.map(Into::into)))
}
