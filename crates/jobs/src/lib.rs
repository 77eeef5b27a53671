//! Work in the background: jobs that were written in the transaction that wanted them are claimed with a lease, done, and
//! tried again until they work or are given up after three days. Several servers share one queue.

mod purge;
mod runner;
mod schedule;

pub use purge::purge;
pub use runner::{Handler, Runner, Settings};
