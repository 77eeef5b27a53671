//! Another e-mail address or telephone number.

use actix_web::web::Data;
use domain::{
    auth::{CodeAsked, CodeProof, Confirmation},
    kernel::{Caller, Check, parse},
    outbox::Address,
};

use super::body::{ChangeEmailFields, ChangePhoneFields, CodeAskedBody, OwnCodeFields, UserBody};
use crate::{
    envelope::{Answer, Envelope, One, accepted, ok},
    extract::{Body, Field, SignedIn},
    wire::Services,
};

/// Ask for another e-mail address. A code is sent to it.
///
/// The own address as it is may be given too, to prove it. An account without a password first gets a code to the number that
/// it has, to be given as `otp_code`.
#[utoipa::path(post, path = "/auth/change-email", tag = "auth", request_body = ChangeEmailFields,
    responses((status = 202, description = "A code is on its way", body = Envelope<CodeAskedBody>)))]
pub async fn change_email(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Body(fields): Body<ChangeEmailFields>,
) -> Answer<One<CodeAskedBody>> {
    let mut check = Check::default();
    let email = check.synonym(("new_email", fields.new_email), ("email", fields.email));
    let email = check.required(email.field, email.value, parse::email);
    let shown = confirmation(&mut check, fields.current_password, fields.otp_code);
    let (email, shown) = check.build(|| Some((email?, shown)))?;
    ask(&services, &caller, shown, Address::Email(email)).await
}

/// Ask for another telephone number. A code is sent to it.
#[utoipa::path(post, path = "/auth/change-phone", tag = "auth", request_body = ChangePhoneFields,
    responses((status = 202, description = "A code is on its way", body = Envelope<CodeAskedBody>)))]
pub async fn change_phone(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Body(fields): Body<ChangePhoneFields>,
) -> Answer<One<CodeAskedBody>> {
    let mut check = Check::default();
    let phone = check.synonym(("new_phone", fields.new_phone), ("phone", fields.phone));
    let code = check.optional("country_code", fields.country_code, parse::short_phrase);
    let phone = check.required(phone.field, phone.value, |text| parse::phone(text, code.as_deref()));
    let shown = confirmation(&mut check, fields.current_password, fields.otp_code);
    let (phone, shown) = check.build(|| Some((phone?, shown)))?;
    ask(&services, &caller, shown, Address::Phone(phone)).await
}

async fn ask(services: &Services, caller: &Caller, shown: Confirmation, to: Address) -> Answer<One<CodeAskedBody>> {
    let asked: CodeAsked = services.auth.change_address(caller, shown, to).await?;
    Ok(accepted("a code is on its way", CodeAskedBody::new(&asked)))
}

/// Set the e-mail address that the code proves. The old one is told.
#[utoipa::path(post, path = "/auth/change-email/confirm", tag = "auth", request_body = OwnCodeFields,
    responses((status = 200, description = "The account as it is now", body = Envelope<UserBody>),
        (status = 401, description = "The code is wrong or no longer good.")))]
pub async fn confirm_email(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Body(fields): Body<OwnCodeFields>,
) -> Answer<One<UserBody>> {
    confirm(&services, &caller, fields).await
}

/// Set the telephone number that the code proves. The old one is told.
#[utoipa::path(post, path = "/auth/change-phone/confirm", tag = "auth", request_body = OwnCodeFields,
    responses((status = 200, description = "The account as it is now", body = Envelope<UserBody>),
        (status = 401, description = "The code is wrong or no longer good.")))]
pub async fn confirm_phone(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Body(fields): Body<OwnCodeFields>,
) -> Answer<One<UserBody>> {
    confirm(&services, &caller, fields).await
}

async fn confirm(services: &Services, caller: &Caller, fields: OwnCodeFields) -> Answer<One<UserBody>> {
    let mut check = Check::default();
    let code = check.synonym(("otp_code", fields.otp_code), ("otp", fields.otp));
    let code = check.required(code.field, code.value, parse::code);
    let code = check.build(|| code)?;
    let user = services.auth.confirm_address(caller, CodeProof { code, ..CodeProof::default() }).await?;
    Ok(ok("address changed", user.into()))
}

/// What the caller shows besides the session: a password, or a code that was sent for this.
fn confirmation(check: &mut Check, password: Field<String>, code: Field<String>) -> Confirmation {
    let password = check.optional("current_password", password, parse::short_text);
    let code = check.optional("otp_code", code, parse::code);
    match (password, code) {
        (_, Some(code)) => Confirmation::Code(CodeProof { code, ..CodeProof::default() }),
        (Some(password), None) => Confirmation::Password(password),
        (None, None) => Confirmation::None,
    }
}
