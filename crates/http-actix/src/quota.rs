//! How many requests a caller may make, and the headers that say so.

use actix_web::{
    HttpMessage, HttpRequest, HttpResponse,
    http::header::{HeaderName, HeaderValue},
};
use domain::{
    kernel::Error,
    limits::{Limits, Requester},
    ports::Room,
};
use metrics::counter;

use crate::{error::ApiError, telemetry::measures};

const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// Counts a request. Where the counters cannot be reached ordinary requests are let through: a hospital goes on working.
/// What they protect more than themselves, sign-ins and codes, counts apart and does not.
pub async fn count(request: &HttpRequest, limits: &Limits, who: Requester<'_>) -> Result<(), ApiError> {
    // As the router reads it: `/%61pi` is `/api`.
    if !is_counted(request.match_info().as_str()) {
        return Ok(());
    }
    let room = match limits.request(who).await {
        Ok(Some(room)) => room,
        Ok(None) => return Ok(()),
        Err(error) => {
            counter!(measures::LIMITS_UNAVAILABLE).increment(1);
            tracing::warn!(reason = crate::wire::reasons(&error), "requests are not counted");
            return Ok(());
        }
    };
    request.extensions_mut().insert(Counted(room));
    if room.allowed {
        return Ok(());
    }
    let seconds = u32::try_from(seconds(&room)).unwrap_or(u32::MAX);
    let message = format!("too many requests; try again in {seconds} s").into();
    Err(Error::TooMany { message, retry_after_seconds: seconds }.into())
}

/// Probes, metrics and the documentation are for the operator.
fn is_counted(path: &str) -> bool {
    ["/api/v1/", "/auth/", "/protected/"].iter().any(|base| path.starts_with(base))
}

struct Counted(Room);

fn seconds(room: &Room) -> i64 {
    ((room.resets_in.num_milliseconds() + 999) / 1_000).max(1)
}

/// Says in the answer how many requests are left, where they were counted.
pub fn say(request: &HttpRequest, response: &mut HttpResponse) {
    let extensions = request.extensions();
    let Some(Counted(room)) = extensions.get::<Counted>() else { return };
    let (limit, remaining) = (room.limit, room.remaining);
    let left = format!("\"requests\";r={remaining};t={}", seconds(room));
    let policy = format!("\"requests\";q={limit};w=3600");
    for (name, text) in [(RATE_LIMIT, left), (RATE_LIMIT_POLICY, policy)] {
        if let Ok(value) = HeaderValue::from_str(&text) {
            response.headers_mut().insert(name, value);
        }
    }
}
