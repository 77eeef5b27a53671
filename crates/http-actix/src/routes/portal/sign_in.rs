use actix_web::{HttpRequest, web::Data};
use domain::{
    auth::{CodeAsked, PendingPhone},
    kernel::{Check, Role, parse},
    ports::CodePurpose,
};
use uuid::Uuid;

use super::body::{
    AskedAgainBody, AskedBody, DoneBody, OtpFields, PhoneAgainFields, PhoneFields, SignUpFields, VerifiedBody,
};
use crate::{
    cookies, csrf,
    envelope::{Answer, Envelope, One, ok},
    extract::{Body, Field, Path},
    origin,
    wire::Services,
};

/// Sign up by telephone, as a patient or as a doctor, who waits for verification. A code is sent; the answer is the same for
/// a number that has an account, whose owner hears of it.
#[utoipa::path(post, path = "/auth/signup", tag = "portal", request_body = SignUpFields,
    operation_id = "portal_sign_up",
    responses((status = 200, description = "A code is on its way", body = Envelope<AskedBody>,
            headers(("Set-Cookie" = String, description = "`otp_txn`, the request"))),
        (status = 429, description = "Too many sign-ups or codes; see `Retry-After`.")))]
pub async fn sign_up(
    request: HttpRequest,
    services: Data<Services>,
    Body(fields): Body<SignUpFields>,
) -> Answer<One<AskedBody>> {
    let mut check = Check::default();
    let phone = number(&mut check, fields.phone, fields.country_code);
    let name = check.required("name", fields.name, parse::name);
    let role = check.synonym(("role", fields.role), ("user_type", fields.user_type));
    let role = check.required(role.field, role.value, |word: String| match Role::parse_any(&word) {
        Ok(role @ (Role::Patient | Role::Doctor)) => Ok(role),
        Ok(_) | Err(_) => Err("must be patient or doctor"),
    });
    let pending = check.build(|| Some(PendingPhone { phone: phone?, name: name?, role: role? }))?;
    let asked = services.auth.phone_sign_up(pending, &origin::of(&request)).await?;
    Ok(announced(&request, &services, &asked))
}

/// Finish a sign-up by its code; the session comes as a cookie.
#[utoipa::path(post, path = "/auth/signup/verify/{id}", tag = "portal", request_body = OtpFields,
    params(("id" = Uuid, Path, description = "The `id` of the answer that announced the code.")),
    responses((status = 200, description = "Signed up and signed in", body = Envelope<VerifiedBody>,
            headers(("Set-Cookie" = String, description = "`session_id`, the secret of the session"))),
        (status = 401, description = "The code is wrong, used, burnt, over, or not this request's.")))]
pub async fn verify_sign_up(
    request: HttpRequest,
    services: Data<Services>,
    Path(id): Path<Uuid>,
    Body(fields): Body<OtpFields>,
) -> Answer<One<VerifiedBody>> {
    verify(&request, &services, CodePurpose::PhoneSignUp, id, fields).await
}

/// Sign in by telephone. A code is sent; the answer is the same for a number that nobody has.
#[utoipa::path(post, path = "/auth/signin", tag = "portal", request_body = PhoneFields,
    responses((status = 200, description = "If the number has an account, a code is on its way",
            body = Envelope<AskedBody>, headers(("Set-Cookie" = String, description = "`otp_txn`, the request"))),
        (status = 429, description = "Too many codes; see `Retry-After`.")))]
pub async fn sign_in(
    request: HttpRequest,
    services: Data<Services>,
    Body(fields): Body<PhoneFields>,
) -> Answer<One<AskedBody>> {
    let mut check = Check::default();
    let phone = number(&mut check, fields.phone, fields.country_code);
    let phone = check.build(|| phone)?;
    let asked = services.auth.phone_sign_in(phone, &origin::of(&request)).await?;
    Ok(announced(&request, &services, &asked))
}

/// Finish a sign-in by its code; the session comes as a cookie.
#[utoipa::path(post, path = "/auth/signin/verify/{id}", tag = "portal", request_body = OtpFields,
    params(("id" = Uuid, Path, description = "The `id` of the answer that announced the code.")),
    responses((status = 200, description = "Signed in", body = Envelope<VerifiedBody>,
            headers(("Set-Cookie" = String, description = "`session_id`, the secret of the session"))),
        (status = 401, description = "The code is wrong, used, burnt, over, or not this request's.")))]
pub async fn verify_sign_in(
    request: HttpRequest,
    services: Data<Services>,
    Path(id): Path<Uuid>,
    Body(fields): Body<OtpFields>,
) -> Answer<One<VerifiedBody>> {
    verify(&request, &services, CodePurpose::PhoneSignIn, id, fields).await
}

