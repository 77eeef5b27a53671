//! Sets up the log on standard error, which leaves standard output to commands that print a document.

use std::io::{IsTerminal, stderr};

use tracing::level_filters::LevelFilter;
use tracing_subscriber::{
    Layer, Registry,
    filter::Targets,
    fmt::{self, MakeWriter, format::JsonFields},
    layer::SubscriberExt,
    util::SubscriberInitExt,
};

use super::json_line::JsonLine;
use crate::config::{Log, LogFormat, LogLevel};

/// The crates whose events follow the configured level.
const OWN: [&str; 19] = [
    "crypto",
    "diesel_postgres",
    "diesel_sqlite",
    "domain",
    "embedded",
    "gemini",
    "http_actix",
    "jobs",
    "lifeline",
    "model_http",
    "openai",
    "redis_client",
    "redis_events",
    "redis_limits",
    "redis_otp",
    "s3",
    "smtp",
    "testkit",
    "twilio",
];

/// Writes this process's events from now on. A second call changes nothing, and says so in the log.
pub fn init(log: &Log, production: bool) {
    if subscriber(log, production, stderr().is_terminal(), stderr).try_init().is_err() {
        tracing::warn!("the log was set up before and stays as it is");
    }
}

/// The same into another place, if nothing was set up before.
pub fn init_into<W>(log: &Log, writer: W)
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    if subscriber(log, true, false, writer).try_init().is_err() {
        tracing::warn!("the log was set up before and stays as it is");
    }
}

fn subscriber<W>(log: &Log, production: bool, colours: bool, writer: W) -> impl SubscriberInitExt + tracing::Subscriber
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let json = match log.format {
        LogFormat::Json => true,
        LogFormat::Pretty => false,
        LogFormat::Auto => production,
    };
    let lines = fmt::layer().with_writer(writer);
    let lines: Box<dyn Layer<_> + Send + Sync> = if json {
        Box::new(lines.with_ansi(false).fmt_fields(JsonFields::new()).event_format(JsonLine))
    } else {
        Box::new(lines.with_ansi(colours))
    };
    Registry::default().with(lines.with_filter(filter(log.level)))
}

/// At lower levels libraries log statements with their values and addresses with their queries, so theirs are written
/// from warnings on.
fn filter(level: LogLevel) -> Targets {
    let level = match level {
        LogLevel::Error => LevelFilter::ERROR,
        LogLevel::Warn => LevelFilter::WARN,
        LogLevel::Info => LevelFilter::INFO,
        LogLevel::Debug => LevelFilter::DEBUG,
        LogLevel::Trace => LevelFilter::TRACE,
    };
    let own = OWN.iter().map(|target| (*target, level));
    Targets::new().with_default(level.min(LevelFilter::WARN)).with_targets(own)
}

#[cfg(test)]
pub(super) mod tests {
    use std::{
        fs,
        io::{self, Write},
        sync::{Arc, Mutex},
    };

    use serde_json::Value;
    use tracing::subscriber::{DefaultGuard, set_default};

    use super::*;

    /// Lines written while the guard lives, on this thread.
    #[derive(Clone, Default)]
    pub struct Lines(Arc<Mutex<Vec<u8>>>);

    impl Write for Lines {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl Lines {
        pub fn text(&self) -> String {
            String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
        }
        pub fn json(&self) -> Vec<Value> {
            self.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
        }
    }

    pub fn capture(level: LogLevel, format: LogFormat) -> (Lines, DefaultGuard) {
        let (lines, log) = (Lines::default(), Log { level, format });
        let writer = lines.clone();
        let guard = set_default(subscriber(&log, true, false, move || writer.clone()));
        (lines, guard)
    }

    #[test]
    fn a_json_line_holds_the_event_and_its_spans() {
        let (lines, _guard) = capture(LogLevel::Info, LogFormat::Auto);
        let span = tracing::error_span!("request", request_id = "r-1", user_id = tracing::field::Empty);
        span.record("user_id", "u-1");
        span.in_scope(|| tracing::warn!(status = 503, failed = true, error = ?"why\n", "it went \"wrong\""));
        let line = lines.json().remove(0);
        assert_eq!(line["level"], "WARN");
        assert_eq!(line["service"], "lifeline");
        assert!(line["target"].as_str().unwrap().starts_with("http_actix::telemetry"));
        assert!(line["timestamp"].as_str().unwrap().ends_with('Z'));
        assert_eq!((&line["request_id"], &line["user_id"]), (&Value::from("r-1"), &Value::from("u-1")));
        assert_eq!((&line["status"], &line["failed"]), (&Value::from(503), &Value::from(true)));
        assert_eq!((&line["message"], &line["error"]), (&Value::from("it went \"wrong\""), &Value::from("\"why\\n\"")));
    }

    #[test]
    fn libraries_stay_at_warnings() {
        let (lines, _guard) = capture(LogLevel::Trace, LogFormat::Pretty);
        tracing::info!(target: "tokio_postgres::query", "executing with parameters");
        tracing::warn!(target: "tokio_postgres::query", "lost");
        tracing::trace!("ours");
        let text = lines.text();
        assert!(!text.contains("executing") && text.contains("lost") && text.contains("ours"), "{text}");
    }

    #[test]
    fn every_crate_of_the_workspace_is_ours() {
        let crates = fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).unwrap();
        for member in crates.map(|entry| entry.unwrap()).filter(|entry| entry.path().join("Cargo.toml").exists()) {
            let target = member.file_name().to_str().unwrap().replace('-', "_");
            assert!(OWN.contains(&target.as_str()), "{target} is missing in OWN");
        }
    }
}
