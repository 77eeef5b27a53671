//! The API's documentation for people and machines: Swagger UI, `ReDoc` and the OpenAPI document. Everything comes from this
//! server, so that it works without internet, and nothing is served where `server.docs_enabled` is false.

mod asset;
mod document;
mod pages;

use actix_web::{
    guard,
    web::{self, ServiceConfig},
};

use crate::{api, config::Server};

/// The API to try out.
pub const SWAGGER: &str = "/docs";
/// The API to read.
pub const REDOC: &str = "/redoc";
/// The API for machines.
pub const DOCUMENT: &str = "/api/v1/openapi.json";

/// Registers the pages, unless they are switched off.
pub fn configure(server: &Server, config: &mut ServiceConfig) {
    if !server.docs_enabled {
        return;
    }
    config.app_data(web::Data::new(pages::Pages::new(&server.app_name)));
    for path in [SWAGGER, "/api/v1/docs"] {
        page(config, path, web::route().to(pages::swagger));
    }
    for path in [REDOC, "/api/v1/redoc"] {
        page(config, path, web::route().to(pages::redoc));
    }
    page(config, "/docs/{file}", web::route().to(asset::swagger));
    page(config, "/redoc/{file}", web::route().to(asset::redoc));
    page(config, DOCUMENT, web::route().to(document::openapi));
}

fn page(config: &mut ServiceConfig, path: &str, route: actix_web::Route) {
    let route = route.guard(guard::Any(guard::Get()).or(guard::Head()));
    let refuse = web::route().to(async || api::method_not_allowed("GET, HEAD"));
    config.service(web::resource(path).route(route).default_service(refuse));
}
