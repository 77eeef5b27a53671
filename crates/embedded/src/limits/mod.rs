//! Counters in the memory of one process.

mod limiter;
mod window;

pub use limiter::InProcessLimiter;
