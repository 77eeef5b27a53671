use actix_web::web::Data;
use domain::{
    invitations::{Onboarding, StaffRole},
    kernel::{Check, InvitationId, Outcome, parse},
};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::body::{Sent, StaffInvitationBody};
use crate::{
    envelope::{Answer, Envelope, ListEnvelope, Listed, Nothing, One, created, listed, ok},
    extract::{Body, Field, Paging, PagingParams, Path, SignedIn},
    wire::Services,
};

/// Who is to work where.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct OnboardFields {
    /// Where the invitation goes.
    #[schema(value_type = Option<String>, example = "karim@mustapha.example")]
    email: Field<String>,
    /// doctor, nurse or receptionist (or staff); `user_type` is accepted too.
    #[schema(value_type = Option<String>, example = "nurse")]
    role: Field<String>,
    /// Another name of `role`.
    #[schema(value_type = Option<String>)]
    user_type: Field<String>,
    /// Where. Hospitals invite for themselves; an administrator names one, unless there is only one.
    #[schema(value_type = Option<Uuid>, example = "0198c5a0-0000-7000-8000-000000000001")]
    hospital_id: Field<Uuid>,
    /// In which department; hospitals have none yet.
    #[schema(value_type = Option<Uuid>)]
    department_id: Field<Uuid>,
}

impl OnboardFields {
    fn read(self) -> Outcome<Onboarding> {
        let mut check = Check::default();
        let email = check.required("email", self.email, parse::email);
        let role = check.synonym(("role", self.role), ("user_type", self.user_type));
        let word = |word: String| StaffRole::parse_any(&word).map_err(|unknown| unknown.to_string());
        let role = check.required(role.field, role.value, word);
        let hospital = check.optional("hospital_id", self.hospital_id, parse::any).map(Into::into);
        let department = check.optional("department_id", self.department_id, parse::any);
        check.build(|| Some(Onboarding { email: email?, role: role?, hospital, department }))
    }
}

/// Invite somebody to work for a hospital. The mail has a link that is good once, for three days; an earlier one to the same
/// address is dead then. Whether the address has an account is not told.
#[utoipa::path(post, path = "/admin/staff/onboard", tag = "staff", request_body = OnboardFields,
    responses((status = 201, description = "Invited; the mail is on its way", body = Envelope<StaffInvitationBody>),
        (status = 409, description = "The hospital is not verified."),
        (status = 429, description = "The same was sent a moment ago, or the hospital or the address has had too many.")))]
pub async fn onboard_staff(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Body(fields): Body<OnboardFields>,
) -> Answer<One<StaffInvitationBody>> {
    let sent = services.invitations.onboard(&caller, &fields.read()?).await?;
    Ok(created("invited", "/api/v1/admin/staff/invitations".to_owned(), sent.into()))
}

/// The invitations to work for a hospital that can still be accepted, newest first: a hospital's own, or all for
/// administrators.
#[utoipa::path(get, path = "/admin/staff/invitations", tag = "staff", params(PagingParams),
    responses((status = 200, description = "The invitations", body = ListEnvelope<Sent<StaffInvitationBody>>)))]
pub async fn list_staff_invitations(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Paging(page): Paging,
) -> Answer<Listed<Sent<StaffInvitationBody>>> {
    let found = services.invitations.staff(&caller, &page).await?;
    Ok(listed("invitations", &page, found.map(Into::into)))
}

/// Revoke an invitation to work for a hospital: its link is dead at once.
#[utoipa::path(delete, path = "/admin/staff/invitations/{invitation_id}", tag = "staff",
    params(("invitation_id" = Uuid, Path)),
    responses((status = 200, description = "It is revoked", body = Envelope<Nothing>)))]
pub async fn revoke_staff_invitation(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Path(invitation): Path<InvitationId>,
) -> Answer<One<Nothing>> {
    services.invitations.revoke_staff(&caller, invitation).await?;
    Ok(ok("invitation revoked", Nothing))
}
