use chrono::{DateTime, Utc};
use domain::{
    assistant::{
        AiMessage, AiSession, DraftReply, NewInterview, ReplyRequest, Urgency, suggested_response::disclaimer,
    },
    kernel::{Check, Outcome, TextEnum, parse},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::extract::Field;

/// About whom an interview is: a patient, or the patient of a chat.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct InterviewFields {
    /// About this patient.
    #[schema(value_type = Option<Uuid>)]
    pub patient_id: Field<Uuid>,
    /// About the patient of this chat.
    #[schema(value_type = Option<Uuid>)]
    pub chat_id: Field<Uuid>,
}

impl InterviewFields {
    /// Reads it.
    pub fn read(self) -> Outcome<NewInterview> {
        let mut check = Check::default();
        let patient = check.optional("patient_id", self.patient_id, parse::any).map(Into::into);
        let chat = check.optional("chat_id", self.chat_id, parse::any).map(Into::into);
        if patient.is_none() && chat.is_none() {
            check.issue("patient_id", "give patient_id or chat_id");
        }
        check.build(|| match (chat, patient) {
            (Some(chat), patient) => Some(NewInterview::InChat(chat, patient)),
            (None, patient) => patient.map(NewInterview::About),
        })
    }
}

/// What the patient says.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct AnswerFields {
    /// The interview.
    #[schema(value_type = Option<Uuid>)]
    pub session_id: Field<Uuid>,
    /// The words, at most 4,000 characters; `content` is accepted too.
    #[schema(value_type = Option<String>, example = "I have had a headache since yesterday evening.")]
    pub message: Field<String>,
    /// Another name of `message`.
    #[schema(value_type = Option<String>)]
    pub content: Field<String>,
}

impl AnswerFields {
    /// The words.
    pub fn read_words(message: Field<String>, content: Field<String>) -> Outcome<String> {
        let mut check = Check::default();
        let words = check.synonym(("message", message), ("content", content));
        let field = words.field;
        let words = check.required(field, words.value, parse::message);
        if words.as_ref().is_some_and(|words| words.trim().is_empty()) {
            check.issue(field, "must not be empty");
        }
        check.build(|| words)
    }
}

/// What the patient says, the interview being named by the path.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct WordsFields {
    /// The words, at most 4,000 characters; `content` is accepted too.
    #[schema(value_type = Option<String>, example = "8 out of 10")]
    pub message: Field<String>,
    /// Another name of `message`.
    #[schema(value_type = Option<String>)]
    pub content: Field<String>,
}

/// The final summary in the patient's own words, as `summary`, or as `message` with `isSummary`.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct SummaryFields {
    /// The text, at most 4,000 characters.
    #[schema(value_type = Option<String>, example = "Headache since yesterday evening, 8 of 10. Allergic to penicillin.")]
    pub summary: Field<String>,
    /// Another name of `summary`.
    #[schema(value_type = Option<String>)]
    pub message: Field<String>,
    /// Beside `message`: must be true.
    #[serde(rename = "isSummary")]
    #[schema(value_type = Option<bool>, example = true)]
    pub is_summary: Field<bool>,
}

impl SummaryFields {
    /// The text.
    pub fn read(self) -> Outcome<String> {
        let mut check = Check::default();
        let text = check.synonym(("summary", self.summary), ("message", self.message));
        let field = text.field;
        let text = check.required(field, text.value, parse::message);
        if text.as_ref().is_some_and(|text| text.trim().is_empty()) {
            check.issue(field, "must not be empty");
        }
        if check.optional("isSummary", self.is_summary, parse::any) == Some(false) {
            check.issue("isSummary", "must be true");
        }
        check.build(|| text)
    }
}

/// An interview.
#[derive(Serialize, ToSchema)]
pub struct InterviewBody {
    /// Its id.
    pub id: Uuid,
    /// About whom.
    pub patient_id: Uuid,
    /// The chat from which it was started.
    pub chat_id: Option<Uuid>,
    /// active, summarised or ended.
    #[schema(example = "active")]
    pub status: &'static str,
    /// routine, soon, urgent or emergency: the highest that came up.
    #[schema(example = "routine")]
    pub urgency: &'static str,
    /// The summary, once there is one.
    pub summary: Option<String>,
    /// Who made the summary: rules, model or user.
    #[schema(example = "rules")]
    pub summary_source: Option<&'static str>,
    /// Whether the patient made the summary final.
    pub is_final: bool,
    /// When it began.
    pub start_timestamp: DateTime<Utc>,
    /// When it ended.
    pub end_timestamp: Option<DateTime<Utc>>,
}

impl From<AiSession> for InterviewBody {
    fn from(session: AiSession) -> Self {
        Self {
            id: session.id.into(),
            patient_id: session.patient_id.into(),
            chat_id: session.chat_id.map(Into::into),
            status: session.status.as_str(),
            urgency: session.urgency.unwrap_or(Urgency::Routine).as_str(),
            summary: session.summary,
            summary_source: session.summary_source.map(TextEnum::as_str),
            is_final: session.summary_final_at.is_some(),
            start_timestamp: session.started_at,
            end_timestamp: session.ended_at,
        }
    }
}

