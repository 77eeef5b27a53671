use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    Codes, CookieSession, LiveSession, NewSession, Policy, RefreshUse, SessionKind, SessionView, SignedIn, TokenPair,
};
use crate::{
    accounts::{SignUp, User},
    kernel::{AuditEntry, Caller, Core, Error, Event, Origin, Outcome, Page, PageRequest, Role, SessionId, UserId},
    limits::Limits,
    outbox::Message,
    ports::{Claims, Passwords, Tickets, Tokens, UnitOfWork},
};

/// The use cases of sign-in and sessions.
#[derive(Clone)]
pub struct Auth {
    pub(super) core: Core,
    pub(super) passwords: Arc<dyn Passwords>,
    pub(super) tokens: Arc<dyn Tokens>,
    pub(super) codes: Codes,
    pub(super) limits: Limits,
    pub(super) policy: Arc<Policy>,
    pub(super) sign_up: SignUp,
    pub(super) tickets: Arc<dyn Tickets>,
}

/// What [`Auth`] is made of.
pub struct AuthParts {
    /// What every use case needs.
    pub core: Core,
    /// Password hashes.
    pub passwords: Arc<dyn Passwords>,
    /// Tokens.
    pub tokens: Arc<dyn Tokens>,
    /// One-time codes.
    pub codes: Codes,
    /// What is counted.
    pub limits: Limits,
    /// What the operator asks for.
    pub policy: Policy,
    /// Opening accounts.
    pub sign_up: SignUp,
    /// Tickets for sockets.
    pub tickets: Arc<dyn Tickets>,
}

/// A user may be signed in this often; the oldest session ends when there is one more.
const MOST_SESSIONS: usize = 50;
/// A browser's session ends when nothing was heard of it for so long,
const COOKIE_IDLE: TimeDelta = TimeDelta::hours(1);
/// and in any case after this.
const COOKIE_LONGEST: TimeDelta = TimeDelta::hours(12);
/// It is prolonged when so much of its time is gone, not with every request.
const COOKIE_STEP: TimeDelta = TimeDelta::minutes(5);

/// How an account has proven itself.
#[derive(Clone, Copy, Default)]
pub(super) struct Opening<'a> {
    /// By the password with this hash.
    pub checked: Option<&'a str>,
    /// By a code to this telephone number.
    pub number: Option<&'a str>,
    /// By a code that was sent to where it is written to.
    pub proven: bool,
}

impl Auth {
    /// From its parts.
    pub fn new(parts: AuthParts) -> Self {
        let AuthParts { core, passwords, tokens, codes, limits, policy, sign_up, tickets } = parts;
        Self { core, passwords, tokens, codes, limits, policy: Arc::new(policy), sign_up, tickets }
    }

    /// The time by which codes, cookies and tickets go.
    pub fn now(&self) -> DateTime<Utc> {
        self.core.fresh.now()
    }

    /// Opens a session for an account that has just proven itself.
    pub async fn open(&self, user: User, origin: &Origin) -> Outcome<SignedIn> {
        self.open_by(user, Opening::default(), origin).await
    }

    /// Opens a session for an account whose password, with this hash, was checked a moment ago.
    pub async fn open_checked(&self, user: User, hash: &str, origin: &Origin) -> Outcome<SignedIn> {
        self.open_by(user, Opening { checked: Some(hash), ..Opening::default() }, origin).await
    }

    /// Opens a session with tokens.
    pub(super) async fn open_by(&self, user: User, opening: Opening<'_>, origin: &Origin) -> Outcome<SignedIn> {
        let lifetime = self.core.settings.session_lifetime;
        let session = self.new_session(&user, SessionKind::Bearer, lifetime, origin);
        let tokens = self.new_tokens(&user, session.id)?;
        let secret = self.tokens.refresh_hash(&tokens.refresh);
        let user = self.open_session(user, &session, &secret, opening, origin).await?;
        Ok(SignedIn { user, session: session.id, tokens })
    }

    /// Opens a session of a browser, for an account that has proven itself by a code to its number.
    pub(super) async fn open_cookie(&self, user: User, origin: &Origin) -> Outcome<CookieSession> {
        let session = self.new_session(&user, SessionKind::Cookie, COOKIE_IDLE, origin);
        let secret = self.core.fresh.token();
        let number = user.phone.clone();
        let opening = Opening { number: number.as_deref(), ..Opening::default() };
        let user = self.open_session(user, &session, &self.cookie_hash(&secret), opening, origin).await?;
        let expires_at = session.created_at + COOKIE_LONGEST;
        Ok(CookieSession { user, session: session.id, secret, idle_until: session.expires_at, expires_at })
    }

    /// Under which the session of a cookie is found.
    pub fn cookie_hash(&self, secret: &str) -> String {
        self.tokens.refresh_hash(secret)
    }

    fn new_session(&self, user: &User, kind: SessionKind, lifetime: TimeDelta, origin: &Origin) -> NewSession {
        let now = self.core.fresh.now();
        NewSession {
            id: self.core.fresh.id(),
            user_id: user.id,
            kind,
            device: origin.device.clone(),
            ip: origin.ip.clone(),
            created_at: now,
            expires_at: now + lifetime,
        }
    }

