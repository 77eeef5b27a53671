use actix_web::web::Data;
use domain::kernel::{Check, DocumentId, PatientId, parse};
use serde::Deserialize;
use utoipa::IntoParams;

use super::DocumentBody;
use crate::{
    envelope::{Answer, Envelope, ListEnvelope, Listed, Nothing, One, listed, ok},
    extract::{Paging, PagingParams, Path, Query, SignedIn},
    wire::Services,
};

/// Which documents.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DocumentQuery {
    /// `case_history`, report, message, lab or file.
    category: Option<String>,
}

/// All documents of a patient, newest first.
#[utoipa::path(get, path = "/patients/{patient_id}/documents", tag = "documents",
    params(("patient_id" = Uuid, Path), DocumentQuery, PagingParams),
    responses((status = 200, description = "The documents", body = ListEnvelope<DocumentBody>)))]
pub async fn list_documents(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Path(patient): Path<PatientId>,
    Paging(page): Paging,
    Query(query): Query<DocumentQuery>,
) -> Answer<Listed<DocumentBody>> {
    let mut check = Check::default();
    let category = check.optional("category", query.category, parse::word);
    let category = check.build(|| Some(category))?;
    let found = services.documents.list(&caller, patient, category, &page).await?;
    Ok(listed("documents", &page, found.map(Into::into)))
}

/// One document's particulars.
#[utoipa::path(get, path = "/documents/{document_id}", tag = "documents", params(("document_id" = Uuid, Path)),
    responses((status = 200, description = "The document", body = Envelope<DocumentBody>)))]
pub async fn get_document(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Path(document): Path<DocumentId>,
) -> Answer<One<DocumentBody>> {
    Ok(ok("document", services.documents.find(&caller, document).await?.into()))
}

/// Delete a document. Only who uploaded it and administrators do; from then on nobody sees it.
#[utoipa::path(delete, path = "/documents/{document_id}", tag = "documents", params(("document_id" = Uuid, Path)),
    responses((status = 200, description = "The document was deleted", body = Envelope<Nothing>)))]
pub async fn delete_document(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Path(document): Path<DocumentId>,
) -> Answer<One<Nothing>> {
    services.documents.delete(&caller, document).await?;
    Ok(ok("document deleted", Nothing))
}
