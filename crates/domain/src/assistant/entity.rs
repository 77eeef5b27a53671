use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Language, Urgency};
use crate::kernel::{AiMessageId, AiSessionId, AiSuggestionId, ChatId, DoctorId, PatientId, UserId, text_enum};

text_enum! {
    /// Where an interview stands.
    pub enum AiSessionStatus {
        /// Questions are being answered.
        Active = "active",
        /// The summary is there; the patient may still edit it.
        Summarised = "summarised",
        /// Over: it takes no turns.
        Ended = "ended",
    }
}

text_enum! {
    /// Who made a text.
    pub enum TextSource {
        /// The rules of this system.
        Rules = "rules",
        /// A language model.
        Model = "model",
        /// A person.
        User = "user",
    }
}

/// One interview about one patient.
#[derive(Clone, Debug, PartialEq)]
pub struct AiSession {
    /// Its id.
    pub id: AiSessionId,
    /// About whom.
    pub patient_id: PatientId,
    /// The chat from which it was started, if it was.
    pub chat_id: Option<ChatId>,
    /// The account that started it.
    pub started_by: UserId,
    /// The language it is held in, once that is known.
    pub language: Option<Language>,
    /// Where it stands.
    pub status: AiSessionStatus,
    /// The highest urgency that came up.
    pub urgency: Option<Urgency>,
    /// The summary, once there is one.
    pub summary: Option<String>,
    /// Who made the summary.
    pub summary_source: Option<TextSource>,
    /// When the patient made it final.
    pub summary_final_at: Option<DateTime<Utc>>,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// When it ended.
    pub ended_at: Option<DateTime<Utc>>,
    /// The interview as the rules keep it between turns.
    pub state: Value,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

/// One turn of an interview.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AiMessage {
    /// Its id.
    pub id: AiMessageId,
    /// The interview.
    pub session_id: AiSessionId,
    /// Its number: 0 is the greeting.
    pub turn: i32,
    /// The question that the words answer.
    pub question: Option<String>,
    /// The patient's words.
    pub message: Option<String>,
    /// The assistant's.
    pub response: String,
    /// Whether the response is the summary.
    pub is_summary: bool,
    /// Questions asked so far, after the opening one.
    pub question_count: i32,
    /// How urgent it sounds.
    pub urgency: Urgency,
    /// Who made the response.
    pub source: TextSource,
    /// The model that made it, and the tokens it took.
    pub made_by: Option<MadeBy>,
    /// When.
    pub created_at: DateTime<Utc>,
}

/// Which model made a text, and the tokens it took.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MadeBy {
    /// The model.
    pub model: String,
    /// Tokens of the request.
    pub prompt_tokens: Option<i32>,
    /// Tokens of the answer.
    pub completion_tokens: Option<i32>,
}

/// A draft reply for a doctor, kept apart from the interview and never sent by itself.
#[derive(Clone, Debug, PartialEq)]
pub struct DraftReply {
    /// Its id.
    pub id: AiSuggestionId,
    /// The chat it is meant for.
    pub chat_id: Option<ChatId>,
    /// About whom.
    pub patient_id: PatientId,
    /// For whom.
    pub doctor_id: DoctorId,
    /// The text.
    pub text: String,
    /// What it was made from: a list of `{kind, id}`.
    pub sources: Value,
    /// Who made it.
    pub source: TextSource,
    /// The model that made it.
    pub model: Option<String>,
    /// The language it is written in.
    pub language: Language,
    /// When.
    pub created_at: DateTime<Utc>,
}

/// A call of a language model as it is kept: who, which patient, which model, how much and how long; no text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelCall {
    /// Who asked.
    pub actor: Option<UserId>,
    /// About whom.
    pub patient: Option<PatientId>,
    /// For what.
    pub purpose: &'static str,
    /// The provider.
    pub provider: &'static str,
    /// The model.
    pub model: String,
    /// Tokens of the request.
    pub prompt_tokens: Option<i32>,
    /// Tokens of the answer.
    pub completion_tokens: Option<i32>,
    /// How long it took, in milliseconds.
    pub duration_ms: i64,
    /// `answered`, or why not.
    pub outcome: &'static str,
    /// When it began.
    pub at: DateTime<Utc>,
}
