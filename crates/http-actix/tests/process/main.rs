//! The real program, run as a process of its own and ended in every way.
#![expect(clippy::expect_used, clippy::indexing_slicing, reason = "a test stops at the first surprise")]

mod audit;
mod keys;
mod kill;
mod person;
mod secrets;
mod server;
mod services;
mod shutdown;
mod writing;
