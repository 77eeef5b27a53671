use actix_web::{HttpResponse, http::header::CACHE_CONTROL, web::Data};

use crate::{envelope::Answer, wire::Services};

/// The public keys with which others check our access tokens (JWKS). None where tokens are signed by a shared secret.
#[utoipa::path(get, path = "/.well-known/jwks.json", tag = "operations",
    responses((status = 200, description = "The keys, without an envelope, as RFC 7517 has them",
        body = serde_json::Value,
        example = json!({ "keys": [{ "kty": "RSA", "alg": "RS256", "use": "sig", "kid": "…", "n": "…", "e": "AQAB" }] }))))]
pub async fn public_keys(services: Data<Services>) -> Answer<HttpResponse> {
    let keys = services.auth.public_keys();
    Ok(HttpResponse::Ok().insert_header((CACHE_CONTROL, "public, max-age=300")).json(keys))
}
