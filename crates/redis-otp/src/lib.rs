//! One-time codes and tickets in Redis, shared by every server of an installation.
//! What changes a code is one script over the keys of one account, which share a hash slot; everything else only leads there.

mod addresses;
mod attempt;
mod digits;
mod keys;
mod records;
mod store;
mod tickets;
mod unavailable;

pub use store::RedisOtp;
