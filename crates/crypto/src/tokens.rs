use std::time::Duration;

use aws_lc_rs::digest::{SHA256, digest};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    kernel::{Role, SessionId, TextEnum, UserId},
    ports::{AccessToken, Claims, Rng, TokenError, Tokens},
};
use jsonwebtoken::{Header, jwk::JwkSet};
use moka::sync::Cache;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{KeyRing, SigningKey, SystemRng};

/// Access tokens as JSON Web Tokens, signed with RS256 or HS256. A token names its key (`kid`), and is checked by that
/// key's algorithm and no other.
pub struct Jwt {
    keys: KeyRing,
    header: Header,
    lifetime: TimeDelta,
    checked: Cache<[u8; 32], Claims>,
}

/// What is remembered of tokens whose signature holds, by their SHA-256: to check it costs more than all else that a read
/// does here. Their time is looked at with every use.
fn checked() -> Cache<[u8; 32], Claims> {
    Cache::builder().max_capacity(20_000).time_to_live(Duration::from_mins(1)).build()
}

#[derive(Serialize, Deserialize)]
struct Body {
    jti: Uuid,
    sub: Uuid,
    sid: Uuid,
    role: String,
    typ: String,
    iat: i64,
    exp: i64,
}

/// The only kind of token that opens the API.
const ACCESS: &str = "access";

impl Jwt {
    /// Signs with the key in use; anybody may check RS256 with the public keys of [`Tokens::jwks`].
    pub fn new(keys: &KeyRing, lifetime: TimeDelta) -> Self {
        Self { keys: keys.clone(), header: keys.current().header(), lifetime, checked: checked() }
    }

    /// What a token of ours says, whatever the time.
    fn read(&self, token: &str) -> Result<Claims, TokenError> {
        let header = jsonwebtoken::decode_header(token).map_err(|_| TokenError::Invalid)?;
        let key = header.kid.and_then(|id| self.keys.find_counting(&id)).ok_or(TokenError::Invalid)?;
        let body = jsonwebtoken::decode::<Body>(token, &key.decoding, &key.validation);
        let body = body.map_err(|_| TokenError::Invalid)?.claims;
        let instant = |seconds| DateTime::from_timestamp(seconds, 0).ok_or(TokenError::Invalid);
        let (issued_at, expires_at) = (instant(body.iat)?, instant(body.exp)?);
        if body.typ != ACCESS {
            return Err(TokenError::Invalid);
        }
        let role = Role::parse(&body.role).map_err(|_| TokenError::Invalid)?;
        Ok(Claims { user: body.sub.into(), role, session: body.sid.into(), issued_at, expires_at })
    }
}

impl Tokens for Jwt {
    fn issue(
        &self,
        user: UserId,
        role: Role,
        session: SessionId,
        now: DateTime<Utc>,
    ) -> Result<AccessToken, TokenError> {
        let mut random = [0u8; 16];
        SystemRng.fill(&mut random);
        let body = Body {
            jti: Uuid::from_bytes(random),
            sub: user.into(),
            sid: session.into(),
            role: role.as_str().to_owned(),
            typ: ACCESS.to_owned(),
            iat: now.timestamp(),
            exp: (now + self.lifetime).timestamp(),
        };
        let signing = &self.keys.current().encoding;
        let token = jsonwebtoken::encode(&self.header, &body, signing).map_err(|_| TokenError::Invalid)?;
        Ok(AccessToken { token, expires_in: self.lifetime.num_seconds() })
    }

    fn verify(&self, token: &str, now: DateTime<Utc>) -> Result<Claims, TokenError> {
        let mut hash = [0; 32];
        hash.copy_from_slice(digest(&SHA256, token.as_bytes()).as_ref());
        let claims = self.checked.try_get_with(hash, || self.read(token)).map_err(|error| *error)?;
        if claims.expires_at <= now { Err(TokenError::Expired) } else { Ok(claims) }
    }

    fn refresh_hash(&self, token: &str) -> String {
        URL_SAFE_NO_PAD.encode(digest(&SHA256, token.as_bytes()))
    }

    fn jwks(&self) -> serde_json::Value {
        let keys = JwkSet { keys: self.keys.counting().filter_map(SigningKey::public).cloned().collect() };
        serde_json::to_value(keys).unwrap_or_default()
    }
}

#[cfg(test)]
#[path = "tokens_tests.rs"]
mod tests;
