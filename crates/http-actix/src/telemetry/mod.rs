//! What operators see of the running server: log lines, one per request, and metrics.
//! Neither ever holds personal or clinical data, a query string, or a path with somebody's id in it.

mod json_line;
pub mod logging;
mod measured_model;
pub mod measures;
pub mod metrics;
mod request_id;
pub mod request_log;

pub use measured_model::MeasuredModel;
pub use request_id::RequestId;
pub use request_log::RequestLog;
