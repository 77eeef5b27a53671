use actix_web::{Either, HttpRequest, web::Data};
use domain::{auth::Asked, kernel::Caller};

use super::body::{ErasedBody, ErasureFields};
use crate::{
    cookies,
    envelope::{Answer, Envelope, One, accepted, ok},
    extract::{OptionalBody, SignedIn},
    routes::auth::CodeAskedBody,
    wire::Services,
};

/// Erased, or a code is on its way.
type Erased = Either<One<ErasedBody>, One<CodeAskedBody>>;

/// Erase the own account, and of the patients for whom nobody else acts what the law does not keep.
///
/// It needs a fresh code: without `otp_code` one is sent (202), and the same request with it does it. It cannot be undone.
#[utoipa::path(delete, path = "/users/me", tag = "users", request_body = Option<ErasureFields>,
    responses((status = 200, description = "The account is erased and signed out everywhere", body = Envelope<ErasedBody>),
        (status = 202, description = "A code is on its way", body = Envelope<CodeAskedBody>),
        (status = 401, description = "The code is wrong or no longer good."),
        (status = 409, description = "The last active administrator stays.")))]
pub async fn erase_account(
    request: HttpRequest,
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    OptionalBody(fields): OptionalBody<ErasureFields>,
) -> Answer<Erased> {
    erase(&request, &services, &caller, fields).await
}

/// Erase the own account: the same as DELETE of the account in the API, for browsers.
#[utoipa::path(post, path = "/protected/user/deleteProfile", tag = "portal", request_body = Option<ErasureFields>,
    responses((status = 200, description = "The account is erased and signed out everywhere", body = Envelope<ErasedBody>),
        (status = 202, description = "A code is on its way", body = Envelope<CodeAskedBody>),
        (status = 401, description = "The code is wrong or no longer good."),
        (status = 409, description = "The last active administrator stays.")))]
pub async fn delete_profile(
    request: HttpRequest,
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    OptionalBody(fields): OptionalBody<ErasureFields>,
) -> Answer<Erased> {
    erase(&request, &services, &caller, fields).await
}

async fn erase(request: &HttpRequest, services: &Services, caller: &Caller, fields: ErasureFields) -> Answer<Erased> {
    Ok(match services.erasure.erase(caller, fields.read()?).await? {
        Asked::CodeAsked(asked) => Either::Right(accepted("a code is on its way", CodeAskedBody::new(&asked))),
        Asked::Done(erased_at) => {
            let message = "your account is erased";
            let done = ok(message, ErasedBody { success: true, message, erased_at });
            Either::Left(done.cookie(cookies::no_session(request)))
        }
    })
}
