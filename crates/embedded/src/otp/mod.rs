//! One-time codes and tickets in the memory of one process.

mod codes;
mod store;

pub use store::InProcessOtp;
