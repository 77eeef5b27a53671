use actix_web::web::Data;
use domain::{
    documents::Place,
    kernel::{Check, PatientId, ReportId, parse},
};
use serde::Deserialize;
use utoipa::IntoParams;

use super::body::{ReportBody, ReportFields};
use crate::{
    app::BASE,
    envelope::{Answer, Envelope, ListEnvelope, Listed, One, created, listed, ok},
    extract::{Body, Paging, PagingParams, Path, Query, SignedIn},
    routes::documents::{DocumentBody, UploadForm, receive},
    uploads::Upload,
    wire::Services,
};

/// Which reports.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ReportQuery {
    /// Of this type only.
    report_type: Option<String>,
}

/// A patient's reports, newest first, each with its documents.
#[utoipa::path(get, path = "/patients/{patient_id}/reports", tag = "reports",
    params(("patient_id" = Uuid, Path), ReportQuery, PagingParams),
    responses((status = 200, description = "The reports", body = ListEnvelope<ReportBody>)))]
pub async fn list_reports(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Path(patient): Path<PatientId>,
    Paging(page): Paging,
    Query(query): Query<ReportQuery>,
) -> Answer<Listed<ReportBody>> {
    let mut check = Check::default();
    let report_type = check.optional("report_type", query.report_type, parse::word);
    let report_type = check.build(|| Some(report_type))?;
    let found = services.reports.list(&caller, patient, report_type, &page).await?;
    Ok(listed("reports", &page, found.map(Into::into)))
}

/// Enter a report. Its files follow by upload.
#[utoipa::path(post, path = "/patients/{patient_id}/reports", tag = "reports", params(("patient_id" = Uuid, Path)),
    request_body = ReportFields,
    responses((status = 201, description = "The report", body = Envelope<ReportBody>)))]
pub async fn create_report(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Path(patient): Path<PatientId>,
    Body(fields): Body<ReportFields>,
) -> Answer<One<ReportBody>> {
    let added = services.reports.add(&caller, patient, fields.read_new()?).await?;
    let location = format!("{BASE}/patients/{patient}/reports/{}", added.report.id);
    Ok(created("report created", location, added.into()))
}

/// One report with its documents.
#[utoipa::path(get, path = "/patients/{patient_id}/reports/{report_id}", tag = "reports",
    params(("patient_id" = Uuid, Path), ("report_id" = Uuid, Path)),
    responses((status = 200, description = "The report", body = Envelope<ReportBody>)))]
pub async fn get_report(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Path((patient, report)): Path<(PatientId, ReportId)>,
) -> Answer<One<ReportBody>> {
    Ok(ok("report", services.reports.find(&caller, patient, report).await?.into()))
}

/// Change the fields of a report that are given; null clears one.
#[utoipa::path(method(put, patch), path = "/patients/{patient_id}/reports/{report_id}", tag = "reports",
    params(("patient_id" = Uuid, Path), ("report_id" = Uuid, Path)), request_body = ReportFields,
    responses((status = 200, description = "The report as it is now", body = Envelope<ReportBody>)))]
pub async fn change_report(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Path((patient, report)): Path<(PatientId, ReportId)>,
    Body(fields): Body<ReportFields>,
) -> Answer<One<ReportBody>> {
    let changed = services.reports.change(&caller, patient, report, fields.read_change()?).await?;
    Ok(ok("report changed", changed.into()))
}

/// A report's documents, newest first.
#[utoipa::path(get, path = "/patients/{patient_id}/reports/{report_id}/documents", tag = "reports",
    params(("patient_id" = Uuid, Path), ("report_id" = Uuid, Path), PagingParams),
    responses((status = 200, description = "The documents", body = ListEnvelope<DocumentBody>)))]
pub async fn list_report_documents(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Path((patient, report)): Path<(PatientId, ReportId)>,
    Paging(page): Paging,
) -> Answer<Listed<DocumentBody>> {
    let found = services.documents.of_report(&caller, patient, report, &page).await?;
    Ok(listed("documents", &page, found.map(Into::into)))
}

/// Upload files to a report.
#[utoipa::path(post, path = "/patients/{patient_id}/reports/{report_id}/documents", tag = "reports",
    params(("patient_id" = Uuid, Path), ("report_id" = Uuid, Path)),
    request_body(content = UploadForm, content_type = "multipart/form-data"),
    responses(
        (status = 201, description = "The documents, one per file", body = Envelope<Vec<DocumentBody>>),
        (status = 413, description = "A file is larger than its kind may be."),
        (status = 415, description = "A file is of no accepted type.")))]
pub async fn upload_report_documents(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Path((patient, report)): Path<(PatientId, ReportId)>,
    upload: Upload,
) -> Answer<One<Vec<DocumentBody>>> {
    receive(&services, &caller, patient, Place::Report(report), upload).await
}
