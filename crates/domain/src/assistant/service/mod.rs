//! The assistant's use cases: interviews and draft replies.

mod ask;
mod interviews;
mod replies;
mod spoken;

pub(crate) use ask::{About, ask};
pub use interviews::{Interviews, NewInterview};
pub use replies::{Replies, ReplyRequest};
