use actix_web::{Either, web::Data};
use domain::{
    auth::{Asked, CodeProof, Confirmation},
    kernel::{Check, parse},
};

use super::body::{CodeAskedBody, SecondFactorBody, SecondFactorFields};
use crate::{
    envelope::{Answer, Envelope, One, accepted, ok},
    extract::{Body, SignedIn},
    wire::Services,
};

/// Whether the own account signs in with a code beside the password.
#[utoipa::path(get, path = "/auth/second-factor", tag = "auth",
    responses((status = 200, description = "The second factor", body = Envelope<SecondFactorBody>)))]
pub async fn second_factor(SignedIn(caller): SignedIn, services: Data<Services>) -> Answer<One<SecondFactorBody>> {
    Ok(ok("second factor", services.auth.second_factor(&caller).await?.into()))
}

/// Switch the second factor on or off. Off needs the password and a code: without `otp_code` one is sent (202), and the same
/// request with it does it.
#[utoipa::path(put, path = "/auth/second-factor", tag = "auth", request_body = SecondFactorFields,
    responses((status = 200, description = "The second factor as it is now", body = Envelope<SecondFactorBody>),
        (status = 202, description = "A code is on its way", body = Envelope<CodeAskedBody>),
        (status = 401, description = "The code is wrong or no longer good.")))]
pub async fn change_second_factor(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Body(fields): Body<SecondFactorFields>,
) -> Answer<Either<One<SecondFactorBody>, One<CodeAskedBody>>> {
    let mut check = Check::default();
    let wanted = check.required("enabled", fields.enabled, parse::any);
    let code = check.optional("otp_code", fields.otp_code, parse::code);
    let password = match wanted {
        Some(false) => check.required("current_password", fields.current_password, parse::short_text),
        _ => Some(String::new()),
    };
    let (wanted, password) = check.build(|| Some((wanted?, password?)))?;
    let asked = if wanted {
        Asked::Done(services.auth.switch_second_factor_on(&caller).await?)
    } else {
        let code =
            code.map_or(Confirmation::None, |code| Confirmation::Code(CodeProof { code, ..CodeProof::default() }));
        services.auth.switch_second_factor_off(&caller, &password, code).await?
    };
    Ok(match asked {
        Asked::Done(second_factor) => Either::Left(ok("second factor", second_factor.into())),
        Asked::CodeAsked(asked) => Either::Right(accepted("a code is on its way", CodeAskedBody::new(&asked))),
    })
}
