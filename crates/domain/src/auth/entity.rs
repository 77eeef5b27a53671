use chrono::{DateTime, Utc};

use crate::{
    accounts::{Tier, User},
    kernel::{Actor, SessionId, UserId, text_enum},
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

text_enum! {
    /// How the client of a session shows that it has it.
    pub enum SessionKind {
        /// By access tokens.
        Bearer = "bearer",
        /// By a browser's cookie.
        Cookie = "cookie",
    }
}

/// A session to be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSession {
    /// Its id.
    pub id: SessionId,
    /// Whose.
    pub user_id: UserId,
    /// How its client shows that it has it.
    pub kind: SessionKind,
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
        /// Its user.
        user: UserId,
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

/// A session of a browser, fresh from sign-in.
#[derive(Clone, PartialEq, Eq)]
pub struct CookieSession {
    /// The account.
    pub user: User,
    /// The session.
    pub session: SessionId,
    /// What the cookie holds.
    pub secret: String,
    /// When it ends if nothing more is heard of it.
    pub idle_until: DateTime<Utc>,
    /// When it ends in any case.
    pub expires_at: DateTime<Utc>,
}

impl std::fmt::Debug for CookieSession {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CookieSession").field("session", &self.session).finish_non_exhaustive()
    }
}

/// A live session's actor, or why there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LiveSession {
    /// Which.
    pub session: SessionId,
    /// Who acts.
    pub actor: Actor,
    /// How many requests the account may make.
    pub tier: Tier,
    /// When the session ends.
    pub expires_at: DateTime<Utc>,
}
