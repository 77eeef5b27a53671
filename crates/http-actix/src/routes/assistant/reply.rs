use actix_web::web::Data;

use super::body::{ReplyBody, ReplyFields};
use crate::{
    envelope::{Answer, Envelope, One, ok},
    extract::{Body, ClientGone, SignedIn},
    wire::Services,
};

/// Draft a reply to a patient from case history, summary and recent messages, for the doctor to edit. Never sent by itself.
#[utoipa::path(post, path = "/ai/suggested-response", tag = "assistant", request_body = ReplyFields,
    responses((status = 200, description = "The draft", body = Envelope<ReplyBody>)))]
pub async fn suggest_response(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    ClientGone(gone): ClientGone,
    Body(fields): Body<ReplyFields>,
) -> Answer<One<ReplyBody>> {
    let draft = services.replies.draft(&caller, fields.read()?, gone.cancelled()).await?;
    Ok(ok("draft reply", draft.into()))
}
