use std::time::Duration;

use actix_web::{HttpRequest, HttpResponse, web::Data};

use crate::{
    envelope::Answer,
    error::ApiError,
    origin,
    telemetry::{measures, metrics},
    wire::Wired,
};

const PATIENCE: Duration = Duration::from_secs(2);

/// What the server measured, in the text format of Prometheus. Only allowed addresses find it.
#[utoipa::path(get, path = "/metrics", tag = "operations",
    responses(
        (status = 200, description = "The metrics", body = String, content_type = "text/plain",
            example = "lifeline_uptime_seconds 86400"),
        (status = 404, description = "The caller's address is not on the list `server.metrics_allow`."),
    ))]
pub async fn metrics(request: HttpRequest, wired: Data<Wired>) -> Answer<HttpResponse> {
    if !may_read(&request, &wired) {
        return Err(ApiError::no_such_path());
    }
    let (in_use, open) = wired.database.pool_in_use_and_open();
    measures::database_pool(in_use, open);
    measure_jobs(&wired).await;
    let text = metrics::render().map_err(|error| ApiError::internal(&error.to_string()))?;
    Ok(HttpResponse::Ok().content_type("text/plain; version=0.0.4; charset=utf-8").body(text))
}

/// By the client's address. A request that a proxy passed on counts as the proxy's own only where the proxy is trusted to
/// name its client: a proxy on this machine must not open the metrics to the world.
fn may_read(request: &HttpRequest, wired: &Wired) -> bool {
    let server = &wired.config.server;
    let passed_on = origin::was_passed_on(request);
    let known = request.peer_addr().is_some_and(|peer| !passed_on || server.trusts_proxy(peer.ip()));
    known && origin::client_address(request).is_some_and(|client| server.may_read_metrics(client))
}

/// The other metrics are worth reading when the database is down, just then.
async fn measure_jobs(wired: &Wired) {
    let count = async { wired.core.store.read().await?.jobs().count_waiting_and_dead().await };
    match tokio::time::timeout(PATIENCE, count).await {
        Ok(Ok((waiting, dead))) => {
            let number = |count: i64| usize::try_from(count).unwrap_or_default();
            measures::job_backlog(number(waiting), number(dead));
        }
        Ok(Err(error)) => tracing::warn!(%error, "jobs cannot be counted"),
        Err(_) => tracing::warn!("jobs cannot be counted in time"),
    }
}
