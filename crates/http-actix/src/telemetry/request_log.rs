//! The outermost middleware: gives each request its id and span, and writes and measures how it ended.

use std::{
    future::{Ready, ready},
    rc::Rc,
};

use actix_web::{
    Error, HttpMessage, HttpResponse,
    body::MessageBody,
    dev::{Service, ServiceRequest, ServiceResponse, Transform, forward_ready},
    error::InternalError,
    http::header::{HeaderMap, HeaderName, HeaderValue},
};
use domain::kernel::{Caller, Fresh};
use futures_util::future::LocalBoxFuture;
use tracing::{Instrument, Span, field::Empty};

use super::{
    measures::Exchange,
    request_id::{HEADER, RequestId},
};

/// The route of a request that fits none.
pub const UNMATCHED: &str = "unmatched";

/// Wrap the app by this last, so that it is the outermost middleware.
///
/// Each request gets a [`RequestId`] in its extensions, a span that holds the id, and, when its answer begins, one log
/// line: method, route template, status, duration until then, and the user where the extensions hold a [`Caller`].
/// Paths and query strings are not written.
#[derive(Clone)]
pub struct RequestLog {
    fresh: Fresh,
}

impl RequestLog {
    /// New ids come from here.
    pub fn new(fresh: Fresh) -> Self {
        Self { fresh }
    }
}

impl<S, B> Transform<S, ServiceRequest> for RequestLog
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error> + 'static,
    S::Future: 'static,
    B: MessageBody + 'static,
{
    type Response = ServiceResponse<B>;
    type Error = Error;
    type InitError = ();
    type Transform = RequestLogService<S>;
    type Future = Ready<Result<Self::Transform, ()>>;

    fn new_transform(&self, service: S) -> Self::Future {
        ready(Ok(RequestLogService { service: Rc::new(service), fresh: self.fresh.clone() }))
    }
}

/// What [`RequestLog`] makes of a service.
pub struct RequestLogService<S> {
    service: Rc<S>,
    fresh: Fresh,
}

impl<S, B> Service<ServiceRequest> for RequestLogService<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error> + 'static,
    S::Future: 'static,
    B: MessageBody + 'static,
{
    type Response = ServiceResponse<B>;
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self::Response, Error>>;

    forward_ready!(service);

    fn call(&self, request: ServiceRequest) -> Self::Future {
        let id = RequestId::of(request.headers(), &self.fresh);
        let exchange = Exchange::begin(request.method());
        // As an error's span it is there at every log level.
        let span = tracing::error_span!(
            "request",
            request_id = id.as_str(),
            method = exchange.method(),
            route = Empty,
            user_id = Empty
        );
        request.extensions_mut().insert(id.clone());
        let answer = span.in_scope(|| self.service.call(request));
        Box::pin(async move { finish(answer.instrument(span.clone()).await, &id, exchange, &span) })
    }
}

/// A failed middleware answers by an error without request; it gets its id like every other answer.
fn finish<B>(
    outcome: Result<ServiceResponse<B>, Error>,
    id: &RequestId,
    exchange: Exchange,
    span: &Span,
) -> Result<ServiceResponse<B>, Error> {
    match outcome {
        Ok(mut response) => {
            let route = response.request().match_pattern();
            if let Some(caller) = response.request().extensions().get::<Caller>() {
                note_user(span, caller);
            }
            exchange.end(route.as_deref().unwrap_or(UNMATCHED), response.status(), span);
            put_id(response.headers_mut(), id);
            Ok(response)
        }
        Err(error) => {
            let mut response: HttpResponse = error.error_response();
            exchange.end(UNMATCHED, response.status(), span);
            put_id(response.headers_mut(), id);
            Err(InternalError::from_response(error, response).into())
        }
    }
}

/// Names the signed-in user in the log lines that follow inside the request's span.
pub fn note_user(span: &Span, caller: &Caller) {
    span.record("user_id", tracing::field::display(caller.actor.user()));
}

fn put_id(headers: &mut HeaderMap, id: &RequestId) {
    match HeaderValue::from_str(id.as_str()) {
        Ok(value) => drop(headers.insert(HeaderName::from_static(HEADER), value)),
        Err(error) => tracing::error!(%error, "a request id is no header value"),
    }
}

#[cfg(test)]
#[path = "request_log_tests.rs"]
mod tests;
