//! The structured interview: a state machine that asks a doctor's questions one at a time, with no model needed.
//! It keeps every word of the patient and is stored as JSON between turns.

mod conduct;
mod context;
mod danger_questions;
mod extraction;
mod next_topic;
mod questions;
mod state;
mod step;
mod topic;
mod yes_no;

#[cfg(test)]
mod flows;

pub use context::{InterviewContext, Subject};
pub use extraction::Mention;
pub(crate) use extraction::{medicine_names, mentions};
pub use next_topic::MOST_QUESTIONS;
pub(crate) use questions::plain_question;
pub use state::{Exchange, Interview, Pending};
pub use step::Step;
pub use topic::Topic;
pub(crate) use yes_no::is_unknown;
