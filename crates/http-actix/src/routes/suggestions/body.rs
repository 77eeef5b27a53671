use chrono::{DateTime, Utc};
use domain::{
    kernel::{Check, Outcome, parse},
    suggestions::{Feedback, NewSuggestion, Suggestion, SuggestionChange},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::extract::Field;

/// A suggestion's fields, as given.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct SuggestionFields {
    /// Whose; only an administrator names a doctor, and only at first.
    #[schema(value_type = Option<Uuid>)]
    pub doctor_id: Field<Uuid>,
    /// The problem, in a few words.
    #[schema(value_type = Option<String>, example = "Seasonal rhinitis")]
    pub problem: Field<String>,
    /// What is suggested.
    #[schema(value_type = Option<String>, example = "Saline rinses twice a day; come back if fever or facial pain appears.")]
    pub description: Field<String>,
    /// Whether colleagues in a hospital see it; false when left out.
    #[schema(value_type = Option<bool>, example = true)]
    pub shared: Field<bool>,
}

impl SuggestionFields {
    /// As a new one.
    pub fn read_new(self) -> Outcome<NewSuggestion> {
        let mut check = Check::default();
        let doctor_id = check.optional("doctor_id", self.doctor_id, parse::any).map(Into::into);
        let problem = check.required("problem", self.problem, parse::short_phrase);
        let description = check.optional("description", self.description, parse::long_text);
        let shared = check.replace("shared", self.shared, parse::any).unwrap_or(false);
        check.build(|| Some(NewSuggestion { doctor_id, problem: problem?, description, shared }))
    }
    /// As a change.
    pub fn read_change(self) -> Outcome<SuggestionChange> {
        let mut check = Check::default();
        let problem = check.replace("problem", self.problem, parse::short_phrase);
        let description = check.change("description", self.description, parse::long_text);
        let shared = check.replace("shared", self.shared, parse::any);
        check.build(|| Some(SuggestionChange { problem, description, shared }))
    }
}

/// What somebody thinks of a suggestion; at least one field.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct FeedbackFields {
    /// Whether it helped.
    #[schema(value_type = Option<bool>, example = true)]
    pub helpful: Field<bool>,
    /// 1 to 5.
    #[schema(value_type = Option<i32>, example = 4)]
    pub rating: Field<i32>,
    /// In words.
    #[schema(value_type = Option<String>, example = "The rinses helped within two days.")]
    pub comment: Field<String>,
}

impl FeedbackFields {
    /// Reads it.
    pub fn read(self) -> Outcome<Feedback> {
        let mut check = Check::default();
        let helpful = check.optional("helpful", self.helpful, parse::any);
        let rating = check.optional("rating", self.rating, parse::between(1, 5));
        let comment = check.optional("comment", self.comment, parse::short_phrase);
        if (helpful, rating, comment.as_ref()) == (None, None, None) {
            check.issue("rating", "give at least one of helpful, rating and comment");
        }
        check.build(|| Some(Feedback { helpful, rating, comment }))
    }
}

/// A suggestion.
#[derive(Serialize, ToSchema)]
pub struct SuggestionBody {
    /// Its id.
    pub id: Uuid,
    /// Whose it is.
    pub doctor_id: Uuid,
    /// The problem.
    #[schema(example = "Seasonal rhinitis")]
    pub problem: String,
    /// What is suggested.
    pub description: Option<String>,
    /// Whether colleagues in a hospital see it.
    pub shared: bool,
    /// How many said what they think.
    #[schema(example = 3)]
    pub feedback_count: i64,
    /// The mean of their ratings.
    #[schema(example = 4.5)]
    pub average_rating: Option<f64>,
    /// When it was written.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

impl From<Suggestion> for SuggestionBody {
    fn from(suggestion: Suggestion) -> Self {
        Self {
            id: suggestion.id.into(),
            doctor_id: suggestion.doctor_id.into(),
            problem: suggestion.problem,
            description: suggestion.description,
            shared: suggestion.shared,
            feedback_count: suggestion.feedback.count,
            average_rating: suggestion.feedback.average_rating,
            created_at: suggestion.created_at,
            updated_at: suggestion.updated_at,
        }
    }
}
