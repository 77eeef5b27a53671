//! The two cookies: the session of a browser, and the request that asked for a code.

use actix_web::{
    HttpRequest,
    cookie::{Cookie, SameSite, time::Duration},
    http::header::{COOKIE, HOST, HeaderValue},
    web::Data,
};
use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use crate::{origin, wire::Wired};

/// Holds the secret of a browser's session.
pub const SESSION: &str = "session_id";
/// Holds the request that asked for a code.
pub const CODE_REQUEST: &str = "otp_txn";

/// Cookies of one name that are looked at.
const MOST_OF_A_NAME: usize = 3;
/// Longer values are none of ours.
const LONGEST: usize = 256;

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

/// Takes that one away.
pub fn no_code_request(request: &HttpRequest) -> Cookie<'static> {
    code_request(request, Uuid::nil(), 0)
}

/// Remembers the request that asked for a code of the portal's sign-in.
pub fn portal_code_request(request: &HttpRequest, transaction: Uuid, seconds: i64) -> Cookie<'static> {
    made(request, CODE_REQUEST, transaction.to_string(), "/auth", seconds)
}

/// The request for a code that this browser remembers.
pub fn asked_request(request: &HttpRequest) -> Option<Uuid> {
    values(request, CODE_REQUEST).iter().find_map(|value| value.parse().ok())
}

/// What a cookie of this name holds; none where it is missing or empty.
pub fn value(request: &HttpRequest, name: &str) -> Option<String> {
    values(request, name).into_iter().next()
}

/// What the cookies of this name hold, as many as are looked at: a browser sends several where pages of other paths or of a
/// wider domain have set them too. What is garbage beside them hides none.
pub fn values(request: &HttpRequest, name: &str) -> Vec<String> {
    let lines = request.headers().get_all(COOKIE).map(HeaderValue::as_bytes);
    lines.flat_map(|line| held(line, name)).take(MOST_OF_A_NAME).collect()
}

/// Parted byte by byte: one that is no text must not hide the others.
fn held<'a>(line: &'a [u8], name: &'a str) -> impl Iterator<Item = String> + 'a {
    line.split(|byte| *byte == b';').filter_map(move |pair| {
        let (found, value) = pair.split_at(pair.iter().position(|byte| *byte == b'=')?);
        let value = str::from_utf8(value.get(1..)?.trim_ascii()).ok()?;
        let fits = found.trim_ascii() == name.as_bytes() && !value.is_empty() && value.len() <= LONGEST;
        fits.then(|| value.to_owned())
    })
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
    use actix_web::test::TestRequest;

    use super::*;

    fn found(lines: &[&[u8]]) -> Vec<String> {
        let request = lines.iter().fold(TestRequest::default(), |request, line| {
            request.append_header((COOKIE, HeaderValue::from_bytes(line).unwrap()))
        });
        values(&request.to_http_request(), SESSION)
    }

    #[test]
    fn a_cookie_is_found_among_garbage_and_others_of_its_name() {
        for lines in [
            &[&b"session_id=good"[..]][..],
            &[b"a=b; session_id=good"],
            &[b"a=\xff\xfe; session_id=good"],
            &[b"session_id=\xff; session_id=good"],
            &[b"session_id; =; ;;=session_id; session_id= good "],
            &[b"session_id=; session_id=good"],
            &[b"\xff=1", b"session_id=good"],
            &[b"xsession_id=bad; session_idx=bad; Session_Id=bad; session_id=good"],
        ] {
            assert_eq!(found(lines), ["good"], "{lines:?}");
        }
        assert_eq!(found(&[b"session_id=a; session_id=b=c; session_id=d; session_id=e"]), ["a", "b=c", "d"]);
        assert_eq!(found(&[format!("session_id={}", "x".repeat(257)).as_bytes()]), [""; 0]);
        assert_eq!(found(&[]), [""; 0]);
    }

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
