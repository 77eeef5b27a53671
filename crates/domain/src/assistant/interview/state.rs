//! What an interview remembers between turns. Stored as JSON.

use serde::{Deserialize, Serialize};

use super::{context::InterviewContext, extraction::Mention, topic::Topic};
use crate::assistant::{
    language::Language,
    red_flags::{Finding, Person, Reading, RedFlag, Urgency},
};

/// A question with its answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exchange {
    /// What was asked about.
    pub topic: Topic,
    /// The question; empty for what the patient added after the summary.
    pub question: String,
    /// The patient's words, unchanged.
    pub answer: String,
    /// Whether the question was one for danger signs.
    pub looks_for_danger: bool,
}

impl Exchange {
    /// A mere "no" to a question for danger tells nothing of milder symptoms.
    fn leaves_open(&self) -> bool {
        self.looks_for_danger && self.answer.split_whitespace().count() <= 2
    }
}

/// The question that waits for its answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pending {
    /// What it asks about.
    pub topic: Topic,
    /// Its words.
    pub text: String,
    /// What a bare yes stands for, in a question for danger.
    pub confirms: Option<Finding>,
}

/// Where an interview stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Stage {
    /// A question waits for its answer.
    Asking,
    /// The patient writes in a language that the rules cannot read.
    Unreadable,
    /// The summary was given.
    Finished,
}

/// A structured interview about one complaint: one short question at a time, nine at most after the opening one, and
/// red flags looked for in every answer. Serialise it between turns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interview {
    pub(super) context: InterviewContext,
    pub(super) language: Language,
    pub(super) stage: Stage,
    pub(super) pending: Pending,
    pub(super) exchanges: Vec<Exchange>,
    pub(super) added: Vec<String>,
    pub(super) mentions: Vec<Mention>,
    pub(super) worries: Vec<String>,
    pub(super) reading: Reading,
    pub(super) flags: Vec<RedFlag>,
    pub(super) person: Person,
    pub(super) count: u8,
    pub(super) unread: bool,
    pub(super) told_to_be_seen: bool,
    pub(super) looked_for_danger: bool,
}

impl Interview {
    /// The language the interview is held in.
    pub const fn language(&self) -> Language {
        self.language
    }
    /// What was known before.
    pub const fn context(&self) -> &InterviewContext {
        &self.context
    }
    /// Questions asked after the opening one.
    pub const fn question_count(&self) -> u8 {
        self.count
    }
    /// Whether the summary was given.
    pub fn is_finished(&self) -> bool {
        self.stage != Stage::Asking
    }
    /// The question that waits for an answer; none when finished.
    pub fn pending(&self) -> Option<&Pending> {
        (self.stage == Stage::Asking).then_some(&self.pending)
    }
    /// Questions and answers so far.
    pub fn exchanges(&self) -> &[Exchange] {
        &self.exchanges
    }
    /// What the patient wrote after the summary.
    pub fn added(&self) -> &[String] {
        &self.added
    }
    /// What was said of a topic without being asked.
    pub fn mentions(&self) -> &[Mention] {
        &self.mentions
    }
    /// The patient's own questions and fears, verbatim.
    pub fn worries(&self) -> &[String] {
        &self.worries
    }
    /// The dangers found.
    pub fn flags(&self) -> &[RedFlag] {
        &self.flags
    }
    /// What was read in the patient's words.
    pub const fn reading(&self) -> &Reading {
        &self.reading
    }
    /// Whether some of the words are in a language that the rules cannot read.
    pub const fn has_unread_words(&self) -> bool {
        self.unread
    }
    /// How urgent it looks: at least soon when some words could not be read.
    pub fn urgency(&self) -> Urgency {
        let urgency = crate::assistant::red_flags::most_urgent(&self.flags);
        if self.unread { urgency.max(Urgency::Soon) } else { urgency }
    }
    /// Whether a topic was asked or told, so that nothing is left to ask about it.
    pub fn is_covered(&self, topic: Topic) -> bool {
        self.exchanges.iter().any(|exchange| exchange.topic == topic && !exchange.leaves_open())
            || self.mentions.iter().any(|mention| mention.topic == topic && mention.settles)
    }
    /// Whether a question was put about a topic, or its answer told unasked.
    pub fn is_touched(&self, topic: Topic) -> bool {
        self.is_covered(topic) || self.exchanges.iter().any(|exchange| exchange.topic == topic)
    }
    /// All words of the patient, in order.
    pub fn patient_words(&self) -> impl Iterator<Item = &str> {
        self.exchanges.iter().map(|exchange| exchange.answer.as_str()).chain(self.added.iter().map(String::as_str))
    }
}
