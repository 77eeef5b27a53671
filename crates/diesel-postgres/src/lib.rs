//! Storage in PostgreSQL. The queries in `repos`, the tables in `schema`, the unit of work in `session` and the error
//! mapping in `error` are written once: the SQLite adapter compiles the same files with its own `backend` and `tuned`.

mod address;
pub mod backend;
mod certificates;
mod error;
mod meter;
mod migrations;
mod pool;
mod pools;
mod prepared;
mod repos;
mod schema;
mod session;
mod tuned;

pub use pool::{PostgresStore, Settings};
