//! The whole application in the test's own process, on a database of its own, spoken to over real sockets.
//!
//! On SQLite unless `LIFELINE_TEST_DATABASE_URL` names a PostgreSQL server on which databases may be created. Codes, counters
//! and events stay in the process unless `LIFELINE_TEST_REDIS_URL` names a Redis server.

mod app;
pub mod booking;
mod care;
mod client;
mod database;
pub mod files;
mod log;
mod model_server;
mod operation;
mod outbox;
mod people;
mod proxy;
mod rows;
mod shared;
mod socket;
mod talk;
mod waiting;
mod world;

pub use app::{Builder, TestApp};
pub use client::{Client, Reply, statuses};
pub use model_server::{ModelServer, Mood};
pub use operation::{Operation, operations};
pub use people::{PASSWORD, Person};
pub use proxy::Proxy;
pub use rows::Rows;
pub use socket::Socket;
pub use talk::Talk;
pub use waiting::until;
pub use world::{MARK, World};
