//! One JSON object per event, flat: the event's fields beside those of the spans around it.

use std::fmt;

use serde_json::{Map, Value};
use tracing::{
    Event, Subscriber,
    field::{Field, Visit},
};
use tracing_subscriber::{
    fmt::{
        FmtContext, FormatEvent, FormatFields, FormattedFields,
        format::Writer,
        time::{FormatTime, SystemTime},
    },
    registry::{LookupSpan, Scope},
};

const SERVICE: &str = "lifeline";
/// Records that come through the `log` crate carry their target and place in fields of this beginning.
const LOG_CRATE: &str = "log.";

/// Formats an event whose spans keep their fields as JSON.
pub(super) struct JsonLine;

impl<S, N> FormatEvent<S, N> for JsonLine
where
    S: Subscriber + for<'span> LookupSpan<'span>,
    N: for<'writer> FormatFields<'writer> + 'static,
{
    fn format_event(&self, context: &FmtContext<'_, S, N>, mut writer: Writer<'_>, event: &Event<'_>) -> fmt::Result {
        let mut fields = Fields { line: span_fields(context), log_target: None };
        event.record(&mut fields);
        let Fields { mut line, log_target } = fields;
        let mut timestamp = String::new();
        SystemTime.format_time(&mut Writer::new(&mut timestamp))?;
        let metadata = event.metadata();
        line.insert("timestamp".to_owned(), timestamp.into());
        line.insert("level".to_owned(), metadata.level().as_str().into());
        line.insert("service".to_owned(), SERVICE.into());
        line.insert("target".to_owned(), log_target.unwrap_or_else(|| metadata.target().to_owned()).into());
        writeln!(writer, "{}", Value::Object(line))
    }
}

/// The fields of all spans, the inner one's before the outer one's of the same name.
fn span_fields<S, N>(context: &FmtContext<'_, S, N>) -> Map<String, Value>
where
    S: Subscriber + for<'span> LookupSpan<'span>,
    N: for<'writer> FormatFields<'writer> + 'static,
{
    let mut line = Map::new();
    for span in context.event_scope().into_iter().flat_map(Scope::from_root) {
        let extensions = span.extensions();
        let Some(fields) = extensions.get::<FormattedFields<N>>() else { continue };
        match serde_json::from_str(&fields.fields) {
            Ok(Value::Object(fields)) => line.extend(fields),
            _ => drop(line.insert(span.name().to_owned(), fields.fields.clone().into())),
        }
    }
    line
}

struct Fields {
    line: Map<String, Value>,
    log_target: Option<String>,
}

impl Fields {
    fn put(&mut self, field: &Field, value: impl Into<Value>) {
        match field.name().strip_prefix(LOG_CRATE) {
            None => drop(self.line.insert(field.name().to_owned(), value.into())),
            Some("target") => self.log_target = value.into().as_str().map(str::to_owned),
            Some(_) => {}
        }
    }
}

impl Visit for Fields {
    fn record_f64(&mut self, field: &Field, value: f64) {
        self.put(field, value);
    }
    fn record_i64(&mut self, field: &Field, value: i64) {
        self.put(field, value);
    }
    fn record_u64(&mut self, field: &Field, value: u64) {
        self.put(field, value);
    }
    fn record_bool(&mut self, field: &Field, value: bool) {
        self.put(field, value);
    }
    fn record_str(&mut self, field: &Field, value: &str) {
        self.put(field, value);
    }
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.put(field, format!("{value:?}"));
    }
}
