//! Red flags: signs in a patient's words that must not wait. The rules run before any model, on every turn, and in
//! doubt they alarm; plain denials, relatives' and former diseases, and mere worries do not.

mod advice;
mod attribution;
mod detection;
mod finding;
mod lexicon;
mod negation;
mod pattern;
mod person;
mod reading;
mod rule;
mod rules;
mod scope;
mod urgency;

#[cfg(test)]
mod english_cases;
#[cfg(test)]
mod french_cases;

pub use advice::{advice_for, unreadable_language_advice};
pub use detection::{RedFlag, Screening, detect, most_urgent, screen, screen_for_other, screen_reading};
pub use finding::Finding;
pub(crate) use lexicon::is_known;
pub use person::Person;
pub use reading::{Reading, Setting, read, read_in};
pub use rule::{Bilingual, Rule};
pub use urgency::Urgency;
