//! A forgotten password, and a changed one.

use actix_web::{HttpRequest, web::Data};
use domain::{
    auth::{AccountName, CodeProof, ResetProof},
    kernel::{Change, Check, Outcome, UserId, parse},
};

use super::body::{ChangePasswordFields, CodeAskedBody, ForgotFields, ResetFields};
use crate::{
    cookies,
    envelope::{Answer, Envelope, Nothing, One, accepted, ok},
    extract::{Body, SignedIn},
    origin,
    wire::Services,
};

/// Ask for the way to a new password. The answer is the same whether or not the address has an account.
#[utoipa::path(post, path = "/auth/forgot-password", tag = "auth", request_body = ForgotFields,
    responses((status = 202, description = "If the address has an account, a mail is on its way",
        body = Envelope<CodeAskedBody>, headers(("Set-Cookie" = String, description = "`otp_txn`, the request")))))]
pub async fn forgot_password(
    request: HttpRequest,
    services: Data<Services>,
    Body(fields): Body<ForgotFields>,
) -> Answer<One<CodeAskedBody>> {
    let mut check = Check::default();
    let email = check.required("email", fields.email, parse::email);
    let email = check.build(|| email)?;
    let asked = services.auth.forgot_password(&email, &origin::of(&request)).await?;
    let seconds = cookies::seconds_until(asked.expires_at, services.auth.now());
    let cookie = cookies::code_request(&request, asked.transaction, seconds);
    let message = "if this address has an account, a mail is on its way";
    Ok(accepted(message, CodeAskedBody { message, ..CodeAskedBody::new(&asked) }).cookie(cookie))
}

/// Set a new password by the mailed link (`reset_token`) or code (`otp_code`). All sessions of the account end.
#[utoipa::path(post, path = "/auth/reset-password", tag = "auth", request_body = ResetFields,
    responses((status = 200, description = "The password was changed", body = Envelope<Nothing>,
            headers(("Set-Cookie" = String, description = "`otp_txn`, taken away"))),
        (status = 401, description = "The code is wrong, used, burnt, over, or not this request's."),
        (status = 410, description = "The link is no longer good.")))]
pub async fn reset_password(
    request: HttpRequest,
    services: Data<Services>,
    Body(fields): Body<ResetFields>,
) -> Answer<One<Nothing>> {
    let (proof, new) = fields.read(&request)?;
    services.auth.reset_password(proof, &new, &origin::of(&request)).await?;
    Ok(ok("password changed", Nothing).cookie(cookies::no_code_request(&request)))
}

impl ResetFields {
    fn read(self, request: &HttpRequest) -> Outcome<(ResetProof, String)> {
        let mut check = Check::default();
        let new = check.synonym(("new_password", self.new_password), ("password", self.password));
        let new = check.required(new.field, new.value, parse::new_password);
        let token = check.synonym(("reset_token", self.reset_token), ("token", self.token));
        let proof = if matches!(token.value, Change::Set(_)) {
            check.required(token.field, token.value, parse::short_phrase).map(ResetProof::Link)
        } else {
            let code = check.synonym(("otp_code", self.otp_code), ("otp", self.otp));
            let code = check.required(code.field, code.value, parse::code);
            let transaction = check.optional("transaction_id", self.transaction_id, parse::uuid);
            let email = check.optional("email", self.email, parse::email).map(AccountName::Email);
            let user = check.optional("user_id", self.user_id, parse::uuid);
            let account = email.or(user.map(|id| AccountName::Id(UserId(id))));
            let cookie = cookies::asked_request(request);
            code.map(|code| ResetProof::Code(CodeProof { code, transaction, cookie, account }))
        };
        check.build(|| Some((proof?, new?)))
    }
}

/// Change the own password. All other sessions end.
#[utoipa::path(post, path = "/auth/change-password", tag = "auth", request_body = ChangePasswordFields,
    responses((status = 200, description = "The password was changed", body = Envelope<Nothing>)))]
pub async fn change_password(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Body(fields): Body<ChangePasswordFields>,
) -> Answer<One<Nothing>> {
    let mut check = Check::default();
    let current = check.required("current_password", fields.current_password, parse::short_text);
    let new = check.required("new_password", fields.new_password, parse::new_password);
    let (current, new) = check.build(|| Some((current?, new?)))?;
    services.auth.change_password(&caller, &current, &new).await?;
    Ok(ok("password changed", Nothing))
}
