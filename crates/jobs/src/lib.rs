//! Work in the background: jobs that were written in the transaction that wanted them are claimed with a lease, done, and
//! tried again until they work or are given up after three days. Several servers share one queue. Beside them runs what keeps
//! the audit trail provable.

mod purge;
mod read_log;
mod runner;
mod schedule;
mod sealing;

pub use purge::{KEPT, purge};
pub use read_log::ReadLog;
pub use runner::{Handler, Runner, Settings};
pub use sealing::seal_until;
