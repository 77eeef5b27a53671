//! The one error type of every use case. The HTTP layer holds the one table from it to status codes.

use std::borrow::Cow;

use super::UserId;
use crate::ports::{FileError, RepoError, Unavailable};

/// What a use case answers.
pub type Outcome<T> = Result<T, Error>;

/// One thing that is wrong with one field of what the caller sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldIssue {
    /// The field as the caller named it, with dots and indexes for nested ones (`documents[2]`).
    pub field: Cow<'static, str>,
    /// What is wrong and what would be right, as a short clause.
    pub issue: Cow<'static, str>,
}

/// Why a use case did not happen. Nothing was written when one of these comes back.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The input cannot be accepted; every field at fault is listed.
    #[error("{}", first_issue(.0))]
    Invalid(Vec<FieldIssue>),
    /// Nobody is signed in, or the credentials are wrong.
    #[error("{0}")]
    Unauthorized(Cow<'static, str>),
    /// What is stored as the account's password cannot be read. To the caller it is a wrong password; the operator should
    /// know whose it is.
    #[error("e-mail or password is wrong")]
    UnreadablePassword {
        /// The account.
        user: UserId,
    },
    /// The caller is known and may know that the thing exists, but may not do this.
    #[error("{0}")]
    Forbidden(Cow<'static, str>),
    /// There is no such thing, or its existence is private to others. `field` names the body field that pointed to it.
    #[error("{what} not found")]
    NotFound {
        /// The thing, as a noun: `patient`.
        what: &'static str,
        /// The field of the body or query that named it; none when the path did.
        field: Option<Cow<'static, str>>,
    },
    /// The thing exists but its state, or another one's, forbids the change.
    #[error("{message}")]
    Conflict {
        /// What collided and what to do next.
        message: Cow<'static, str>,
        /// Every reason, where there are several.
        reasons: Vec<String>,
    },
    /// It was there and is no longer to be had.
    #[error("{0}")]
    Gone(Cow<'static, str>),
    /// What was sent is larger than allowed.
    #[error("{field} is larger than {limit_bytes} bytes")]
    TooLarge {
        /// The field that was too large.
        field: &'static str,
        /// The limit in bytes.
        limit_bytes: u64,
    },
    /// The content is of a type that is not accepted here.
    #[error("{message}")]
    UnsupportedType {
        /// The field that brought it: `file`, `body`, `frame`.
        field: &'static str,
        /// What it is and what would be accepted.
        message: Cow<'static, str>,
    },
    /// Too much work is waiting; the caller may try again after so many seconds.
    #[error("the server is busy, try again in {retry_after_seconds} s")]
    Busy {
        /// Seconds to wait.
        retry_after_seconds: u32,
    },
    /// It was asked for too often; the caller may try again after so many seconds.
    #[error("{message}")]
    TooMany {
        /// What there were too many of.
        message: Cow<'static, str>,
        /// Seconds to wait.
        retry_after_seconds: u32,
    },
    /// A service that this needs does not answer.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
    /// Storage failed or holds something inconsistent.
    #[error(transparent)]
    Repo(#[from] RepoError),
    /// The file store failed.
    #[error(transparent)]
    File(#[from] FileError),
    /// Something that only a defect or a broken installation explains.
    #[error("internal error: {0}")]
    Internal(String),
}

impl Error {
    /// One field is wrong.
    pub fn invalid(field: impl Into<Cow<'static, str>>, issue: impl Into<Cow<'static, str>>) -> Self {
        Self::Invalid(vec![FieldIssue { field: field.into(), issue: issue.into() }])
    }
    /// The thing named by the path does not exist for this caller.
    pub const fn not_found(what: &'static str) -> Self {
        Self::NotFound { what, field: None }
    }
    /// The thing named by a field of the body or query does not exist for this caller.
    pub fn unknown(what: &'static str, field: impl Into<Cow<'static, str>>) -> Self {
        Self::NotFound { what, field: Some(field.into()) }
    }
    /// The caller may not do this.
    pub fn forbidden(message: impl Into<Cow<'static, str>>) -> Self {
        Self::Forbidden(message.into())
    }
    /// The state forbids it.
    pub fn conflict(message: impl Into<Cow<'static, str>>) -> Self {
        Self::Conflict { message: message.into(), reasons: Vec::new() }
    }
}

fn first_issue(issues: &[FieldIssue]) -> String {
    match issues {
        [] => "the input is not valid".into(),
        [one] => format!("{}: {}", one.field, one.issue),
        [first, rest @ ..] => format!("{}: {} (and {} more)", first.field, first.issue, rest.len()),
    }
}
