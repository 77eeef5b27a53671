use chrono::{DateTime, Utc};

use crate::kernel::{Change, Changed, DoctorId, SuggestionId, UserId};

/// A suggestion of a doctor for a medical problem.
#[derive(Clone, Debug, PartialEq)]
pub struct Suggestion {
    /// Its id.
    pub id: SuggestionId,
    /// Whose it is.
    pub doctor_id: DoctorId,
    /// The problem, in a few words.
    pub problem: String,
    /// What the doctor suggests.
    pub description: Option<String>,
    /// Whether the doctor's colleagues in a hospital see it.
    pub shared: bool,
    /// The account that wrote it.
    pub created_by: UserId,
    /// When it was written.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
    /// How it was received.
    pub feedback: FeedbackTally,
}

/// How a suggestion was received.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct FeedbackTally {
    /// How many answered.
    pub count: i64,
    /// The mean of the ratings, where there are any.
    pub average_rating: Option<f64>,
}

/// A suggestion to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSuggestion {
    /// Whose; a doctor's own where it is left out.
    pub doctor_id: Option<DoctorId>,
    /// The problem.
    pub problem: String,
    /// What is suggested.
    pub description: Option<String>,
    /// Whether colleagues see it.
    pub shared: bool,
}

/// What the owner may change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are those of Suggestion")]
pub struct SuggestionChange {
    pub problem: Option<String>,
    pub description: Change<String>,
    pub shared: Option<bool>,
}

impl SuggestionChange {
    /// Applies it and answers the names of the fields that changed.
    pub fn apply(self, suggestion: &mut Suggestion, now: DateTime<Utc>) -> Vec<&'static str> {
        let mut changed = Changed::default();
        changed.replace("problem", &mut suggestion.problem, self.problem);
        changed.change("description", &mut suggestion.description, self.description);
        changed.replace("shared", &mut suggestion.shared, self.shared);
        suggestion.updated_at = now;
        changed.fields()
    }
}

/// What somebody thinks of a suggestion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feedback {
    /// Whether it helped.
    pub helpful: Option<bool>,
    /// 1 to 5.
    pub rating: Option<i32>,
    /// In words.
    pub comment: Option<String>,
}
