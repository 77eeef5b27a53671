//! What a draft reply is made from, and how it names what it used.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    assistant::{
        language::{Language, detect_language},
        red_flags::{Person, Urgency},
    },
    kernel::text_enum,
    patients::ClinicalFactKind,
};

text_enum! {
    /// Who wrote a message.
    pub enum Sender {
        /// The doctor.
        Doctor = "doctor",
        /// The patient, or a relative for the patient.
        Patient = "patient",
    }
}

text_enum! {
    /// Where something in a draft comes from.
    pub enum SourceKind {
        /// The current case history.
        CaseHistory = "case_history",
        /// The summary of an interview.
        Summary = "summary",
        /// A message of the chat.
        Message = "message",
        /// A live allergy, medicine or condition.
        ClinicalFact = "clinical_fact",
    }
}

/// One thing that a draft used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Source {
    /// What it is.
    pub kind: SourceKind,
    /// Its id.
    pub id: Uuid,
}

/// A stored text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceText {
    /// Its id.
    pub id: Uuid,
    /// Its words.
    pub text: String,
}

/// The summary of an interview.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SummaryText {
    /// The interview's id.
    pub id: Uuid,
    /// The summary, as made or as the patient edited it.
    pub text: String,
    /// How urgent the interview was found to be.
    pub urgency: Urgency,
}

/// A message of the chat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecentMessage {
    /// Its id.
    pub id: Uuid,
    /// Who wrote it.
    pub sender: Sender,
    /// Its words.
    pub text: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// A live clinical fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownFact {
    /// Its id.
    pub id: Uuid,
    /// Which list.
    pub kind: ClinicalFactKind,
    /// The entry in words.
    pub text: String,
}

/// Everything a draft may use; of one patient only.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SuggestionInput {
    /// The language to write in; read from the patient's words when left out.
    pub language: Option<Language>,
    /// The patient's given name, for the greeting.
    pub first_name: Option<String>,
    /// The patient's age in whole months.
    pub age_months: Option<u32>,
    /// The current case history.
    pub case_history: Option<SourceText>,
    /// The summary of the interview.
    pub summary: Option<SummaryText>,
    /// Recent messages, in any order.
    pub messages: Vec<RecentMessage>,
    /// Live allergies, medicines and conditions.
    pub facts: Vec<KnownFact>,
}

const MOST_MESSAGES: usize = 3;

impl SuggestionInput {
    /// The patient's messages since the doctor last wrote, oldest first, three at most.
    pub fn unanswered(&self) -> Vec<&RecentMessage> {
        let mut messages: Vec<&RecentMessage> = self.messages.iter().collect();
        messages.sort_by_key(|message| (message.at, message.id));
        let newest = messages.into_iter().rev().take_while(|message| message.sender == Sender::Patient);
        let mut unanswered: Vec<&RecentMessage> =
            newest.filter(|message| !message.text.trim().is_empty()).take(MOST_MESSAGES).collect();
        unanswered.reverse();
        unanswered
    }
    /// The language to write in: English where neither the caller nor the patient's words tell.
    pub fn written_language(&self) -> Language {
        let words: Vec<&str> = self.unanswered().iter().map(|message| message.text.as_str()).collect();
        let summary = self.summary.as_ref().map(|summary| summary.text.as_str()).unwrap_or_default();
        self.language
            .or_else(|| detect_language(&words.join(". ")))
            .or_else(|| detect_language(summary))
            .unwrap_or(Language::English)
    }
    /// What the red-flag rules need to know.
    pub fn person(&self) -> Person {
        let lasting = self.facts.iter().filter(|fact| fact.kind != ClinicalFactKind::Allergy);
        Person::from_record(self.age_months, lasting.map(|fact| fact.text.as_str()))
    }
}
