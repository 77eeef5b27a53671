//! What browsers need: the token of changes that a cookie signs, and tickets for sockets.

use actix_web::{HttpMessage, HttpRequest, web::Data};
use domain::{kernel::Error, ports::Claims};

use super::body::{CsrfBody, TicketBody};
use crate::{
    cookies, csrf,
    envelope::{Answer, Envelope, One, created, ok},
    extract::SignedIn,
    wire::{Services, Wired},
};

/// The token that requests signed by a cookie carry as `X-CSRF-Token` when they change something.
#[utoipa::path(get, path = "/auth/csrf", tag = "auth",
    responses((status = 200, description = "The token", body = Envelope<CsrfBody>)))]
pub async fn csrf_token(SignedIn(caller): SignedIn, wired: Data<Wired>) -> Answer<One<CsrfBody>> {
    Ok(ok("csrf token", CsrfBody { csrf_token: csrf::token(&wired, caller.session) }))
}

/// A ticket that opens one socket within a minute, as `?ticket=`: unlike a token it may stand in an address.
#[utoipa::path(post, path = "/auth/ws-ticket", tag = "auth",
    responses((status = 201, description = "The ticket", body = Envelope<TicketBody>)))]
pub async fn socket_ticket(request: HttpRequest, services: Data<Services>) -> Answer<One<TicketBody>> {
    let claims = request.extensions().get::<Claims>().cloned();
    let claims = claims.ok_or_else(|| Error::Unauthorized("sign in first".into()))?;
    let (ticket, expires_at) = services.auth.issue_ticket(&claims).await?;
    let expires_in = cookies::seconds_until(expires_at, services.auth.now());
    Ok(created("ticket", "/api/v1/auth/ws-ticket".to_owned(), TicketBody { ticket, expires_in, expires_at }))
}
