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

use crate::{auth, error::ApiError, origin, wire::Wired};

/// Carries the token of [`token`].
const TOKEN_HEADER: &str = "x-csrf-token";
const FETCH_SITE: &str = "sec-fetch-site";

/// The token that stands for a session in requests that change something.
pub fn token(wired: &Wired, session: SessionId) -> String {
    wired.core.secrets.keyed_hash("csrf", &session.to_string())
}

/// Refuses a change, or the opening of a socket, that a cookie signs and no page of ours has asked for.
pub fn check(request: &HttpRequest, session: SessionId, opens_socket: bool) -> Result<(), ApiError> {
    if changes(request.method()) || opens_socket { check_signed(request, session) } else { Ok(()) }
}

/// Refuses a read that writes something on the way, where a cookie signs it and no page of ours has asked for it.
pub fn check_read_that_writes(request: &HttpRequest, session: SessionId) -> Result<(), ApiError> {
    if auth::bearer(request)?.is_some() { Ok(()) } else { check_signed(request, session) }
}

/// Whether requests of this method change something.
pub fn changes(method: &Method) -> bool {
    !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

fn check_signed(request: &HttpRequest, session: SessionId) -> Result<(), ApiError> {
    let wired = request.app_data::<Data<Wired>>().ok_or_else(|| ApiError::internal("nothing is wired"))?;
    let ours = match header(request, ORIGIN.as_str()) {
        Some(origin) => is_ours(request, wired, origin),
        None => is_same_origin(request),
    };
    let has_token = || header(request, TOKEN_HEADER).is_some_and(|given| same(given, &token(wired, session)));
    if ours || has_token() {
        return Ok(());
    }
    let message = "what a cookie signs must come from a page of ours, or carry X-CSRF-Token with the token that \
        GET /api/v1/auth/csrf answers";
    Err(Error::forbidden(message).into())
}

/// Refuses what a page of another site asks for, even where nobody is signed in yet: it could sign a visitor in as somebody
/// else. Behind a proxy that changes `Host` the browser's own word counts.
pub fn check_page(request: &HttpRequest) -> Result<(), ApiError> {
    let wired = request.app_data::<Data<Wired>>().ok_or_else(|| ApiError::internal("nothing is wired"))?;
    match header(request, ORIGIN.as_str()) {
        Some(origin) if is_ours(request, wired, origin) || is_same_origin(request) => Ok(()),
        // What comes from no page, or by the visitor's own hand, says nothing or `none`.
        None if !header(request, FETCH_SITE).is_some_and(|site| site.ends_with("-site")) => Ok(()),
        Some(_) | None => Err(Error::forbidden("a page of another site may not ask for this").into()),
    }
}

/// As browsers say of their requests, and pages cannot.
fn is_same_origin(request: &HttpRequest) -> bool {
    header(request, FETCH_SITE).is_some_and(|site| site == "same-origin")
}

/// The page stands at the address under which the server is reached, or on the list of those that may call.
fn is_ours(request: &HttpRequest, wired: &Wired, origin: &str) -> bool {
    let server = &wired.config.server;
    let listed = server.cors_origins.iter().any(|allowed| allowed == origin);
    let public = server.public_url.as_ref();
    let is_public = public.is_some_and(|url| url.origin().ascii_serialization() == origin);
    let https_only = origin::came_over_https(request) || public.is_some_and(|url| url.scheme() == "https");
    listed || is_public || header(request, HOST.as_str()).is_some_and(|host| names_host(origin, host, https_only))
}

/// Behind a proxy that ends TLS, and does not say so, only the host can be compared. Where it is known that clients come
/// over https, a page that came without could be anybody's who sits in between.
fn names_host(origin: &str, host: &str, https_only: bool) -> bool {
    let plain = || origin.strip_prefix("http://").filter(|_| !https_only);
    let authority = origin.strip_prefix("https://").or_else(plain);
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
        assert!(names_host("https://care.example.org", "care.example.org", false));
        assert!(names_host("https://care.example.org", "care.example.org", true));
        assert!(names_host("http://127.0.0.1:8000", "127.0.0.1:8000", false));
        assert!(!names_host("http://care.example.org", "care.example.org", true));
        for origin in [
            "https://care.example.org.evil.example",
            "https://evil.example",
            "null",
            "",
            "https://",
            "care.example.org",
        ] {
            assert!(!names_host(origin, "care.example.org", false), "{origin}");
        }
        assert!(!names_host("http://127.0.0.1:9000", "127.0.0.1:8000", false));
    }
}
