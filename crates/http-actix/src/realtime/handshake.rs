//! How a socket's client says who it is, and whether it asks for a socket at all.

use actix_web::{
    HttpRequest,
    http::header::{SEC_WEBSOCKET_PROTOCOL, UPGRADE},
};
use domain::kernel::Error;
use url::form_urlencoded;

use crate::{auth, error::ApiError};

/// The subprotocol under which browsers, which cannot set headers on sockets, send their token.
pub const BEARER: &str = "bearer";

/// The access token: from the Authorization header, else from the subprotocols `bearer, <token>`, else from `?token=`.
pub fn token(request: &HttpRequest) -> Result<Option<String>, ApiError> {
    if let Some(token) = auth::bearer(request)? {
        return Ok(Some(token));
    }
    let in_query = || form_urlencoded::parse(request.query_string().as_bytes()).find(|(name, _)| name == "token");
    Ok(from_protocols(request).or_else(|| in_query().map(|(_, token)| token.into_owned())))
}

/// A ticket of `POST /auth/ws-ticket`, from `?ticket=`.
pub fn ticket(request: &HttpRequest) -> Option<String> {
    let mut pairs = form_urlencoded::parse(request.query_string().as_bytes());
    pairs.find(|(name, _)| name == "ticket").map(|(_, ticket)| ticket.into_owned())
}

fn from_protocols(request: &HttpRequest) -> Option<String> {
    let offered = request.headers().get_all(SEC_WEBSOCKET_PROTOCOL).filter_map(|header| header.to_str().ok());
    let mut protocols = offered.flat_map(|header| header.split(',')).map(str::trim);
    protocols.find(|protocol| protocol.eq_ignore_ascii_case(BEARER))?;
    protocols.next().map(str::to_owned)
}

/// Refuses a handshake with 403 whether the thing is somebody else's or not there at all.
pub fn refusal(error: Error) -> Error {
    match error {
        Error::NotFound { .. } => Error::forbidden("you may not open this socket"),
        other => other,
    }
}

/// Refuses requests that are no WebSocket handshake.
pub fn check_upgrade(request: &HttpRequest) -> Result<(), ApiError> {
    let upgrade = request.headers().get(UPGRADE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if upgrade.to_ascii_lowercase().contains("websocket") {
        Ok(())
    } else {
        Err(Error::invalid("Upgrade", "must be websocket: this is the address of a socket").into())
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn token_of(request: TestRequest) -> Option<String> {
        token(&request.to_http_request()).unwrap()
    }

    #[test]
    fn the_token_comes_by_header_subprotocol_or_query() {
        let plain = || TestRequest::with_uri("/ws?x=1&token=q%20t");
        assert_eq!(token_of(TestRequest::default()), None);
        assert_eq!(token_of(plain()).as_deref(), Some("q t"));
        assert_eq!(token_of(plain().insert_header((SEC_WEBSOCKET_PROTOCOL, "chat"))).as_deref(), Some("q t"));
        let paired = || plain().insert_header((SEC_WEBSOCKET_PROTOCOL, "chat, bearer,p"));
        assert_eq!(token_of(paired()).as_deref(), Some("p"));
        assert_eq!(token_of(paired().insert_header(("Authorization", "Bearer h"))).as_deref(), Some("h"));
    }
}
