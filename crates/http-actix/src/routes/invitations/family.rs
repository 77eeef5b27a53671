use actix_web::web::Data;
use domain::{
    kernel::{Check, InvitationId, PatientId, parse},
    mappings::Relation,
};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::body::{PatientInvitationBody, Sent};
use crate::{
    envelope::{Answer, Envelope, ListEnvelope, Listed, Nothing, One, created, listed, ok},
    extract::{Body, Field, Paging, PagingParams, Path, SignedIn},
    routes::mappings::RelationBody,
    wire::Services,
};

/// Who is to act for whom.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct ShareFields {
    /// A patient for whom the caller acts.
    #[schema(value_type = Option<Uuid>, example = "0198c5a0-0000-7000-8000-000000000002")]
    patient_id: Field<Uuid>,
    /// Where the invitation goes.
    #[schema(value_type = Option<String>, example = "omar@family.example")]
    email: Field<String>,
    /// What the patient is to the recipient: wife, husband, child, parent, sibling, guardian, spouse, friend or other.
    #[schema(value_type = Option<String>, example = "child")]
    relation: Field<String>,
}

/// The token of an invitation.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct InvitationToken {
    /// The token in the mailed link.
    #[schema(value_type = Option<String>, example = "6f1d0c0e9a7b4f3d8c2e5a6b7c8d9e0f6f1d0c0e9a7b4f3d8c2e5a6b7c8d9e0f")]
    token: Field<String>,
}

/// Share a patient with another account. The mail has a token that is good once, for three days; an earlier one to the same
/// address is dead then. Whether the address has an account is not told.
#[utoipa::path(post, path = "/mappings/user-patient/invitations", tag = "mappings", request_body = ShareFields,
    responses((status = 201, description = "Invited; the mail is on its way", body = Envelope<PatientInvitationBody>),
        (status = 429, description = "The same was sent a moment ago, or the caller or the address has had too many.")))]
pub async fn share_patient(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Body(fields): Body<ShareFields>,
) -> Answer<One<PatientInvitationBody>> {
    let mut check = Check::default();
    let patient = check.required("patient_id", fields.patient_id, parse::any).map(PatientId);
    let email = check.required("email", fields.email, parse::email);
    let relation = check.required("relation", fields.relation, parse::word::<Relation>);
    let (patient, email, relation) = check.build(|| Some((patient?, email?, relation?)))?;
    let sent = services.invitations.share(&caller, patient, &email, relation).await?;
    Ok(created("invited", "/api/v1/mappings/user-patient/invitations".to_owned(), sent.into()))
}

/// The invitations to patients that can still be accepted, newest first: those that the caller sent, and those sent to the
/// caller's own proven address. Administrators see all.
#[utoipa::path(get, path = "/mappings/user-patient/invitations", tag = "mappings", params(PagingParams),
    responses((status = 200, description = "The invitations", body = ListEnvelope<Sent<PatientInvitationBody>>)))]
pub async fn list_invitations(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Paging(page): Paging,
) -> Answer<Listed<Sent<PatientInvitationBody>>> {
    let found = services.invitations.to_patients(&caller, &page).await?;
    Ok(listed("invitations", &page, found.map(Into::into)))
}

/// Accept an invitation to a patient that was sent to the own address. From then on the account acts for the patient.
#[utoipa::path(post, path = "/mappings/user-patient/invitations/{invitation_id}/accept", tag = "mappings",
    request_body = InvitationToken, params(("invitation_id" = Uuid, Path)),
    responses((status = 201, description = "Related", body = Envelope<RelationBody>),
        (status = 409, description = "They are related already, or the account has a record of its own that is in use."),
        (status = 410, description = "It has been used, revoked or has expired.")))]
pub async fn accept_relation(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Path(invitation): Path<InvitationId>,
    Body(fields): Body<InvitationToken>,
) -> Answer<One<RelationBody>> {
    let mut check = Check::default();
    let token = check.required("token", fields.token, parse::short_phrase);
    let token = check.build(|| token)?;
    let made = services.invitations.accept_signed_in(&caller, invitation, &token).await?;
    let place = format!("/api/v1/mappings/user/{}/patients", made.user_id);
    Ok(created("invitation accepted", place, made.into()))
}

/// Revoke an invitation that the caller sent: its token is dead at once. Administrators revoke any.
#[utoipa::path(delete, path = "/mappings/user-patient/invitations/{invitation_id}", tag = "mappings",
    params(("invitation_id" = Uuid, Path)),
    responses((status = 200, description = "It is revoked", body = Envelope<Nothing>)))]
pub async fn revoke_invitation(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Path(invitation): Path<InvitationId>,
) -> Answer<One<Nothing>> {
    services.invitations.revoke_shared(&caller, invitation).await?;
    Ok(ok("invitation revoked", Nothing))
}
