//! What tests share: the stories that every adapter of a port must pass, and time and chance that repeat themselves.

mod clock;
pub mod contract;
#[cfg(feature = "redis-server")]
mod redis_server;
#[cfg(feature = "s3-server")]
mod s3_server;

pub use clock::{TestClock, TestRng};
#[cfg(feature = "redis-server")]
pub use redis_server::RedisServer;
#[cfg(feature = "s3-server")]
pub use s3_server::S3Server;
