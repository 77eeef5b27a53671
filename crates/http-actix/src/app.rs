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

use crate::{api::Api, docs, error::ApiError, openapi, origin, routes, wire::Wired};

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
        .add((header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY))
        .add(("Cross-Origin-Opener-Policy", "same-origin"))
        .add(("Cross-Origin-Resource-Policy", "same-origin"))
        .add(("Permissions-Policy", PERMISSIONS))
}

/// An answer is data: as a page it loads nothing, sends nothing and stands in no other page.
const CONTENT_SECURITY: &str = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const PERMISSIONS: &str = "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()";

/// Two years, as OWASP advises. Of the operator's other hosts it says nothing: that is for the proxy to add.
const TRANSPORT_SECURITY: &str = "max-age=63072000";

/// In production, who came over https is told to come by no other way. Browsers ignore it where it came over http.
pub async fn transport_security(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let over_https = origin::came_over_https(request.request());
    let mut response = next.call(request).await?;
    let production = response.request().app_data::<Data<Wired>>().is_some_and(|it| it.config.server.is_production());
    if over_https && production {
        let value = header::HeaderValue::from_static(TRANSPORT_SECURITY);
        response.headers_mut().insert(header::STRICT_TRANSPORT_SECURITY, value);
    }
    Ok(response)
}

/// Compression of answers, for clients that ask.
pub fn compression() -> Compress {
    Compress::default()
}

/// What pages of other origins may read of an answer besides its body.
const EXPOSED: [&str; 10] = [
    "Accept-Ranges",
    "Content-Disposition",
    "Content-Range",
    "ETag",
    "Idempotency-Replayed",
    "Location",
    "RateLimit",
    "RateLimit-Policy",
    "Retry-After",
    "X-Request-Id",
];

/// Pages of these origins may call, with cookies too; no list, no cross-origin calls.
pub fn cors(origins: &[String]) -> Cors {
    let cors = Cors::default()
        .supports_credentials()
        .allowed_methods(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"])
        .allowed_headers([header::AUTHORIZATION, header::CONTENT_TYPE, header::ACCEPT, header::RANGE])
        .allowed_header("Idempotency-Key")
        .allowed_header("X-CSRF-Token")
        .allowed_header("X-Request-Id")
        .expose_headers(EXPOSED)
        .max_age(3600);
    origins.iter().fold(cors, |cors, origin| cors.allowed_origin(origin))
}

/// Says in the envelope why a browser may not call, and tells nothing of this kind to pages that may not.
pub async fn explain_cors(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let mut response = next.call(request).await?;
    if let Some(reason) = response.response().error().and_then(|error| error.as_error::<CorsError>()) {
        let mut refusal = ApiError::new(StatusCode::FORBIDDEN, reason.to_string()).to_response();
        refusal.headers_mut().insert(header::VARY, header::HeaderValue::from_static("Origin"));
        return Ok(response.into_response(refusal).map_into_right_body());
    }
    let headers = response.headers_mut();
    if !headers.contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN) {
        headers.remove(header::ACCESS_CONTROL_ALLOW_CREDENTIALS);
        headers.remove(header::ACCESS_CONTROL_EXPOSE_HEADERS);
    }
    Ok(response.map_into_left_body())
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
