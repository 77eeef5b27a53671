use std::{future::Future, time::Duration};

use actix_web::{http::StatusCode, web::Data};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use crate::{
    envelope::{Answer, Envelope, One, ok},
    error::ApiError,
    wire::Wired,
};

/// A part that has not answered by then counts as down; probes give up soon after.
const PATIENCE: Duration = Duration::from_secs(2);

/// That the process answers.
#[derive(Serialize, ToSchema)]
pub struct LiveBody {
    /// Always `up`.
    #[schema(example = "up")]
    pub status: &'static str,
}

/// How a server is.
#[derive(Serialize, ToSchema)]
pub struct ReadyBody {
    /// `up`, or `degraded` when it serves but a part that not everything needs does not answer.
    #[schema(example = "up")]
    pub status: &'static str,
    /// Its parts.
    pub checks: Checks,
}

/// How its parts are: `up` or `down`.
#[derive(Serialize, ToSchema)]
pub struct Checks {
    /// The database; nothing is served without it.
    #[schema(example = "up")]
    pub database: &'static str,
    /// The file store; only uploads and downloads need it.
    #[schema(example = "up")]
    pub files: &'static str,
    /// One-time codes and counters; without them nobody signs in anew.
    #[schema(example = "up")]
    pub codes: &'static str,
}

/// How a server is, and since when.
#[derive(Serialize, ToSchema)]
pub struct HealthBody {
    /// The same as of `/health/ready`.
    #[serde(flatten)]
    pub ready: ReadyBody,
    /// The server's version.
    #[schema(example = "0.1.0")]
    pub version: &'static str,
    /// Seconds since it was started.
    #[schema(example = 86_400)]
    pub uptime_seconds: u64,
}

/// Whether the process answers. Nothing else is looked at.
#[utoipa::path(get, path = "/health/live", tag = "operations",
    responses((status = 200, description = "It does", body = Envelope<LiveBody>)))]
pub async fn live() -> Answer<One<LiveBody>> {
    Ok(ok("live", LiveBody { status: "up" }))
}

/// Whether the server can serve. 503 names the part that keeps it from doing so.
#[utoipa::path(get, path = "/health/ready", tag = "operations",
    responses((status = 200, description = "It can", body = Envelope<ReadyBody>)))]
pub async fn ready(wired: Data<Wired>) -> Answer<One<ReadyBody>> {
    Ok(ok("ready", look(&wired).await?))
}

/// The same as `/health/ready`, with version and uptime.
#[utoipa::path(get, path = "/health", tag = "operations",
    responses((status = 200, description = "It can serve", body = Envelope<HealthBody>)))]
pub async fn health(wired: Data<Wired>) -> Answer<One<HealthBody>> {
    let ready = look(&wired).await?;
    let uptime_seconds = wired.started.elapsed().as_secs();
    Ok(ok("healthy", HealthBody { ready, version: env!("CARGO_PKG_VERSION"), uptime_seconds }))
}

async fn look(wired: &Wired) -> Result<ReadyBody, ApiError> {
    let (database, files, codes) = tokio::join!(
        answers("database", async {
            wired.core.store.check().await.inspect_err(|error| report("database", error)).is_ok()
        }),
        answers("files", wired.files_health.is_up(&*wired.files)),
        answers("codes", async { wired.otp.check().await.inspect_err(|error| report("codes", error)).is_ok() }),
    );
    let word = |up| if up { "up" } else { "down" };
    let checks = Checks { database: word(database), files: word(files), codes: word(codes) };
    if database {
        return Ok(ReadyBody { status: if files && codes { "up" } else { "degraded" }, checks });
    }
    let down = ApiError::new(StatusCode::SERVICE_UNAVAILABLE, "the database does not answer");
    Err(down.retry_after(5).with(json!({ "status": "down", "checks": checks })))
}

async fn answers(part: &'static str, check: impl Future<Output = bool>) -> bool {
    let in_time = tokio::time::timeout(PATIENCE, check).await;
    in_time.unwrap_or_else(|_| {
        tracing::warn!(part, "a part of the server does not answer in time");
        false
    })
}

fn report(part: &'static str, error: &dyn std::error::Error) {
    tracing::warn!(part, error = crate::wire::reasons(error), "a part of the server is down");
}