/// Send the code of a sign-in anew. Refused in the minute after one was sent.
///
/// Only who asked for it has it sent again: with its cookie, its `id`, or from the same network.
#[utoipa::path(post, path = "/auth/signin/resendotp", tag = "portal", request_body = PhoneAgainFields,
    responses((status = 200, description = "If there is a sign-in, another code is on its way",
            body = Envelope<AskedAgainBody>, headers(("Set-Cookie" = String, description = "`otp_txn`, if it came, for longer"))),
        (status = 429, description = "A code was sent a moment ago, or too many were asked for.")))]
pub async fn resend_sign_in(
    request: HttpRequest,
    services: Data<Services>,
    Body(fields): Body<PhoneAgainFields>,
) -> Answer<One<AskedAgainBody>> {
    again(&request, &services, CodePurpose::PhoneSignIn, fields).await
}

/// Send the code of a sign-up anew. Refused in the minute after one was sent.
///
/// Only who asked for it has it sent again: with its cookie, its `id`, or from the same network.
#[utoipa::path(post, path = "/auth/signup/resendotp", tag = "portal", request_body = PhoneAgainFields,
    responses((status = 200, description = "If there is a sign-up, another code is on its way",
            body = Envelope<AskedAgainBody>, headers(("Set-Cookie" = String, description = "`otp_txn`, if it came, for longer"))),
        (status = 429, description = "A code was sent a moment ago, or too many were asked for.")))]
pub async fn resend_sign_up(
    request: HttpRequest,
    services: Data<Services>,
    Body(fields): Body<PhoneAgainFields>,
) -> Answer<One<AskedAgainBody>> {
    again(&request, &services, CodePurpose::PhoneSignUp, fields).await
}

/// End the cookie's session. Without one there is nothing to end, which is fine.
#[utoipa::path(post, path = "/auth/signout", tag = "portal",
    responses((status = 200, description = "Signed out", body = Envelope<DoneBody>,
        headers(("Set-Cookie" = String, description = "`session_id`, taken away")))))]
pub async fn sign_out(request: HttpRequest, services: Data<Services>) -> Answer<One<DoneBody>> {
    for secret in cookies::values(&request, cookies::SESSION) {
        if let Some(live) = services.auth.live_cookie(&services.auth.cookie_hash(&secret)).await? {
            csrf::check(&request, live.session, false)?;
            services.auth.sign_out(&secret, &origin::of(&request)).await?;
        }
    }
    Ok(ok("signed out", DoneBody { success: true }).cookie(cookies::no_session(&request)))
}

fn number(check: &mut Check, phone: Field<String>, country: Field<String>) -> Option<String> {
    let country = check.optional("country_code", country, parse::short_phrase);
    check.required("phone", phone, |text| parse::phone(text, country.as_deref()))
}

fn announced(request: &HttpRequest, services: &Services, asked: &CodeAsked) -> One<AskedBody> {
    let message = "a code is on its way";
    let seconds = cookies::seconds_until(asked.expires_at, services.auth.now());
    let cookie = cookies::portal_code_request(request, asked.transaction, seconds);
    ok(message, AskedBody { id: asked.transaction, message, otp_expires_at: asked.expires_at }).cookie(cookie)
}

async fn again(
    request: &HttpRequest,
    services: &Services,
    purpose: CodePurpose,
    fields: PhoneAgainFields,
) -> Answer<One<AskedAgainBody>> {
    let mut check = Check::default();
    let phone = number(&mut check, fields.phone, fields.country_code);
    let named = check.optional("id", fields.id, parse::uuid);
    let phone = check.build(|| phone)?;
    let remembered = named.or_else(|| cookies::asked_request(request));
    let asked = services.auth.phone_code_again(purpose, phone, remembered, &origin::of(request)).await?;
    let message = "another code is on its way";
    let answer = ok(message, AskedAgainBody { success: true, message, otp_expires_at: asked.expires_at });
    let cookie = cookies::asked_request(request).map(|asked_before| {
        let seconds = cookies::seconds_until(asked.expires_at, services.auth.now());
        cookies::portal_code_request(request, asked_before, seconds)
    });
    Ok(match cookie {
        Some(cookie) => answer.cookie(cookie),
        None => answer,
    })
}

async fn verify(
    request: &HttpRequest,
    services: &Services,
    purpose: CodePurpose,
    id: Uuid,
    fields: OtpFields,
) -> Answer<One<VerifiedBody>> {
    let mut check = Check::default();
    let code = check.synonym(("otp", fields.otp), ("otp_code", fields.otp_code));
    let code = check.required(code.field, code.value, parse::code);
    let code = check.build(|| code)?;
    let opened = services.auth.verify_phone(purpose, id, code, &origin::of(request)).await?;
    let seconds = cookies::seconds_until(opened.expires_at, services.auth.now());
    let cookie = cookies::session(request, &opened.secret, seconds);
    Ok(ok("signed in", opened.into()).cookie(cookie))
}
