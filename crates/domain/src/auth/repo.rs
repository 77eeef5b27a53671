use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::{AccountName, Credential, LiveSession, NewSession, RefreshUse, SessionView};
use crate::{
    kernel::{Actor, Outcome, Page, PageRequest, SessionId, UserId},
    ports::RepoResult,
};

/// Storage of credentials, sessions and refresh tokens.
#[async_trait]
pub trait AuthRepo: Send {
    /// The credential of the account with this name.
    async fn credential(&mut self, name: &AccountName) -> RepoResult<Option<Credential>>;
    /// The client addresses at which sessions of the account with this name began, live or not, as far as they are kept.
    async fn addresses_of(&mut self, name: &AccountName) -> RepoResult<Vec<String>>;
    /// Hashes of the account's current and last passwords, five at most.
    async fn recent_password_hashes(&mut self, user: UserId) -> RepoResult<Vec<String>>;
    /// Sets a new password in place of the one with the hash `old`, which goes to the history. Answers whether that still was
    /// the account's password.
    async fn set_password(
        &mut self,
        user: UserId,
        old: Option<&str>,
        hash: &str,
        now: DateTime<Utc>,
    ) -> RepoResult<bool>;
    /// Notes that where the account is written to is proven.
    async fn mark_verified(&mut self, user: UserId, now: DateTime<Utc>) -> RepoResult<()>;
    /// Notes that whoever has the account's e-mail address has the account. Where the address was not proven before, its
    /// telephone number goes: somebody else may have opened the account, and the number would stay a way in.
    async fn take_over(&mut self, user: UserId, now: DateTime<Utc>) -> RepoResult<()>;
    /// Sets another hash of the same password in place of `old`; the history stays as it is. Answers whether `old` still was
    /// the account's hash.
    async fn replace_hash(&mut self, user: UserId, old: &str, hash: &str, now: DateTime<Utc>) -> RepoResult<bool>;
    /// Notes a sign-in on the account, and holds its row until the end of the transaction. Answers whether the account is
    /// active and, where a hash or a number is given, whether that still is its own.
    async fn note_sign_in(
        &mut self,
        user: UserId,
        password_hash: Option<&str>,
        phone: Option<&str>,
        now: DateTime<Utc>,
    ) -> RepoResult<bool>;
    /// Opens a session, with the hash of its first refresh token or of its cookie.
    async fn open_session(&mut self, session: &NewSession, secret_hash: &str) -> RepoResult<()>;
    /// The live session of a cookie and when it was opened, in one query.
    async fn live_cookie(
        &mut self,
        secret_hash: &str,
        now: DateTime<Utc>,
    ) -> RepoResult<Option<(LiveSession, DateTime<Utc>)>>;
    /// Of these sessions, the live ones of browsers that end before `end`: when each was opened, and when it ends.
    async fn cookies_ending_before(
        &mut self,
        ids: &[SessionId],
        end: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> RepoResult<Vec<(SessionId, DateTime<Utc>, DateTime<Utc>)>>;
    /// Prolongs a live session.
    async fn prolong(&mut self, session: SessionId, until: DateTime<Utc>, now: DateTime<Utc>) -> RepoResult<()>;
    /// As whom the account acts, in one query; none if it is inactive or acts for nobody.
    async fn actor(&mut self, user: UserId) -> RepoResult<Option<Actor>>;
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
