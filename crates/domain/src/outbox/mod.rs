//! Mail and text messages: written as a sealed job in the transaction that wants them, sent by the job runner.

mod message;
mod render;
mod service;

pub use message::{Address, Message, Outgoing};
pub use render::Sender;
pub use service::{Outbox, post};