/// A stored turn: the patient's words and the assistant's response.
#[derive(Serialize, ToSchema)]
pub struct TurnBody {
    /// Its id.
    pub id: Uuid,
    /// The interview.
    pub session_id: Uuid,
    /// The question that the words answer.
    pub question: Option<String>,
    /// The patient's words.
    pub message: Option<String>,
    /// The assistant's response.
    #[schema(example = "Since when do you have it?")]
    pub response: String,
    /// Whether the response is the summary.
    #[serde(rename = "isSummary")]
    pub is_summary: bool,
    /// Questions asked so far, after the opening one.
    pub question_count: i32,
    /// routine, soon, urgent or emergency.
    #[schema(example = "routine")]
    pub urgency: &'static str,
    /// Who made the response: rules, model or user.
    #[schema(example = "rules")]
    pub source: &'static str,
    /// When.
    pub timestamp: DateTime<Utc>,
}

impl From<AiMessage> for TurnBody {
    fn from(turn: AiMessage) -> Self {
        Self {
            id: turn.id.into(),
            session_id: turn.session_id.into(),
            question: turn.question,
            message: turn.message,
            response: turn.response,
            is_summary: turn.is_summary,
            question_count: turn.question_count,
            urgency: turn.urgency.as_str(),
            source: turn.source.as_str(),
            timestamp: turn.created_at,
        }
    }
}

/// The assistant's answer to a turn.
#[derive(Serialize, ToSchema)]
pub struct ResponseBody {
    /// The turn's id.
    pub id: Uuid,
    /// What the assistant says.
    #[schema(example = "Since when do you have it?")]
    pub message: String,
    /// Whether that is the summary.
    #[serde(rename = "isSummary")]
    pub is_summary: bool,
    /// Questions asked so far, after the opening one.
    pub question_count: i32,
    /// routine, soon, urgent or emergency.
    #[schema(example = "routine")]
    pub urgency: &'static str,
    /// Who made it: rules, model or user.
    #[schema(example = "rules")]
    pub source: &'static str,
    /// What follows by itself: the summary after emergency advice.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion)]
    pub followed_by: Option<Box<ResponseBody>>,
}

impl From<AiMessage> for ResponseBody {
    fn from(turn: AiMessage) -> Self {
        Self {
            id: turn.id.into(),
            message: turn.response,
            is_summary: turn.is_summary,
            question_count: turn.question_count,
            urgency: turn.urgency.as_str(),
            source: turn.source.as_str(),
            followed_by: None,
        }
    }
}

impl ResponseBody {
    /// The first turn, with the one that follows by itself.
    pub fn of(turns: Vec<AiMessage>) -> Option<Self> {
        turns
            .into_iter()
            .rev()
            .fold(None, |next, turn| Some(Self { followed_by: next.map(Box::new), ..Self::from(turn) }))
    }
}

/// What a doctor asks a suggested response for: one of chat, patient and interview.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct ReplyFields {
    /// In this chat.
    #[schema(value_type = Option<Uuid>)]
    pub chat_id: Field<Uuid>,
    /// To this patient.
    #[schema(value_type = Option<Uuid>)]
    pub patient_id: Field<Uuid>,
    /// To this interview, which was sent to the doctor.
    #[schema(value_type = Option<Uuid>)]
    pub session_id: Field<Uuid>,
    /// The summary to use in place of the stored one.
    #[schema(value_type = Option<String>, example = "Headache since yesterday evening, 8 of 10.")]
    pub summary: Field<String>,
}

impl ReplyFields {
    /// Reads it.
    pub fn read(self) -> Outcome<ReplyRequest> {
        let mut check = Check::default();
        let request = ReplyRequest {
            chat: check.optional("chat_id", self.chat_id, parse::any).map(Into::into),
            patient: check.optional("patient_id", self.patient_id, parse::any).map(Into::into),
            session: check.optional("session_id", self.session_id, parse::any).map(Into::into),
            summary: check.optional("summary", self.summary, parse::long_text),
        };
        if request.chat.is_none() && request.patient.is_none() && request.session.is_none() {
            check.issue("chat_id", "give chat_id, patient_id or session_id");
        }
        check.build(|| Some(request))
    }
}

/// A draft reply for the doctor to edit. It is never sent by itself.
#[derive(Serialize, ToSchema)]
pub struct ReplyBody {
    /// Its id.
    pub id: Uuid,
    /// The draft.
    pub suggested_response: String,
    /// What it was made from: `{kind, id}`.
    #[schema(value_type = Vec<Object>, example = json!([{"kind": "case_history", "id": "0197f3c2-0000-7000-8000-000000000001"}]))]
    pub sources: Value,
    /// What a draft is and is not.
    pub disclaimer: &'static str,
    /// Who made it: rules or model.
    #[schema(example = "rules")]
    pub source: &'static str,
    /// The chat it is meant for.
    pub chat_id: Option<Uuid>,
    /// About whom.
    pub patient_id: Uuid,
    /// When.
    pub created_at: DateTime<Utc>,
}

impl From<DraftReply> for ReplyBody {
    fn from(draft: DraftReply) -> Self {
        Self {
            id: draft.id.into(),
            suggested_response: draft.text,
            sources: draft.sources,
            disclaimer: disclaimer(draft.language),
            source: draft.source.as_str(),
            chat_id: draft.chat_id.map(Into::into),
            patient_id: draft.patient_id.into(),
            created_at: draft.created_at,
        }
    }
}
