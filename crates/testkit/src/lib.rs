//! What tests share: the stories that every adapter of a port must pass, and time and chance that repeat themselves.

mod clock;
pub mod contract;
#[cfg(feature = "s3-server")]
mod s3_server;

pub use clock::{TestClock, TestRng};
#[cfg(feature = "s3-server")]
pub use s3_server::S3Server;
