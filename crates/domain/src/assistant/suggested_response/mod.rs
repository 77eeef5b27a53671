//! A draft reply for the doctor to edit, made from the case history, the interview's summary, recent messages and live
//! clinical facts. It reflects, asks and warns; it never diagnoses or doses, and it is never sent by itself.

mod allergy_conflict;
mod draft;
mod input;

pub use draft::{Suggestion, disclaimer, suggest};
pub use input::{KnownFact, RecentMessage, Sender, Source, SourceKind, SourceText, SuggestionInput, SummaryText};
