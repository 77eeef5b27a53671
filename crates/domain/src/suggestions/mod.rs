//! Medical problem suggestions: what a doctor keeps ready for problems that come back, shared with colleagues if wanted,
//! and rated by patients.

pub mod access;
mod entity;
mod repo;
mod service;

pub use access::SuggestionScope;
pub use entity::{Feedback, FeedbackTally, NewSuggestion, Suggestion, SuggestionChange};
pub use repo::SuggestionRepo;
pub use service::Suggestions;
