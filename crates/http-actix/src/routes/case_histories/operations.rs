use std::borrow::Cow;

use actix_web::{HttpRequest, web::Data};
use domain::{
    case_histories::access::MAY_WRITE,
    documents::{DocumentCategory, Place},
    kernel::{Check, PatientId},
};
use serde::Deserialize;
use utoipa::IntoParams;

use super::body::{CaseHistoryBody, CaseHistoryFields};
use crate::{
    app::BASE,
    csrf,
    envelope::{Answer, Envelope, ListEnvelope, Listed, One, created, listed, ok},
    extract::{Body, Paging, PagingParams, Path, Query, SignedIn},
    routes::documents::{DocumentBody, UploadForm, receive},
    uploads::Upload,
    wire::Services,
};

/// How to read a case history.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CaseHistoryQuery {
    /// Whether to open an empty one where there is none; heard only from callers who may write it.
    #[param(value_type = Option<bool>, default = false)]
    create_if_not_exists: Option<String>,
}

/// The current case history of a patient with its documents.
#[utoipa::path(get, path = "/patients/{patient_id}/case-history", tag = "case history",
    params(("patient_id" = Uuid, Path), CaseHistoryQuery),
    responses((status = 200, description = "The current version", body = Envelope<CaseHistoryBody>)))]
pub async fn get_case_history(
    request: HttpRequest,
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Path(patient): Path<PatientId>,
    Query(query): Query<CaseHistoryQuery>,
) -> Answer<One<CaseHistoryBody>> {
    let mut check = Check::default();
    let create = check.optional("create_if_not_exists", query.create_if_not_exists, yes_or_no);
    let found = if check.build(|| Some(create))?.unwrap_or(false) && MAY_WRITE.contains(caller.actor.role()) {
        csrf::check_read_that_writes(&request, caller.session)?;
        services.case_histories.current_or_opened(&caller, patient).await?
    } else {
        services.case_histories.current(&caller, patient).await?
    };
    Ok(ok("case history", found.into()))
}

#[expect(clippy::needless_pass_by_value, reason = "parsers share one form, so that a check can call any of them")]
fn yes_or_no(text: String) -> Result<bool, Cow<'static, str>> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "1" => Ok(true),
        "false" | "0" => Ok(false),
        _ => Err("must be true or false".into()),
    }
}

/// Write the first version of a patient's case history.
#[utoipa::path(post, path = "/patients/{patient_id}/case-history", tag = "case history",
    params(("patient_id" = Uuid, Path)), request_body = CaseHistoryFields,
    responses((status = 201, description = "The first version", body = Envelope<CaseHistoryBody>)))]
pub async fn create_case_history(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Path(patient): Path<PatientId>,
    Body(fields): Body<CaseHistoryFields>,
) -> Answer<One<CaseHistoryBody>> {
    let (summary, documents) = fields.read_new()?;
    let opened = services.case_histories.open(&caller, patient, summary, documents).await?;
    Ok(created("case history created", format!("{BASE}/patients/{patient}/case-history"), opened.into()))
}

/// Change the case history: a new version with the fields that are given. Earlier versions are kept.
#[utoipa::path(method(put, patch), path = "/patients/{patient_id}/case-history", tag = "case history",
    params(("patient_id" = Uuid, Path)), request_body = CaseHistoryFields,
    responses((status = 200, description = "The version that is current now", body = Envelope<CaseHistoryBody>)))]
pub async fn change_case_history(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Path(patient): Path<PatientId>,
    Body(fields): Body<CaseHistoryFields>,
) -> Answer<One<CaseHistoryBody>> {
    let change = fields.read_change()?;
    let changed = services.case_histories.change(&caller, patient, change).await?;
    Ok(ok("case history changed", changed.into()))
}

/// Every version of the case history, newest first, the current one included.
#[utoipa::path(get, path = "/patients/{patient_id}/case-history/versions", tag = "case history",
    params(("patient_id" = Uuid, Path), PagingParams),
    responses((status = 200, description = "The versions", body = ListEnvelope<CaseHistoryBody>)))]
pub async fn list_case_history_versions(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Path(patient): Path<PatientId>,
    Paging(page): Paging,
) -> Answer<Listed<CaseHistoryBody>> {
    let found = services.case_histories.versions(&caller, patient, &page).await?;
    Ok(listed("case history versions", &page, found.map(Into::into)))
}

/// The documents that were uploaded for the case history, newest first.
#[utoipa::path(get, path = "/patients/{patient_id}/case-history/documents", tag = "case history",
    params(("patient_id" = Uuid, Path), PagingParams),
    responses((status = 200, description = "The documents", body = ListEnvelope<DocumentBody>)))]
pub async fn list_case_history_documents(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Path(patient): Path<PatientId>,
    Paging(page): Paging,
) -> Answer<Listed<DocumentBody>> {
    let category = Some(DocumentCategory::CaseHistory);
    let found = services.documents.list(&caller, patient, category, &page).await?;
    Ok(listed("documents", &page, found.map(Into::into)))
}

/// Upload files for the case history. They join its current version, or the first one when there is none yet.
#[utoipa::path(post, path = "/patients/{patient_id}/case-history/documents", tag = "case history",
    params(("patient_id" = Uuid, Path)),
    request_body(content = UploadForm, content_type = "multipart/form-data"),
    responses(
        (status = 201, description = "The documents, one per file", body = Envelope<Vec<DocumentBody>>),
        (status = 413, description = "A file is larger than its kind may be."),
        (status = 415, description = "A file is of no accepted type.")))]
pub async fn upload_case_history_documents(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Path(patient): Path<PatientId>,
    upload: Upload,
) -> Answer<One<Vec<DocumentBody>>> {
    receive(&services, &caller, patient, Place::CaseHistory, upload).await
}
