use actix_web::web::Data;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    app::BASE,
    docs,
    envelope::{Answer, Envelope, One, ok},
    wire::Wired,
};

/// Which server this is.
#[derive(Serialize, ToSchema)]
pub struct HomeBody {
    /// The installation's name.
    #[schema(example = "Lifeline")]
    pub name: String,
    /// The server's version.
    #[schema(example = "0.1.0")]
    pub version: &'static str,
    /// Where to go from here.
    pub links: HomeLinks,
}

/// Paths on this server.
#[derive(Serialize, ToSchema)]
pub struct HomeLinks {
    /// Where the API begins.
    #[schema(example = "/api/v1")]
    pub api: &'static str,
    /// Whether the server is well.
    #[schema(example = "/health")]
    pub health: &'static str,
    /// The API to try out; none where the documentation is switched off.
    #[schema(example = "/docs")]
    pub docs: Option<&'static str>,
    /// The API to read.
    #[schema(example = "/redoc")]
    pub redoc: Option<&'static str>,
    /// The API for machines.
    #[schema(example = "/api/v1/openapi.json")]
    pub openapi: Option<&'static str>,
}

/// What this server is and where its parts are.
#[utoipa::path(get, path = "/", tag = "operations",
    responses((status = 200, description = "Name, version and links", body = Envelope<HomeBody>)))]
pub async fn home(wired: Data<Wired>) -> Answer<One<HomeBody>> {
    let server = &wired.config.server;
    let shown = |path| server.docs_enabled.then_some(path);
    let links = HomeLinks {
        api: BASE,
        health: "/health",
        docs: shown(docs::SWAGGER),
        redoc: shown(docs::REDOC),
        openapi: shown(docs::DOCUMENT),
    };
    Ok(ok("welcome", HomeBody { name: server.app_name.clone(), version: env!("CARGO_PKG_VERSION"), links }))
}
