//! The preliminary analysis of a booking: how urgent the reason and symptoms look, and what to prepare for the visit.
//! It is made by rules alone and names topics, never diagnoses.

mod analysis;
mod visit_topics;

pub use analysis::{PreliminaryAnalysis, PreliminaryInput, analyse};
