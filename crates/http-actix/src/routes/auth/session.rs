use actix_web::{Either, HttpMessage, HttpRequest, web::Data};
use domain::{
    auth::LogIn,
    kernel::{Check, SessionId, parse},
    ports::Claims,
};

use super::body::{CodeAskedBody, LoginFields, RefreshFields, SessionBody, TokenBody};
use crate::{
    auth, cookies,
    envelope::{Answer, Envelope, ListEnvelope, Listed, Nothing, One, listed, ok},
    extract::{Body, FormOrBody, Paging, PagingParams, Path, SignedIn},
    origin,
    telemetry::measures,
    wire::Services,
};

/// Sign in by e-mail and password, as JSON or as the OAuth2 password form.
#[utoipa::path(post, path = "/auth/login", tag = "auth",
    request_body(content((LoginFields = "application/json"), (LoginFields = "application/x-www-form-urlencoded"))),
    responses((status = 200, description = "Signed in; or, where the account signs in with a code too, `otp_required` \
            alone: a code is on its way", body = Envelope<TokenBody>,
            headers(("Set-Cookie" = String, description = "`otp_txn`, the request, where a code is on its way"))),
        (status = 401, description = "Address or password is wrong, or the account is deactivated."),
        (status = 429, description = "Too many tries; see `Retry-After`.")))]
pub async fn log_in(
    request: HttpRequest,
    services: Data<Services>,
    FormOrBody(fields): FormOrBody<LoginFields>,
) -> Answer<Either<One<TokenBody>, One<CodeAskedBody>>> {
    let mut check = Check::default();
    let email = check.synonym(("email", fields.email), ("username", fields.username));
    let email = check.required(email.field, email.value, parse::short_phrase);
    let password = check.required("password", fields.password, parse::short_text);
    let (email, password) = check.build(|| Some((email?, password?)))?;
    let log_in = services.auth.log_in(&email, &password, &origin::of(&request)).await;
    match log_in {
        Ok(LogIn::CodeAsked(asked)) => {
            let seconds = cookies::seconds_until(asked.expires_at, services.auth.now());
            let cookie = cookies::code_request(&request, asked.transaction, seconds);
            Ok(Either::Right(ok("a code is on its way", CodeAskedBody::new(&asked)).cookie(cookie)))
        }
        Ok(LogIn::Done(signed_in)) => {
            count(true);
            Ok(Either::Left(ok("signed in", (*signed_in).into())))
        }
        Err(error) => {
            count(false);
            Err(error.into())
        }
    }
}

/// Counts a sign-in that came to its end.
pub fn count(succeeded: bool) {
    measures::sign_in(if succeeded { "success" } else { "failure" });
}

/// Exchange a refresh token for a new pair. A token that was used before ends its session.
#[utoipa::path(post, path = "/auth/refresh", tag = "auth", request_body = RefreshFields,
    responses((status = 200, description = "The new pair", body = Envelope<TokenBody>),
        (status = 401, description = "The token is not valid, or was used before.")))]
pub async fn refresh_tokens(
    request: HttpRequest,
    services: Data<Services>,
    Body(fields): Body<RefreshFields>,
) -> Answer<One<TokenBody>> {
    let mut check = Check::default();
    let token = check.required("refresh_token", fields.refresh_token, parse::short_phrase);
    let token = check.build(|| token)?;
    Ok(ok("refreshed", services.auth.refresh(&token, &origin::of(&request)).await?.into()))
}

/// End the session of the access token or of the cookie. Doing it again is fine.
#[utoipa::path(post, path = "/auth/logout", tag = "auth",
    responses((status = 200, description = "The session is over", body = Envelope<Nothing>,
        headers(("Set-Cookie" = String, description = "`session_id`, taken away from who came by it")))))]
pub async fn log_out(request: HttpRequest, services: Data<Services>) -> Answer<One<Nothing>> {
    let claims = request.extensions().get::<Claims>().cloned();
    if let Some(claims) = claims {
        services.auth.log_out(&claims, &origin::of(&request)).await?;
    }
    let done = ok("signed out", Nothing);
    let came_by_cookie = auth::bearer(&request)?.is_none();
    Ok(if came_by_cookie { done.cookie(cookies::no_session(&request)) } else { done })
}

/// The own live sessions, newest first.
#[utoipa::path(get, path = "/auth/sessions", tag = "auth", params(PagingParams),
    responses((status = 200, description = "The sessions", body = ListEnvelope<SessionBody>)))]
pub async fn list_sessions(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Paging(page): Paging,
) -> Answer<Listed<SessionBody>> {
    let sessions = services.auth.sessions(&caller, &page).await?;
    Ok(listed("sessions", &page, sessions.map(|session| SessionBody::new(session, caller.session))))
}

/// End one of the own sessions.
#[utoipa::path(delete, path = "/auth/sessions/{session_id}", tag = "auth",
    params(("session_id" = uuid::Uuid, Path)),
    responses((status = 200, description = "The session is over", body = Envelope<Nothing>)))]
pub async fn end_session(
    SignedIn(caller): SignedIn,
    services: Data<Services>,
    Path(session): Path<SessionId>,
) -> Answer<One<Nothing>> {
    services.auth.end_session(&caller, session).await?;
    Ok(ok("session ended", Nothing))
}
