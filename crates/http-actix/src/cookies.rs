//! The two cookies: the session of a browser, and the request that asked for a code.

use actix_web::{
    HttpRequest,
    cookie::{Cookie, SameSite, time::Duration},
    http::header::HOST,
    web::Data,
};
use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use crate::{origin, wire::Wired};

/// Holds the secret of a browser's session.
pub const SESSION: &str = "session_id";
/// Holds the request that asked for a code.
pub const CODE_REQUEST: &str = "otp_txn";

/// The session's cookie, for as long as the session may live at most.
pub fn session(request: &HttpRequest, secret: &str, seconds: i64) -> Cookie<'static> {
    made(request, SESSION, secret.to_owned(), "/", seconds)
}

/// Whole seconds until then.
pub fn seconds_until(end: DateTime<Utc>, now: DateTime<Utc>) -> i64 {
    (end - now + TimeDelta::milliseconds(999)).num_seconds()
}

/// Takes the session's cookie away.
pub fn no_session(request: &HttpRequest) -> Cookie<'static> {
    made(request, SESSION, String::new(), "/", 0)
}

/// Remembers the request that asked for a code.
pub fn code_request(request: &HttpRequest, transaction: Uuid, seconds: i64) -> Cookie<'static> {
    made(request, CODE_REQUEST, transaction.to_string(), "/api/v1/auth", seconds)
}

/// What a cookie of this name holds; none where it is missing or empty.
pub fn value(request: &HttpRequest, name: &str) -> Option<String> {
    let cookie = request.cookie(name)?;
    Some(cookie.value().to_owned()).filter(|value| !value.is_empty() && value.len() <= 256)
}

fn made(request: &HttpRequest, name: &'static str, value: String, path: &'static str, seconds: i64) -> Cookie<'static> {
    Cookie::build(name, value)
        .path(path)
        .http_only(true)
        .secure(!is_plain_and_local(request))
        .same_site(SameSite::Lax)
        .max_age(Duration::seconds(seconds))
        .finish()
}

/// Browsers do not keep a `Secure` cookie that came over plain HTTP, so that there only this machine may do without.
fn is_plain_and_local(request: &HttpRequest) -> bool {
    let from_here = request.peer_addr().is_some_and(|peer| peer.ip().is_loopback());
    let host = request.headers().get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let production = request.app_data::<Data<Wired>>().is_none_or(|wired| wired.config.server.is_production());
    from_here && !production && !origin::was_passed_on(request) && names_this_machine(host)
}

fn names_this_machine(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    name.eq_ignore_ascii_case("localhost")
        || name.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_this_machine_are_local() {
        for host in ["localhost", "LOCALHOST:8000", "127.0.0.1:8000", "[::1]:8000", "127.3.2.1"] {
            assert!(names_this_machine(host), "{host}");
        }
        for host in ["", "localhost.example.org", "example.org:8000", "10.0.0.1", "[2001:db8::1]:80"] {
            assert!(!names_this_machine(host), "{host}");
        }
    }
}
