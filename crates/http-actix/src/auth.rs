//! Who the caller is: the bearer token, its session as it stands now, and the gates of the operations.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use actix_web::{HttpMessage, HttpRequest, http::header::AUTHORIZATION, web::Data};
use async_trait::async_trait;
use domain::{
    auth::{Auth, LiveSession},
    kernel::{Caller, Error, Event, EventTopic, Origin, Role, SessionId},
    ports::{Claims, EventBus, EventStream},
};
use moka::sync::Cache;

use crate::{api::Gate, error::ApiError, origin, realtime};

/// Turns tokens into callers.
pub struct Authenticator {
    auth: Auth,
    sessions: SessionCache,
}

impl Authenticator {
    /// From the sign-in use cases and the cache that the event bus keeps honest.
    pub fn new(auth: Auth, sessions: SessionCache) -> Self {
        Self { auth, sessions }
    }

    /// What a token says, whether or not its session still lives.
    pub fn claims(&self, token: &str) -> Result<Claims, Error> {
        self.auth.claims(token)
    }

    /// The caller with a token that says this, by the session as it stands now.
    pub async fn caller(&self, claims: &Claims, origin: Origin) -> Result<Caller, Error> {
        let live = match self.sessions.get(claims.session) {
            Some(live) => live,
            None => self.load(claims).await?,
        };
        Ok(Caller { actor: live.actor, session: claims.session, origin })
    }

    async fn load(&self, claims: &Claims) -> Result<LiveSession, Error> {
        let seen = self.sessions.changes();
        let live = self.auth.live_session(claims).await?;
        self.sessions.put(claims.session, live, seen);
        Ok(live)
    }
}

/// Where every end of a session is heard of, whichever server ended it.
const KEPT_WHERE_EVENTS_ARRIVE: Duration = Duration::from_secs(5);
/// Elsewhere: a session that another server ends must be over within a second.
const KEPT_WHERE_THEY_MAY_NOT: Duration = Duration::from_millis(500);

/// Live sessions, for a moment, unless something of them changes in this process.
#[derive(Clone)]
pub struct SessionCache {
    live: Cache<SessionId, LiveSession>,
    changes: Arc<AtomicU64>,
}

impl SessionCache {
    /// Whether the events of every server arrive here decides how long a session is kept.
    pub fn new(events_arrive: bool) -> Self {
        let kept = if events_arrive { KEPT_WHERE_EVENTS_ARRIVE } else { KEPT_WHERE_THEY_MAY_NOT };
        Self { live: Cache::builder().max_capacity(50_000).time_to_live(kept).build(), changes: Arc::default() }
    }
    fn get(&self, session: SessionId) -> Option<LiveSession> {
        self.live.get(&session)
    }
    fn changes(&self) -> u64 {
        self.changes.load(Ordering::Acquire)
    }
    /// Keeps what was read, unless something ended while it was being read.
    fn put(&self, session: SessionId, live: LiveSession, seen: u64) {
        self.live.insert(session, live);
        if self.changes() != seen {
            self.live.invalidate(&session);
        }
    }
    fn forget_all(&self) {
        self.changes.fetch_add(1, Ordering::AcqRel);
        self.live.invalidate_all();
    }
    fn apply(&self, event: &Event) {
        match event {
            Event::SessionEnded { session } => {
                self.changes.fetch_add(1, Ordering::AcqRel);
                self.live.invalidate(session);
            }
            Event::UserSessionsEnded { .. } | Event::UserChanged { .. } => self.forget_all(),
            Event::Message { .. }
            | Event::Read { .. }
            | Event::Typing { .. }
            | Event::Presence { .. }
            | Event::AiTurn { .. }
            | Event::TreatmentEnded { .. }
            | Event::ChatDeleted { .. }
            | Event::RelationEnded { .. } => {}
        }
    }
}

/// An event bus that first drops what the event makes stale in this process.
pub struct CacheKeepingEvents {
    sessions: SessionCache,
    inner: Arc<dyn EventBus>,
}

impl CacheKeepingEvents {
    /// Around another bus.
    pub fn new(sessions: SessionCache, inner: Arc<dyn EventBus>) -> Self {
        Self { sessions, inner }
    }
}

#[async_trait]
impl EventBus for CacheKeepingEvents {
    async fn publish(&self, event: Event) {
        self.sessions.apply(&event);
        self.inner.publish(event).await;
    }
    fn subscribe(&self, topic: EventTopic) -> EventStream {
        self.inner.subscribe(topic)
    }
    fn reaches_every_instance(&self) -> bool {
        self.inner.reaches_every_instance()
    }
    fn interrupted(&self) {
        self.sessions.forget_all();
        self.inner.interrupted();
    }
}

/// Lets a request through its operation's gate; the caller is then known to [`crate::extract::SignedIn`].
pub async fn pass(gate: Gate, request: &HttpRequest) -> Result<(), ApiError> {
    let token = if matches!(gate, Gate::Socket(_)) { realtime::token(request)? } else { bearer(request)? };
    let roles = match (gate, token.as_deref()) {
        (Gate::Public, _) | (Gate::Optional, None) => return Ok(()),
        (Gate::Token, Some(token)) => {
            let claims = authenticator(request)?.claims(token)?;
            request.extensions_mut().insert(claims);
            return Ok(());
        }
        (Gate::Token | Gate::Roles(_) | Gate::Socket(_), None) => {
            return Err(Error::Unauthorized("sign in first".into()).into());
        }
        (Gate::Optional, Some(_)) => domain::kernel::Roles::ALL,
        (Gate::Roles(roles) | Gate::Socket(roles), Some(_)) => roles,
    };
    let claims = authenticator(request)?.claims(&token.unwrap_or_default())?;
    let caller = authenticator(request)?.caller(&claims, origin::of(request)).await?;
    let role: Role = caller.actor.role();
    request.extensions_mut().insert(claims);
    request.extensions_mut().insert(caller);
    if roles.contains(role) { Ok(()) } else { Err(Error::forbidden("your role may not do this").into()) }
}

fn authenticator(request: &HttpRequest) -> Result<&Data<Authenticator>, ApiError> {
    request.app_data::<Data<Authenticator>>().ok_or_else(|| ApiError::internal("no authenticator is wired"))
}

/// The bearer token of the one Authorization header; two headers are refused, other schemes carry no token.
pub fn bearer(request: &HttpRequest) -> Result<Option<String>, ApiError> {
    let mut headers = request.headers().get_all(AUTHORIZATION);
    let Some(header) = headers.next() else { return Ok(None) };
    if headers.next().is_some() {
        return Err(Error::invalid("Authorization", "must be given once").into());
    }
    let text = header.to_str().map_err(|_| ApiError::from(Error::Unauthorized("the token is not valid".into())))?;
    let (scheme, token) = text.split_once(' ').unwrap_or((text, ""));
    Ok(scheme.eq_ignore_ascii_case("bearer").then(|| token.trim().to_owned()))
}
