use std::sync::LazyLock;

use actix_web::{HttpRequest, HttpResponse};

use super::asset::{Asset, REVALIDATE};

/// The document is the same in every app of this process: it is made from the table of operations alone.
static BYTES: LazyLock<Vec<u8>> = LazyLock::new(|| serde_json::to_vec(&crate::app::openapi()).unwrap_or_default());
static ASSET: LazyLock<Asset> = LazyLock::new(|| Asset::new("application/json", &BYTES, REVALIDATE));

/// `/api/v1/openapi.json`.
pub async fn openapi(request: HttpRequest) -> HttpResponse {
    ASSET.answer(&request)
}
