//! The one table from use-case errors to status codes and bodies.

use std::borrow::Cow;

use actix_web::{
    HttpResponse, ResponseError,
    http::{
        StatusCode,
        header::{RETRY_AFTER, WWW_AUTHENTICATE},
    },
};
use domain::{
    kernel::{Error, FieldIssue},
    ports::{FileError, RepoError},
};
use serde_json::{Value, json};

use crate::{
    telemetry::measures,
    wire::{reasons, time_of_answer},
};

/// An error on its way out.
#[derive(Debug)]
pub struct ApiError {
    status: StatusCode,
    message: Cow<'static, str>,
    details: Value,
    retry_after: Option<u32>,
}

impl ApiError {
    /// An error with this status and message.
    pub fn new(status: StatusCode, message: impl Into<Cow<'static, str>>) -> Self {
        Self { status, message: message.into(), details: Value::Null, retry_after: None }
    }
    /// 405; the route adds `Allow`.
    pub fn method_not_allowed() -> Self {
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "this method is not allowed here")
    }
    /// 404 for a path that is none of ours.
    pub fn no_such_path() -> Self {
        Self::new(StatusCode::NOT_FOUND, "there is nothing at this path")
    }
    /// 500; the reason goes to the log, never to the client.
    pub fn internal(reason: &str) -> Self {
        tracing::error!(reason, "a request failed");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "something went wrong on our side")
    }
    /// With these details.
    #[must_use]
    pub fn with(mut self, details: Value) -> Self {
        self.details = details;
        self
    }
    /// The same with the seconds after which trying again makes sense.
    #[must_use]
    pub fn retry_after(mut self, seconds: u32) -> Self {
        self.retry_after = Some(seconds);
        self
    }
    /// The code word of the status.
    pub fn code(&self) -> &'static str {
        match self.status {
            StatusCode::BAD_REQUEST => "VALIDATION_ERROR",
            StatusCode::UNAUTHORIZED => "UNAUTHORIZED",
            StatusCode::FORBIDDEN => "FORBIDDEN",
            StatusCode::NOT_FOUND => "NOT_FOUND",
            StatusCode::METHOD_NOT_ALLOWED => "METHOD_NOT_ALLOWED",
            StatusCode::CONFLICT => "CONFLICT",
            StatusCode::GONE => "GONE",
            StatusCode::PAYLOAD_TOO_LARGE => "PAYLOAD_TOO_LARGE",
            StatusCode::UNSUPPORTED_MEDIA_TYPE => "UNSUPPORTED_MEDIA_TYPE",
            StatusCode::RANGE_NOT_SATISFIABLE => "RANGE_NOT_SATISFIABLE",
            StatusCode::TOO_MANY_REQUESTS => "RATE_LIMIT_EXCEEDED",
            StatusCode::SERVICE_UNAVAILABLE => "SERVICE_UNAVAILABLE",
            _ => "INTERNAL_SERVER_ERROR",
        }
    }
    /// What is said to the client.
    pub fn message(&self) -> &str {
        &self.message
    }
    /// What is said about fields and reasons; null where there is nothing to say.
    pub fn details(&self) -> &Value {
        &self.details
    }
    /// The response with the error envelope.
    pub fn to_response(&self) -> HttpResponse {
        let timestamp = time_of_answer();
        let mut response = HttpResponse::build(self.status);
        if self.status == StatusCode::UNAUTHORIZED {
            response.insert_header((WWW_AUTHENTICATE, "Bearer realm=\"lifeline\""));
        }
        if let Some(seconds) = self.retry_after {
            response.insert_header((RETRY_AFTER, seconds.to_string()));
        }
        response.json(json!({
            "success": false,
            "message": self.message,
            "data": null,
            "error": {
                "code": self.code(),
                "message": self.message,
                "details": self.details,
                "timestamp": timestamp,
            },
            "timestamp": timestamp,
        }))
    }
}

fn invalid(issues: &[FieldIssue]) -> ApiError {
    let listed: Vec<Value> = issues.iter().map(|issue| json!({ "field": issue.field, "issue": issue.issue })).collect();
    let first = issues.first();
    ApiError::new(StatusCode::BAD_REQUEST, Error::Invalid(issues.to_vec()).to_string()).with(json!({
        "field": first.map(|issue| issue.field.as_ref()),
        "issue": first.map(|issue| issue.issue.as_ref()),
        "errors": listed,
    }))
}

