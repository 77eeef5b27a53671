//! The assistant's use cases: interviews and draft replies.

mod ask;
mod interviews;
mod replies;

pub use interviews::{Interviews, NewInterview};
pub use replies::{Replies, ReplyRequest};