    /// Opens a session, if the account is still active and its password and number still those that were checked: while
    /// the slow hash was compared, all may have changed, and the change must not be outlived by the sign-in.
    async fn open_session(
        &self,
        mut user: User,
        session: &NewSession,
        secret_hash: &str,
        opening: Opening<'_>,
        origin: &Origin,
    ) -> Outcome<User> {
        let now = session.created_at;
        let mut work = self.core.store.begin().await?;
        if !work.auth().note_sign_in(user.id, opening.checked, opening.number, now).await? {
            return Err(wrong_password());
        }
        if opening.proven && !user.is_verified {
            work.auth().mark_verified(user.id, now).await?;
            user.is_verified = true;
        }
        work.auth().open_session(session, secret_hash).await?;
        let ended = self.end_surplus(&mut *work, &user).await?;
        let audit = AuditEntry::by("session.open", Some((user.id, user.role)), origin).on(session.id);
        work.commit(audit).await?;
        for session in ended {
            self.core.events.publish(Event::SessionEnded { session }).await;
        }
        Ok(user)
    }

    /// Whether a browser's session that was read a moment ago need not be read again to be prolonged.
    pub fn is_fresh(&self, live: &LiveSession) -> bool {
        live.expires_at - self.core.fresh.now() > COOKIE_IDLE - COOKIE_STEP
    }

    /// The session of a browser's cookie, prolonged when it is time; none where there is no such live one.
    pub async fn live_cookie(&self, secret_hash: &str) -> Outcome<Option<LiveSession>> {
        let now = self.core.fresh.now();
        let found = self.core.store.read().await?.auth().live_cookie(secret_hash, now).await?;
        let Some((mut live, opened_at)) = found else { return Ok(None) };
        let until = longest_idle(opened_at, now);
        if until - live.expires_at >= COOKIE_STEP {
            self.core.store.unaudited().await?.auth().prolong(live.session, until, now).await?;
            live.expires_at = until;
        }
        Ok(Some(live))
    }

    /// Prolongs those of these sessions that are a browser's, when it is time: something was heard on their sockets. One
    /// query for all of them, and a change for each in five minutes.
    pub async fn prolong_cookies(&self, sessions: &[SessionId]) -> Outcome<()> {
        let now = self.core.fresh.now();
        let soon = now + COOKIE_IDLE - COOKIE_STEP;
        let ending = self.core.store.read().await?.auth().cookies_ending_before(sessions, soon, now).await?;
        for (session, opened_at, expires_at) in ending {
            let until = longest_idle(opened_at, now);
            if until - expires_at >= COOKIE_STEP {
                self.core.store.unaudited().await?.auth().prolong(session, until, now).await?;
            }
        }
        Ok(())
    }

    /// Exchanges a refresh token for a new pair. One that was used before ends the whole session: its holder may be a thief.
    pub async fn refresh(&self, refresh_token: &str, origin: &Origin) -> Outcome<SignedIn> {
        let now = self.core.fresh.now();
        let refused = || Error::Unauthorized("the refresh token is not valid".into());
        let mut work = self.core.store.begin().await?;
        match work.auth().use_refresh(&self.tokens.refresh_hash(refresh_token), now).await? {
            RefreshUse::Unknown => Err(refused()),
            RefreshUse::Reused { session, user } => {
                work.auth().end_session(session, None, now).await?;
                if let Some(user) = work.accounts().find(user).await? {
                    self.tell(&mut *work, &user, Message::SessionEndedForSafety).await?;
                }
                work.commit(AuditEntry::by("session.refresh_reused", None, origin).on(session)).await?;
                self.core.events.publish(Event::SessionEnded { session }).await;
                self.core.events.publish(Event::JobWaiting).await;
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
        self.end(claims.session, claims.user, claims.role, origin).await
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

    /// Ends the session of a cookie. A cookie of no live session is fine.
    pub async fn sign_out(&self, secret: &str, origin: &Origin) -> Outcome<()> {
        match self.live_cookie(&self.cookie_hash(secret)).await? {
            Some(live) => self.end(live.session, live.actor.user(), live.actor.role(), origin).await,
            None => Ok(()),
        }
    }

    async fn end(&self, session: SessionId, user: UserId, role: Role, origin: &Origin) -> Outcome<()> {
        let now = self.core.fresh.now();
        let mut work = self.core.store.begin().await?;
        if work.auth().end_session(session, Some(user), now).await? {
            work.commit(AuditEntry::by("session.end", Some((user, role)), origin).on(session)).await?;
            self.core.events.publish(Event::SessionEnded { session }).await;
        }
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

/// Until when a browser's session that began then lives if nothing more is heard of it.
fn longest_idle(opened_at: DateTime<Utc>, now: DateTime<Utc>) -> DateTime<Utc> {
    (now + COOKIE_IDLE).min(opened_at + COOKIE_LONGEST)
}

pub(super) fn wrong_password() -> Error {
    Error::Unauthorized("e-mail or password is wrong".into())
}
