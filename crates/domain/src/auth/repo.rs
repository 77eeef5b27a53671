use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::{Credential, LiveSession, NewSession, RefreshUse, SessionView};
use crate::{
    kernel::{Outcome, Page, PageRequest, SessionId, UserId},
    ports::RepoResult,
};

/// Storage of credentials, sessions and refresh tokens.
#[async_trait]
pub trait AuthRepo: Send {
    /// The credential behind an e-mail address.
    async fn credential_by_email(&mut self, email: &str) -> RepoResult<Option<Credential>>;
    /// The credential of an account.
    async fn credential_of(&mut self, user: UserId) -> RepoResult<Option<Credential>>;
    /// Hashes of the account's current and last passwords, five at most.
    async fn recent_password_hashes(&mut self, user: UserId) -> RepoResult<Vec<String>>;
    /// Sets a new password in place of the one with the hash `old`, which goes to the history. Answers whether that still was
    /// the account's password.
    async fn set_password(&mut self, user: UserId, old: &str, hash: &str, now: DateTime<Utc>) -> RepoResult<bool>;
    /// Notes a sign-in on the account, and holds its row until the end of the transaction. Answers whether the account is
    /// active and, where a hash is given, whether that still is its password.
    async fn note_sign_in(&mut self, user: UserId, password_hash: Option<&str>, now: DateTime<Utc>)
    -> RepoResult<bool>;
    /// Opens a session with its first refresh token.
    async fn open_session(&mut self, session: &NewSession, refresh_hash: &str) -> RepoResult<()>;
    /// Who acts by this session, in one query; none if the session is over or the account inactive.
    async fn live_session(&mut self, id: SessionId, now: DateTime<Utc>) -> RepoResult<Option<LiveSession>>;
    /// Which of these sessions are still live.
    async fn live_among(&mut self, ids: &[SessionId], now: DateTime<Utc>) -> RepoResult<Vec<SessionId>>;
    /// Uses up a refresh token. Of two who present it at once, one gets [`RefreshUse::Fresh`].
    async fn use_refresh(&mut self, hash: &str, now: DateTime<Utc>) -> RepoResult<RefreshUse>;
    /// Gives the session its next refresh token and prolongs it; answers whether it still lives.
    async fn add_refresh(
        &mut self,
        session: SessionId,
        hash: &str,
        now: DateTime<Utc>,
        expires_at: DateTime<Utc>,
    ) -> RepoResult<bool>;
    /// Ends one session of this user; answers whether it was live.
    async fn end_session(&mut self, id: SessionId, user: Option<UserId>, now: DateTime<Utc>) -> RepoResult<bool>;
    /// Ends all of a user's sessions, but for one perhaps.
    async fn end_sessions_of(
        &mut self,
        user: UserId,
        except: Option<SessionId>,
        now: DateTime<Utc>,
    ) -> RepoResult<usize>;
    /// A page of the user's live sessions, newest first.
    async fn list_sessions_of(
        &mut self,
        user: UserId,
        now: DateTime<Utc>,
        page: &PageRequest,
    ) -> Outcome<Page<SessionView>>;
    /// The user's live sessions, newest first.
    async fn sessions_of(&mut self, user: UserId, now: DateTime<Utc>) -> RepoResult<Vec<SessionView>>;
}
