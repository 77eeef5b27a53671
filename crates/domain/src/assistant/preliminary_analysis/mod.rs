//! The preliminary analysis of a booking: how urgent the reason and symptoms look, and what to prepare for the visit.
//! The rules make it and name topics, never diagnoses; a model may word it anew.

mod analysis;
mod visit_topics;

pub(crate) use analysis::MODEL_DISCLAIMER;
pub use analysis::{PreliminaryAnalysis, PreliminaryInput, analyse};
