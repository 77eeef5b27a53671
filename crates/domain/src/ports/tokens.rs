//! The token port: access tokens are signed and short-lived, refresh tokens opaque and stored hashed.

use chrono::{DateTime, Utc};

use crate::kernel::{Role, SessionId, UserId};

/// What an access token says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claims {
    /// The account.
    pub user: UserId,
    /// Its role when the token was made.
    pub role: Role,
    /// The session.
    pub session: SessionId,
    /// When it was made.
    pub issued_at: DateTime<Utc>,
    /// From when on it is worth nothing.
    pub expires_at: DateTime<Utc>,
}

/// A signed access token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessToken {
    /// The token.
    pub token: String,
    /// How long it is valid, in seconds.
    pub expires_in: i64,
}

/// Why a token is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// Its time is over.
    #[error("the access token has expired")]
    Expired,
    /// Not one of ours, not for this purpose, or changed.
    #[error("the access token is not valid")]
    Invalid,
}

/// Makes and checks tokens.
pub trait Tokens: Send + Sync {
    /// An access token with its own `jti`, `typ` access.
    fn issue(
        &self,
        user: UserId,
        role: Role,
        session: SessionId,
        now: DateTime<Utc>,
    ) -> Result<AccessToken, TokenError>;
    /// What a token says, if it is ours, an access token, and still valid. Tokens of an earlier key are ours too.
    fn verify(&self, token: &str, now: DateTime<Utc>) -> Result<Claims, TokenError>;
    /// The form in which a refresh token or a cookie's secret is stored: its SHA-256, URL-safe. 256 random bits need no key
    /// besides, and the form outlives every key.
    fn refresh_hash(&self, token: &str) -> String;
    /// The public keys (JWKS) with which others check our tokens, the one in use first; symmetric keys are not among them.
    fn jwks(&self) -> serde_json::Value;
}
