//! The actix application: middleware, the operations, the fallback for paths that are none of ours.

use actix_cors::{Cors, CorsError};
use actix_web::{
    Error, HttpResponse,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::{StatusCode, header},
    middleware::{Compress, DefaultHeaders, Next},
    web::{self, Data, ServiceConfig},
};

use crate::{api::Api, docs, error::ApiError, openapi, routes, wire::Wired};

/// Where the API begins.
pub const BASE: &str = "/api/v1";

/// Registers everything that is served.
pub fn configure(wired: &Wired, parts: &[(&str, Api)], config: &mut ServiceConfig) {
    config
        .app_data(Data::from(wired.services.clone()))
        .app_data(Data::from(wired.authenticator.clone()))
        .app_data(Data::from(wired.sockets.clone()))
        .app_data(Data::new(wired.clone()));
    for (base, api) in parts {
        api.serve(base, config);
    }
    docs::configure(&wired.config.server, config);
    config.default_service(web::to(no_such_path));
}

async fn no_such_path() -> HttpResponse {
    ApiError::no_such_path().to_response()
}

/// Headers that keep browsers from doing more with an answer than they should.
pub fn security_headers() -> DefaultHeaders {
    DefaultHeaders::new()
        .add((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .add((header::X_FRAME_OPTIONS, "DENY"))
        .add((header::REFERRER_POLICY, "no-referrer"))
        .add((header::CACHE_CONTROL, "no-store"))
        .add((header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"))
        .add(("Cross-Origin-Resource-Policy", "same-origin"))
}

/// Compression of answers, for clients that ask.
pub fn compression() -> Compress {
    Compress::default()
}

/// What pages of other origins may read of an answer besides its body.
const EXPOSED: [&str; 8] = [
    "Accept-Ranges",
    "Content-Disposition",
    "Content-Range",
    "ETag",
    "Idempotency-Replayed",
    "Location",
    "Retry-After",
    "X-Request-Id",
];

/// Browsers of these origins may call; no list, no cross-origin calls.
pub fn cors(origins: &[String]) -> Cors {
    let cors = Cors::default()
        .allowed_methods(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"])
        .allowed_headers([header::AUTHORIZATION, header::CONTENT_TYPE, header::ACCEPT, header::RANGE])
        .allowed_header("Idempotency-Key")
        .allowed_header("X-Request-Id")
        .expose_headers(EXPOSED)
        .max_age(3600);
    origins.iter().fold(cors, |cors, origin| cors.allowed_origin(origin))
}

/// Says in the envelope why a browser may not call.
pub async fn explain_cors(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let response = next.call(request).await?;
    match response.response().error().and_then(|error| error.as_error::<CorsError>()) {
        None => Ok(response.map_into_left_body()),
        Some(reason) => {
            let refusal = ApiError::new(StatusCode::FORBIDDEN, reason.to_string()).to_response();
            Ok(response.into_response(refusal).map_into_right_body())
        }
    }
}

/// Every operation with the base below which it stands: the API, and what operators ask for outside it.
pub fn parts() -> [(&'static str, Api); 2] {
    [(BASE, routes::api()), ("", routes::outside())]
}

/// The OpenAPI document of everything that is served.
pub fn openapi() -> serde_json::Value {
    openapi::document(&parts())
}

/// The same as a collection for Postman.
pub fn postman() -> serde_json::Value {
    openapi::postman(&openapi())
}
