//! Structured interview, red flags, summaries and suggested responses that work without any model. The prompts and
//! the checks of a model's answers live here too; the rules run before any model and answer whenever it does not.

pub mod access;
mod entity;
mod folding;
pub mod interview;
pub mod language;
pub mod preliminary_analysis;
mod progress;
pub mod prompts;
pub mod red_flags;
mod repo;
mod service;
mod spelling;
pub mod suggested_response;
pub mod summary;

pub use entity::{AiMessage, AiSession, AiSessionStatus, DraftReply, MadeBy, ModelCall, TextSource};
pub use interview::{Interview, InterviewContext, Step, Subject, Topic};
pub use language::Language;
pub use red_flags::{RedFlag, Screening, Urgency, screen, screen_for_other};
pub use repo::{AssistantRecord, AssistantRepo, ReplyRepo, SummaryOf};
pub(crate) use service::{About, ask};
pub use service::{Interviews, NewInterview, Replies, ReplyRequest};
