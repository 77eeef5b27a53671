use actix_web::{
    HttpResponse,
    http::header::{CONTENT_DISPOSITION, CONTENT_TYPE},
    web::Data,
};

use super::{body::ExportBody, written::written};
use crate::{
    envelope::{Answer, Envelope},
    extract::SignedIn,
    wire::Services,
};

/// Take all of the own data along, as one JSON file.
///
/// It holds the account, and the whole record of every patient for whom it acts, or a doctor's profile. The answer is streamed; one that breaks off is not valid JSON. It is entered in the audit trail.
#[utoipa::path(get, path = "/users/me/export", tag = "users",
    responses((status = 200, description = "The data, as an attachment", body = Envelope<ExportBody>)))]
pub async fn export_own_data(SignedIn(caller): SignedIn, services: Data<Services>) -> Answer<HttpResponse> {
    let export = services.exports.begin(&caller).await?;
    let now = services.auth.now();
    let name = format!("attachment; filename=\"lifeline-export-{}.json\"", now.date_naive());
    let mut answer = HttpResponse::Ok();
    answer.insert_header((CONTENT_TYPE, "application/json")).insert_header((CONTENT_DISPOSITION, name));
    Ok(answer.streaming(written(export, now)))
}
