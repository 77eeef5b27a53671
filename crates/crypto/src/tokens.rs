use std::time::Duration;

use aws_lc_rs::{
    digest::{SHA256, digest},
    hmac,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    kernel::{Role, SessionId, TextEnum, UserId},
    ports::{AccessToken, Claims, Rng, TokenError, Tokens},
};
use jsonwebtoken::{
    Algorithm, DecodingKey, EncodingKey, Header, Validation,
    jwk::{Jwk, JwkSet, ThumbprintHash},
};
use moka::sync::Cache;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{KeyError, ServerKey, SystemRng};

/// Access tokens as JSON Web Tokens, signed with RS256 or HS256.
pub struct Jwt {
    header: Header,
    signing: EncodingKey,
    checking: DecodingKey,
    validation: Validation,
    public: Option<Jwk>,
    refresh: hmac::Key,
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
    /// Signs with a private RSA key; anybody may check with the public key of [`Tokens::jwks`].
    pub fn rs256(pem: &str, lifetime: TimeDelta) -> Result<Self, KeyError> {
        let signing = EncodingKey::from_rsa_pem(pem.as_bytes()).map_err(|_| KeyError::NotRsaPem)?;
        let mut public = Jwk::from_encoding_key(&signing, Algorithm::RS256).map_err(|_| KeyError::NotRsaPem)?;
        let checking = DecodingKey::from_jwk(&public).map_err(|_| KeyError::NotRsaPem)?;
        let key_id = public.thumbprint(ThumbprintHash::SHA256).map_err(|_| KeyError::NotRsaPem)?;
        public.common.key_id = Some(key_id.clone());
        let header = Header { kid: Some(key_id), ..Header::new(Algorithm::RS256) };
        let refresh = ServerKey::new(pem.as_bytes()).for_purpose("refresh");
        let validation = validation(Algorithm::RS256);
        Ok(Self { header, signing, checking, validation, public: Some(public), refresh, lifetime, checked: checked() })
    }

    /// Signs and checks with one secret of at least 32 bytes.
    pub fn hs256(secret: &[u8], lifetime: TimeDelta) -> Result<Self, KeyError> {
        if secret.len() < 32 {
            return Err(KeyError::ShortSecret);
        }
        Ok(Self {
            header: Header::new(Algorithm::HS256),
            signing: EncodingKey::from_secret(secret),
            checking: DecodingKey::from_secret(secret),
            validation: validation(Algorithm::HS256),
            public: None,
            refresh: ServerKey::new(secret).for_purpose("refresh"),
            lifetime,
            checked: checked(),
        })
    }
}

impl Jwt {
    /// What a token of ours says, whatever the time.
    fn read(&self, token: &str) -> Result<Claims, TokenError> {
        let body: Body =
            jsonwebtoken::decode(token, &self.checking, &self.validation).map_err(|_| TokenError::Invalid)?.claims;
        let instant = |seconds| DateTime::from_timestamp(seconds, 0).ok_or(TokenError::Invalid);
        let (issued_at, expires_at) = (instant(body.iat)?, instant(body.exp)?);
        if body.typ != ACCESS {
            return Err(TokenError::Invalid);
        }
        let role = Role::parse(&body.role).map_err(|_| TokenError::Invalid)?;
        Ok(Claims { user: body.sub.into(), role, session: body.sid.into(), issued_at, expires_at })
    }
}

/// Time is checked by the caller's clock, so that a test can move it.
fn validation(algorithm: Algorithm) -> Validation {
    let mut validation = Validation::new(algorithm);
    validation.validate_exp = false;
    validation.required_spec_claims.clear();
    validation
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
        let token = jsonwebtoken::encode(&self.header, &body, &self.signing).map_err(|_| TokenError::Invalid)?;
        Ok(AccessToken { token, expires_in: self.lifetime.num_seconds() })
    }

    fn verify(&self, token: &str, now: DateTime<Utc>) -> Result<Claims, TokenError> {
        let mut hash = [0; 32];
        hash.copy_from_slice(digest(&SHA256, token.as_bytes()).as_ref());
        let claims = self.checked.try_get_with(hash, || self.read(token)).map_err(|error| *error)?;
        if claims.expires_at <= now { Err(TokenError::Expired) } else { Ok(claims) }
    }

    fn refresh_hash(&self, token: &str) -> String {
        URL_SAFE_NO_PAD.encode(hmac::sign(&self.refresh, token.as_bytes()))
    }

    fn jwks(&self) -> serde_json::Value {
        let keys = JwkSet { keys: self.public.iter().cloned().collect() };
        serde_json::to_value(keys).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: TimeDelta = TimeDelta::hours(1);

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_790_000_000, 0).unwrap()
    }
    fn issue(jwt: &Jwt) -> String {
        let id = Uuid::from_u128(1);
        jwt.issue(id.into(), Role::Doctor, id.into(), now()).unwrap().token
    }

    #[test]
    fn a_token_says_who_by_which_session_until_when() {
        let jwt = Jwt::rs256(&crate::generate_rsa_pem().unwrap(), HOUR).unwrap();
        let claims = jwt.verify(&issue(&jwt), now()).unwrap();
        assert_eq!((claims.role, claims.expires_at - claims.issued_at), (Role::Doctor, HOUR));
        assert_eq!(jwt.verify(&issue(&jwt), now() + HOUR), Err(TokenError::Expired));
        let token = issue(&jwt);
        assert!(jwt.verify(&token, now()).is_ok());
        assert_eq!(jwt.verify(&token, now() + HOUR), Err(TokenError::Expired), "also a token that was checked before");
        assert_ne!(issue(&jwt), issue(&jwt), "two tokens of one second differ");
        assert_eq!(jwt.jwks()["keys"][0]["alg"], "RS256");
        assert!(jwt.jwks()["keys"][0].get("d").is_none());
    }

    #[test]
    fn foreign_changed_and_unsigned_tokens_are_refused() {
        let jwt = Jwt::hs256(&[7; 32], HOUR).unwrap();
        let token = issue(&jwt);
        assert!(jwt.verify(&token, now()).is_ok());
        let foreign = issue(&Jwt::hs256(&[8; 32], HOUR).unwrap());
        let unsigned = format!("eyJhbGciOiJub25lIn0.{}.", token.split('.').nth(1).unwrap());
        for bad in [&foreign, &unsigned, &token[..token.len() - 2], "", "a.b.c"] {
            assert_eq!(jwt.verify(bad, now()), Err(TokenError::Invalid), "{bad}");
        }
    }

    #[test]
    fn short_secrets_and_wrong_keys_are_refused() {
        assert!(matches!(Jwt::hs256(b"short", HOUR), Err(KeyError::ShortSecret)));
        assert!(matches!(Jwt::rs256("not a key", HOUR), Err(KeyError::NotRsaPem)));
    }
}
