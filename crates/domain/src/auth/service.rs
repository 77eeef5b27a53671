use std::sync::Arc;

use super::{Credential, LiveSession, NewSession, RefreshUse, SessionView, SignedIn, TokenPair};
use crate::{
    accounts::User,
    kernel::{AuditEntry, Caller, Core, Error, Event, Origin, Outcome, Page, PageRequest, Role, SessionId, UserId},
    ports::{Claims, Passwords, Tokens, UnitOfWork},
};

/// The use cases of sign-in and sessions.
#[derive(Clone)]
pub struct Auth {
    core: Core,
    passwords: Arc<dyn Passwords>,
    tokens: Arc<dyn Tokens>,
}

/// A user may be signed in this often; the oldest session ends when there is one more.
const MOST_SESSIONS: usize = 50;
/// How many of the last passwords may not come back.
const PASSWORDS_REMEMBERED: usize = 5;

impl Auth {
    /// From its ports.
    pub fn new(core: Core, passwords: Arc<dyn Passwords>, tokens: Arc<dyn Tokens>) -> Self {
        Self { core, passwords, tokens }
    }

    /// Signs in by e-mail and password. Unknown address, wrong password and deactivated account get the same answer after
    /// the same work.
    pub async fn log_in(&self, email: &str, password: &str, origin: &Origin) -> Outcome<SignedIn> {
        let email = email.trim().to_lowercase();
        let credential = self.core.store.read().await?.auth().credential_by_email(&email).await?;
        let hash = credential.as_ref().and_then(|known| known.password_hash.as_deref());
        let fits = self.passwords.verify(password, hash).await?;
        match credential {
            Some(Credential { user, password_hash: Some(hash) }) if fits && user.is_active => {
                self.open_by(user, Some(&hash), origin).await
            }
            _ => Err(wrong_password()),
        }
    }

    /// Opens a session for an account that has just proven itself.
    pub async fn open(&self, user: User, origin: &Origin) -> Outcome<SignedIn> {
        self.open_by(user, None, origin).await
    }

    /// Opens a session, if the account is still active and its password still the one that was checked: while the slow
    /// hash was compared, both may have changed, and the change must not be outlived by the sign-in.
    async fn open_by(&self, user: User, checked: Option<&str>, origin: &Origin) -> Outcome<SignedIn> {
        let now = self.core.fresh.now();
        let session = NewSession {
            id: self.core.fresh.id(),
            user_id: user.id,
            device: origin.device.clone(),
            ip: origin.ip.clone(),
            created_at: now,
            expires_at: now + self.core.settings.session_lifetime,
        };
        let tokens = self.new_tokens(&user, session.id)?;
        let mut work = self.core.store.begin().await?;
        if !work.auth().note_sign_in(user.id, checked, now).await? {
            return Err(wrong_password());
        }
        work.auth().open_session(&session, &self.tokens.refresh_hash(&tokens.refresh)).await?;
        let ended = self.end_surplus(&mut *work, &user).await?;
        let audit = AuditEntry::by("session.open", Some((user.id, user.role)), origin).on(session.id);
        work.commit(audit).await?;
        for session in ended {
            self.core.events.publish(Event::SessionEnded { session }).await;
        }
        Ok(SignedIn { user, session: session.id, tokens })
    }

    /// Exchanges a refresh token for a new pair. One that was used before ends the whole session: its holder may be a thief.
    pub async fn refresh(&self, refresh_token: &str, origin: &Origin) -> Outcome<SignedIn> {
        let now = self.core.fresh.now();
        let refused = || Error::Unauthorized("the refresh token is not valid".into());
        let mut work = self.core.store.begin().await?;
        match work.auth().use_refresh(&self.tokens.refresh_hash(refresh_token), now).await? {
            RefreshUse::Unknown => Err(refused()),
            RefreshUse::Reused { session } => {
                work.auth().end_session(session, None, now).await?;
                work.commit(AuditEntry::by("session.refresh_reused", None, origin).on(session)).await?;
                self.core.events.publish(Event::SessionEnded { session }).await;
                Err(refused())
            }
            RefreshUse::Fresh { session, user } => {
                let user = work.accounts().find(user).await?.filter(|user| user.is_active).ok_or_else(refused)?;
                let tokens = self.new_tokens(&user, session)?;
                let expires_at = now + self.core.settings.session_lifetime;
                let hash = self.tokens.refresh_hash(&tokens.refresh);
                if !work.auth().add_refresh(session, &hash, now, expires_at).await? {
                    return Err(refused());
                }
                let audit = AuditEntry::by("session.refresh", Some((user.id, user.role)), origin).on(session);
                work.commit(audit).await?;
                Ok(SignedIn { user, session, tokens })
            }
        }
    }

