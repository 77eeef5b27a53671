//! Counts and times every statement, for the metrics and for the tests that bound round trips.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Instant,
};

use diesel::connection::{Instrumentation, InstrumentationEvent};

/// Attached to each connection.
pub struct Meter {
    statements: Arc<AtomicU64>,
    started: Option<Instant>,
}

impl Meter {
    /// One that adds to the shared count.
    pub fn new(statements: Arc<AtomicU64>) -> Self {
        Self { statements, started: None }
    }
}

impl Instrumentation for Meter {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        match event {
            InstrumentationEvent::StartQuery { .. } => {
                self.statements.fetch_add(1, Ordering::Relaxed);
                self.started = Some(Instant::now());
            }
            InstrumentationEvent::FinishQuery { error, .. } => {
                if let Some(started) = self.started.take() {
                    metrics::histogram!("lifeline_database_statement_seconds").record(started.elapsed());
                }
                if error.is_some() {
                    metrics::counter!("lifeline_database_statement_errors_total").increment(1);
                }
            }
            _ => {}
        }
    }
}
