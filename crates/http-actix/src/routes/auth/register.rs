use actix_web::{Either, HttpRequest, web::Data};
use domain::{
    accounts::Profile,
    auth::Registered,
    kernel::{Error, Role},
};

use super::{
    body::{AccountFields, CodeAskedBody, RoleField, TokenBody},
    sign_up::{PatientSignUp, patient_profile, read},
};
use crate::{
    cookies,
    envelope::{Answer, Envelope, One, accepted, created},
    extract::Parts,
    origin,
    wire::Services,
};

/// Register as a patient.
///
/// Where the installation sends a code first, the answer is 202 whether or not the address has an account, and nothing but the
/// pending registration is kept; elsewhere the account is made and signed in at once.
#[utoipa::path(post, path = "/auth/register", tag = "auth", request_body = PatientSignUp,
    responses((status = 201, description = "Registered and signed in", body = Envelope<TokenBody>),
        (status = 202, description = "A mail is on its way", body = Envelope<CodeAskedBody>,
            headers(("Set-Cookie" = String, description = "`otp_txn`, the request")))))]
pub async fn register(
    request: HttpRequest,
    services: Data<Services>,
    parts: Parts,
) -> Answer<Either<One<TokenBody>, One<CodeAskedBody>>> {
    let fields = parts.read()?;
    let RoleField { role, user_type } = parts.read()?;
    let (account, profile) = read(parts.read::<AccountFields>()?, |check| {
        let role = check.synonym(("role", role), ("user_type", user_type));
        let patients_only = |word: String| match Role::parse_any(&word) {
            Ok(Role::Patient) => Ok(()),
            Ok(_) | Err(_) => Err("must be patient; others sign up or are invited elsewhere"),
        };
        check.optional(role.field, role.value, patients_only);
        patient_profile(fields, check)
    })?;
    let Profile::Patient(profile) = profile else {
        return Err(Error::Internal("a patient's profile is none".into()).into());
    };
    match services.auth.register(account, *profile, &origin::of(&request)).await? {
        Registered::Done(signed_in) => {
            Ok(Either::Left(created("registered", "/api/v1/users/me".to_owned(), (*signed_in).into())))
        }
        Registered::CodeAsked(asked) => {
            let seconds = cookies::seconds_until(asked.expires_at, services.auth.now());
            let cookie = cookies::code_request(&request, asked.transaction, seconds);
            let body = CodeAskedBody::new(&asked);
            Ok(Either::Right(accepted("a mail with a code is on its way", body).cookie(cookie)))
        }
    }
}
