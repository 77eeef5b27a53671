use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{CROSS_ORIGIN_RESOURCE_POLICY, HOST, HeaderValue},
    web::Data,
};
use chrono::DateTime;
use domain::{
    documents::SignedLink,
    kernel::{Check, DocumentId, Outcome, parse},
};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::{attachment::attachment, body::LinkBody};
use crate::{
    envelope::{Answer, Envelope, One, ok},
    extract::{Path, Query, SignedIn},
    origin,
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
    /// The account for which it was made.
    user_id: Uuid,
    /// In which role.
    role: String,
}

impl SignedQuery {
    fn read(self, document: DocumentId) -> Outcome<SignedLink> {
        let mut check = Check::default();
        let expires_at = DateTime::from_timestamp(self.expires, 0);
        if expires_at.is_none() {
            check.issue("expires", "must be in seconds since 1970");
        }
        let role = check.required("role", Some(self.role), parse::word);
        let (user, signature) = (self.user_id.into(), self.signature);
        check.build(|| Some(SignedLink { document, user, role: role?, expires_at: expires_at?, signature }))
    }
}

/// Download a document. The bytes are streamed; the answer has no envelope. One `Range` of bytes may be asked for.
#[utoipa::path(get, path = "/documents/{document_id}/download", tag = "documents",
    params(("document_id" = Uuid, Path)),
    responses(
        (status = 200, description = "The file's bytes", content_type = "application/octet-stream"),
        (status = 206, description = "The bytes that were asked for", content_type = "application/octet-stream"),
        (status = 416, description = "The file has no such bytes")))]
pub async fn download_document(
    request: HttpRequest,
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Path(document): Path<DocumentId>,
) -> Answer<HttpResponse> {
    attachment(&request, &services, &services.documents.find(&caller, document).await?).await
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

/// What a signed link leads to: the file's bytes, for whoever has the link, until it expires. The read is noted in the name
/// of who made the link.
#[utoipa::path(get, path = "/documents/{document_id}/content", tag = "documents",
    params(("document_id" = Uuid, Path), SignedQuery),
    responses(
        (status = 200, description = "The file's bytes", content_type = "application/octet-stream"),
        (status = 206, description = "The bytes that were asked for", content_type = "application/octet-stream"),
        (status = 416, description = "The file has no such bytes"),
        (status = 403, description = "The link is not one of ours"),
        (status = 410, description = "The link has expired")))]
pub async fn document_content(
    request: HttpRequest,
    services: Data<Services>,
    Path(document): Path<DocumentId>,
    Query(query): Query<SignedQuery>,
) -> Answer<HttpResponse> {
    let link = query.read(document)?;
    let document = services.documents.find_by_link(&link, &origin::of(&request)).await?;
    let mut answer = attachment(&request, &services, &document).await?;
    // The link is made to be opened from pages of other origins.
    answer.headers_mut().insert(CROSS_ORIGIN_RESOURCE_POLICY, HeaderValue::from_static("cross-origin"));
    Ok(answer)
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
