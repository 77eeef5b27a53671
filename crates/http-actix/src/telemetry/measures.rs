//! What this crate measures, each under its one name.

use std::time::{Duration, Instant};

use ::metrics::{Gauge, counter, gauge, histogram};
use actix_web::http::{Method, StatusCode};
use tracing::Span;

/// From a request's arrival to the beginning of its answer.
pub const HTTP_REQUESTS: &str = "lifeline_http_requests_seconds";
/// Requests without an answer yet.
pub const HTTP_IN_FLIGHT: &str = "lifeline_http_requests_in_flight";
/// One SQL statement; counted by the database adapters.
pub const DATABASE_STATEMENT: &str = "lifeline_database_statement_seconds";
/// SQL statements that failed; counted by the database adapters.
pub const DATABASE_STATEMENT_ERRORS: &str = "lifeline_database_statement_errors_total";
/// Database connections at work.
pub const DATABASE_POOL_IN_USE: &str = "lifeline_database_pool_in_use";
/// Database connections there are.
pub const DATABASE_POOL_OPEN: &str = "lifeline_database_pool_open";
/// Open sockets and event streams by `kind`.
pub const SOCKETS: &str = "lifeline_sockets";
/// Jobs that were run, by `topic` and `outcome`.
pub const JOBS: &str = "lifeline_jobs_total";
/// Jobs that wait.
pub const JOBS_WAITING: &str = "lifeline_jobs_waiting";
/// Jobs that were given up.
pub const JOBS_DEAD: &str = "lifeline_jobs_dead";
/// One question to a language model, by `provider` and `outcome`.
pub const MODEL_CALL: &str = "lifeline_model_call_seconds";
/// Sign-ins by `outcome`.
pub const SIGN_INS: &str = "lifeline_sign_ins_total";
/// Requests that were not counted because the counters could not be reached.
pub const LIMITS_UNAVAILABLE: &str = "lifeline_limits_unavailable_total";
/// Requests that were answered 503 because a `service` behind the server was away.
pub const UNAVAILABLE: &str = "lifeline_unavailable_total";
/// Events that other servers did not hear.
pub const EVENTS_UNTOLD: &str = "lifeline_events_untold_total";
/// Bookings by `outcome`.
pub const BOOKINGS: &str = "lifeline_bookings_total";
/// Rows of the audit trail that were sealed; counted by the background.
pub const AUDIT_SEALS: &str = "lifeline_audit_seals_total";
/// Rounds in which the audit trail was not signed, or that not written down outside; counted by the background.
pub const AUDIT_UNSIGNED: &str = "lifeline_audit_unsigned_total";
/// Times that the audit trail could not be sealed for a while; counted by the background.
pub const AUDIT_SEALING_STUCK: &str = "lifeline_audit_sealing_stuck_total";
/// Reads of clinical data that were noted; counted by the background.
pub const READS_NOTED: &str = "lifeline_reads_noted_total";
/// Tries to write such reads that failed; counted by the background.
pub const READS_WRITE_FAILURES: &str = "lifeline_reads_write_failures_total";
/// Reads that were not noted because the server had stopped; counted by the background.
pub const READS_LOST: &str = "lifeline_reads_lost_total";
/// Since the server started.
pub const UPTIME: &str = "lifeline_uptime_seconds";

/// A client that left before its answer; no status of HTTP says so.
const CLIENT_LEFT: &str = "499";
const ABANDONED: &str = "abandoned";

/// Counts a sign-in: `ok`, `refused`, ….
pub fn sign_in(outcome: &'static str) {
    counter!(SIGN_INS, "outcome" => outcome).increment(1);
}

/// Counts a request that is answered 503 because this service is away.
pub fn unavailable(service: &'static str) {
    counter!(UNAVAILABLE, "service" => service).increment(1);
}

/// Counts a booking: `ok`, `conflict`, ….
pub fn booking(outcome: &'static str) {
    counter!(BOOKINGS, "outcome" => outcome).increment(1);
}

/// Counts a job that was run.
pub fn job(topic: &'static str, outcome: &'static str) {
    counter!(JOBS, "topic" => topic, "outcome" => outcome).increment(1);
}

/// Measures a question to a language model.
pub fn model_call(provider: &'static str, outcome: &'static str, took: Duration) {
    histogram!(MODEL_CALL, "provider" => provider, "outcome" => outcome).record(took);
}

/// Tells how many connections of the pool are at work, and how many there are.
pub fn database_pool(in_use: usize, open: usize) {
    gauge!(DATABASE_POOL_IN_USE).set(number(in_use));
    gauge!(DATABASE_POOL_OPEN).set(number(open));
}

/// Tells how many jobs wait, and how many were given up.
pub fn job_backlog(waiting: usize, dead: usize) {
    gauge!(JOBS_WAITING).set(number(waiting));
    gauge!(JOBS_DEAD).set(number(dead));
}

/// Counts one open socket or stream until the answer is dropped.
#[must_use = "the socket counts as closed when this is dropped"]
pub fn socket(kind: &'static str) -> Counted {
    Counted::new(gauge!(SOCKETS, "kind" => kind))
}

/// One more of something, until it is dropped.
pub struct Counted(Gauge);

impl Counted {
    fn new(gauge: Gauge) -> Self {
        gauge.increment(1.0);
        Self(gauge)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.decrement(1.0);
    }
}

fn number(count: usize) -> f64 {
    u32::try_from(count).unwrap_or(u32::MAX).into()
}

/// One request and its answer. Dropped without an end, the client left.
pub(super) struct Exchange {
    method: &'static str,
    began: Instant,
    ended: bool,
    _in_flight: Counted,
}

impl Exchange {
    pub(super) fn begin(method: &Method) -> Self {
        Self {
            method: method_label(method),
            began: Instant::now(),
            ended: false,
            _in_flight: Counted::new(gauge!(HTTP_IN_FLIGHT)),
        }
    }

    pub(super) fn method(&self) -> &'static str {
        self.method
    }

    pub(super) fn end(mut self, route: &str, status: StatusCode, span: &Span) {
        self.ended = true;
        self.measure(route, status.as_str());
        span.record("route", route);
        let (status, duration_ms) = (status.as_u16(), self.milliseconds());
        span.in_scope(|| match status {
            500.. => tracing::error!(status, duration_ms, "request failed"),
            _ if is_polled(route) => tracing::debug!(status, duration_ms, "request"),
            _ => tracing::info!(status, duration_ms, "request"),
        });
    }

    fn measure(&self, route: &str, status: &str) {
        let (route, status) = (route.to_owned(), status.to_owned());
        histogram!(HTTP_REQUESTS, "method" => self.method, "route" => route, "status" => status)
            .record(self.began.elapsed());
    }

    /// In steps of a microsecond.
    fn milliseconds(&self) -> f64 {
        (self.began.elapsed().as_secs_f64() * 1_000_000.0).round() / 1_000.0
    }
}

impl Drop for Exchange {
    fn drop(&mut self) {
        if !self.ended {
            self.measure(ABANDONED, CLIENT_LEFT);
            let duration_ms = self.milliseconds();
            tracing::info!(route = ABANDONED, status = 499, duration_ms, "the client left");
        }
    }
}

/// Asked for every few seconds by machines; nobody looks for these in a log.
fn is_polled(route: &str) -> bool {
    route.starts_with("/health") || route == "/metrics"
}

/// A client may invent methods; a metric's label may not take any number of values.
fn method_label(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "OTHER",
    }
}