impl From<Error> for ApiError {
    fn from(error: Error) -> Self {
        match error {
            Error::Invalid(issues) => invalid(&issues),
            Error::Unauthorized(message) => Self::new(StatusCode::UNAUTHORIZED, message),
            Error::UnreadablePassword { user } => {
                tracing::warn!(user_id = %user, "the stored password of an account cannot be read");
                Self::new(StatusCode::UNAUTHORIZED, error.to_string())
            }
            Error::Forbidden(message) => Self::new(StatusCode::FORBIDDEN, message),
            Error::NotFound { what, field } => Self::new(StatusCode::NOT_FOUND, format!("{what} not found"))
                .with(field.map_or(Value::Null, |field| json!({ "field": field, "issue": "names nothing known" }))),
            Error::Conflict { message, reasons } => {
                let details = if reasons.is_empty() { Value::Null } else { json!({ "reasons": reasons }) };
                Self::new(StatusCode::CONFLICT, message).with(details)
            }
            Error::Gone(message) => Self::new(StatusCode::GONE, message),
            Error::TooLarge { field, limit_bytes } => too_large(field, limit_bytes),
            Error::UnsupportedType { field, message } => unsupported(field, message),
            Error::Busy { retry_after_seconds } => {
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "the server is busy, try again later")
                    .retry_after(retry_after_seconds)
            }
            Error::TooMany { message, retry_after_seconds } => {
                Self::new(StatusCode::TOO_MANY_REQUESTS, message).retry_after(retry_after_seconds)
            }
            Error::Unavailable(cause) => {
                measures::unavailable(cause.service);
                tracing::error!(service = cause.service, reason = reasons(&cause), "a service is down");
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "a part of the server is not available, try again later")
                    .retry_after(5)
            }
            Error::Repo(error) => repo(error),
            Error::File(error) => file(error),
            Error::Internal(reason) => Self::internal(&reason),
        }
    }
}

fn too_large(field: &'static str, limit_bytes: u64) -> ApiError {
    let message = format!("{field} is larger than {limit_bytes} bytes");
    ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, message)
        .with(json!({ "field": field, "issue": format!("must have at most {limit_bytes} bytes") }))
}

fn unsupported(field: &'static str, message: Cow<'static, str>) -> ApiError {
    let details = json!({ "field": field, "issue": message });
    ApiError::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, message).with(details)
}

fn repo(error: RepoError) -> ApiError {
    match error {
        RepoError::Conflict(subject) => {
            ApiError::new(StatusCode::CONFLICT, format!("conflicts with what is stored already ({subject})"))
        }
        RepoError::Retry => {
            ApiError::new(StatusCode::SERVICE_UNAVAILABLE, "too many changes of the same thing at once, try again")
                .retry_after(1)
        }
        RepoError::Corrupt(place) => ApiError::internal(&format!("stored row is inconsistent: {place}")),
        RepoError::Unavailable(cause) => {
            measures::unavailable("database");
            tracing::error!(%cause, "storage failed");
            ApiError::new(StatusCode::SERVICE_UNAVAILABLE, "storage is not available, try again later").retry_after(5)
        }
    }
}

fn file(error: FileError) -> ApiError {
    match error {
        FileError::NotFound => ApiError::new(StatusCode::NOT_FOUND, "file not found"),
        FileError::TooLarge { limit_bytes } => too_large("file", limit_bytes),
        FileError::Interrupted(_) => {
            invalid(&[FieldIssue { field: "file".into(), issue: "the upload broke off".into() }])
        }
        FileError::Refused(reason) => unsupported("file", reason.into()),
        FileError::BadKey => ApiError::internal("a storage key is not one of ours"),
        FileError::Unavailable(cause) => {
            measures::unavailable("files");
            tracing::error!(%cause, "the file store failed");
            ApiError::new(StatusCode::SERVICE_UNAVAILABLE, "the file store is not available, try again later")
                .retry_after(5)
        }
    }
}

impl std::fmt::Display for ApiError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.status.as_u16(), self.message)
    }
}

impl std::error::Error for ApiError {}

impl ResponseError for ApiError {
    fn status_code(&self) -> StatusCode {
        self.status
    }
    fn error_response(&self) -> HttpResponse {
        self.to_response()
    }
}
