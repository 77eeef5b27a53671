//! Structured interview, red flags, summaries and suggested responses that work without any model. The prompts and
//! the checks of a model's answers live here too; the rules run before any model and answer whenever it does not.

mod folding;
pub mod interview;
pub mod language;
pub mod preliminary_analysis;
pub mod prompts;
pub mod red_flags;
mod spelling;
pub mod suggested_response;
pub mod summary;

pub use interview::{Interview, InterviewContext, Step, Subject, Topic};
pub use language::Language;
pub use red_flags::{RedFlag, Screening, Urgency, screen, screen_for_other};
