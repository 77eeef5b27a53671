use actix_web::{Either, HttpRequest, web::Data};
use domain::{
    invitations::{Accepted, Newcomer},
    kernel::{Change, Check, Outcome, parse},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    envelope::{Answer, Envelope, One, created_or_found, ok},
    extract::{Body, Field},
    origin,
    routes::auth::{TokenBody, full_name},
    wire::Services,
};

/// The token of an invitation and who takes it.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct AcceptFields {
    /// The token in the mailed link.
    #[schema(value_type = Option<String>, example = "6f1d0c0e9a7b4f3d8c2e5a6b7c8d9e0f6f1d0c0e9a7b4f3d8c2e5a6b7c8d9e0f")]
    token: Field<String>,
    /// The password of the new account: at least 8 characters with upper and lower case, a digit and a special character; at
    /// most 72 bytes. Where the invited address has an account, the one that it has.
    #[schema(value_type = Option<String>, example = "Str0ng!pass")]
    password: Field<String>,
    /// Full name of the new account; may be left out where first and last name are given, or where there is an account.
    #[schema(value_type = Option<String>, example = "Karim Saadi")]
    name: Field<String>,
    /// Given name.
    #[schema(value_type = Option<String>)]
    first_name: Field<String>,
    /// Family name.
    #[schema(value_type = Option<String>)]
    last_name: Field<String>,
}

/// What was offered was added to an account that signs in with a code too.
#[derive(Serialize, ToSchema)]
pub struct AddedBody {
    /// Whether a code must be given before there are tokens; it must, after signing in as always.
    pub otp_required: bool,
}

impl AcceptFields {
    fn read(self) -> Outcome<(String, Newcomer)> {
        let mut check = Check::default();
        let token = check.required("token", self.token, parse::short_phrase);
        let password = check.required("password", self.password, parse::short_text);
        let first_name = check.optional("first_name", self.first_name, parse::name);
        let last_name = check.optional("last_name", self.last_name, parse::name);
        let name = match Change::from(self.name) {
            // Only a new account needs one.
            Change::Keep if first_name.is_none() || last_name.is_none() => None,
            name => full_name(&mut check, name, first_name.as_deref(), last_name.as_deref()),
        };
        check.build(|| Some((token?, Newcomer { password: password?, name, first_name, last_name })))
    }
}

/// Accept an invitation by its link.
///
/// It makes the account with the role that was offered and signs it in; that needs a name. A doctor or patient whose address
/// has an account gives its password, and the offer is added to it; tries are counted as at sign-in. An account that signs in
/// with a code too gets no tokens hereby: it signs in as always.
#[utoipa::path(post, path = "/auth/accept-invitation", tag = "auth", request_body = AcceptFields,
    responses((status = 201, description = "The account was made and signed in", body = Envelope<TokenBody>),
        (status = 200, description = "Added to the account of this address, and signed in; or, where it signs in with a \
            code too, `otp_required` alone", body = Envelope<TokenBody>),
        (status = 404, description = "There is no invitation with this token."),
        (status = 409, description = "The address has an account with another role or password, or what is offered is taken."),
        (status = 410, description = "It has been used, revoked or has expired.")))]
pub async fn accept_invitation(
    request: HttpRequest,
    services: Data<Services>,
    Body(fields): Body<AcceptFields>,
) -> Answer<Either<One<TokenBody>, One<AddedBody>>> {
    let (token, newcomer) = fields.read()?;
    let origin = origin::of(&request);
    let (signed_in, is_new) = match services.invitations.accept(&token, newcomer, &origin).await? {
        Accepted::Opened(user) => (services.auth.open(user, &origin).await?, true),
        Accepted::Added(user, hash) => (services.auth.open_checked(user, &hash, &origin).await?, false),
        Accepted::SignInNext => return Ok(Either::Right(ok("accepted; sign in", AddedBody { otp_required: true }))),
    };
    let place = "/api/v1/users/me".to_owned();
    Ok(Either::Left(created_or_found(is_new, "invitation accepted", place, signed_in.into())))
}
