//! One-time codes: the second step of a registration or a sign-in.

use actix_web::{HttpRequest, web::Data};
use domain::{
    auth::{AccountName, CodeAsked, CodeProof},
    kernel::{Check, Outcome, parse},
    ports::CodePurpose,
};

use super::body::{CodeAskedBody, CodeFields, ResendFields, TokenBody};
use crate::{
    cookies,
    envelope::{Answer, Envelope, One, ok},
    extract::Body,
    origin,
    wire::Services,
};

/// Finish a registration or a sign-in by its code.
///
/// The code counts only for the request that asked for it, which is named by `transaction_id`, by the cookie of the first
/// answer, by `email`, or by coming from the same address. From another address `email` finds no registration.
#[utoipa::path(post, path = "/auth/verify-otp", tag = "auth", request_body = CodeFields,
    responses((status = 200, description = "Signed in", body = Envelope<TokenBody>,
            headers(("Set-Cookie" = String, description = "`otp_txn`, taken away"))),
        (status = 401, description = "The code is wrong, used, burnt, over, or not this request's.")))]
pub async fn verify_otp(
    request: HttpRequest,
    services: Data<Services>,
    Body(fields): Body<CodeFields>,
) -> Answer<One<TokenBody>> {
    let proof = fields.read(&request)?;
    let signed_in = services.auth.verify_code(&proof, &origin::of(&request)).await;
    super::session::count(signed_in.is_ok());
    Ok(ok("signed in", signed_in?.into()).cookie(cookies::no_code_request(&request)))
}

/// Send a code anew; the one before is worth nothing then. Refused in the minute after one was sent.
///
/// Only who asked for it has it sent again: with its cookie, its `transaction_id`, or from the same network.
#[utoipa::path(post, path = "/auth/resend-otp", tag = "auth", request_body = ResendFields,
    responses((status = 200, description = "If there is a request for a code, another one is on its way",
            body = Envelope<CodeAskedBody>, headers(("Set-Cookie" = String, description = "`otp_txn`, if it came, for longer"))),
        (status = 429, description = "A code was sent a moment ago, or too many were asked for.")))]
pub async fn resend_otp(
    request: HttpRequest,
    services: Data<Services>,
    Body(fields): Body<ResendFields>,
) -> Answer<One<CodeAskedBody>> {
    let mut check = Check::default();
    let email = check.required("email", fields.email, parse::email);
    let purpose = check.required("purpose", fields.purpose, |word: String| purpose(&word));
    let transaction = check.optional("transaction_id", fields.transaction_id, parse::uuid);
    let (email, purpose) = check.build(|| Some((email?, purpose?)))?;
    let remembered = transaction.or_else(|| cookies::asked_request(&request));
    let asked = services.auth.resend_code(&email, purpose, remembered, &origin::of(&request)).await?;
    let answer = ok("another code is on its way", CodeAskedBody::again(&asked));
    let cookie = cookies::asked_request(&request).map(|asked_before| {
        let seconds = cookies::seconds_until(asked.expires_at, services.auth.now());
        cookies::code_request(&request, asked_before, seconds)
    });
    Ok(match cookie {
        Some(cookie) => answer.cookie(cookie),
        None => answer,
    })
}

fn purpose(word: &str) -> Result<CodePurpose, String> {
    let known = parse::word::<CodePurpose>(word.replace('-', "_")).ok();
    let asked = known.filter(|purpose| {
        matches!(purpose, CodePurpose::Registration | CodePurpose::Login | CodePurpose::PasswordReset)
    });
    asked.ok_or_else(|| "must be one of: registration, login, password_reset".to_owned())
}

impl CodeFields {
    /// The code with everything that may bind it.
    pub fn read(self, request: &HttpRequest) -> Outcome<CodeProof> {
        let mut check = Check::default();
        let code = check.synonym(("otp_code", self.otp_code), ("otp", self.otp));
        let code = check.required(code.field, code.value, parse::code);
        let transaction = check.optional("transaction_id", self.transaction_id, parse::uuid);
        let email = check.optional("email", self.email, parse::email);
        let cookie = cookies::asked_request(request);
        check.build(|| Some(CodeProof { code: code?, transaction, cookie, account: email.map(AccountName::Email) }))
    }
}

impl CodeAskedBody {
    /// What came of asking for a code.
    pub fn new(asked: &CodeAsked) -> Self {
        let (message, transaction_id) = ("a code is on its way", Some(asked.transaction));
        Self { otp_required: true, message, otp_expires_at: asked.expires_at, transaction_id }
    }
    /// The same for a code that is sent anew: the request stays the one that it was.
    pub fn again(asked: &CodeAsked) -> Self {
        Self { message: "another code is on its way", transaction_id: None, ..Self::new(asked) }
    }
}
