//! Whether a request that a browser's cookie signs comes from a page that may act for its user. A page of another site can
//! make a browser send a request with our cookie; it can neither set the request's `Origin` nor read our token.

use actix_web::{
    HttpRequest,
    http::{
        Method,
        header::{HOST, ORIGIN},
    },
    web::Data,
};
use domain::kernel::{Error, SessionId};
use url::Url;

use crate::{error::ApiError, wire::Wired};

/// Carries the token of [`token`].
const TOKEN_HEADER: &str = "x-csrf-token";
const FETCH_SITE: &str = "sec-fetch-site";

/// The token that stands for a session in requests that change something.
pub fn token(wired: &Wired, session: SessionId) -> String {
    wired.core.secrets.keyed_hash("csrf", &session.to_string())
}

/// Refuses a change, or the opening of a socket, that a cookie signs and no page of ours has asked for.
pub fn check(request: &HttpRequest, session: SessionId, opens_socket: bool) -> Result<(), ApiError> {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if reads && !opens_socket {
        return Ok(());
    }
    let wired = request.app_data::<Data<Wired>>().ok_or_else(|| ApiError::internal("nothing is wired"))?;
    let ours = match header(request, ORIGIN.as_str()) {
        Some(origin) => is_ours(request, wired, origin),
        None => header(request, FETCH_SITE).is_some_and(|site| site == "same-origin"),
    };
    let has_token = || header(request, TOKEN_HEADER).is_some_and(|given| same(given, &token(wired, session)));
    if ours || has_token() { Ok(()) } else { Err(refused()) }
}

/// Refuses what a page of another site asks for, even where nobody is signed in yet: it could sign a visitor in as somebody
/// else.
pub fn check_page(request: &HttpRequest) -> Result<(), ApiError> {
    let wired = request.app_data::<Data<Wired>>().ok_or_else(|| ApiError::internal("nothing is wired"))?;
    match header(request, ORIGIN.as_str()) {
        Some(origin) if !is_ours(request, wired, origin) => Err(refused()),
        Some(_) | None => Ok(()),
    }
}

fn refused() -> ApiError {
    Error::forbidden("a change signed by a cookie must come from a page of ours or carry X-CSRF-Token").into()
}

/// The page stands at the address under which the server is reached, or on the list of those that may call.
fn is_ours(request: &HttpRequest, wired: &Wired, origin: &str) -> bool {
    let server = &wired.config.server;
    let listed = server.cors_origins.iter().any(|allowed| allowed == origin);
    let public = Url::parse(&server.public_url()).is_ok_and(|url| url.origin().ascii_serialization() == origin);
    listed || public || header(request, HOST.as_str()).is_some_and(|host| names_host(origin, host))
}

/// Behind a proxy that ends TLS only the host can be compared.
fn names_host(origin: &str, host: &str) -> bool {
    let authority = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
    authority.is_some_and(|authority| !authority.is_empty() && authority.eq_ignore_ascii_case(host))
}

fn header<'a>(request: &'a HttpRequest, name: &str) -> Option<&'a str> {
    request.headers().get(name).map(|value| value.to_str().unwrap_or("unreadable"))
}

/// In a time that does not tell where they differ.
fn same(one: &str, two: &str) -> bool {
    one.len() == two.len() && one.bytes().zip(two.bytes()).fold(0, |differ, (a, b)| differ | (a ^ b)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_ours_by_its_whole_host_and_port() {
        assert!(names_host("https://care.example.org", "care.example.org"));
        assert!(names_host("http://127.0.0.1:8000", "127.0.0.1:8000"));
        for origin in [
            "https://care.example.org.evil.example",
            "https://evil.example",
            "null",
            "",
            "https://",
            "care.example.org",
        ] {
            assert!(!names_host(origin, "care.example.org"), "{origin}");
        }
        assert!(!names_host("http://127.0.0.1:9000", "127.0.0.1:8000"));
    }
}
