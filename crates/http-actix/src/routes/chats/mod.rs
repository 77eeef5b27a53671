//! Chats and messages.

mod summary;

pub use summary::ChatSummaryBody;
