use actix_web::web::Data;
use domain::{
    kernel::{Check, PatientId, parse},
    mappings::Relation,
};
use serde::Deserialize;
use utoipa::ToSchema;

use super::body::PatientInvitationBody;
use crate::{
    envelope::{Answer, Envelope, Nothing, One, created, ok},
    extract::{Body, Field, Path, SignedIn},
    wire::Services,
};

/// To whom a record is offered.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct ClaimFields {
    /// Where the invitation goes.
    #[schema(value_type = Option<String>, example = "omar@family.example")]
    email: Field<String>,
    /// What the patient is to the recipient; self when left out.
    #[schema(value_type = Option<String>, example = "self")]
    relation: Field<String>,
}

/// Offer patients whom the desk registered, or a relative, the record that the hospital keeps. The mail has a link that is
/// good once, for three days; an earlier one is dead then.
#[utoipa::path(post, path = "/patients/{patient_id}/claim-invitation", tag = "patients", request_body = ClaimFields,
    params(("patient_id" = Uuid, Path)),
    responses((status = 201, description = "Offered; the mail is on its way", body = Envelope<PatientInvitationBody>),
        (status = 409, description = "The patient has an account, or somebody who acts for them."),
        (status = 429, description = "The same was offered a moment ago, or the hospital or the address has had too many.")))]
pub async fn offer_claim(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Path(patient): Path<PatientId>,
    Body(fields): Body<ClaimFields>,
) -> Answer<One<PatientInvitationBody>> {
    let mut check = Check::default();
    let email = check.required("email", fields.email, parse::email);
    let relation = check.optional("relation", fields.relation, parse::word::<Relation>).unwrap_or(Relation::Own);
    let email = check.build(|| email)?;
    let sent = services.invitations.offer_claim(&caller, patient, &email, relation).await?;
    Ok(created("invited", format!("/api/v1/patients/{patient}"), sent.into()))
}

/// Take the offer of a record back: its link is dead at once.
#[utoipa::path(delete, path = "/patients/{patient_id}/claim-invitation", tag = "patients",
    params(("patient_id" = Uuid, Path)),
    responses((status = 200, description = "It is revoked", body = Envelope<Nothing>)))]
pub async fn revoke_claim(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Path(patient): Path<PatientId>,
) -> Answer<One<Nothing>> {
    services.invitations.revoke_claim(&caller, patient).await?;
    Ok(ok("invitation revoked", Nothing))
}