    /// What an access token says. Whether its session still lives is for [`Self::live_session`].
    pub fn claims(&self, token: &str) -> Outcome<Claims> {
        self.tokens.verify(token, self.core.fresh.now()).map_err(|error| Error::Unauthorized(error.to_string().into()))
    }

    /// Who the bearer of these claims is, by the session as it stands now.
    pub async fn live_session(&self, claims: &Claims) -> Outcome<LiveSession> {
        let now = self.core.fresh.now();
        let live = self.core.store.read().await?.auth().live_session(claims.session, now).await?;
        let live = live.filter(|live| live.actor.user() == claims.user);
        live.ok_or_else(|| Error::Unauthorized("the session is over".into()))
    }

    /// The public keys with which others check our tokens.
    pub fn public_keys(&self) -> serde_json::Value {
        self.tokens.jwks()
    }

    /// Ends the session of an access token. A session that is over already is fine.
    pub async fn log_out(&self, claims: &Claims, origin: &Origin) -> Outcome<()> {
        let now = self.core.fresh.now();
        let mut work = self.core.store.begin().await?;
        if work.auth().end_session(claims.session, Some(claims.user), now).await? {
            let audit = AuditEntry::by("session.end", Some((claims.user, claims.role)), origin).on(claims.session);
            work.commit(audit).await?;
            self.core.events.publish(Event::SessionEnded { session: claims.session }).await;
        }
        Ok(())
    }

    /// The caller's live sessions, newest first.
    pub async fn sessions(&self, caller: &Caller, page: &PageRequest) -> Outcome<Page<SessionView>> {
        let now = self.core.fresh.now();
        self.core.store.read().await?.auth().list_sessions_of(caller.actor.user(), now, page).await
    }

    /// Ends one of the caller's sessions.
    pub async fn end_session(&self, caller: &Caller, session: SessionId) -> Outcome<()> {
        let now = self.core.fresh.now();
        let mut work = self.core.store.begin().await?;
        if !work.auth().end_session(session, Some(caller.actor.user()), now).await? {
            return Err(Error::not_found("session"));
        }
        work.commit(caller.audit("session.end").on(session)).await?;
        self.core.events.publish(Event::SessionEnded { session }).await;
        Ok(())
    }

    /// Changes the caller's password and ends all other sessions.
    pub async fn change_password(&self, caller: &Caller, current: &str, new: &str) -> Outcome<()> {
        let user = caller.actor.user();
        let (credential, recent) = {
            let mut session = self.core.store.read().await?;
            let credential = session.auth().credential_of(user).await?;
            (credential, session.auth().recent_password_hashes(user).await?)
        };
        let wrong = || Error::invalid("current_password", "is wrong");
        let old = credential.and_then(|known| known.password_hash);
        let fits = self.passwords.verify(current, old.as_deref()).await?;
        let old = old.filter(|_| fits).ok_or_else(wrong)?;
        for used in recent.iter().take(PASSWORDS_REMEMBERED) {
            if self.passwords.verify(new, Some(used)).await? {
                return Err(Error::invalid("new_password", "must differ from your last five passwords"));
            }
        }
        let hash = self.passwords.hash(new).await?;
        let now = self.core.fresh.now();
        let mut work = self.core.store.begin().await?;
        if !work.auth().set_password(user, &old, &hash, now).await? {
            return Err(wrong());
        }
        work.auth().end_sessions_of(user, Some(caller.session), now).await?;
        work.commit(caller.audit("user.change_password").on(user).changed(["password"])).await?;
        self.core.events.publish(Event::UserSessionsEnded { user, except: Some(caller.session) }).await;
        Ok(())
    }

    async fn end_surplus(&self, work: &mut dyn UnitOfWork, user: &User) -> Outcome<Vec<SessionId>> {
        let now = self.core.fresh.now();
        let surplus: Vec<SessionId> =
            work.auth().sessions_of(user.id, now).await?.into_iter().skip(MOST_SESSIONS).map(|old| old.id).collect();
        for id in &surplus {
            work.auth().end_session(*id, Some(user.id), now).await?;
        }
        Ok(surplus)
    }

    fn new_tokens(&self, user: &User, session: SessionId) -> Outcome<TokenPair> {
        let access = self.issue(user.id, user.role, session)?;
        let refresh = self.core.fresh.token();
        Ok(TokenPair { access, refresh })
    }

    fn issue(&self, user: UserId, role: Role, session: SessionId) -> Outcome<crate::ports::AccessToken> {
        let now = self.core.fresh.now();
        self.tokens.issue(user, role, session, now).map_err(|error| Error::Internal(error.to_string()))
    }
}

fn wrong_password() -> Error {
    Error::Unauthorized("e-mail or password is wrong".into())
}
