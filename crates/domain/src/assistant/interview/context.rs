//! What is known of the patient before the interview begins.

use serde::{Deserialize, Serialize};

use crate::{
    assistant::{language::Language, red_flags::Person},
    kernel::text_enum,
    patients::Gender,
};

text_enum! {
    /// Whether the patient speaks, or somebody for the patient.
    pub enum Subject {
        /// The patient.
        Myself = "myself",
        /// A relative, about the patient.
        Other = "other",
    }
}

/// Facts from the record that spare questions or change their wording. No name is needed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InterviewContext {
    /// Who speaks.
    pub subject: Subject,
    /// The patient's age in whole months.
    pub age_months: Option<u32>,
    /// The patient's gender.
    pub gender: Option<Gender>,
    /// Recorded allergies, in words.
    pub allergies: Vec<String>,
    /// Recorded medicines, in words.
    pub medicines: Vec<String>,
    /// Recorded conditions, in words.
    pub conditions: Vec<String>,
    /// The language to greet in.
    pub language: Option<Language>,
}

impl Default for InterviewContext {
    /// The patient speaks and nothing is known.
    fn default() -> Self {
        Self {
            subject: Subject::Myself,
            age_months: None,
            gender: None,
            allergies: Vec::new(),
            medicines: Vec::new(),
            conditions: Vec::new(),
            language: None,
        }
    }
}

impl InterviewContext {
    /// What of it the red-flag rules need.
    pub fn person(&self) -> Person {
        let entries = self.conditions.iter().chain(&self.medicines).map(String::as_str);
        Person::from_record(self.age_months, entries)
    }
    /// Of an age and gender in which pregnancy is possible, or not known to be otherwise.
    pub fn may_be_pregnant(&self) -> bool {
        let gender = !matches!(self.gender, Some(Gender::Male));
        gender && self.age_months.is_none_or(|months| (10 * 12..56 * 12).contains(&months))
    }
}
