//! The metrics of this process in the Prometheus text format.

use std::{
    sync::OnceLock,
    thread,
    time::{Duration, Instant},
};

use ::metrics::{Unit, describe_counter, describe_gauge, describe_histogram, gauge};
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};

use super::measures::{
    AUDIT_SEALING_STUCK, AUDIT_SEALS, AUDIT_UNSIGNED, BOOKINGS, DATABASE_POOL_IN_USE, DATABASE_POOL_OPEN,
    DATABASE_STATEMENT, DATABASE_STATEMENT_ERRORS, EVENTS_UNTOLD, HTTP_IN_FLIGHT, HTTP_REQUESTS, JOBS, JOBS_DEAD,
    JOBS_WAITING, LIMITS_UNAVAILABLE, MODEL_CALL, READS_LOST, READS_NOTED, READS_WRITE_FAILURES, SIGN_INS, SOCKETS,
    UNAVAILABLE, UPTIME,
};

const HTTP_SECONDS: [f64; 14] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.5, 5.0, 10.0];
const STATEMENT_SECONDS: [f64; 12] = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 2.5];
const MODEL_SECONDS: [f64; 10] = [0.25, 0.5, 1.0, 2.0, 3.0, 5.0, 8.0, 13.0, 20.0, 30.0];
/// How often samples are counted into their buckets where nobody asks for the metrics.
const UPKEEP: Duration = Duration::from_secs(5);

/// Why there are no metrics.
#[derive(Clone, Debug, thiserror::Error)]
#[error("metrics are not recorded: {0}")]
pub struct MetricsError(String);

struct Installed {
    handle: PrometheusHandle,
    since: Instant,
}

/// Records from now on. Calling it again, from any app of this process, changes nothing.
pub fn install() -> Result<(), MetricsError> {
    installed().map(|_| ())
}

/// Everything recorded so far in this process.
pub fn render() -> Result<String, MetricsError> {
    let installed = installed()?;
    gauge!(UPTIME).set(installed.since.elapsed().as_secs_f64());
    Ok(installed.handle.render())
}

fn installed() -> Result<&'static Installed, MetricsError> {
    static INSTALLED: OnceLock<Result<Installed, MetricsError>> = OnceLock::new();
    INSTALLED.get_or_init(record).as_ref().map_err(Clone::clone)
}

fn record() -> Result<Installed, MetricsError> {
    let handle = recorder().map_err(|error| MetricsError(error.to_string()))?;
    describe();
    let kept = handle.clone();
    let upkeep = move || loop {
        thread::sleep(UPKEEP);
        kept.run_upkeep();
    };
    let thread = thread::Builder::new().name("metrics-upkeep".to_owned());
    thread.spawn(upkeep).map_err(|error| MetricsError(error.to_string()))?;
    Ok(Installed { handle, since: Instant::now() })
}

fn recorder() -> Result<PrometheusHandle, BuildError> {
    let full = |name: &str| Matcher::Full(name.to_owned());
    PrometheusBuilder::new()
        .set_buckets_for_metric(full(HTTP_REQUESTS), &HTTP_SECONDS)?
        .set_buckets_for_metric(full(DATABASE_STATEMENT), &STATEMENT_SECONDS)?
        .set_buckets_for_metric(full(MODEL_CALL), &MODEL_SECONDS)?
        .install_recorder()
}

fn describe() {
    describe_histogram!(HTTP_REQUESTS, Unit::Seconds, "From a request's arrival to the beginning of its answer");
    describe_gauge!(HTTP_IN_FLIGHT, "Requests without an answer yet");
    describe_histogram!(DATABASE_STATEMENT, Unit::Seconds, "Time of one SQL statement");
    describe_counter!(DATABASE_STATEMENT_ERRORS, "SQL statements that failed");
    describe_gauge!(DATABASE_POOL_IN_USE, "Database connections at work");
    describe_gauge!(DATABASE_POOL_OPEN, "Database connections there are");
    describe_gauge!(SOCKETS, "Open sockets and event streams");
    describe_counter!(JOBS, "Jobs that were run");
    describe_gauge!(JOBS_WAITING, "Jobs that wait");
    describe_gauge!(JOBS_DEAD, "Jobs that were given up");
    describe_histogram!(MODEL_CALL, Unit::Seconds, "Time of one question to a language model");
    describe_counter!(SIGN_INS, "Sign-ins");
    describe_counter!(LIMITS_UNAVAILABLE, "Requests that were not counted because the counters could not be reached");
    describe_counter!(UNAVAILABLE, "Requests that were answered 503 because a service was away");
    describe_counter!(EVENTS_UNTOLD, "Events that other servers did not hear");
    describe_counter!(BOOKINGS, "Bookings asked for");
    describe_counter!(AUDIT_SEALS, "Rows of the audit trail that were sealed");
    describe_counter!(AUDIT_UNSIGNED, "Rounds in which the audit trail was not signed or not written down outside");
    describe_counter!(AUDIT_SEALING_STUCK, "Times that the audit trail could not be sealed for a while");
    describe_counter!(READS_NOTED, "Reads of clinical data that were noted");
    describe_counter!(READS_WRITE_FAILURES, "Tries to write reads of clinical data that failed");
    describe_counter!(READS_LOST, "Reads of clinical data that could not be noted");
    describe_gauge!(UPTIME, Unit::Seconds, "Time since the server started");
}

#[cfg(test)]
mod tests {
    use super::{super::measures, *};

    #[test]
    fn what_was_measured_is_rendered() {
        install().unwrap();
        install().unwrap();
        measures::sign_in("refused");
        measures::model_call("gemini", "ok", Duration::from_millis(700));
        measures::database_pool(3, 8);
        measures::job_backlog(2, 1);
        let socket = measures::socket("metrics_test");
        let text = render().unwrap();
        for line in [
            "lifeline_sign_ins_total{outcome=\"refused\"} 1",
            "lifeline_model_call_seconds_bucket{provider=\"gemini\",outcome=\"ok\",le=\"0.5\"} 0",
            "lifeline_model_call_seconds_bucket{provider=\"gemini\",outcome=\"ok\",le=\"1\"} 1",
            "lifeline_database_pool_in_use 3",
            "lifeline_database_pool_open 8",
            "lifeline_jobs_waiting 2",
            "lifeline_jobs_dead 1",
            "lifeline_sockets{kind=\"metrics_test\"} 1",
            "# TYPE lifeline_uptime_seconds gauge",
            "# HELP lifeline_sign_ins_total Sign-ins",
        ] {
            assert!(text.lines().any(|rendered| rendered == line), "{line} in:\n{text}");
        }
        drop(socket);
        assert!(render().unwrap().contains("lifeline_sockets{kind=\"metrics_test\"} 0"));
    }
}
