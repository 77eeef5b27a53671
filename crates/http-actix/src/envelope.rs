//! The envelope of every answer, and the answers handlers give.

use actix_web::{
    HttpRequest, HttpResponse, Responder,
    body::BoxBody,
    cookie::Cookie,
    http::{StatusCode, header::LOCATION},
};
use domain::{
    idempotency::StoredAnswer,
    kernel::{Page, PageRequest},
};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use crate::{error::ApiError, wire::time_of_answer};

/// What a handler gives.
pub type Answer<T> = Result<T, ApiError>;

/// A successful answer.
#[derive(Serialize, ToSchema)]
pub struct Envelope<T> {
    /// Always true here.
    #[schema(example = true)]
    pub success: bool,
    /// What happened, in a few words.
    #[schema(example = "done")]
    pub message: &'static str,
    /// The answer itself.
    pub data: T,
    /// When it was given.
    #[schema(value_type = DateTime<Utc>)]
    pub timestamp: String,
}

/// A successful answer with a list.
#[derive(Serialize, ToSchema)]
pub struct ListEnvelope<T> {
    /// Always true here.
    #[schema(example = true)]
    pub success: bool,
    /// What happened, in a few words.
    #[schema(example = "done")]
    pub message: &'static str,
    /// The rows.
    pub data: Vec<T>,
    /// Which part of the list this is.
    pub meta: Meta,
    /// When it was given.
    #[schema(value_type = DateTime<Utc>)]
    pub timestamp: String,
}

/// The `data` of an answer that has none: null.
#[derive(Clone, Copy, Serialize, ToSchema)]
#[schema(title = "nothing")]
pub struct Nothing;

/// Which part of a list an answer holds.
#[derive(Serialize, ToSchema)]
pub struct Meta {
    /// The page's number, where pages were asked by number or the list was read from its start.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 1)]
    pub page: Option<u32>,
    /// Rows a page holds.
    #[schema(example = 20)]
    pub limit: u16,
    /// Rows of the whole list, where pages were asked by number.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 42)]
    pub total: Option<i64>,
    /// Give it as `cursor` to go on; none at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// One thing, with status 200, 201 or 202.
pub struct One<T> {
    status: StatusCode,
    message: &'static str,
    location: Option<String>,
    cookie: Option<Cookie<'static>>,
    data: T,
}

impl<T> One<T> {
    /// The same with a cookie.
    #[must_use]
    pub fn cookie(mut self, cookie: Cookie<'static>) -> Self {
        self.cookie = Some(cookie);
        self
    }
}

/// 200 with this thing.
pub fn ok<T>(message: &'static str, data: T) -> One<T> {
    One { status: StatusCode::OK, message, location: None, cookie: None, data }
}
/// 201 with this thing, which is found at this path.
pub fn created<T>(message: &'static str, location: String, data: T) -> One<T> {
    One { status: StatusCode::CREATED, message, location: Some(location), cookie: None, data }
}
/// 202 with this thing: more is to come.
pub fn accepted<T>(message: &'static str, data: T) -> One<T> {
    One { status: StatusCode::ACCEPTED, message, location: None, cookie: None, data }
}
/// 201 if it was made just now, else 200: for creations that answer what exists already.
pub fn created_or_found<T>(is_new: bool, message: &'static str, location: String, data: T) -> One<T> {
    if is_new { created(message, location, data) } else { ok(message, data) }
}

impl<T: Serialize> One<T> {
    /// As it is kept to be given again.
    pub fn stored(self) -> StoredAnswer {
        let body = json!({
            "success": true,
            "message": self.message,
            "data": self.data,
            "timestamp": time_of_answer(),
        });
        StoredAnswer { status: self.status.as_u16(), body, location: self.location }
    }
}

impl<T: Serialize> Responder for One<T> {
    type Body = BoxBody;
    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        let mut response = HttpResponse::build(self.status);
        if let Some(location) = self.location {
            response.insert_header((LOCATION, location));
        }
        if let Some(cookie) = self.cookie {
            response.cookie(cookie);
        }
        response.json(Envelope { success: true, message: self.message, data: self.data, timestamp: time_of_answer() })
    }
}

/// A page of a list.
pub struct Listed<T> {
    message: &'static str,
    page: Page<T>,
    number: Option<u32>,
    limit: u16,
}

/// 200 with this page.
pub fn listed<T>(message: &'static str, request: &PageRequest, page: Page<T>) -> Listed<T> {
    Listed { message, page, number: request.number(), limit: request.limit() }
}

impl<T: Serialize> Responder for Listed<T> {
    type Body = BoxBody;
    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        let meta = Meta {
            page: self.number,
            limit: self.limit,
            total: self.page.total,
            next_cursor: self.page.next.map(|cursor| cursor.to_wire()),
        };
        HttpResponse::Ok().json(ListEnvelope {
            success: true,
            message: self.message,
            data: self.page.items,
            meta,
            timestamp: time_of_answer(),
        })
    }
}
