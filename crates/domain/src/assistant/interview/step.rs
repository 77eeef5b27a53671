//! What the interview says next.

use serde::{Deserialize, Serialize};

use super::topic::Topic;
use crate::assistant::red_flags::{RedFlag, Urgency};

/// The interview's side of a turn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Step {
    /// The next question.
    Question {
        /// Its words.
        text: String,
        /// What it asks about.
        topic: Topic,
        /// Questions asked after the opening one, this one included.
        count: u8,
        /// How urgent it looks so far.
        urgency: Urgency,
    },
    /// A danger: the advice is shown at once, then the summary comes by itself.
    Emergency {
        /// The advice.
        text: String,
        /// The dangers.
        flags: Vec<RedFlag>,
        /// The summary that follows.
        summary: String,
    },
    /// The end of the interview.
    Summary {
        /// The summary for the doctor.
        text: String,
        /// How urgent it is.
        urgency: Urgency,
        /// What the patient is told before it, if anything: advice for the same day, or that the language is not read.
        notice: Option<String>,
    },
}

impl Step {
    /// How urgent it is.
    pub const fn urgency(&self) -> Urgency {
        match self {
            Self::Question { urgency, .. } | Self::Summary { urgency, .. } => *urgency,
            Self::Emergency { .. } => Urgency::Emergency,
        }
    }
    /// The summary, when the interview ended with this step.
    pub fn summary(&self) -> Option<&str> {
        match self {
            Self::Question { .. } => None,
            Self::Emergency { summary, .. } => Some(summary),
            Self::Summary { text, .. } => Some(text),
        }
    }
}
