//! What is asked of a language model and what of its answers is accepted. The rules come first and last: they find
//! dangers before a model is called, and they refuse answers that lose facts, invent them or end too early.

mod given_facts;
mod guardrails;
mod interview_turn;
mod patient_record;
mod preliminary;
mod reply;
mod summary;

pub use guardrails::Rejection;
pub use interview_turn::{InterviewAnswer, interview_request, parse_interview_answer};
pub use preliminary::{parse_preliminary_answer, preliminary_request};
pub use reply::{parse_suggestion_answer, suggestion_request};
pub use summary::{missing_facts, parse_summary_answer, summary_request};
