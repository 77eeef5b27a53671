//! What tests share: the stories that every adapter of a port must pass, and time and chance that repeat themselves.

#[cfg(any(feature = "mail-server", feature = "redis-server"))]
mod certificates;
mod clock;
pub mod contract;
#[cfg(feature = "mail-server")]
mod mail_server;
#[cfg(feature = "redis-server")]
pub mod redis;
#[cfg(feature = "redis-server")]
mod redis_server;
mod run_log;
#[cfg(feature = "s3-server")]
mod s3_server;

pub use clock::{TestClock, TestRng};
#[cfg(feature = "mail-server")]
pub use mail_server::MailServer;
#[cfg(feature = "redis-server")]
pub use redis_server::RedisServer;
pub use run_log::{log_file, secret, secret_codes, secret_name};
#[cfg(feature = "s3-server")]
pub use s3_server::S3Server;
