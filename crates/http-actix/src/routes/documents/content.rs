use actix_web::{
    HttpRequest, HttpResponse,
    body::SizedStream,
    http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, ContentEncoding, ETAG, HOST, X_CONTENT_TYPE_OPTIONS},
    web::Data,
};
use chrono::DateTime;
use domain::{
    documents::Opened,
    kernel::{DocumentId, Error},
};
use serde::Deserialize;
use utoipa::IntoParams;

use super::body::LinkBody;
use crate::{
    envelope::{Answer, Envelope, One, ok},
    extract::{Path, Query, SignedIn},
    wire::{Services, Wired},
};

/// What a signed link carries.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SignedQuery {
    /// Until when it is good, in seconds since 1970.
    expires: i64,
    /// The signature.
    signature: String,
}

/// Download a document. The bytes are streamed; the answer has no envelope.
#[utoipa::path(get, path = "/documents/{document_id}/download", tag = "documents",
    params(("document_id" = Uuid, Path)),
    responses((status = 200, description = "The file's bytes", content_type = "application/octet-stream")))]
pub async fn download_document(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Path(document): Path<DocumentId>,
) -> Answer<HttpResponse> {
    Ok(attachment(services.documents.open(&caller, document).await?))
}

/// Make a link to a document that works without sign-in for a short time, for players, viewers and printers.
#[utoipa::path(post, path = "/documents/{document_id}/link", tag = "documents", params(("document_id" = Uuid, Path)),
    responses((status = 200, description = "The link", body = Envelope<LinkBody>)))]
pub async fn link_document(
    request: HttpRequest,
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    wired: Data<Wired>,
    Path(document): Path<DocumentId>,
) -> Answer<One<LinkBody>> {
    let link = services.documents.link(&caller, document).await?;
    Ok(ok("link", LinkBody::new(link, &server_address(&request, &wired))))
}

/// What a signed link leads to: the file's bytes, for whoever has the link, until it expires.
#[utoipa::path(get, path = "/documents/{document_id}/content", tag = "documents",
    params(("document_id" = Uuid, Path), SignedQuery),
    responses(
        (status = 200, description = "The file's bytes", content_type = "application/octet-stream"),
        (status = 403, description = "The link is not one of ours"),
        (status = 410, description = "The link has expired")))]
pub async fn document_content(
    services: Data<Services>,
    Path(document): Path<DocumentId>,
    Query(query): Query<SignedQuery>,
) -> Answer<HttpResponse> {
    let expires_at = DateTime::from_timestamp(query.expires, 0)
        .ok_or_else(|| Error::invalid("expires", "must be in seconds since 1970"))?;
    Ok(attachment(services.documents.open_by_link(document, expires_at, &query.signature).await?))
}

/// A file that browsers save and never run or guess about. It goes out as it is stored, with its length.
fn attachment(opened: Opened) -> HttpResponse {
    let Opened { document, content } = opened;
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, document.content_type.mime()))
        .insert_header((CONTENT_DISPOSITION, document.file_name.content_disposition()))
        .insert_header((ETAG, format!("\"{}\"", document.sha256)))
        .insert_header((X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header(ContentEncoding::Identity)
        .body(SizedStream::new(document.size, content))
}

/// The configured public address, else the one at which this caller has just reached the server.
fn server_address(request: &HttpRequest, wired: &Wired) -> String {
    let server = &wired.config.server;
    let host = request.headers().get(HOST).and_then(|host| host.to_str().ok());
    match host.filter(|_| server.public_url.is_none()) {
        Some(host) => format!("http://{host}"),
        None => server.public_url(),
    }
}
