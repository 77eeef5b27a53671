use chrono::{DateTime, Utc};

use crate::{
    accounts::User,
    kernel::{Actor, SessionId, UserId},
    ports::AccessToken,
};

/// What is needed to check a password. The hash goes from storage to the hasher and nowhere else.
#[derive(Clone)]
pub struct Credential {
    /// The account.
    pub user: User,
    /// Its password hash, if it has a password.
    pub password_hash: Option<String>,
}

impl std::fmt::Debug for Credential {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Credential").field("user", &self.user.id).finish_non_exhaustive()
    }
}

/// A session to be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSession {
    /// Its id.
    pub id: SessionId,
    /// Whose.
    pub user_id: UserId,
    /// The client's User-Agent.
    pub device: Option<String>,
    /// The client's address.
    pub ip: Option<String>,
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// When it ends without a refresh.
    pub expires_at: DateTime<Utc>,
}

/// A live session as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionView {
    /// Its id.
    pub id: SessionId,
    /// The client's User-Agent.
    pub device: Option<String>,
    /// The client's address.
    pub ip: Option<String>,
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// When it was last refreshed.
    pub last_seen_at: DateTime<Utc>,
    /// When it ends without a refresh.
    pub expires_at: DateTime<Utc>,
}

/// What presenting a refresh token did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RefreshUse {
    /// It was the live one and is used now.
    Fresh {
        /// The session.
        session: SessionId,
        /// Its user.
        user: UserId,
    },
    /// It had been used before: somebody has a copy.
    Reused {
        /// The session, to be ended.
        session: SessionId,
    },
    /// Not one of ours, or its session is over.
    Unknown,
}

/// Tokens of a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenPair {
    /// The access token.
    pub access: AccessToken,
    /// The refresh token, opaque.
    pub refresh: String,
}

/// A session with its user and tokens, fresh from sign-in or refresh.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    /// The account.
    pub user: User,
    /// The session.
    pub session: SessionId,
    /// Its tokens.
    pub tokens: TokenPair,
}

/// A live session's actor, or why there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LiveSession {
    /// Who acts.
    pub actor: Actor,
    /// When the session ends.
    pub expires_at: DateTime<Utc>,
}
