//! Counters of what was done how often in Redis, shared by every server of an installation.

mod limiter;

pub use limiter::RedisLimiter;
