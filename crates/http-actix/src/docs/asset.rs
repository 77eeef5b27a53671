use std::{
    collections::BTreeMap,
    hash::{DefaultHasher, Hash, Hasher},
    sync::{Arc, LazyLock},
};

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{CACHE_CONTROL, ETAG, IF_NONE_MATCH},
    web,
};
use utoipa_swagger_ui::Config;

use crate::error::ApiError;

/// Kept for a day: these files change only with the server's version.
const A_DAY: &str = "public, max-age=86400";
/// Kept, but asked for again each time.
pub const REVALIDATE: &str = "public, no-cache";

const REDOC_JS: &[u8] = include_bytes!("../../assets/redoc/redoc.standalone.js");
const SWAGGER_FILES: [&str; 3] = ["swagger-ui.css", "swagger-ui-bundle.js", "favicon-32x32.png"];
const SWAGGER_START: &[u8] = include_bytes!("../../assets/swagger/start.js");

static SWAGGER: LazyLock<BTreeMap<&str, Asset>> = LazyLock::new(swagger_files);
static REDOC: LazyLock<Asset> = LazyLock::new(|| Asset::new("text/javascript; charset=utf-8", REDOC_JS, A_DAY));

/// A file that a browser may keep.
pub struct Asset {
    kind: String,
    bytes: web::Bytes,
    etag: String,
    caching: &'static str,
}

impl Asset {
    /// With this content type and caching rule.
    pub fn new(kind: &str, bytes: &'static [u8], caching: &'static str) -> Self {
        let mut hasher = DefaultHasher::new();
        bytes.hash(&mut hasher);
        // Weak, since it is the same for the compressed form.
        let etag = format!("W/\"{:016x}\"", hasher.finish());
        Self { kind: kind.to_owned(), bytes: web::Bytes::from_static(bytes), etag, caching }
    }

    /// The file, or 304 for whoever has it.
    pub fn answer(&self, request: &HttpRequest) -> HttpResponse {
        let known = request.headers().get(IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let has_it = known.split(',').any(|tag| tag.trim() == self.etag || tag.trim() == "*");
        let mut response = if has_it { HttpResponse::NotModified() } else { HttpResponse::Ok() };
        response.insert_header((ETAG, self.etag.clone())).insert_header((CACHE_CONTROL, self.caching));
        if has_it {
            return response.finish();
        }
        response.content_type(self.kind.as_str()).body(self.bytes.clone())
    }
}

fn swagger_files() -> BTreeMap<&'static str, Asset> {
    let nothing = Arc::new(Config::from(super::DOCUMENT));
    let file = |name| {
        let file = utoipa_swagger_ui::serve(name, nothing.clone()).ok().flatten()?;
        let bytes: &'static [u8] = file.bytes.into_owned().leak();
        Some((name, Asset::new(&file.content_type, bytes, A_DAY)))
    };
    let start = Asset::new("text/javascript; charset=utf-8", SWAGGER_START, A_DAY);
    SWAGGER_FILES.into_iter().filter_map(file).chain([("start.js", start)]).collect()
}

/// `/docs/{file}`.
pub async fn swagger(request: HttpRequest, name: web::Path<String>) -> HttpResponse {
    match SWAGGER.get(name.as_str()) {
        Some(asset) => asset.answer(&request),
        None => ApiError::no_such_path().to_response(),
    }
}

/// `/redoc/{file}`.
pub async fn redoc(request: HttpRequest, name: web::Path<String>) -> HttpResponse {
    if name.as_str() == "redoc.standalone.js" { REDOC.answer(&request) } else { ApiError::no_such_path().to_response() }
}
