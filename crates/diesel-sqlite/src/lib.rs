//! Storage in SQLite, for one machine with nothing installed. The queries, the tables, the unit of work and the error
//! mapping are the PostgreSQL adapter's very files; only `backend`, `pool` and `tuned` are SQLite's own.

pub mod backend;
#[path = "../../diesel-postgres/src/error.rs"]
mod error;
#[path = "../../diesel-postgres/src/meter.rs"]
mod meter;
#[path = "../../diesel-postgres/src/migrations.rs"]
mod migrations;
mod pool;
#[path = "../../diesel-postgres/src/prepared.rs"]
mod prepared;
#[path = "../../diesel-postgres/src/repos/mod.rs"]
mod repos;
#[path = "../../diesel-postgres/src/schema.rs"]
mod schema;
#[path = "../../diesel-postgres/src/session.rs"]
mod session;
mod tuned;

pub use pool::{Settings, SqliteStore};
