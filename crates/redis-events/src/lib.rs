//! The event bus over Redis: what one server tells, the listeners of every server hear.
//! Redis only carries the word from server to server; within a server it goes the direct way, whether Redis is there or not.

mod bus;
mod letter;
mod listening;
mod outbox;
mod sending;

pub use bus::RedisEvents;
