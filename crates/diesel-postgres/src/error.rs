//! Database errors by kind.

use diesel::result::{DatabaseErrorInformation, DatabaseErrorKind as Kind, Error};
use domain::ports::RepoError;

/// An error of a query that breaks no rule of the database.
pub fn failed(error: Error) -> RepoError {
    conflict_on(error, &[])
}

/// An error of a change. Where a uniqueness, overlap or reference rule refused it, the conflict is on the first of
/// `subjects` that the rule's name or columns mention, else on `row`.
pub fn conflict_on(error: Error, subjects: &[&'static str]) -> RepoError {
    match &error {
        Error::DatabaseError(kind, detail) => match kind {
            Kind::UniqueViolation | Kind::ForeignKeyViolation | Kind::ExclusionViolation | Kind::RestrictViolation => {
                RepoError::Conflict(subject(&**detail, subjects))
            }
            Kind::SerializationFailure => RepoError::Retry,
            // The engines report a deadlock and a trigger's refusal without a kind of their own.
            _ if detail.message().contains("deadlock detected") => RepoError::Retry,
            _ if detail.message().contains("_overlap") => RepoError::Conflict(subject(&**detail, subjects)),
            _ => RepoError::Unavailable(Box::new(error)),
        },
        _ => RepoError::Unavailable(Box::new(error)),
    }
}

fn subject(detail: &(dyn DatabaseErrorInformation + Send + Sync), subjects: &[&'static str]) -> &'static str {
    let rule = detail.constraint_name().unwrap_or_else(|| detail.message());
    subjects.iter().find(|subject| rule.contains(**subject)).copied().unwrap_or("row")
}

/// A stored value that cannot be read.
pub fn corrupt(table: &str, column: &str, id: impl std::fmt::Display) -> RepoError {
    RepoError::Corrupt(format!("{table}.{column} of {id}"))
}

/// Reads a stored word.
pub fn word<T: domain::kernel::TextEnum>(
    text: &str,
    table: &str,
    column: &str,
    id: impl std::fmt::Display,
) -> Result<T, RepoError> {
    T::parse(text).map_err(|_| corrupt(table, column, id))
}
